package org.torch4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.torch4j.Torch.manualSeed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Example;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.F;
import org.torch4j.nn.Flatten;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;
import org.torch4j.optim.Adam;
import org.torch4j.vision.MNIST;

/** The number of threads, of kernels and of loaders, changes no bit of a training. */
class ThreadsTest {
  @Test
  void linearNetworksTrainAlikeOnOneAndTwoThreads() {
    check(Digits.Quiz::new, 60);
  }

  @Test
  void convolutionalNetworksTrainAlikeOnOneAndTwoThreads() {
    check(
        () ->
            new Sequential(
                new Conv2d(1, 8, 3),
                new BatchNorm2d(8),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(8, 16, 3),
                new ReLU(),
                new Flatten(),
                new Linear(16 * 11 * 11, 10)),
        12);
  }

  private static void check(Supplier<Module> network, int steps) {
    int before = Torch.getNumThreads();
    try {
      float[] one = train(network, steps, 1, 0);
      assertArrayEquals(one, train(network, steps, 2, 0), "2 threads");
      assertArrayEquals(one, train(network, steps, 3, 2), "3 threads and 2 loader workers");
    } finally {
      Torch.setNumThreads(before);
    }
  }

  /** All weights after training, and the losses before them. */
  private static float[] train(Supplier<Module> network, int steps, int threads, int workers) {
    Torch.setNumThreads(threads);
    manualSeed(7);
    Module model = network.get();
    var opt = new Adam(model.parameters(), Adam.options().lr(1e-3));
    MNIST digits = Digits.first6400();
    List<Tensor> results = new ArrayList<>();
    for (Example batch :
        new DataLoader<>(
            digits, DataLoader.options().batchSize(64).shuffle(true).workers(workers))) {
      opt.zeroGrad();
      Tensor loss = F.crossEntropy(model.apply(batch.input()), batch.target());
      loss.backward();
      opt.step();
      results.add(loss.detach().reshape(1));
      if (results.size() == steps) {
        break;
      }
    }
    model.parameters().forEach(p -> results.add(p.detach().flatten()));
    return Torch.cat(results).toFloatArray();
  }
}
