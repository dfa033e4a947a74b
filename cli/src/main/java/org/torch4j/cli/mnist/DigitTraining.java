package org.torch4j.cli.mnist;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cli.report.Progress;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;
import org.torch4j.nn.F;
import org.torch4j.nn.Module;
import org.torch4j.optim.Adam;
import org.torch4j.optim.AdamW;
import org.torch4j.optim.Optimizer;
import org.torch4j.optim.ParamGroup;
import org.torch4j.optim.SGD;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Trains a digit network and remembers how it went. */
public final class DigitTraining {
  private static final int EVALUATION_BATCH = 500;

  private final TrainingSettings settings;
  private final Device device;
  private final Module network;
  private final Optimizer optimizer;
  private final Generator shifts;
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> accuracies = new ArrayList<>();

  /** A network with fresh weights on a device, from the settings' seed. */
  public DigitTraining(TrainingSettings settings, Device device) {
    this.settings = settings;
    this.device = device;
    Torch.manualSeed(settings.seed());
    this.network = settings.network().create().to(device);
    this.shifts = new Generator().manualSeed(settings.seed());
    this.optimizer =
        switch (settings.optimizer()) {
          case SGD -> new SGD(network.parameters(), SGD.options().lr(settings.lr()).momentum(0.9));
          case ADAM -> new Adam(network.parameters(), Adam.options().lr(settings.lr()));
          case ADAMW -> new AdamW(network.parameters(), AdamW.options().lr(settings.lr()));
        };
  }

  /** Trains on one set of digits and measures on another after each epoch. */
  public void run(Dataset<Example> train, Dataset<Example> test, Progress progress) {
    DataLoader<Example> loader =
        new DataLoader<>(
            train,
            DataLoader.options()
                .batchSize(settings.batchSize())
                .shuffle(true)
                .workers(settings.workers()));
    long steps = loader.size() * settings.epochs();
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      progress.epochStarts(epoch, settings.epochs(), train.size());
      network.train();
      double total = 0;
      for (Example batch : loader) {
        anneal(steps);
        double loss = step(batch);
        losses.add(loss);
        total += loss * batch.target().numel();
        progress.step(batch.target().numel(), loss);
      }
      double accuracy = accuracy(network, test, device);
      accuracies.add(accuracy);
      progress.epochEnds(total / train.size(), accuracy);
    }
  }

  private double step(Example batch) {
    optimizer.zeroGrad();
    Tensor loss =
        F.crossEntropy(network.apply(shifted(batch.input()).to(device)), batch.target().to(device));
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  /** Moves all digits of a batch alike; their margin of 4 empty pixels lets them wrap around. */
  private Tensor shifted(Tensor digits) {
    if (settings.shift() == 0) {
      return digits;
    }
    long[] by =
        Torch.randint(-settings.shift(), settings.shift() + 1L, Shape.of(2), DType.INT64, shifts)
            .toLongArray();
    return digits.roll(by, new long[] {2, 3});
  }

  /** Lets the learning rate fall to 0 along a half cosine. */
  private void anneal(long steps) {
    double lr = settings.lr() * 0.5 * (1 + Math.cos(Math.PI * losses.size() / steps));
    for (ParamGroup group : optimizer.paramGroups()) {
      group.set("lr", lr);
    }
  }

  /** The share of digits that a network tells right, 0 to 1. */
  public static double accuracy(Module network, Dataset<Example> digits, Device device) {
    network.eval();
    long right = 0;
    try (var off = Torch.noGrad()) {
      for (Example batch :
          new DataLoader<>(digits, DataLoader.options().batchSize(EVALUATION_BATCH))) {
        Tensor guess = network.apply(batch.input().to(device)).argmax(1);
        right += guess.eq(batch.target().to(device)).sum().itemLong();
      }
    }
    return (double) right / digits.size();
  }

  /** The network, trained as far as {@link #run} went. */
  public Module network() {
    return network;
  }

  /** The loss of each step. */
  public List<Double> losses() {
    return losses;
  }

  /** The accuracy on the test digits after each epoch, 0 to 1. */
  public List<Double> accuracies() {
    return accuracies;
  }
}
