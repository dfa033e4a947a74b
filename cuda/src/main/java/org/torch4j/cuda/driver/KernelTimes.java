package org.torch4j.cuda.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * How long the device works on what: where {@code T4J_KERNEL_TIMES} names a file, every launch is
 * waited for and timed, and the program's end writes a table there.
 */
final class KernelTimes {
  private static final String FILE = Settings.value("kernel.times");
  private static final Map<String, Times> ALL = new ConcurrentHashMap<>();

  static {
    if (!FILE.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(new Thread(KernelTimes::write));
    }
  }

  private KernelTimes() {}

  /** Milliseconds of the launches of one kernel. */
  private static final class Times {
    private double[] millis = new double[16];
    private int count;

    synchronized void add(double time) {
      if (count == millis.length) {
        millis = Arrays.copyOf(millis, 2 * count);
      }
      millis[count++] = time;
    }

    double sum() {
      return Arrays.stream(millis, 0, count).sum();
    }

    /** Not the mean: the first launch waits until its library has loaded the kernel. */
    double median() {
      double[] sorted = Arrays.copyOf(millis, count);
      Arrays.sort(sorted);
      return sorted[count / 2];
    }
  }

  /** Does a launch and gives its result. */
  static int of(CudaStream stream, Object name, IntSupplier launch) {
    if (FILE.isEmpty()) {
      return launch.getAsInt();
    }
    try (CudaEvent start = CudaEvent.timed(stream.device());
        CudaEvent end = CudaEvent.timed(stream.device())) {
      start.record(stream);
      int result = launch.getAsInt();
      if (result == 0) {
        end.record(stream);
        end.synchronize();
        ALL.computeIfAbsent(name.toString(), _ -> new Times()).add(start.elapsedTime(end));
      }
      return result;
    }
  }

  private static void write() {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT, "%12s %10s %12s  %s%n", "ms", "launches", "us (median)", "kernel"));
    ALL.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> -e.getValue().count * e.getValue().median()))
        .forEach(
            e -> {
              Times times = e.getValue();
              table.append(
                  String.format(
                      Locale.ROOT,
                      "%12.3f %10d %12.2f  %s%n",
                      times.sum(),
                      times.count,
                      times.median() * 1e3,
                      e.getKey()));
            });
    try {
      Files.writeString(Path.of(FILE), table);
    } catch (IOException e) {
      throw new UncheckedIOException("T4J_KERNEL_TIMES=" + FILE, e);
    }
  }
}
