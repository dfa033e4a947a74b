package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** Every module against what real PyTorch printed, initialised, computed and differentiated. */
class ModuleGoldenTest {
  private static final List<String> MODULES =
      List.of(
          ("Linear Conv1d Conv2d Conv3d BatchNorm1d BatchNorm2d BatchNorm3d LayerNorm Embedding"
                  + " Dropout Dropout2d ReLU GELU SiLU LeakyReLU ELU Sigmoid Tanh Softmax"
                  + " LogSoftmax Softplus Identity MaxPool1d MaxPool2d AvgPool2d AdaptiveAvgPool2d"
                  + " Flatten Unflatten Sequential CrossEntropyLoss NLLLoss MSELoss L1Loss BCELoss"
                  + " BCEWithLogitsLoss SmoothL1Loss KLDivLoss")
              .split(" "));

  @TestFactory
  Stream<DynamicTest> goldens() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String module : MODULES) {
      ModuleGolden golden = ModuleGolden.read(module);
      for (JsonNode c : golden.cases()) {
        tests.add(
            DynamicTest.dynamicTest(
                module + " " + c.get("id").asText(), () -> new Case(golden, c).run()));
      }
    }
    assertTrue(tests.size() >= 120, "only " + tests.size() + " cases");
    return tests.stream();
  }

  private record Case(ModuleGolden golden, JsonNode json) {
    void run() {
      Torch.manualSeed(json.get("init_seed").asLong());
      Module module = ModuleMaker.make(golden, json.get("class").asText(), json.get("constructor"));
      checkText(module);
      checkInitialValues(module);
      module.loadStateDict(state("state_dict"));
      module.train(json.get("training").asBoolean());
      boolean random = json.has("random");
      if (random) {
        Torch.manualSeed(json.get("seeded").get("seed").asLong());
      }
      Tensor[] inputs = inputs();
      Tensor output =
          inputs.length == 1 ? module.apply(inputs[0]) : module.apply(inputs[0], inputs[1]);
      JsonNode expected = random ? json.get("seeded").get("outputs") : json.get("outputs");
      if (expected.has("tuple")) {
        checkIndices(module, inputs[0], expected.get("tuple").get(1));
        expected = expected.get("tuple").get(0);
      }
      assertClose("output", golden.tensor(expected.get("tensor").asText()), output, tol("out"));
      if (json.has("cotangents")) {
        JsonNode cotangents = json.get("cotangents");
        output.backward(golden.tensor(cotangents.get(0).get("tensor").asText()));
        checkGradients(module, inputs);
      }
      if (json.has("state_dict_after")) {
        Map<String, Tensor> after = module.stateDict();
        state("state_dict_after")
            .forEach((key, value) -> assertClose(key, value, after.get(key), tol("out")));
      }
    }

    private void checkText(Module module) {
      String text = json.get("repr").asText();
      if (module instanceof Unflatten) { // kept as a plain tuple here
        text = text.replace("torch.Size([2, 2])", "(2, 2)");
      }
      assertEquals(text, module.toString());
      List<String> keys = new ArrayList<>();
      json.get("state_dict").fieldNames().forEachRemaining(keys::add);
      assertEquals(keys, List.copyOf(module.stateDict().keySet()));
      List<String> parameters = new ArrayList<>();
      json.get("parameters").forEach(p -> parameters.add(p.asText()));
      assertEquals(parameters, List.copyOf(module.namedParameters().keySet()));
    }

    /** The same seed gives the same values; normals may differ in the last bits. */
    private void checkInitialValues(Module module) {
      boolean running = json.has("running_stats_randomised");
      Map<String, Tensor> own = module.stateDict();
      state("state_dict")
          .forEach(
              (key, value) -> {
                boolean statistic = key.contains("running_") || key.contains("num_batches");
                if (!(running && statistic)) {
                  assertClose("initial " + key, value, own.get(key), new double[] {0, 2e-6});
                }
              });
    }

    private void checkIndices(Module module, Tensor input, JsonNode expected) {
      long[] indices =
          module instanceof MaxPool1d p
              ? p.forwardWithIndices(input).indices().toLongArray()
              : ((MaxPool2d) module).forwardWithIndices(input).indices().toLongArray();
      assertArrayEquals(golden.tensor(expected.get("tensor").asText()).toLongArray(), indices);
    }

    private void checkGradients(Module module, Tensor[] inputs) {
      Map<String, Tensor> byName = new LinkedHashMap<>();
      List<String> names = inputNames();
      for (int i = 0; i < inputs.length; i++) {
        byName.put(names.get(i), inputs[i]);
      }
      for (JsonNode g : json.get("input_grads")) {
        checkGradient(g.get("wrt").asText(), g.get("grad"), byName.get(g.get("wrt").asText()));
      }
      json.get("param_grads")
          .properties()
          .forEach(e -> checkGradient(e.getKey(), e.getValue(), module.getParameter(e.getKey())));
    }

    private void checkGradient(String name, JsonNode expected, Tensor of) {
      Tensor grad = of.grad();
      if (expected.isNull()) {
        assertTrue(grad == null, name + " has a gradient");
        return;
      }
      assertNotNull(grad, name + " has no gradient");
      Tensor wanted =
          expected.has("sparse_coo")
              ? dense(expected.get("sparse_coo"))
              : golden.tensor(expected.get("tensor").asText());
      assertClose("gradient of " + name, wanted, grad, tol("grad"));
    }

    private Tensor dense(JsonNode sparse) {
      Tensor indices = golden.tensor(sparse.get("indices").get("tensor").asText());
      Tensor values = golden.tensor(sparse.get("values").get("tensor").asText());
      return Torch.zeros(sparse.get("size").get(0).asLong(), sparse.get("size").get(1).asLong())
          .indexAdd(0, indices.select(0, 0), values);
    }

    private List<String> inputNames() {
      List<String> names = new ArrayList<>();
      json.get("args").forEach(a -> names.add(a.get("tensor").asText()));
      json.get("kwargs").forEach(a -> names.add(a.get("tensor").asText()));
      return names;
    }

    private Tensor[] inputs() {
      return inputNames().stream()
          .map(
              name -> {
                Tensor t = golden.tensor(name);
                return json.get("tensors").get(name).has("requires_grad")
                    ? t.requiresGrad_(true)
                    : t;
              })
          .toArray(Tensor[]::new);
    }

    private Map<String, Tensor> state(String field) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      json.get(field)
          .properties()
          .forEach(e -> state.put(e.getKey(), golden.tensor(e.getValue().asText())));
      return state;
    }

    private double[] tol(String kind) {
      JsonNode tol = json.get("tol");
      return tol == null
          ? new double[] {0, 0}
          : new double[] {tol.get(kind).get(0).asDouble(), tol.get(kind).get(1).asDouble()};
    }
  }

  private static void assertClose(String what, Tensor wanted, Tensor got, double[] tol) {
    assertNotNull(got, what);
    assertEquals(wanted.shape(), got.shape(), what);
    assertEquals(wanted.dtype(), got.dtype(), what);
    double[] a = got.to(DType.FLOAT64).toDoubleArray();
    double[] b = wanted.to(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      boolean same = a[i] == b[i] || Double.isNaN(a[i]) && Double.isNaN(b[i]);
      if (!same && !(Math.abs(a[i] - b[i]) <= tol[1] + tol[0] * Math.abs(b[i]))) {
        fail(what + "[" + i + "]: expected " + b[i] + ", got " + a[i]);
      }
    }
  }
}
