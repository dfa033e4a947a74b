package org.torch4j.cuda.driver;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * How long the device works on what: with {@code T4J_KERNEL_TIMES=1} every launch is waited for and
 * timed, and the program's end prints the sums to the error output.
 */
final class KernelTimes {
  private static final boolean ON = Settings.on("kernel.times", false);
  private static final Map<String, Sum> SUMS = new ConcurrentHashMap<>();

  static {
    if (ON) {
      Runtime.getRuntime().addShutdownHook(new Thread(KernelTimes::print));
    }
  }

  private KernelTimes() {}

  private record Sum(long calls, double millis) {
    Sum plus(Sum other) {
      return new Sum(calls + other.calls, millis + other.millis);
    }
  }

  /** Does a launch and gives its result. */
  static int of(CudaStream stream, Object name, IntSupplier launch) {
    if (!ON) {
      return launch.getAsInt();
    }
    try (CudaEvent start = CudaEvent.timed(stream.device());
        CudaEvent end = CudaEvent.timed(stream.device())) {
      start.record(stream);
      int result = launch.getAsInt();
      if (result == 0) {
        end.record(stream);
        end.synchronize();
        SUMS.merge(name.toString(), new Sum(1, start.elapsedTime(end)), Sum::plus);
      }
      return result;
    }
  }

  private static void print() {
    System.err.printf("%12s %10s %12s  %s%n", "ms", "launches", "us each", "kernel");
    SUMS.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> -e.getValue().millis))
        .forEach(
            e -> {
              Sum sum = e.getValue();
              System.err.printf(
                  "%12.3f %10d %12.2f  %s%n",
                  sum.millis, sum.calls, sum.millis * 1e3 / sum.calls, e.getKey());
            });
  }
}
