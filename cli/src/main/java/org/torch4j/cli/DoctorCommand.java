package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.torch4j.Cuda;
import org.torch4j.backend.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code torch4j doctor}: what this machine gives and what is missing, with the reason. */
@Command(
    name = "doctor",
    description = "Shows what torch4j found on this machine, and why something is missing.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private DoctorCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    var lines = new LinkedHashMap<String, String>();
    lines.put("torch4j", Version.text());
    lines.put(
        "JDK",
        "%s, %s (%s)"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                Path.of(System.getProperty("java.home"))));
    lines.put(
        "system",
        "%s %s, %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    lines.put("heap limit", gibibytes(Runtime.getRuntime().maxMemory()));
    lines.put(
        "vector module",
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            ? "present"
            : "missing: start Java with --add-modules jdk.incubator.vector, or kernels run without"
                + " SIMD");
    List<String> devices = new ArrayList<>();
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      String device = backend.deviceType().toString().toLowerCase(Locale.ROOT);
      if (backend.absence() == null) {
        devices.add(device);
      }
      if (backend.accelerator() == null) {
        lines.put(device + " threads", Integer.toString(backend.threads()));
      }
      backend.describe().forEach((what, value) -> lines.put(device + " " + what, value));
    }
    lines.put("devices", devices.isEmpty() ? "none" : String.join(", ", devices));
    lines.put("cuda", Cuda.isAvailable() ? "available" : "not available: " + Cuda.reason());
    print(lines, out);
    return devices.isEmpty() ? 1 : 0;
  }

  private static void print(Map<String, String> lines, PrintWriter out) {
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    lines.forEach((what, value) -> out.printf("%-" + width + "s  %s%n", what, value));
    out.flush();
  }

  private static String gibibytes(long bytes) {
    return "%.1f GiB".formatted(bytes / (double) (1L << 30));
  }
}
