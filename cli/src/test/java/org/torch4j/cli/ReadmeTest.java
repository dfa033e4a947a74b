package org.torch4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    ProgramRun run = ProgramRun.of(source, folder, List.of());

    String text = run.text();
    assertEquals(0, run.code(), text);
    List<Double> losses =
        LOSS.matcher(text).results().map(m -> Double.valueOf(m.group(1))).toList();
    assertTrue(losses.size() >= 10, text);
    assertTrue(losses.getLast() < losses.getFirst() / 5, text);
    assertTrue(Files.size(folder.resolve("first.pth")) > 0);
  }
}
