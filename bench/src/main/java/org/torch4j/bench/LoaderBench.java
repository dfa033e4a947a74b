package org.torch4j.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.DataLoader;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;

/**
 * Compares the loaders of torch4j and Python PyTorch, in turns, on the same PNG files: decode,
 * scale to float32, batch. {@code LoaderBench [--pictures N] [--size PIXELS] [--rounds N]}.
 */
public final class LoaderBench {
  private static final int BATCH = 32;
  private static final int[] WORKERS = {0, 1, 2, 4};

  private LoaderBench() {}

  /** A folder of pictures, decoded when asked for. */
  private record Pictures(List<Path> files) implements Dataset<Example> {
    @Override
    public Example get(long index) {
      try {
        BufferedImage image = ImageIO.read(files.get((int) index).toFile());
        int w = image.getWidth();
        int h = image.getHeight();
        int[] rgb = image.getRGB(0, 0, w, h, null, 0, w);
        float[] planes = new float[3 * w * h];
        for (int i = 0; i < rgb.length; i++) {
          planes[i] = (rgb[i] >> 16 & 255) / 255f;
          planes[w * h + i] = (rgb[i] >> 8 & 255) / 255f;
          planes[2 * w * h + i] = (rgb[i] & 255) / 255f;
        }
        return new Example(Torch.tensor(planes).view(3, h, w), Torch.tensor(index % 10));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long size() {
      return files.size();
    }
  }

  /** Prints pictures per second for several numbers of workers. */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(option(args, "--pictures", "256"));
    int size = Integer.parseInt(option(args, "--size", "224"));
    int rounds = Integer.parseInt(option(args, "--rounds", "5"));
    Torch.setNumThreads(1);
    ImageIO.setUseCache(false);
    Path folder = Files.createTempDirectory("torch4j-loader");
    try {
      List<Path> files = paint(folder, count, size);
      compare(new Pictures(files), folder, rounds);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      }
    }
  }

  private static String option(String[] args, String name, String otherwise) {
    int at = Arrays.asList(args).indexOf(name);
    return at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
  }

  /** Pictures with soft shapes and some noise, so that decoding them costs what photos cost. */
  private static List<Path> paint(Path folder, int count, int size) throws IOException {
    Random random = new Random(1);
    List<Path> files = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
      double f = 0.01 + 0.05 * random.nextDouble();
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int wave = (int) (120 + 100 * Math.sin(f * x) * Math.cos(f * y)) + random.nextInt(9);
          image.setRGB(x, y, wave << 16 | (255 - wave) << 8 | (x + y) % 256);
        }
      }
      Path file = folder.resolve("%04d.png".formatted(n));
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static double epoch(Dataset<Example> data, int workers) {
    var options = DataLoader.options().batchSize(BATCH).shuffle(true).workers(workers);
    long seen = 0;
    long start = System.nanoTime();
    for (Example batch : new DataLoader<>(data, options)) {
      Tensor target = batch.target();
      seen += target.numel();
    }
    return seen / ((System.nanoTime() - start) / 1e9);
  }

  private static void compare(Dataset<Example> data, Path folder, int rounds) throws IOException {
    try (Peer peer = Peer.python("loader_peer.py", folder.toString())) {
      System.out.printf(
          "pictures per second, median of %d epochs in turns; %s%n",
          rounds, peer == null ? "PyTorch is absent" : peer.name());
      System.out.printf("%-10s %12s %12s %8s%n", "workers", "torch4j", "PyTorch", "ratio");
      epoch(data, 0);
      epoch(data, 2);
      for (int workers : WORKERS) {
        double[] mine = new double[rounds];
        double[] theirs = new double[rounds];
        for (int r = 0; r < rounds; r++) {
          mine[r] = epoch(data, workers);
          theirs[r] = peer == null ? Double.NaN : peer.ask(workers + " " + BATCH);
        }
        Arrays.sort(mine);
        Arrays.sort(theirs);
        double a = mine[rounds / 2];
        double b = theirs[rounds / 2];
        System.out.printf("%-10d %12.0f %12.0f %8.2f%n", workers, a, b, a / b);
      }
    }
  }
}
