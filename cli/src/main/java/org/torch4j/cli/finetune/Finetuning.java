package org.torch4j.cli.finetune;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cli.report.ConfusionMatrix;
import org.torch4j.cli.report.Progress;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;
import org.torch4j.nn.F;
import org.torch4j.nn.Module;
import org.torch4j.nn.Parameter;
import org.torch4j.optim.AdamW;
import org.torch4j.optim.ParamGroup;

/** Teaches a network the classes of some pictures and remembers how it went. */
public final class Finetuning {
  private final PictureNetwork pictures;
  private final Settings settings;
  private final AdamW optimizer;
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> accuracies = new ArrayList<>();

  /**
   * How to teach.
   *
   * @param epochs passes over the pictures
   * @param lr the learning rate at the start; it falls to 0 along a half cosine
   * @param batchSize pictures in a step
   * @param workers threads that read pictures
   * @param freeze whether only the head learns
   */
  public record Settings(int epochs, double lr, int batchSize, int workers, boolean freeze) {}

  /** For this network. */
  public Finetuning(PictureNetwork pictures, Settings settings) {
    this.pictures = pictures;
    this.settings = settings;
    if (settings.freeze) {
      pictures.freeze();
    }
    List<Parameter> learning =
        pictures.network().parameters().stream().filter(Tensor::requiresGrad).toList();
    this.optimizer = new AdamW(learning, AdamW.options().lr(settings.lr).weightDecay(1e-4));
  }

  /**
   * Learns from some pictures and is measured on others after each epoch.
   *
   * @param train pictures that may look different each time
   * @param still the same pictures without chance, from which a frozen network's features are
   *     computed once
   * @param test the others
   */
  public void run(
      Dataset<Example> train, Dataset<Example> still, Dataset<Example> test, Progress progress) {
    if (settings.freeze && pictures.headIsLast()) {
      pictures.network().eval();
      epochs(pictures.head(), features(still), features(test), progress);
    } else {
      epochs(pictures.network(), train, test, progress);
    }
  }

  /** What the frozen part makes of each picture: it is the same in each epoch. */
  private Dataset<Example> features(Dataset<Example> images) {
    List<Example> all = new ArrayList<>();
    for (Example batch : loader(images, false)) {
      Tensor features = pictures.features(batch.input());
      for (int i = 0; i < features.size(0); i++) {
        all.add(new Example(features.select(0, i).clone(), batch.target().select(0, i)));
      }
    }
    return Dataset.of(all);
  }

  private DataLoader<Example> loader(Dataset<Example> images, boolean shuffle) {
    return new DataLoader<>(
        images,
        DataLoader.options()
            .batchSize(settings.batchSize)
            .shuffle(shuffle)
            .workers(settings.workers));
  }

  private void epochs(
      Module network, Dataset<Example> train, Dataset<Example> test, Progress progress) {
    DataLoader<Example> loader = loader(train, true);
    long steps = loader.size() * settings.epochs;
    for (int epoch = 1; epoch <= settings.epochs; epoch++) {
      progress.epochStarts(epoch, settings.epochs, train.size());
      network.train(!settings.freeze); // frozen normalisations keep their statistics, too
      double total = 0;
      for (Example batch : loader) {
        for (ParamGroup group : optimizer.paramGroups()) {
          group.set("lr", settings.lr * 0.5 * (1 + Math.cos(Math.PI * losses.size() / steps)));
        }
        double loss = step(network, batch);
        losses.add(loss);
        total += loss * batch.target().numel();
        progress.step(batch.target().numel(), loss);
      }
      double accuracy = measure(network, test).accuracy();
      accuracies.add(accuracy);
      progress.epochEnds(total / train.size(), accuracy);
    }
  }

  private double step(Module network, Example batch) {
    optimizer.zeroGrad();
    Tensor loss = F.crossEntropy(network.apply(batch.input()), batch.target());
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  /** What the network takes each of these pictures for. */
  public ConfusionMatrix measure(Dataset<Example> images) {
    return measure(pictures.network(), images);
  }

  private ConfusionMatrix measure(Module network, Dataset<Example> images) {
    var matrix = new ConfusionMatrix(pictures.classes());
    network.eval();
    try (var off = Torch.noGrad()) {
      for (Example batch : loader(images, false)) {
        long[] guesses = network.apply(batch.input()).argmax(1).toLongArray();
        long[] truths = batch.target().toLongArray();
        for (int i = 0; i < truths.length; i++) {
          matrix.add((int) truths[i], (int) guesses[i]);
        }
      }
    }
    return matrix;
  }

  /** The loss of each step. */
  public List<Double> losses() {
    return losses;
  }

  /** The accuracy on the test pictures after each epoch, 0 to 1. */
  public List<Double> accuracies() {
    return accuracies;
  }
}
