package org.torch4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A single-file program, run in a JVM of its own as {@code torch4j run} runs it.
 *
 * @param code its exit status
 * @param text what it printed
 */
record ProgramRun(int code, String text) {
  /** Runs a program to its end, in {@code folder}. */
  static ProgramRun of(Path source, Path folder, List<String> args)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> command = command();
    command.add(source.toAbsolutePath().toString());
    command.addAll(args);
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new ProgramRun(code, Files.readString(output));
  }

  private static List<String> command() {
    Stream<String> path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    // torch4j's own modules from the test's class path; the jar of natives stays on the class path,
    // as in the launcher.
    var parts =
        path.collect(
            Collectors.partitioningBy(p -> p.contains("org" + File.separator + "bytedeco")));
    String modules =
        parts.get(false).stream()
            .filter(
                p ->
                    p.matches(
                        ".*((core|cpu|vision).target|arpack_|JTransforms|JLargeArrays|jspecify).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "ALL-MODULE-PATH,jdk.incubator.vector",
            "--enable-native-access=org.torch4j,org.torch4j.cpu",
            "--module-path",
            modules,
            "--class-path",
            String.join(File.pathSeparator, parts.get(true)),
            "--source",
            Integer.toString(Runtime.version().feature())));
  }
}
