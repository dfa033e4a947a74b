package org.torch4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python process with PyTorch that does the same work on request. */
final class PythonPeer implements AutoCloseable {
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private final String version;

  private PythonPeer(Process process, String version, BufferedReader answers) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = answers;
    this.version = version;
  }

  /** Starts the first Python that has PyTorch; null if there is none. */
  static @Nullable PythonPeer start(int threads) throws IOException {
    // A folder of its own: Python would take modules that lie beside a script for the library's.
    Path folder = Files.createTempDirectory("torch4j-peer");
    Path script = folder.resolve("peer.py");
    folder.toFile().deleteOnExit();
    script.toFile().deleteOnExit();
    try (InputStream in = PythonPeer.class.getResourceAsStream("peer.py")) {
      if (in == null) {
        throw new IOException("the jar lacks peer.py");
      }
      Files.copy(in, script);
    }
    for (String python : List.of("python3", "/usr/bin/python3")) {
      Process process =
          new ProcessBuilder(python, script.toString(), Integer.toString(threads))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
      String hello = answers.readLine();
      if (hello != null && hello.startsWith("ready ")) {
        return new PythonPeer(process, hello.substring(6), answers);
      }
    }
    return null;
  }

  /** The version of PyTorch. */
  String version() {
    return version;
  }

  /** The median time of one run of {@code work}, in microseconds. */
  double microseconds(String work, int repeats, int inner) {
    try {
      requests.write(work + "\t" + repeats + "\t" + inner + "\n");
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("the Python side ended at '" + work + "'");
      }
      return Double.parseDouble(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
