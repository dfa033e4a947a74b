package org.torch4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process with a PyTorch in it that does the same work on request. */
final class Peer implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  private Peer(String name, Process process, BufferedReader answers) {
    this.name = name;
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = answers;
  }

  /**
   * The first Python that has PyTorch, at one of the scripts beside this class; null if there is
   * none.
   */
  static @Nullable Peer python(String script, String... args) throws IOException {
    Path file = script(script);
    for (String python : List.of("python3", "/usr/bin/python3")) {
      List<String> command = new ArrayList<>(List.of(python, file.toString()));
      command.addAll(List.of(args));
      Peer peer = start("Python ", command);
      if (peer != null) {
        return peer;
      }
    }
    return null;
  }

  /** libtorch through JavaCPP, whose jars lie in {@code folder}. */
  static Peer libtorch(Path folder, int threads) throws IOException {
    String version;
    try (Stream<Path> jars = Files.list(folder)) {
      Pattern pattern = Pattern.compile("pytorch-([0-9.]+)-[0-9.]+\\.jar");
      version =
          jars.map(jar -> pattern.matcher(jar.getFileName().toString()))
              .filter(Matcher::matches)
              .map(m -> m.group(1))
              .findFirst()
              .orElseThrow(() -> new IOException("no pytorch-*.jar in " + folder));
    }
    Peer peer =
        start(
            "libtorch ",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                folder + "/*",
                script("LibtorchPeer.java").toString(),
                Integer.toString(threads),
                version));
    if (peer == null) {
      throw new IOException("libtorch " + version + " in " + folder + " does not start");
    }
    return peer;
  }

  private static Path script(String name) throws IOException {
    // A folder of its own: Python would take modules that lie beside a script for the library's.
    Path folder = Files.createTempDirectory("torch4j-peer");
    Path script = folder.resolve(name);
    folder.toFile().deleteOnExit();
    script.toFile().deleteOnExit();
    try (InputStream in = Peer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the jar lacks " + name);
      }
      Files.copy(in, script);
    }
    return script;
  }

  private static @Nullable Peer start(String name, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command)).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Threads that spin while they wait would take the processors from the side whose turn it is.
    builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "passive"));
    Process process = builder.start();
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("ready ")) {
        return new Peer(name + line.substring(6), process, answers);
      }
    }
    return null;
  }

  /** What it is and its version. */
  String name() {
    return name;
  }

  /** The median time of one run of {@code work}, in microseconds. */
  double microseconds(String work, int repeats, int inner) {
    return ask(work + "\t" + repeats + "\t" + inner);
  }

  /** The number that answers a line. */
  double ask(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(name + " ended at '" + request + "'");
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
