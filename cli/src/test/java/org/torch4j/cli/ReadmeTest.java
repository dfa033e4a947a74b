package org.torch4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first program of the README, run as {@code torch4j run} runs it. */
final class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LOSS = Pattern.compile("loss ([0-9.]+)");

  @TempDir private Path folder;

  @Test
  void theFirstProgramLearnsAndWritesItsCheckpoint() throws Exception {
    Matcher program = PROGRAM.matcher(Files.readString(Path.of("../README.md")));
    assertTrue(program.find(), "README.md has no Java program");
    assertTrue(program.group(1).lines().count() <= 40, "a first program is short");
    Path source = Files.writeString(folder.resolve("first.java"), program.group(1));
    Path output = folder.resolve("output.txt");

    int code = start(source, output).waitFor();

    String text = Files.readString(output);
    assertEquals(0, code, text);
    List<Double> losses =
        LOSS.matcher(text).results().map(m -> Double.valueOf(m.group(1))).toList();
    assertTrue(losses.size() >= 10, text);
    assertTrue(losses.getLast() < losses.getFirst() / 5, text);
    assertTrue(Files.size(folder.resolve("first.pth")) > 0);
  }

  private Process start(Path source, Path output) throws IOException {
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
                p -> p.matches(".*((core|cpu|vision).target|arpack_|JTransforms|JLargeArrays).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "ALL-MODULE-PATH,jdk.incubator.vector",
            "--enable-native-access=org.torch4j,org.torch4j.cpu",
            "--module-path",
            modules,
            "--class-path",
            String.join(File.pathSeparator, parts.get(true)),
            "--source",
            Integer.toString(Runtime.version().feature()),
            source.toString())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
