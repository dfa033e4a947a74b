package org.torch4j.optim;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** Step by step what {@code src/test/python/optim_trajectories.py} computed with real PyTorch. */
class OptimizerTrajectoryTest {
  private static final double[] W = {0.5, -1.25, 2.0, 0.0, 3.5, -0.75};
  private static final double[] B = {0.1, -0.2};

  @TestFactory
  Stream<DynamicTest> trajectories() {
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode root = read();
    root.properties()
        .forEach(
            e -> {
              for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                tests.add(
                    DynamicTest.dynamicTest(
                        e.getKey() + " " + dtype, () -> follow(e.getValue(), dtype)));
              }
            });
    assertEquals(24, tests.size());
    return tests.stream();
  }

  private static JsonNode read() {
    try (InputStream in =
        OptimizerTrajectoryTest.class.getResourceAsStream("/optim/optim_trajectories.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void follow(JsonNode json, DType dtype) {
    double tolerance = dtype == DType.FLOAT64 ? 1e-13 : 2e-6;
    Tensor w = Torch.tensor(W).view(2, 3).to(dtype).requiresGrad_(true);
    Tensor b = Torch.tensor(B).to(dtype).requiresGrad_(true);
    Optimizer optimizer = make(json, List.of(w, b));
    int step = 0;
    for (JsonNode wanted : json.get("steps")) {
      optimizer.zeroGrad();
      Tensor loss = part(w.reshape(-1), step);
      if (step != 2) {
        loss = loss.add(part(b, step));
      }
      loss.backward();
      assertEquals(wanted.get("loss").asDouble(), loss.item(), 100 * tolerance);
      optimizer.step();
      assertArrayEquals(numbers(wanted.get("w")), w.detach().toDoubleArray(), tolerance * 10);
      assertArrayEquals(numbers(wanted.get("b")), b.detach().toDoubleArray(), tolerance * 10);
      step++;
    }
    assertEquals(6, step);
  }

  /** {@code sum(x * coefficient) + 0.5 * sum((x - 1)^2)}. */
  private static Tensor part(Tensor x, int step) {
    double[] coefficient = new double[(int) x.numel()];
    for (int i = 0; i < coefficient.length; i++) {
      coefficient[i] = ((step * 7 + i * 3) % 11 - 5) / 4.0;
    }
    Tensor c = Torch.tensor(coefficient).to(x.dtype());
    return x.mul(c).sum().add(x.sub(1).pow(2).sum().mul(0.5));
  }

  private static double[] numbers(JsonNode list) {
    double[] all = new double[list.size()];
    Arrays.setAll(all, i -> list.get(i).asDouble());
    return all;
  }

  private static Optimizer make(JsonNode json, List<Tensor> params) {
    JsonNode o = json.get("options");
    double beta1 = o.has("betas") ? o.get("betas").get(0).asDouble() : 0.9;
    double beta2 = o.has("betas") ? o.get("betas").get(1).asDouble() : 0.999;
    return switch (json.get("kind").asText()) {
      case "SGD" ->
          new SGD(
              params,
              SGD.options()
                  .lr(o.get("lr").asDouble())
                  .momentum(o.path("momentum").asDouble(0))
                  .dampening(o.path("dampening").asDouble(0))
                  .weightDecay(o.path("weight_decay").asDouble(0))
                  .nesterov(o.path("nesterov").asBoolean(false))
                  .maximize(o.path("maximize").asBoolean(false)));
      case "Adam" ->
          new Adam(
              params,
              Adam.options()
                  .lr(o.get("lr").asDouble())
                  .betas(beta1, beta2)
                  .eps(o.path("eps").asDouble(1e-8))
                  .weightDecay(o.path("weight_decay").asDouble(0))
                  .amsgrad(o.path("amsgrad").asBoolean(false))
                  .maximize(o.path("maximize").asBoolean(false)));
      case "AdamW" ->
          new AdamW(
              params,
              AdamW.options()
                  .lr(o.get("lr").asDouble())
                  .weightDecay(o.path("weight_decay").asDouble(1e-2))
                  .amsgrad(o.path("amsgrad").asBoolean(false)));
      default -> throw new IllegalArgumentException(json.get("kind").asText());
    };
  }
}
