package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.Shape;

/** What {@code src/test/python/nn_tools.py} computed with PyTorch 1.13.1. */
class NnToolsTest {
  /**
   * Drawn normals differ by 2e-6, which power iterations enlarge where singular values are near.
   */
  private static final double TOLERANCE = 2e-5;

  private static JsonNode read(String part) {
    try (InputStream in = NnToolsTest.class.getResourceAsStream("/nn/nn_tools.json")) {
      return new ObjectMapper().readTree(in).get(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] sizes(JsonNode tensor) {
    return Arrays.stream(new ObjectMapper().convertValue(tensor.get("shape"), Long[].class))
        .mapToLong(Long::longValue)
        .toArray();
  }

  private static Tensor tensor(JsonNode json) {
    double[] values = new ObjectMapper().convertValue(json.get("values"), double[].class);
    return Torch.tensor(values).toFloat().view(sizes(json));
  }

  private static void check(JsonNode wanted, Tensor got, String what) {
    assertEquals(Shape.of(sizes(wanted)), got.shape(), what);
    double[] values = new ObjectMapper().convertValue(wanted.get("values"), double[].class);
    assertArrayEquals(values, got.detach().toDoubleArray(), TOLERANCE, what);
  }

  private static void checkAll(JsonNode wanted, Map<String, ? extends Tensor> got, String what) {
    List<String> keys = new ArrayList<>();
    wanted.fieldNames().forEachRemaining(keys::add);
    assertEquals(keys, List.copyOf(got.keySet()), what);
    got.forEach((key, value) -> check(wanted.get(key), value, what + " " + key));
  }

  private record Case(Supplier<Module> make, Consumer<Module> remove) {}

  private static final class Scaled extends Module implements RightInverse {
    @Override
    public Tensor forward(Tensor x) {
      return x.mul(2);
    }

    @Override
    public Tensor[] rightInverse(Tensor value) {
      return new Tensor[] {value.div(2)};
    }
  }

  private static final class Symmetric extends Module {
    @Override
    public Tensor forward(Tensor x) {
      return x.triu(0).add(x.triu(1).transpose(-1, -2));
    }
  }

  private static Linear linear(long in, long out) {
    return new Linear(in, out);
  }

  private static Module parametrized(Module module, Module... parametrizations) {
    for (Module p : parametrizations) {
      Parametrize.registerParametrization(module, "weight", p);
    }
    return module;
  }

  private static Module prunedTwice() {
    Linear module = Prune.l1Unstructured(linear(3, 4), "weight", 0.25);
    Prune.lnStructured(module, "weight", 0.5, 1, 0);
    return Prune.randomUnstructured(module, "weight", 2);
  }

  private static Case weight(Supplier<Module> make) {
    return new Case(make, NnUtils::removeWeightNorm);
  }

  private static Case spectral(Supplier<Module> make) {
    return new Case(make, NnUtils::removeSpectralNorm);
  }

  private static Case off(Supplier<Module> make) {
    return new Case(make, m -> Parametrize.removeParametrizations(m, "weight"));
  }

  private static Case pruned(Supplier<Module> make) {
    return new Case(make, m -> Prune.remove(m, "weight"));
  }

  private static final Map<String, Case> CASES =
      Map.ofEntries(
          Map.entry("weight_norm_linear", weight(() -> NnUtils.weightNorm(linear(3, 4)))),
          Map.entry(
              "weight_norm_conv_dim1",
              weight(() -> NnUtils.weightNorm(new Conv2d(3, 2, 3), "weight", 1))),
          Map.entry(
              "weight_norm_all", weight(() -> NnUtils.weightNorm(linear(3, 4), "weight", null))),
          Map.entry("spectral_norm_linear", spectral(() -> NnUtils.spectralNorm(linear(3, 4)))),
          Map.entry(
              "spectral_norm_conv",
              spectral(() -> NnUtils.spectralNorm(new Conv2d(3, 2, 3), "weight", 2, 1e-12, null))),
          Map.entry(
              "spectral_norm_transposed",
              spectral(() -> NnUtils.spectralNorm(new ConvTranspose1d(4, 2, 3)))),
          Map.entry("parametrize_scaled", off(() -> parametrized(linear(3, 4), new Scaled()))),
          Map.entry(
              "parametrize_two",
              off(() -> parametrized(linear(5, 5), new Symmetric(), new Scaled()))),
          Map.entry("orthogonal_square", off(() -> Parametrizations.orthogonal(linear(5, 5)))),
          Map.entry(
              "orthogonal_cayley",
              off(() -> Parametrizations.orthogonal(linear(3, 5), "weight", "cayley", true))),
          Map.entry("orthogonal_householder", off(() -> Parametrizations.orthogonal(linear(5, 3)))),
          Map.entry(
              "orthogonal_plain",
              off(() -> Parametrizations.orthogonal(linear(3, 5), "weight", null, false))),
          Map.entry(
              "parametrized_spectral_norm", off(() -> Parametrizations.spectralNorm(linear(3, 4)))),
          Map.entry(
              "parametrized_spectral_norm_conv",
              off(() -> Parametrizations.spectralNorm(new Conv2d(3, 2, 3)))),
          Map.entry("prune_l1", pruned(() -> Prune.l1Unstructured(linear(3, 4), "weight", 5))),
          Map.entry(
              "prune_l1_share", pruned(() -> Prune.l1Unstructured(linear(3, 4), "weight", 0.3))),
          Map.entry(
              "prune_random", pruned(() -> Prune.randomUnstructured(linear(3, 4), "weight", 0.5))),
          Map.entry(
              "prune_ln", pruned(() -> Prune.lnStructured(new Conv2d(3, 2, 3), "weight", 1, 2, 1))),
          Map.entry(
              "prune_random_structured",
              pruned(() -> Prune.randomStructured(linear(3, 4), "weight", 0.5, 0))),
          Map.entry("prune_twice", pruned(NnToolsTest::prunedTwice)),
          Map.entry(
              "prune_bias",
              new Case(
                  () -> Prune.l1Unstructured(linear(3, 4), "bias", 2),
                  m -> Prune.remove(m, "bias"))));

  @TestFactory
  Stream<DynamicTest> lives() {
    JsonNode lives = read("lives");
    assertEquals(CASES.size(), lives.size());
    List<DynamicTest> tests = new ArrayList<>();
    lives
        .fieldNames()
        .forEachRemaining(
            name ->
                tests.add(
                    DynamicTest.dynamicTest(name, () -> follow(CASES.get(name), lives.get(name)))));
    return tests.stream();
  }

  private static void follow(Case c, JsonNode wanted) {
    Torch.manualSeed(0);
    Module module = c.make.get();
    Tensor x = tensor(wanted.get("input"));
    assertEquals(wanted.get("text").asText(), module.toString());
    checkAll(wanted.get("state"), module.stateDict(), "state");
    for (JsonNode step : wanted.get("steps")) {
      step(module, x, step);
    }
    module.eval();
    check(wanted.get("eval"), module.apply(x), "evaluation");
    c.remove.accept(module);
    checkValues(wanted.get("after"), module.stateDict());
    assertEquals(wanted.get("text_after").asText(), module.toString());
    check(wanted.get("last"), module.apply(x), "last");
  }

  /** PyTorch appends the tensor it gives back; a field keeps its place. */
  private static void checkValues(JsonNode wanted, Map<String, Tensor> got) {
    assertEquals(wanted.size(), got.size());
    got.forEach((key, value) -> check(wanted.get(key), value, "after " + key));
  }

  private static void step(Module module, Tensor x, JsonNode wanted) {
    module.zeroGrad();
    Tensor y = module.apply(x);
    check(wanted.get("output"), y, "output");
    y.pow(2).mean().backward();
    module
        .namedParameters()
        .forEach((key, p) -> check(wanted.get("grads").get(key), p.grad(), "gradient of " + key));
    GradMode.with(
        false,
        () -> {
          module.parameters().forEach(p -> p.sub_(p.grad().mul(0.1)));
          return module;
        });
  }

  @Test
  void parametersArePrunedTogether() {
    Torch.manualSeed(0);
    Linear first = linear(3, 4);
    Linear second = linear(4, 2);
    Sequential net = new Sequential(first, new ReLU(), second);
    Prune.l1Unstructured(first, "weight", 2);
    Prune.globalL1Unstructured(
        List.of(new Prune.Target(first, "weight"), new Prune.Target(second, "weight")), 0.4);
    checkAll(read("global_pruning"), net.stateDict(), "state");
  }

  @Test
  void normalisationsAreFused() {
    JsonNode wanted = read("fused");
    Torch.manualSeed(0);
    Conv2d conv = new Conv2d(3, 4, 3, Conv2d.options().stride(2).padding(1).bias(false));
    BatchNorm2d norm2 = new BatchNorm2d(4);
    Tensor x = Torch.rand(2, 3, 6, 6);
    norm2.apply(conv.apply(x));
    conv.eval();
    norm2.eval();
    checkFused(wanted.get("conv"), x, NnUtils.fuseConvBnEval(conv, norm2));
    Torch.manualSeed(0);
    ConvTranspose1d transposed =
        new ConvTranspose1d(3, 4, 3, ConvTranspose1d.options().stride(2).outputPadding(1));
    BatchNorm1d norm1 = new BatchNorm1d(4);
    x = Torch.rand(2, 3, 5);
    norm1.apply(transposed.apply(x));
    transposed.eval();
    norm1.eval();
    checkFused(wanted.get("transposed"), x, NnUtils.fuseConvBnEval(transposed, norm1));
    Torch.manualSeed(0);
    Linear linear = linear(3, 4);
    norm1 = new BatchNorm1d(4);
    x = Torch.rand(5, 3);
    norm1.apply(linear.apply(x));
    linear.eval();
    norm1.eval();
    checkFused(wanted.get("linear"), x, NnUtils.fuseLinearBnEval(linear, norm1));
  }

  private static void checkFused(JsonNode wanted, Tensor x, Module fused) {
    check(wanted.get("input"), x, "input");
    checkAll(wanted.get("state"), fused.stateDict(), "state");
    check(wanted.get("output"), fused.apply(x), "output");
  }

  @Test
  void firstValuesAgree() {
    JsonNode wanted = read("inits");
    init(wanted.get("orthogonal_tall"), Init::orthogonal_);
    init(wanted.get("orthogonal_wide"), t -> Init.orthogonal_(t, 0.5));
    init(wanted.get("sparse"), t -> Init.sparse_(t, 0.4));
    init(wanted.get("trunc_normal"), t -> Init.truncNormal_(t, 0.5, 2, -1, 3));
    init(wanted.get("xavier_normal"), t -> Init.xavierNormal_(t, 1.5));
    init(wanted.get("kaiming_normal"), t -> Init.kaimingNormal_(t, 0, "fan_out", "relu"));
    init(wanted.get("dirac"), t -> Init.dirac_(t, 2));
    init(wanted.get("eye"), Init::eye_);
    wanted
        .get("gains")
        .properties()
        .forEach(e -> assertEquals(e.getValue().asDouble(), Init.calculateGain(e.getKey()), 1e-15));
  }

  private static void init(JsonNode wanted, UnaryOperator<Tensor> function) {
    Torch.manualSeed(0);
    check(wanted, function.apply(Torch.empty(sizes(wanted))), "init");
  }
}
