package org.torch4j.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;

/**
 * Compares torch4j with Python PyTorch, in turns: {@code Bench [--match TEXT] [--rounds N]
 * [--threads N]}.
 */
public final class Bench {
  private static final int WARM_UP_MILLIS = 3_000;

  private Bench() {}

  /** Prints a table of medians in microseconds and their ratio. */
  public static void main(String[] args) throws IOException {
    String match = option(args, "--match", "");
    int rounds = Integer.parseInt(option(args, "--rounds", "5"));
    int threads =
        Integer.parseInt(
            option(
                args, "--threads", Integer.toString(Runtime.getRuntime().availableProcessors())));
    Torch.setNumThreads(threads);
    try (PythonPeer peer = PythonPeer.start(threads)) {
      System.out.printf(
          "microseconds, median of %d rounds in turns, %d threads; PyTorch %s%n",
          rounds, threads, peer == null ? "is absent" : peer.version());
      System.out.printf("%-24s %12s %12s %8s%n", "", "torch4j", "PyTorch", "ratio");
      for (Map.Entry<String, Work> work : Work.all().entrySet()) {
        if (work.getKey().contains(match)) {
          compare(work.getKey(), work.getValue(), peer, rounds);
        }
      }
    }
  }

  private static String option(String[] args, String name, String otherwise) {
    int at = Arrays.asList(args).indexOf(name);
    return at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
  }

  private static void compare(String name, Work work, @Nullable PythonPeer peer, int rounds) {
    Runnable ours = work.make().get();
    long until = System.nanoTime() + WARM_UP_MILLIS * 1_000_000L;
    while (System.nanoTime() < until) {
      ours.run();
    }
    double[] mine = new double[rounds];
    double[] theirs = new double[rounds];
    for (int r = 0; r < rounds; r++) {
      mine[r] = measure(ours, work.repeats(), work.inner());
      theirs[r] = peer == null ? Double.NaN : peer.microseconds(name, work.repeats(), work.inner());
    }
    double a = median(mine);
    double b = median(theirs);
    System.out.printf("%-24s %12.3f %12.3f %8.3f%n", name, a, b, a / b);
  }

  private static double measure(Runnable work, int repeats, int inner) {
    double[] times = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      for (int k = 0; k < inner; k++) {
        work.run();
      }
      times[i] = (System.nanoTime() - start) / 1e3 / inner;
    }
    return median(times);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
