package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cli.finetune.PictureNetwork;
import org.torch4j.cli.mnist.DigitNetworks;
import org.torch4j.cli.mnist.DigitPicture;
import org.torch4j.nn.Module;
import org.torch4j.vision.Images;
import org.torch4j.vision.transforms.Transform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j predict picture.png}: shows what a network takes pictures for. */
@Command(
    name = "predict",
    description = {
      "Shows pictures and what a trained network takes them for: digits with a checkpoint of",
      "train mnist, others with one of finetune."
    },
    showDefaultValues = true)
final class PredictCommand implements Callable<Integer> {
  private static final int BAR = 40;
  private static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PICTURE",
      description = "Pictures; digits one each, dark on light or light on dark.")
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
    PrintWriter out = spec.commandLine().getOut();
    if (PictureNetwork.isSaved(Torch.load(weights))) {
      classes(out, PictureNetwork.load(weights));
      return 0;
    }
    Module network = DigitNetworks.of(Torch.loadStateDict(weights), weights.toString());
    for (Path file : pictures) {
      DigitPicture picture = DigitPicture.read(file);
      double[] probabilities;
      try (var off = Torch.noGrad()) {
        probabilities = network.apply(picture.tensor()).softmax(1).toDoubleArray();
      }
      out.print(picture.text());
      show(out, file, DIGITS, probabilities);
    }
    return 0;
  }

  private void classes(PrintWriter out, PictureNetwork network) {
    Transform transform = PictureNetwork.transform(network.size());
    network.network().eval();
    for (Path file : pictures) {
      double[] probabilities;
      try (var off = Torch.noGrad()) {
        Tensor picture = transform.apply(Images.read(file)).unsqueeze(0);
        probabilities = network.network().apply(picture).softmax(1).toDoubleArray();
      }
      show(out, file, network.classes(), probabilities);
    }
  }

  private static void show(PrintWriter out, Path file, List<String> names, double[] probabilities) {
    int width = names.stream().mapToInt(String::length).max().orElse(1);
    int best = 0;
    for (int i = 0; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
      int length = (int) Math.round(BAR * probabilities[i]);
      out.printf(
          Locale.ROOT,
          "%-" + width + "s %-" + BAR + "s %5.1f %%%n",
          names.get(i),
          "█".repeat(length),
          100 * probabilities[i]);
    }
    out.printf(Locale.ROOT, "%s: %s%n", file, names.get(best));
  }
}
