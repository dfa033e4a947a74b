package org.torch4j.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.F;
import org.torch4j.nn.GRU;
import org.torch4j.nn.LSTM;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;

/** Mixed precision against what {@code src/test/python/autocast.py} saw of PyTorch's. */
class AutocastTest {
  private static final JsonNode SEEN = read();

  private static JsonNode read() {
    try (InputStream in = AutocastTest.class.getResourceAsStream("/optim/autocast.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object argument(JsonNode a) {
    if (a.isArray()) {
      List<Object> all = new ArrayList<>();
      a.forEach(x -> all.add(argument(x)));
      return all;
    }
    if (a.isTextual()) {
      return a.asText().startsWith("=") ? a.asText().substring(1) : tensor(a.asText());
    }
    return a.isBoolean()
        ? (Object) a.asBoolean()
        : a.isIntegralNumber() ? (Object) a.asLong() : (Object) a.asDouble();
  }

  private static Tensor tensor(String text) {
    String[] parts = text.split(" ");
    long[] size = Arrays.stream(parts[1].split("x")).mapToLong(Long::parseLong).toArray();
    if (parts[0].equals("int64")) {
      return Torch.arange(size[0]);
    }
    long n = Arrays.stream(size).reduce(1, (a, b) -> a * b);
    Tensor t = Torch.linspace(-0.5, 0.4, n).view(size);
    if (size.length == 2 && size[0] == size[1]) {
      t = t.add(Torch.eye(size[0]).mul(2));
    }
    return t.to(DType.valueOf(parts[0].toUpperCase(Locale.ROOT)));
  }

  @TestFactory
  Stream<DynamicTest> opsGiveTheDtypesOfPyTorch() {
    List<DynamicTest> tests = new ArrayList<>();
    SEEN.get("dtypes")
        .forEach(
            c ->
                tests.add(
                    DynamicTest.dynamicTest(
                        c.get("op").asText() + " " + c.get("args"), () -> op(c))));
    assertTrue(tests.size() > 80);
    return tests.stream();
  }

  private static void op(JsonNode c) {
    List<Object> args = new ArrayList<>();
    c.get("args").forEach(a -> args.add(argument(a)));
    Object result;
    try (var _ = Torch.autocast("cpu", Autocast.options())) {
      result = Ops.call(c.get("op").asText(), args, Map.of());
    }
    Tensor first = (Tensor) (result instanceof List<?> l ? l.get(0) : result);
    assertEquals(c.get("dtype").asText(), first.dtype().toString());
  }

  private static Tensor pattern(int factor, int modulus, double shift, long... size) {
    long n = Arrays.stream(size).reduce(1, (a, b) -> a * b);
    float[] values = new float[(int) n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) ((float) (i * factor % modulus) / modulus - shift);
    }
    return Torch.tensor(values).view(size);
  }

  private static Tensor network(Tensor input, Map<String, Tensor> w) {
    Tensor x =
        F.relu(F.conv2d(input, w.get("conv"), w.get("conv_bias"), Conv2d.options().padding(1)));
    x = F.layerNorm(F.maxPool2d(x, 2).flatten(1), new long[] {36}, null, null, 1e-5);
    return F.linear(F.linear(x, w.get("first"), w.get("first_bias")).tanh(), w.get("second"));
  }

  @Test
  void aNetworkTrainsAsInPyTorch() {
    for (String mode : List.of("on", "off")) {
      JsonNode want = SEEN.get("training").get(mode);
      Map<String, Tensor> w = new LinkedHashMap<>();
      w.put("conv", pattern(37, 101, 0.5, 4, 1, 3, 3).requiresGrad_(true));
      w.put("conv_bias", pattern(37, 101, 0.5, 4).requiresGrad_(true));
      w.put("first", pattern(37, 101, 0.5, 8, 36).requiresGrad_(true));
      w.put("first_bias", pattern(37, 101, 0.5, 8).requiresGrad_(true));
      w.put("second", pattern(37, 101, 0.5, 3, 8).requiresGrad_(true));
      Tensor x = pattern(29, 97, 0, 5, 1, 6, 6);
      Tensor output;
      Tensor loss;
      try (var _ = Torch.autocast("cpu", Autocast.options().enabled(mode.equals("on")))) {
        output = network(x, w);
        loss = F.crossEntropy(output, Torch.tensor(new long[] {0, 1, 2, 0, 1}));
      }
      assertEquals(want.get("output_dtype").asText(), "torch." + output.dtype());
      assertEquals(want.get("loss_dtype").asText(), "torch." + loss.dtype());
      loss.backward();
      double tolerance = mode.equals("on") ? 8e-3 : 1e-6;
      assertEquals(want.get("loss").asDouble(), loss.item(), tolerance);
      close(want.get("output"), output, tolerance);
      w.forEach(
          (name, t) -> {
            assertEquals(DType.FLOAT32, t.grad().dtype());
            close(want.get("grads").get(name), t.grad(), tolerance);
          });
    }
  }

  private static void close(JsonNode want, Tensor got, double tolerance) {
    double[] values = got.detach().toDouble().reshape(-1).toDoubleArray();
    assertEquals(want.size(), values.length);
    for (int i = 0; i < values.length; i++) {
      double w = want.get(i).asDouble();
      assertEquals(w, values[i], tolerance * Math.max(1, Math.abs(w)), "number " + i);
    }
  }

  @Test
  void regionsNest() {
    Tensor a = Torch.rand(3, 3);
    assertFalse(Autocast.isEnabled(Device.Type.CPU));
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      assertTrue(Autocast.isEnabled(Device.Type.CPU));
      assertEquals(DType.BFLOAT16, a.mm(a).dtype());
      try (var _ = Torch.autocast("cpu", Autocast.options().enabled(false))) {
        assertFalse(Autocast.isEnabled(Device.Type.CPU));
        assertEquals(DType.FLOAT32, a.mm(a).dtype());
        try (var _ = Torch.autocast("cpu", Autocast.options().dtype(DType.FLOAT16))) {
          assertEquals(DType.FLOAT16, a.mm(a).dtype());
        }
        assertEquals(DType.FLOAT32, a.mm(a).dtype());
      }
      try (var _ = Torch.autocast("cuda", Autocast.options())) {
        assertEquals(DType.FLOAT16, Autocast.dtype(Device.Type.CUDA));
        assertEquals(DType.BFLOAT16, a.mm(a).dtype());
      }
      assertEquals(DType.BFLOAT16, a.mm(a).dtype());
    }
    assertEquals(DType.FLOAT32, a.mm(a).dtype());
    assertThrows(DTypeException.class, () -> Torch.autocast(DType.FLOAT32));
    assertFalse(Autocast.isPossible());
  }

  @Test
  void aRegionBelongsToItsThread() throws InterruptedException {
    Tensor a = Torch.rand(3, 3);
    AtomicReference<DType> other = new AtomicReference<>();
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      Thread thread = Thread.ofPlatform().start(() -> other.set(a.mm(a).dtype()));
      thread.join();
      assertEquals(DType.BFLOAT16, a.mm(a).dtype());
    }
    assertEquals(DType.FLOAT32, other.get());
  }

  @Test
  void parametersAreCastOncePerRegion() {
    Tensor w = Torch.rand(3, 3).requiresGrad_(true);
    Tensor kept;
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      kept = Autocast.cast(w, DType.BFLOAT16);
      try (var _ = Torch.autocast(DType.BFLOAT16)) {
        w.mm(w);
      }
      assertSame(kept, Autocast.cast(w, DType.BFLOAT16));
      Tensor noParameter = Torch.rand(3, 3);
      assertNotSame(
          Autocast.cast(noParameter, DType.BFLOAT16), Autocast.cast(noParameter, DType.BFLOAT16));
      Autocast.clearCache();
      assertNotSame(kept, Autocast.cast(w, DType.BFLOAT16));
    }
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      assertNotSame(kept, Autocast.cast(w, DType.BFLOAT16));
    }
    try (var _ = Torch.autocast("cpu", Autocast.options().cacheEnabled(false))) {
      assertNotSame(Autocast.cast(w, DType.BFLOAT16), Autocast.cast(w, DType.BFLOAT16));
    }
  }

  @Test
  void aCastMadeWithoutRecordingIsNotUsedWithIt() {
    Tensor w = Torch.rand(3, 3).requiresGrad_(true);
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      try (var _ = Torch.noGrad()) {
        w.mm(w);
      }
      w.mm(Torch.ones(3, 3)).sum().backward();
    }
    assertEquals(3, w.grad().toFloatArray()[0]);
  }

  @Test
  void changedParametersAreCastAnewInTheNextRegion() {
    Tensor w = Torch.ones(2, 2).requiresGrad_(true);
    for (int step = 1; step < 3; step++) {
      try (var _ = Torch.autocast(DType.BFLOAT16)) {
        assertEquals(2 * step, w.mm(Torch.ones(2, 2)).toFloat().toFloatArray()[0]);
      }
      try (var _ = Torch.noGrad()) {
        w.add_(1);
      }
    }
  }

  @Test
  void modulesRun() {
    Tensor x = Torch.rand(4, 2, 8);
    List<Module> modules =
        List.of(new Sequential(new Linear(8, 8), new Linear(8, 2)), new LSTM(8, 5), new GRU(8, 5));
    for (Module m : modules) {
      Tensor plain = m.eval().apply(x);
      Tensor mixed;
      try (var _ = Torch.autocast(DType.BFLOAT16)) {
        mixed = m.apply(x);
      }
      assertEquals(plain.shape(), mixed.shape());
      assertTrue(
          plain.sub(mixed.toFloat()).abs().max().item() < 0.05, m.getClass().getSimpleName());
      mixed.toFloat().sum().backward();
      m.parameters().forEach(p -> assertEquals(DType.FLOAT32, p.grad().dtype()));
    }
  }

  @Test
  void float64IsLeftAlone() {
    Tensor a = Torch.rand(3, 3).toDouble();
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      assertEquals(DType.FLOAT64, a.mm(a).dtype());
      assertEquals(DType.FLOAT64, F.mseLoss(a, a).dtype());
    }
  }

  /** As custom_fwd(cast_inputs=float32) does: the function's ops see what they are given. */
  @Test
  void aFunctionMayLeaveTheRegion() {
    Tensor a = Torch.rand(3, 3);
    try (var _ = Torch.autocast(DType.BFLOAT16)) {
      Tensor outside = Autocast.with(false, () -> a.mm(a));
      assertEquals(DType.FLOAT32, outside.dtype());
      assertEquals(DType.BFLOAT16, a.mm(a).dtype());
    }
  }
}
