package org.torch4j.cli;

import static org.torch4j.cli.Tasks.requireMnist;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;
import org.torch4j.cli.mnist.DigitNetworks;
import org.torch4j.cli.mnist.DigitTraining;
import org.torch4j.cli.mnist.TrainingSettings;
import org.torch4j.cli.report.LearningCurve;
import org.torch4j.cli.report.Progress;
import org.torch4j.type.Device;
import org.torch4j.vision.MNIST;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j train mnist}: trains a network on handwritten digits and writes a checkpoint. */
@Command(
    name = "train",
    description = "Trains a network on handwritten digits; writes a checkpoint that Python opens.",
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TASK", description = "What to learn: mnist.")
  private String task;

  @Option(
      names = "--model",
      description =
          "The network: ${COMPLETION-CANDIDATES}; mlp is 784-64-10, cnn has convolutions.",
      defaultValue = "mlp")
  private DigitNetworks model;

  @Option(names = "--epochs", description = "Passes over the digits (default: 20, cnn 8).")
  private @Nullable Integer epochs;

  @Option(
      names = "--optimizer",
      description = "One of ${COMPLETION-CANDIDATES}.",
      defaultValue = "adam")
  private TrainingSettings.Method optimizer;

  @Option(
      names = "--lr",
      description = "Learning rate at the start; falls to 0 (default: 0.005, sgd 0.1).")
  private @Nullable Double lr;

  @Option(names = "--batch-size", description = "Digits per step.", defaultValue = "64")
  private int batchSize;

  @Option(names = "--seed", description = "Seed of weights and order.", defaultValue = "0")
  private long seed;

  @Option(names = "--workers", description = "Threads that load digits.", defaultValue = "0")
  private int workers;

  @Option(
      names = "--shift",
      description = "Pixels by which digits are moved at random while learning; 0 for none.",
      defaultValue = "1")
  private int shift;

  @Option(names = "--device", description = "cpu or cuda.", defaultValue = "cpu")
  private String device;

  @Option(names = "--threads", description = "Threads that compute (default: all processors).")
  private @Nullable Integer threads;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the full MNIST in IDX files (default: 10,000 digits that ship).")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The checkpoint.",
      defaultValue = "mnist.pth")
  private Path out;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Also draws the learning curve as a PNG.",
      arity = "0..1",
      fallbackValue = "mnist.png")
  private @Nullable Path plot;

  private TrainCommand() {}

  @Override
  public Integer call() {
    requireMnist(task);
    TrainingSettings settings = settings();
    Device on = Tasks.device(device);
    if (threads != null) {
      Torch.setNumThreads(threads);
    }
    Tasks.checkWritable(out);
    if (plot != null) {
      Tasks.checkWritable(plot);
    }
    MNIST train = data == null ? MNIST.shipped(true) : new MNIST(data);
    MNIST test =
        data == null ? MNIST.shipped(false) : new MNIST(data, MNIST.options().train(false));
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        Locale.ROOT,
        "%,d digits to learn from, %,d unseen ones to test on%s%n",
        train.size(),
        test.size(),
        data == null ? " (shipped with torch4j)" : "");
    DigitTraining training = new DigitTraining(settings, on);
    screen.println(training.network());
    screen.flush();
    long start = System.nanoTime();
    training.run(train, test, new Progress(screen, Tasks.isTerminal()));
    double seconds = (System.nanoTime() - start) / 1e9;
    Torch.save(training.network().stateDict(), out);
    screen.printf(
        Locale.ROOT,
        "accuracy on %,d unseen digits: %.2f %%, trained in %.1f s%n",
        test.size(),
        100 * training.accuracies().getLast(),
        seconds);
    screen.printf("wrote %s%n", out);
    if (plot != null) {
      LearningCurve.write(
          "Learning handwritten digits", training.losses(), training.accuracies(), plot);
      screen.printf("wrote %s%n", plot);
    }
    screen.flush();
    return 0;
  }

  private TrainingSettings settings() {
    int passes = epochs != null ? epochs : model == DigitNetworks.CNN ? 8 : 20;
    double rate = lr != null ? lr : optimizer == TrainingSettings.Method.SGD ? 0.1 : 0.005;
    Tasks.atLeast("--epochs", passes, 1);
    Tasks.atLeast("--batch-size", batchSize, 1);
    Tasks.atLeast("--workers", workers, 0);
    Tasks.atLeast("--shift", shift, 0);
    if (threads != null) {
      Tasks.atLeast("--threads", threads, 1);
    }
    return new TrainingSettings(model, passes, optimizer, rate, batchSize, seed, workers, shift);
  }
}
