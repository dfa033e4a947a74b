package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** Step by step what {@code src/test/python/optim_trajectories.py} computed with real PyTorch. */
class OptimizerTrajectoryTest {
  private static final int STEPS = 50;
  private static final int HALF = 25;
  private static final JsonNode CASES = OptimizerCases.read("/optim/optim_trajectories.json");

  private Stream<DynamicTest> each(String what, java.util.function.BiConsumer<String, JsonNode> t) {
    List<DynamicTest> tests = new ArrayList<>();
    CASES
        .properties()
        .forEach(
            e ->
                tests.add(
                    DynamicTest.dynamicTest(
                        e.getKey() + " " + what, () -> t.accept(e.getKey(), e.getValue()))));
    assertEquals(43, tests.size());
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> inDouble() {
    return each("float64", (_, json) -> follow(json, DType.FLOAT64, tolerance(json)));
  }

  @TestFactory
  Stream<DynamicTest> inFloat() {
    return each(
        "float32", (_, json) -> follow(json, DType.FLOAT32, tolerance(json) > 1e-10 ? 1e-4 : 1e-5));
  }

  /**
   * Half types round after each of PyTorch's operations. PyTorch 1.13 also rounds the numbers that
   * scale them, later ones do not, so a few last bits differ.
   */
  @TestFactory
  Stream<DynamicTest> inBfloat16() {
    return OptimizerCases.read("/optim/optim_bfloat16.json").properties().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey() + " bfloat16", () -> half(e.getValue())));
  }

  private static void half(JsonNode json) {
    Tensor w = OptimizerCases.start(DType.BFLOAT16).get(0);
    Optimizer optimizer =
        OptimizerCases.make(json.get("kind").asText(), json.get("options"), List.of(w));
    for (int step = 0; step < 20; step++) {
      w.setGrad(OptimizerCases.coefficient(6, step).view(2, 3).to(DType.BFLOAT16));
      optimizer.step();
      double[] got = w.detach().toDouble().reshape(-1).toDoubleArray();
      for (int i = 0; i < 6; i++) {
        close(json.get("seen").get(step).get(i).asDouble(), got[i], 0x1p-5, "step " + step);
      }
    }
  }

  /** L-BFGS divides differences of gradients, which makes more of the last bits. */
  private static double tolerance(JsonNode json) {
    return json.get("kind").asText().equals("LBFGS") ? 1e-8 : 1e-10;
  }

  private static void follow(JsonNode json, DType dtype, double tolerance) {
    List<Tensor> params = OptimizerCases.start(dtype);
    Optimizer optimizer =
        OptimizerCases.make(json.get("kind").asText(), json.get("options"), params);
    for (int step = 0; step < STEPS; step++) {
      double loss = OptimizerCases.update(optimizer, params, step);
      // The loss is a sum in which larger numbers cancel.
      close(json.get("losses").get(step).asDouble(), loss, 10 * tolerance, "loss of step " + step);
      JsonNode wanted = json.get("seen").get(String.valueOf(step));
      if (wanted != null) {
        compare(wanted, params, tolerance, "step " + step);
      }
    }
    if (dtype == DType.FLOAT64) {
      state(json.get("state"), optimizer.stateDict(), "state");
    }
  }

  private static void compare(JsonNode wanted, List<Tensor> params, double tolerance, String what) {
    double[] w = params.get(0).detach().reshape(-1).toDoubleArray();
    double[] b = params.get(1).detach().toDoubleArray();
    for (int i = 0; i < 8; i++) {
      double got = i < 6 ? w[i] : b[i - 6];
      close(wanted.get(i).asDouble(), got, tolerance, what + ", number " + i);
    }
  }

  private static void close(double want, double got, double tolerance, String what) {
    assertEquals(want, got, tolerance * Math.max(1, Math.abs(want)), what);
  }

  /** Equal in keys, their order, shapes, dtypes and numbers. */
  private static void state(JsonNode want, Object got, String path) {
    if (want.has("shape")) {
      Tensor t = assertInstanceOf(Tensor.class, got, path);
      assertEquals(want.get("dtype").asText(), "torch." + t.dtype(), path);
      assertEquals(want.get("shape").size(), t.dim(), path);
      double[] values = t.reshape(-1).toDoubleArray();
      assertEquals(want.get("values").size(), values.length, path);
      for (int i = 0; i < values.length; i++) {
        close(want.get("values").get(i).asDouble(), values[i], 1e-7, path);
      }
    } else if (want.isObject()) {
      Map<?, ?> map = assertInstanceOf(Map.class, got, path);
      List<String> keys = map.keySet().stream().map(String::valueOf).toList();
      List<String> wanted = new ArrayList<>();
      want.fieldNames().forEachRemaining(wanted::add);
      assertEquals(java.util.Set.copyOf(wanted), java.util.Set.copyOf(keys), path);
      map.forEach((k, v) -> state(want.get(String.valueOf(k)), v, path + "." + k));
    } else if (want.isArray()) {
      List<?> list = assertInstanceOf(List.class, got, path);
      assertEquals(want.size(), list.size(), path);
      for (int i = 0; i < list.size(); i++) {
        state(want.get(i), list.get(i), path + "[" + i + "]");
      }
    } else if (want.isNumber()) {
      double number = got instanceof Tensor t ? t.item() : ((Number) got).doubleValue();
      close(want.asDouble(), number, 1e-7, path);
    } else if (want.isTextual()) {
      assertEquals(want.asText(), got, path);
    } else {
      assertEquals(want.isNull() ? null : (Object) want.asBoolean(), got, path);
    }
  }

  /** Python's state after half of the steps, read from its file, goes on as Python did. */
  @TestFactory
  Stream<DynamicTest> fromPythonsFile(@TempDir Path folder) {
    Map<?, ?> states = (Map<?, ?>) Torch.load(copy(folder));
    return each(
        "from a file",
        (name, json) -> {
          Map<?, ?> half = (Map<?, ?>) states.get(name);
          assertNotNull(half);
          List<Tensor> params =
              List.of(
                  ((Tensor) half.get("w")).clone().requiresGrad_(true),
                  ((Tensor) half.get("b")).clone().requiresGrad_(true));
          Optimizer optimizer =
              OptimizerCases.make(json.get("kind").asText(), json.get("options"), params);
          optimizer.loadStateDict(typed((Map<?, ?>) half.get("optimizer")));
          for (int step = HALF; step < STEPS; step++) {
            OptimizerCases.update(optimizer, params, step);
            JsonNode wanted = json.get("seen").get(String.valueOf(step));
            if (wanted != null) {
              compare(wanted, params, tolerance(json), "step " + step);
            }
          }
        });
  }

  @SuppressWarnings("unchecked") // the keys of a state are strings
  private static Map<String, ?> typed(Map<?, ?> map) {
    return (Map<String, ?>) map;
  }

  private static Path copy(Path folder) {
    Path file = folder.resolve("optim_states.pth");
    try (InputStream in =
        OptimizerTrajectoryTest.class.getResourceAsStream("/optim/optim_states.pth")) {
      Files.copy(assertNotNullStream(in), file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream assertNotNullStream(InputStream in) {
    assertNotNull(in);
    return in;
  }

  /** A run that is saved, loaded into new objects and continued equals one that goes through. */
  @TestFactory
  Stream<DynamicTest> resumedBitByBit(@TempDir Path folder) {
    return each(
        "resumed",
        (name, json) -> {
          List<Tensor> whole = OptimizerCases.start(DType.FLOAT32);
          String kind = json.get("kind").asText();
          Optimizer optimizer = OptimizerCases.make(kind, json.get("options"), whole);
          for (int step = 0; step < HALF; step++) {
            OptimizerCases.update(optimizer, whole, step);
          }
          Path file = folder.resolve(name + ".pth");
          Torch.save(optimizer.stateDict(), file);
          List<Tensor> again =
              whole.stream().map(p -> p.detach().clone().requiresGrad_(true)).toList();
          Optimizer fresh = OptimizerCases.make(kind, json.get("options"), again);
          fresh.loadStateDict(typed((Map<?, ?>) Torch.load(file)));
          for (int step = HALF; step < STEPS; step++) {
            OptimizerCases.update(optimizer, whole, step);
            OptimizerCases.update(fresh, again, step);
          }
          for (int i = 0; i < 2; i++) {
            assertArrayEquals(
                whole.get(i).detach().reshape(-1).toFloatArray(),
                again.get(i).detach().reshape(-1).toFloatArray());
          }
        });
  }
}
