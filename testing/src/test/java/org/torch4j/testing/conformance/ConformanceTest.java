package org.torch4j.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Generator;
import org.torch4j.Torch;
import org.torch4j.testing.GoldenSource;
import org.torch4j.testing.ShippedOracle;
import org.torch4j.testing.conformance.Conformance.Section;
import org.torch4j.testing.conformance.Outcome.Check;
import org.torch4j.testing.conformance.Report.Score;
import org.torch4j.type.Shape;

/** The shipped goldens agree but for the known differences, and disagreement is noticed. */
class ConformanceTest {
  @TempDir private Path temporary;

  private static Path goldens() {
    return ShippedOracle.folder();
  }

  /** Runs a section that has so many checks: all agree but those that known-differences lists. */
  private static void agrees(Section section, int values, int gradients, int errors) {
    Report report = Conformance.run(goldens(), Conformance.options().only(section));
    assertEquals(
        List.of(values, gradients, errors),
        Stream.of(Check.values()).map(c -> report.score(section.folder(), c).total()).toList());
    assertEquals("", KnownDifferences.read().contradictions(section, report));
  }

  @Test
  void opsAgree() {
    agrees(Section.OPS, 4176, 1681, 217);
  }

  @Test
  void modulesAgree() {
    agrees(Section.MODULES, 451, 433, 0);
  }

  @Test
  void randomStreamsAgree() {
    agrees(Section.RNG, 268, 0, 0);
  }

  @Test
  void checkpointsAgree() {
    agrees(Section.PTH, 61, 0, 0);
  }

  /** {@code torch.rand(20)} after seed 0, of which elements 0 and 2 are known. */
  private Report ofSample(String device, String more) throws IOException {
    Path rng = Files.createDirectories(temporary.resolve("rng"));
    Generator g = new Generator().manualSeed(0);
    String start = HexFormat.of().formatHex(g.state().toByteArray());
    Torch.randn(Shape.of(3), g);
    String after = HexFormat.of().formatHex(g.state().toByteArray());
    Files.writeString(
        rng.resolve("seed_0.json"),
        """
        {"seed": 0, "device": "%s", "rng_state_hex": "%s", "rng_state_after_randn3_hex": "%s", "cases": [
        {"call": "torch.rand(20)", "elements": 20, "dtype": "float32", "shape": [20], "at": [0, 2], %s}]}
        """
            .formatted(device, start, after, more));
    return Conformance.run(temporary, Conformance.options().only(Section.RNG));
  }

  @Test
  void drawsMayBeKnownInPart() throws IOException {
    String draw = "rng seed_0/torch.rand(20) values";
    assertEquals(List.of(), reasons(ofSample("cpu", "\"hex\": \"5815fe3ea833b53d\"")));
    assertEquals(List.of(draw), reasons(ofSample("cpu", "\"hex\": \"5815fe3e5815fe3e\"")));
    assertEquals(
        List.of(), reasons(ofSample("cpu", "\"agree\": 0.5, \"hex\": \"5815fe3e5815fe3e\"")));
    assertEquals(
        List.of(draw), reasons(ofSample("cpu", "\"agree\": 0.6, \"hex\": \"5815fe3e5815fe3e\"")));
    assertEquals(
        List.of(draw),
        reasons(ofSample("cpu", "\"state_hex\": \"00\", \"hex\": \"5815fe3ea833b53d\"")));
    assertEquals(
        0,
        ofSample("cuda", "\"hex\": \"5815fe3ea833b53d\"").score("rng", Check.VALUES).total(),
        "what was drawn on a GPU is not run elsewhere");
  }

  private static List<String> reasons(Report report) {
    assertEquals(2, report.score("rng", Check.VALUES).total());
    return report.failures().stream()
        .map(o -> o.section() + " " + o.name() + "/" + o.id() + " values")
        .toList();
  }

  private static String contradictions(String differences, Outcome... outcomes) {
    return KnownDifferences.parse(differences)
        .contradictions(Section.OPS, new Report(List.of(outcomes)));
  }

  @Test
  void aListedDifferenceMustStillBeOneAndHaveAReason() {
    Outcome good = new Outcome("ops", "c", "add", "a", Check.VALUES, null);
    Outcome bad = new Outcome("ops", "c", "add", "b", Check.VALUES, "missing");
    assertEquals("", contradictions("ops add/b values: why", good, bad));
    assertEquals("", contradictions("modules x/* *: why\n# text\nops add/b *: why", good, bad));
    assertTrue(contradictions("", good, bad).contains("add/b values differs: missing"));
    assertTrue(contradictions("ops add/* *: why", good, bad).contains("add/a values agrees"));
    assertTrue(contradictions("ops add/c *: why").contains("lists nothing"));
    assertThrows(IllegalArgumentException.class, () -> contradictions("ops add/b values:", bad));
  }

  /** The file of an op with its text changed, run alone. */
  private List<String> reasons(String file, UnaryOperator<String> change) throws IOException {
    Path ops = Files.createDirectories(temporary.resolve("ops"));
    GoldenSource source = GoldenSource.directory(goldens().resolve("ops"));
    String json = new String(source.read(file + ".json"), java.nio.charset.StandardCharsets.UTF_8);
    String changed = change.apply(json);
    assertFalse(changed.equals(json), "nothing was changed");
    Files.writeString(ops.resolve(file + ".json"), changed);
    Files.write(ops.resolve(file + ".safetensors"), source.read(file + ".safetensors"));
    return Conformance.run(temporary, Conformance.options()).failures().stream()
        .map(o -> o.check() + " " + o.reason())
        .toList();
  }

  @Test
  void aMissingOpIsAFailureOfEveryCheck() throws IOException {
    List<String> reasons =
        reasons(
            "add",
            s ->
                s.replace("torch.add", "torch.adds")
                    .replaceAll("(\"aten_name\":\\s*\"add)", "$1s"));
    reasons.forEach(
        r ->
            assertTrue(
                r.startsWith("VALUES missing op adds")
                    || r.startsWith("GRADIENTS missing op adds")
                    || r.startsWith("ERRORS missing op adds"),
                r));
    assertTrue(reasons.size() >= 12, reasons.toString());
  }

  @Test
  void otherValuesAreNoticed() throws IOException {
    List<String> reasons =
        reasons(
            "add",
            s -> s.replaceAll("(\"outputs\":\\s*\\{\"tensor\":\\s*\"[^\"]*\\.)out0", "$1in0"));
    assertTrue(
        reasons.stream().anyMatch(r -> r.matches("VALUES output: \\d+ of \\d+ values differ.*")),
        reasons.toString());
  }

  @Test
  void otherGradientsAreNoticed() throws IOException {
    List<String> reasons =
        reasons(
            "nn_functional_gelu",
            s -> s.replaceAll("(\"grad\":\\s*\\{\"tensor\":\\s*\"[^\"]*\\.)grad0", "$1cot0"));
    assertTrue(
        reasons.stream()
            .anyMatch(r -> r.matches("GRADIENTS gradient of in0: \\d+ of \\d+ values differ.*")),
        reasons.toString());
    assertTrue(reasons.stream().noneMatch(r -> r.startsWith("VALUES")), reasons.toString());
  }

  @Test
  void aCallThatWorksIsNoErrorCase() throws IOException {
    List<String> reasons =
        reasons(
            "sum",
            s ->
                s.replaceFirst(
                    "\"errors\":\\s*\\[\\]",
                    "\"errors\": [{\"id\": \"e\", \"args\": [{\"tensor\": \"float32_s0.in0\"}],"
                        + " \"kwargs\": {}, \"raises\": \"RuntimeError\", \"message\": \"m\","
                        + " \"tensors\": {}}]"));
    assertTrue(
        reasons.stream().anyMatch(r -> r.startsWith("ERRORS no exception, got a tensor float32")),
        reasons.toString());
  }

  @Test
  void casesAreChosenByName() {
    Report report =
        Conformance.run(
            goldens(), Conformance.options().match(Pattern.compile("^ops/add/float32_")));
    assertEquals(
        Set.of("add"), report.outcomes().stream().map(Outcome::name).collect(Collectors.toSet()));
    Score values = report.score("ops", Check.VALUES);
    assertTrue(values.isFull() && values.total() >= 3, values.toString());
  }

  @Test
  void theReportNamesScoresAndReasons() throws IOException {
    Report report =
        new Report(
            List.of(
                new Outcome("ops", "special", "i0", "a", Check.VALUES, null),
                new Outcome("ops", "special", "i0", "b", Check.VALUES, "missing op i0")));
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text), 10);
    String squeezed = text.toString().replaceAll(" +", " ");
    assertTrue(squeezed.contains("special 1 / 2 - -"), squeezed);
    assertTrue(squeezed.contains("ops i0/b values: missing op i0"), squeezed);
    Path file = temporary.resolve("report.json");
    report.write(file);
    assertTrue(Files.readString(file).contains("\"reason\" : \"missing op i0\""));
    assertFalse(report.passed());
  }

  @Test
  void aFolderWithoutGoldensIsAMistake() throws IOException {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Conformance.run(temporary, Conformance.options()));
    assertTrue(e.getMessage().contains(temporary.toString()), e.getMessage());
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(0, left.count());
    }
  }
}
