package org.torch4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.torch4j.Cuda;
import org.torch4j.Torch;
import org.torch4j.bench.Workloads.Work;
import org.torch4j.type.Device;

/**
 * Compares torch4j with Python PyTorch and, where its jars are given, libtorch, in turns: {@code
 * Bench [--match TEXT] [--rounds N] [--threads N] [--warm-up MILLISECONDS] [--libtorch FOLDER]
 * [--device cuda]}. On a GPU PyTorch also replays its steps as CUDA graphs.
 */
public final class Bench {
  private Bench() {}

  /** Prints a table of medians in microseconds and the ratio to the fastest of the others. */
  public static void main(String[] args) throws IOException {
    String match = option(args, "--match", "");
    int rounds = Integer.parseInt(option(args, "--rounds", "5"));
    int threads =
        Integer.parseInt(
            option(
                args, "--threads", Integer.toString(Runtime.getRuntime().availableProcessors())));
    Device device = Torch.device(option(args, "--device", "cpu"));
    int warmUp = Integer.parseInt(option(args, "--warm-up", "3000"));
    Torch.setNumThreads(threads);
    List<Peer> peers = new ArrayList<>();
    try {
      List<String> ways =
          device.type() == Device.Type.CUDA ? List.of("eager", "graph") : List.of("eager");
      for (String way : ways) {
        Peer python =
            Peer.python(
                "peer.py",
                Integer.toString(threads),
                device.toString(),
                // Nothing is compiled there; a GPU's clock rises within this.
                Integer.toString(device.type() == Device.Type.CUDA ? warmUp / 4 : warmUp),
                way);
        if (python != null) {
          peers.add(python);
        }
      }
      String libtorch = option(args, "--libtorch", "");
      if (!libtorch.isEmpty()) {
        peers.add(Peer.libtorch(Path.of(libtorch), threads));
      }
      System.out.printf(
          "microseconds, median of %d rounds in turns, %s%n",
          rounds, device.type() == Device.Type.CUDA ? Cuda.getDeviceName() : threads + " threads");
      System.out.printf("%-24s %14s", "", "torch4j");
      peers.forEach(p -> System.out.printf(" %20s", p.name()));
      System.out.printf(" %8s%n", "ratio");
      for (Map.Entry<String, Work> work : new Workloads(device).all().entrySet()) {
        if (work.getKey().contains(match)) {
          compare(work.getKey(), work.getValue(), device, peers, rounds, warmUp);
        }
      }
    } finally {
      peers.forEach(Peer::close);
    }
  }

  private static String option(String[] args, String name, String otherwise) {
    int at = Arrays.asList(args).indexOf(name);
    return at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
  }

  private static void compare(
      String name, Work work, Device device, List<Peer> peers, int rounds, int warmUp) {
    Runnable ours = work.make().get();
    long until = System.nanoTime() + warmUp * 1_000_000L;
    while (System.nanoTime() < until) {
      ours.run();
    }
    // What is still queued is not the measurement's.
    finish(device);
    double[] mine = new double[rounds];
    double[][] theirs = new double[peers.size()][rounds];
    for (int r = 0; r < rounds; r++) {
      mine[r] = measure(ours, device, work.repeats(), work.inner());
      for (int p = 0; p < theirs.length; p++) {
        theirs[p][r] = peers.get(p).microseconds(name, work.repeats(), work.inner());
      }
    }
    double best = Double.POSITIVE_INFINITY;
    System.out.printf("%-24s %14.3f", name, median(mine));
    for (double[] times : theirs) {
      // What a side can't do is not a number.
      best = Double.isNaN(median(times)) ? best : Math.min(best, median(times));
      System.out.printf(" %20.3f", median(times));
    }
    System.out.printf(" %8.3f%n", median(mine) / best);
  }

  private static double measure(Runnable work, Device device, int repeats, int inner) {
    double[] times = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      for (int k = 0; k < inner; k++) {
        work.run();
      }
      finish(device);
      times[i] = (System.nanoTime() - start) / 1e3 / inner;
    }
    return median(times);
  }

  private static void finish(Device device) {
    if (device.type() == Device.Type.CUDA) {
      Cuda.synchronize();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
