package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;
import org.torch4j.cli.finetune.Finetuning;
import org.torch4j.cli.finetune.PictureNetwork;
import org.torch4j.cli.report.ConfusionMatrix;
import org.torch4j.cli.report.LearningCurve;
import org.torch4j.cli.report.Progress;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;
import org.torch4j.data.Subset;
import org.torch4j.vision.ImageFolder;
import org.torch4j.vision.models.Models;
import org.torch4j.vision.transforms.Compose;
import org.torch4j.vision.transforms.Normalize;
import org.torch4j.vision.transforms.RandomHorizontalFlip;
import org.torch4j.vision.transforms.RandomResizedCrop;
import org.torch4j.vision.transforms.ToTensor;
import org.torch4j.vision.transforms.Transform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code torch4j finetune}: teaches a trained network the classes of a folder of pictures. */
@Command(
    name = "finetune",
    description = {
      "Teaches a trained network the classes of a folder of pictures, one folder for each class.",
      "A folder with 'train' and 'val' inside is taken as it is, else a part is kept for testing."
    },
    showDefaultValues = true)
final class FinetuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      description = "One of torchvision's names, such as resnet18, mobilenet_v2, vgg16.",
      defaultValue = "resnet18")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      description = "Pictures: FOLDER/CLASS/*.jpg, or FOLDER/train/CLASS/* and FOLDER/val/CLASS/*.")
  private Path data;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Trained weights to start from, or none (default: torchvision's, from Python's cache or"
              + " downloaded).")
  private @Nullable String weights;

  @Option(names = "--freeze", description = "Only the new head learns, which is fast.")
  private boolean freeze;

  @Option(names = "--epochs", description = "Passes over the pictures.", defaultValue = "10")
  private int epochs;

  @Option(
      names = "--lr",
      description = "Learning rate at the start; falls to 0 (default: 0.0003, frozen 0.003).")
  private @Nullable Double lr;

  @Option(names = "--batch-size", description = "Pictures per step.", defaultValue = "32")
  private int batchSize;

  @Option(
      names = "--size",
      description = "Height and width that pictures are brought to.",
      defaultValue = "224")
  private int size;

  @Option(
      names = "--val-part",
      description = "The part of the pictures that is kept for testing.",
      defaultValue = "0.2")
  private double valPart;

  @Option(names = "--seed", description = "Seed of head, parts and order.", defaultValue = "0")
  private long seed;

  @Option(names = "--workers", description = "Threads that read pictures.", defaultValue = "2")
  private int workers;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The checkpoint.",
      defaultValue = "finetuned.pth")
  private Path out;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Also draws the learning curve as a PNG.",
      arity = "0..1",
      fallbackValue = "finetuned.png")
  private @Nullable Path plot;

  private FinetuneCommand() {}

  /** What is learnt from, the same without chance, and what is tested on. */
  private record Pictures(
      Dataset<Example> train,
      Dataset<Example> still,
      Dataset<Example> test,
      List<String> classes) {}

  @Override
  public Integer call() {
    check();
    Torch.manualSeed(seed);
    Pictures pictures = pictures();
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        Locale.ROOT,
        "%,d pictures of %d classes to learn from, %,d others to test on%n",
        pictures.train.size(),
        pictures.classes.size(),
        pictures.test.size());
    screen.flush();
    PictureNetwork network = PictureNetwork.create(model, weights, pictures.classes, size);
    double rate = lr != null ? lr : freeze ? 0.003 : 0.0003;
    var training =
        new Finetuning(network, new Finetuning.Settings(epochs, rate, batchSize, workers, freeze));
    long start = System.nanoTime();
    training.run(
        pictures.train, pictures.still, pictures.test, new Progress(screen, Tasks.isTerminal()));
    double seconds = (System.nanoTime() - start) / 1e9;
    network.save(out);
    ConfusionMatrix matrix = training.measure(pictures.test);
    screen.print(matrix);
    screen.printf(
        Locale.ROOT,
        "accuracy on %,d unseen pictures: %.2f %%, trained in %.1f s%n",
        pictures.test.size(),
        100 * matrix.accuracy(),
        seconds);
    screen.printf("wrote %s%n", out);
    if (plot != null) {
      LearningCurve.write(
          "Teaching " + model + " new classes", training.losses(), training.accuracies(), plot);
      screen.printf("wrote %s%n", plot);
    }
    screen.flush();
    return 0;
  }

  private void check() {
    if (!Models.listModels().contains(model)) {
      throw new IllegalArgumentException(
          "unknown model '" + model + "', there are: " + String.join(", ", Models.listModels()));
    }
    Tasks.atLeast("--epochs", epochs, 1);
    Tasks.atLeast("--batch-size", batchSize, 1);
    Tasks.atLeast("--workers", workers, 0);
    Tasks.atLeast("--size", size, 32);
    if (!(valPart > 0 && valPart < 1)) {
      throw new IllegalArgumentException("--val-part must be between 0 and 1, got " + valPart);
    }
    Tasks.checkWritable(out);
    if (plot != null) {
      Tasks.checkWritable(plot);
    }
  }

  private Pictures pictures() {
    Transform still = PictureNetwork.transform(size);
    Transform random =
        new Compose(
            new RandomResizedCrop(size, RandomResizedCrop.options().scale(0.35, 1)),
            new RandomHorizontalFlip(),
            new ToTensor(),
            new Normalize(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225}));
    if (Files.isDirectory(data.resolve("train")) && Files.isDirectory(data.resolve("val"))) {
      var train = new ImageFolder(data.resolve("train"), random);
      var test = new ImageFolder(data.resolve("val"), still);
      if (!train.classes().equals(test.classes())) {
        throw new IllegalArgumentException(
            "train and val have different classes: " + train.classes() + " and " + test.classes());
      }
      var same = new ImageFolder(data.resolve("train"), still);
      return new Pictures(train, same, test, train.classes());
    }
    var train = new ImageFolder(data, random);
    var same = new ImageFolder(data, still);
    long[] order = Torch.randperm(train.size()).toLongArray();
    int kept = (int) Math.round(order.length * valPart);
    if (kept == 0 || kept == order.length) {
      throw new IllegalArgumentException(
          "%s has %d pictures, too few to keep %s of them for testing"
              .formatted(data, order.length, valPart));
    }
    long[] learnt = java.util.Arrays.copyOfRange(order, kept, order.length);
    long[] tested = java.util.Arrays.copyOf(order, kept);
    return new Pictures(
        new Subset<>(train, learnt),
        new Subset<>(same, learnt),
        new Subset<>(same, tested),
        train.classes());
  }
}
