package org.torch4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;
import org.torch4j.cli.mnist.DigitNetworks;
import org.torch4j.cli.mnist.DigitTraining;
import org.torch4j.nn.Module;
import org.torch4j.type.Device;
import org.torch4j.vision.MNIST;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j eval mnist}: the accuracy of a checkpoint, written by torch4j or by Python. */
@Command(
    name = "eval",
    description = "Measures the accuracy of a checkpoint, written by torch4j or by Python.",
    showDefaultValues = true)
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TASK", description = "What was learnt: mnist.")
  private String task;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "The checkpoint.",
      defaultValue = "mnist.pth")
  private Path weights;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the full MNIST in IDX files (default: the digits that ship).")
  private @Nullable Path data;

  @Option(names = "--device", description = "cpu or cuda.", defaultValue = "cpu")
  private String device;

  private EvalCommand() {}

  @Override
  public Integer call() {
    Tasks.requireMnist(task);
    Device on = Tasks.device(device);
    Module network = DigitNetworks.of(Torch.loadStateDict(weights), weights.toString());
    MNIST test =
        data == null ? MNIST.shipped(false) : new MNIST(data, MNIST.options().train(false));
    double accuracy = DigitTraining.accuracy(network.to(on), test, on);
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "accuracy on %,d digits: %.2f %%%n", test.size(), 100 * accuracy);
    return 0;
  }
}
