package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.torch4j.Torch;
import org.torch4j.cli.mnist.DigitNetworks;
import org.torch4j.cli.mnist.DigitPicture;
import org.torch4j.nn.Module;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code torch4j predict digit.png}: shows pictures of digits and what a network takes them for.
 */
@Command(
    name = "predict",
    description = "Shows pictures of digits and what a trained network takes them for.",
    showDefaultValues = true)
final class PredictCommand implements Callable<Integer> {
  private static final int BAR = 40;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PICTURE",
      description = "Pictures of one digit each, dark on light or light on dark.")
  private List<Path> pictures;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "The checkpoint.",
      defaultValue = "mnist.pth")
  private Path weights;

  private PredictCommand() {}

  @Override
  public Integer call() {
    Module network = DigitNetworks.of(Torch.loadStateDict(weights), weights.toString());
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : pictures) {
      DigitPicture picture = DigitPicture.read(file);
      double[] probabilities;
      try (var off = Torch.noGrad()) {
        probabilities = network.apply(picture.tensor()).softmax(1).toDoubleArray();
      }
      out.print(picture.text());
      show(out, file, probabilities);
    }
    return 0;
  }

  private static void show(PrintWriter out, Path file, double[] probabilities) {
    int best = 0;
    for (int digit = 0; digit < probabilities.length; digit++) {
      best = probabilities[digit] > probabilities[best] ? digit : best;
      int length = (int) Math.round(BAR * probabilities[digit]);
      out.printf(
          Locale.ROOT,
          "%d %-" + BAR + "s %5.1f %%%n",
          digit,
          "█".repeat(length),
          100 * probabilities[digit]);
    }
    out.printf(Locale.ROOT, "%s: %d%n", file, best);
  }
}
