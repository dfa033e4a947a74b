package org.torch4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.torch4j.Cuda;
import org.torch4j.Torch;
import org.torch4j.type.Device;

/**
 * Trains for long and shows that memory stays flat: {@code SoakBench [steps] [device] [work]}; the
 * work is one of {@link Bench}'s.
 */
public final class SoakBench {
  private SoakBench() {}

  /** Prints the memory in use now and then. */
  public static void main(String[] args) throws IOException {
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    Device device = Torch.device(args.length > 1 ? args[1] : "cpu");
    String name = args.length > 2 ? args[2] : "784-64-10 step, Adam";
    Map<String, Workloads.Work> all = new Workloads(device).all();
    Workloads.Work work = all.get(name);
    if (work == null) {
      throw new IllegalArgumentException("'" + name + "' is none of " + all.keySet());
    }
    Runnable step = work.make().get();
    long start = System.nanoTime();
    for (int i = 1; i <= steps; i++) {
      step.run();
      if (i == steps / 20 || i % Math.max(1, steps / 4) == 0) {
        System.out.printf(
            "%s: step %d, %.1f s, %s%n",
            name, i, (System.nanoTime() - start) / 1e9, memory(device));
      }
    }
  }

  private static String memory(Device device) throws IOException {
    String resident = "";
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      resident =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS"))
              .map(line -> "resident " + line.replaceAll("\\D", "") + " kB")
              .findFirst()
              .orElse("");
    }
    if (device.type() != Device.Type.CUDA) {
      return resident;
    }
    Cuda.synchronize();
    return "device memory %d allocated, %d at most, %d reserved, %s"
        .formatted(
            Cuda.memoryAllocated(), Cuda.maxMemoryAllocated(), Cuda.memoryReserved(), resident);
  }
}
