package org.torch4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.Torch.manualSeed;
import static org.torch4j.Torch.noGrad;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.data.DataLoader;
import org.torch4j.data.TensorDataset;
import org.torch4j.nn.F;
import org.torch4j.nn.Parameter;
import org.torch4j.optim.Adam;
import org.torch4j.optim.Optimizer;
import org.torch4j.optim.SGD;
import org.torch4j.vision.MNIST;

/**
 * Same seed, same losses: the programs of oracle/curves.py line by line, against the losses that
 * real PyTorch gave, written by that script.
 */
class LossCurveTest {
  private static final double TOLERANCE = 1e-4;

  @Test
  void sgdWithMomentumFollowsPyTorch() throws IOException {
    check("quiz_sgd", 42, p -> new SGD(p, SGD.options().lr(0.1).momentum(0.9)));
  }

  @Test
  void adamFollowsPyTorch() throws IOException {
    check("quiz_adam", 1, p -> new Adam(p, Adam.options().lr(1e-3)));
  }

  private static void check(String name, long seed, Function<List<Parameter>, Optimizer> optimizer)
      throws IOException {
    JsonNode expected =
        new ObjectMapper().readTree(Digits.resource("/oracle/curves.json").toFile()).get(name);
    MNIST digits = Digits.first6400();
    Tensor x = digits.images().unsqueeze(1).toFloat().div(255);
    Tensor y = digits.labels();

    manualSeed(seed);
    var model = new Digits.Quiz();
    var opt = optimizer.apply(model.parameters());
    var loader =
        new DataLoader<>(new TensorDataset(x, y), DataLoader.options().batchSize(64).shuffle(true));
    List<Double> losses = new ArrayList<>();
    int steps = expected.get("losses").size();
    while (losses.size() < steps) {
      for (var batch : loader) {
        opt.zeroGrad();
        Tensor loss = F.crossEntropy(model.apply(batch.get(0)), batch.get(1));
        loss.backward();
        opt.step();
        losses.add(loss.item());
        if (losses.size() >= steps) {
          break;
        }
      }
    }
    for (int i = 0; i < steps; i++) {
      double want = expected.get("losses").get(i).asDouble();
      assertEquals(want, losses.get(i), TOLERANCE * want, "loss of step " + i);
    }
    model.eval();
    try (var off = noGrad()) {
      Tensor guess = model.apply(x.narrow(0, 0, 2000)).argmax(1);
      double accuracy = guess.eq(y.narrow(0, 0, 2000)).toFloat().mean().item();
      assertEquals(expected.get("train_acc_2000").asDouble(), accuracy, 1e-3);
    }
    List<String> keys = new ArrayList<>();
    expected.get("keys").forEach(k -> keys.add(k.asText()));
    assertEquals(keys, new ArrayList<>(model.stateDict().keySet()));
  }
}
