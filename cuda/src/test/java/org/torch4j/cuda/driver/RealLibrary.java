package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * NVIDIA's own libraries, asked by programs of their own: which library is used stays for the life
 * of a program, and the tests' own is that of the stand-ins.
 */
final class RealLibrary {
  private static final String ABSENT = "absent: ";

  private RealLibrary() {}

  /** Runs {@code program} and gives its lines; the test is skipped if that misses its library. */
  static List<String> run(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<String> lines = output.lines().toList();
    assumeFalse(lines.getFirst().startsWith(ABSENT), lines::getFirst);
    return lines;
  }

  /** The first thing that such a program does: it ends if the library is not here. */
  static void require(Libraries.Kind kind) {
    NativeLibrary library = Libraries.of(kind);
    if (!library.isPresent()) {
      System.out.println(ABSENT + library.origin());
      System.exit(0);
    }
  }
}
