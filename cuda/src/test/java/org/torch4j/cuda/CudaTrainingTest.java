package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Embedding;
import org.torch4j.nn.F;
import org.torch4j.nn.Flatten;
import org.torch4j.nn.LSTM;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ModuleList;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;
import org.torch4j.nn.TransformerEncoder;
import org.torch4j.nn.TransformerEncoderLayer;
import org.torch4j.optim.Adam;
import org.torch4j.optim.AdamW;
import org.torch4j.optim.Optimizer;
import org.torch4j.optim.SGD;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Small networks train on a device as they do on the CPU. */
@OnFakes
class CudaTrainingTest {
  private static final int STEPS = 5;

  private static void check(Function<Device, List<Double>> training) {
    List<Double> wanted = training.apply(Device.CPU);
    List<Double> got = training.apply(Device.of("cuda"));
    for (int i = 0; i < STEPS; i++) {
      assertEquals(wanted.get(i), got.get(i), 1e-3, "step " + i);
    }
    assertTrue(got.get(STEPS - 1) < got.get(0));
  }

  private static List<Double> train(
      Optimizer optimizer, Function<Tensor, Tensor> network, Tensor x, Tensor y) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      optimizer.zeroGrad();
      Tensor loss = F.crossEntropy(network.apply(x), y);
      loss.backward();
      optimizer.step();
      losses.add(loss.item());
    }
    return losses;
  }

  private static List<Double> digits(
      Device device, Module network, Function<Module, Optimizer> by) {
    Generator g = new Generator().manualSeed(3);
    Tensor x = Torch.empty(8, 1, 12, 12).normal_(0, 1, g).to(device);
    Tensor y = Torch.randint(0, 10, Shape.of(8), DType.INT64, g).to(device);
    return train(by.apply(network.to(device)), network::apply, x, y);
  }

  @Test
  void perceptron() {
    check(
        device -> {
          Torch.manualSeed(1);
          Module network =
              new Sequential(new Flatten(), new Linear(144, 32), new ReLU(), new Linear(32, 10));
          return digits(device, network, n -> new Adam(n.parameters(), Adam.options().lr(1e-3)));
        });
  }

  @Test
  void convolution() {
    check(
        device -> {
          Torch.manualSeed(1);
          Module network =
              new Sequential(
                  new Conv2d(1, 4, 3),
                  new BatchNorm2d(4),
                  new ReLU(),
                  new MaxPool2d(2),
                  new Flatten(),
                  new Linear(100, 10));
          return digits(
              device, network, n -> new SGD(n.parameters(), SGD.options().lr(0.05).momentum(0.9)));
        });
  }

  @Test
  void recurrent() {
    check(
        device -> {
          Torch.manualSeed(1);
          LSTM lstm = new LSTM(12, 8, LSTM.options().numLayers(2).batchFirst(true));
          Linear out = new Linear(8, 10);
          new ModuleList(List.of(lstm, out)).to(device);
          Generator g = new Generator().manualSeed(3);
          Tensor x = Torch.empty(8, 6, 12).normal_(0, 1, g).to(device);
          Tensor y = Torch.randint(0, 10, Shape.of(8), DType.INT64, g).to(device);
          List<Tensor> parameters = new ArrayList<>(lstm.parameters());
          parameters.addAll(out.parameters());
          return train(
              new Adam(parameters, Adam.options().lr(1e-2)),
              t -> out.apply(lstm.apply(t).select(1, 5)),
              x,
              y);
        });
  }

  @Test
  void transformer() {
    check(
        device -> {
          Torch.manualSeed(1);
          Embedding embedding = new Embedding(20, 16);
          TransformerEncoder encoder =
              new TransformerEncoder(
                  new TransformerEncoderLayer(
                      16,
                      2,
                      TransformerEncoderLayer.options()
                          .dimFeedforward(32)
                          .dropout(0)
                          .batchFirst(true)),
                  1);
          Linear out = new Linear(16, 20);
          Module all = new ModuleList(List.of(embedding, encoder, out)).to(device);
          Tensor x =
              Torch.randint(0, 20, Shape.of(2, 6), DType.INT64, new Generator().manualSeed(3))
                  .to(device);
          return train(
              new AdamW(all.parameters(), AdamW.options().lr(1e-3)),
              t -> out.apply(encoder.apply(embedding.apply(t))).reshape(-1, 20),
              x,
              x.reshape(-1));
        });
  }
}
