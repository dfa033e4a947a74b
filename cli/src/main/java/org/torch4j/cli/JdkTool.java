package org.torch4j.cli;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tool of the running JDK ({@code java}, {@code jshell}) started as a child that shares this
 * process's terminal, with torch4j on its path.
 */
final class JdkTool {
  private JdkTool() {}

  /** The modules of torch4j that this JVM runs from, as a module path. */
  static String modulePath() {
    String path = System.getProperty("jdk.module.path");
    if (path == null) {
      throw new IllegalStateException("torch4j was not started from a module path");
    }
    return path;
  }

  /** The class path of this JVM, where the native libraries are, with {@code more} before it. */
  static String classPath(String more) {
    return Stream.of(more, System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Flags that every JVM with torch4j in it gets; the launcher passes its own in a property. */
  static List<String> flags() {
    String flags = System.getProperty("torch4j.jvm.flags", "").strip();
    return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
  }

  /** Runs {@code tool} with {@code arguments} to its end and returns its exit code. */
  static int run(String tool, List<String> arguments) throws IOException {
    Path executable = Path.of(System.getProperty("java.home"), "bin", tool);
    if (!Files.exists(executable) && !Files.exists(Path.of(executable + ".exe"))) {
      throw new IllegalArgumentException(
          "%s is missing in %s: a full JDK is needed".formatted(tool, executable.getParent()));
    }
    var command = new ArrayList<String>();
    command.add(executable.toString());
    command.addAll(arguments);
    Process child = new ProcessBuilder(command).inheritIO().start();
    var stop = new Thread(child::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      child.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(tool + " was interrupted");
    }
  }
}
