package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.cuda.fakes.Fakes;
import org.torch4j.cuda.fakes.KernelCatalogue;

/**
 * All kernels through NVIDIA's own compilers where they are, which need no GPU: nvcc tells
 * registers and spills, NVRTC is what compiles at run time.
 */
final class RealCompilersTest {
  private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)'");
  private static final Pattern SPILLS =
      Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern KERNEL =
      Pattern.compile(
          "__global__\\s+void\\s+(?:__launch_bounds__\\s*\\([^)]*\\)\\s*)?(\\w+)\\s*\\(");

  @TempDir private Path folder;

  /** A file for nvcc: sources one behind the other, as long as no two kernels have one name. */
  private static final class Unit {
    final StringBuilder text = new StringBuilder(KernelCompiler.prelude());
    final Map<String, Integer> limits = new LinkedHashMap<>();
    final Map<String, Integer> stacks = new LinkedHashMap<>();
  }

  private static List<Unit> units() {
    var units = new ArrayList<Unit>();
    for (KernelCatalogue catalogue : ServiceLoader.load(KernelCatalogue.class)) {
      catalogue
          .sources()
          .forEach(
              (title, source) -> {
                Set<String> names = new HashSet<>();
                Matcher kernels = KERNEL.matcher(source);
                while (kernels.find()) {
                  names.add(kernels.group(1));
                }
                Unit unit = null;
                for (Unit each : units) {
                  if (unit == null && names.stream().noneMatch(each.limits::containsKey)) {
                    unit = each;
                  }
                }
                if (unit == null) {
                  unit = new Unit();
                  units.add(unit);
                }
                // Functions and structs of a source are its own.
                unit.text
                    .append("\nnamespace source_")
                    .append(unit.limits.size())
                    .append(" {\n#line 1 \"")
                    .append(title)
                    .append(".cu\"\n")
                    .append(source)
                    .append("\n}\n");
                for (String name : names) {
                  unit.limits.put(name, catalogue.mostRegisters(title));
                  unit.stacks.put(name, catalogue.mostStack(title));
                }
              });
    }
    return units;
  }

  private static String run(int expected, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expected, process.waitFor(), output);
    return output;
  }

  @Test
  void noKernelSpillsOrNeedsTooManyRegisters(TestReporter reporter) throws Exception {
    assumeTrue(Fakes.onPath("nvcc"), "no nvcc on the path: registers and spills not looked at");
    int seen = 0;
    int most = 0;
    var framed = new ArrayList<String>();
    var wrong = new ArrayList<String>();
    for (Unit unit : units()) {
      Path source = Files.writeString(folder.resolve("kernels.cu"), unit.text);
      String log =
          run(
              0,
              List.of(
                  "nvcc",
                  "-cubin",
                  "-arch=sm_90",
                  "-std=c++17",
                  "-Xptxas",
                  "-v",
                  "-o",
                  folder.resolve("kernels.cubin").toString(),
                  source.toString()));
      String kernel = "";
      for (String line : log.lines().toList()) {
        Matcher entry = ENTRY.matcher(line);
        if (entry.find()) {
          kernel = entry.group(1);
          seen++;
        }
        Matcher spills = SPILLS.matcher(line);
        if (spills.find()) {
          int frame = Integer.parseInt(spills.group(1));
          if (frame > 0) {
            framed.add(kernel + " " + frame);
          }
          if (Integer.parseInt(spills.group(2)) > 0
              || frame > unit.stacks.getOrDefault(kernel, 0)) {
            wrong.add(kernel + ": " + line.strip());
          }
        }
        Matcher registers = REGISTERS.matcher(line);
        int limit = unit.limits.getOrDefault(kernel, 0);
        if (registers.find()) {
          int used = Integer.parseInt(registers.group(1));
          most = Math.max(most, used);
          if (used > limit) {
            wrong.add(kernel + ": " + line.strip() + ", at most " + limit);
          }
        }
      }
    }
    reporter.publishEntry("kernels", seen + ", of at most " + most + " registers");
    reporter.publishEntry("kernels with a frame in local memory, bytes", framed.toString());
    assertEquals(List.of(), wrong);
    assertTrue(seen >= 6, "kernels seen: " + seen);
  }

  /** A program of its own, since which NVRTC is used stays for the life of a program. */
  public static final class Compile {
    private Compile() {}

    /**
     * Compiles every catalogued source for each architecture that is given; or, given a folder
     * first, the sources there, which a program wrote that ran with {@code T4J_KERNEL_SOURCES}.
     */
    public static void main(String[] arguments) throws IOException {
      RealLibrary.require(Libraries.Kind.NVRTC);
      var texts = new LinkedHashMap<String, String>();
      List<String> architectures = new ArrayList<>(List.of(arguments));
      if (Files.isDirectory(Path.of(arguments[0]))) {
        architectures.removeFirst();
        try (var files = Files.list(Path.of(arguments[0]))) {
          for (Path file : files.sorted().toList()) {
            texts.put(file.getFileName().toString(), Files.readString(file));
          }
        }
      } else {
        for (KernelCatalogue catalogue : ServiceLoader.load(KernelCatalogue.class)) {
          catalogue
              .sources()
              .forEach(
                  (title, source) ->
                      texts.put(title + ".cu", KernelCompiler.withPrelude(title, source)));
        }
      }
      texts.forEach(
          (file, text) -> architectures.forEach(architecture -> compile(file, text, architecture)));
      System.out.println("NVRTC " + Nvrtc.version());
    }

    private static void compile(String file, String text, String architecture) {
      List<String> options = List.of("--std=c++17", "--gpu-architecture=" + architecture);
      try {
        byte[] image = Nvrtc.compile(file, text, options, false);
        System.out.println(file + " " + architecture + " " + (image[1] == 'E' && image[2] == 'L'));
      } catch (CudaException e) {
        System.out.println(file + " " + architecture + " " + e.getMessage());
      }
    }
  }

  @Test
  void theRealCompilerAtRunTimeTakesThemWithoutHeaders() throws Exception {
    List<String> lines = RealLibrary.run(Compile.class, "sm_80", "sm_90");
    assertTrue(lines.getLast().startsWith("NVRTC "), lines::toString);
    assertTrue(lines.size() > 12, lines::toString);
    assertTrue(
        lines.stream().limit(lines.size() - 1).allMatch(line -> line.endsWith(" true")),
        lines::toString);
  }
}
