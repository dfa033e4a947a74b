package org.torch4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in {@code examples/}, each in a shortened form. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /**
   * Runs {@code name} for {@code rounds} of its rounds; the last number that {@code quantity} finds
   * in its output must lie between {@code least} and {@code most}.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CharGpt | 10 | loss ([0-9.]+) | 1.5 | 4.1",
        "CharLstm | 10 | loss ([0-9.]+) | 1.5 | 4.1",
        "CustomParts | 2 | right ([0-9.]+) | 90 | 100",
        "Dcgan | 1 | judge ([0-9.]+) | 0.01 | 1.3",
        "MixedPrecision | 1 | bfloat16 autocast +([0-9.]+) | 85 | 100",
        "MnistConvnet | 1 | accuracy on unseen digits ([0-9.]+) | 93 | 100",
        "NameClassification | 1 | accuracy on unseen names ([0-9.]+) | 40 | 100",
        "Reinforce | 20 | average ([0-9.]+) | 9 | 100",
        "TimeSequence | 2 | loss ([0-9.]+) | 0.0001 | 0.1",
        "TransferLearning | 1 | all of the network learnt: ([0-9.]+) | 15 | 100",
        "Vae | 1 | loss ([0-9.]+) | 100 | 260"
      })
  void runs(String name, String rounds, String quantity, double least, double most)
      throws Exception {
    // The programs look for their data from the root of the project.
    Files.createSymbolicLink(folder.resolve("examples"), EXAMPLES);

    ProgramRun run = ProgramRun.of(EXAMPLES.resolve(name + ".java"), folder, List.of(rounds));

    assertEquals(0, run.code(), run.text());
    double[] values =
        Pattern.compile(quantity)
            .matcher(run.text())
            .results()
            .map((MatchResult m) -> m.group(1))
            .mapToDouble(Double::parseDouble)
            .toArray();
    assertTrue(values.length > 0, run.text());
    double last = values[values.length - 1];
    assertTrue(least <= last && last <= most, run.text());
  }

  @Test
  void eachExampleIsAmongThem() throws Exception {
    CsvSource rows =
        ExamplesTest.class
            .getDeclaredMethod(
                "runs", String.class, String.class, String.class, double.class, double.class)
            .getAnnotation(CsvSource.class);
    List<String> tested = Arrays.stream(rows.value()).map(r -> r.split(" ")[0]).toList();
    assertEquals(names(), tested);
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".java"))
          .map(f -> f.substring(0, f.length() - 5))
          .sorted()
          .toList();
    }
  }
}
