package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Python that has PyTorch, where there is one. */
final class Python {
  private static final Optional<List<String>> COMMAND =
      List.of(List.of("/usr/bin/python3"), List.of("/usr/bin/env", "python3")).stream()
          .filter(command -> run(command, "import torch").code == 0)
          .findFirst();

  private record Result(int code, String output) {}

  private Python() {}

  /** Skips the test where no Python can import torch. */
  static void assumeTorch() {
    assumeTrue(
        COMMAND.isPresent(), "skipped: neither /usr/bin/python3 nor python3 can import torch");
  }

  /** Skips the test where Python has no such module. */
  static void assumeModule(String module) {
    assumeTorch();
    assumeTrue(
        run(COMMAND.orElseThrow(), "import " + module).code == 0,
        "skipped: Python cannot import " + module);
  }

  /** What the program prints. */
  static String run(String program) {
    return run(COMMAND.orElseThrow(), program).output;
  }

  private static Result run(List<String> command, String program) {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("-W", "ignore", "-c", program));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "python does not end");
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
