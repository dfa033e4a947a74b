package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.torch4j.testing.conformance.Conformance;
import org.torch4j.testing.conformance.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code torch4j conformance DIR}: runs golden cases made by real PyTorch and prints what agrees.
 * Exit code 1 if something does not.
 */
@Command(
    name = "conformance",
    description = "Runs a folder of golden cases made by PyTorch, prints what agrees and what not.",
    showDefaultValues = true)
final class ConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "A folder with any of ops, modules, rng and pth in it.")
  private Path folder;

  @Option(names = "--device", description = "cpu or cuda.", defaultValue = "cpu")
  private String device;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also writes scores and failures as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SECTION",
      description = "Some of ${COMPLETION-CANDIDATES} (default: all).")
  private @Nullable List<Conformance.Section> only;

  @Option(
      names = "--match",
      paramLabel = "REGEX",
      description = "Only cases whose section/name/id contains a match: 'ops/(add|mul)/'.")
  private @Nullable String match;

  @Option(
      names = "--failures",
      paramLabel = "N",
      description = "How many failed cases are printed at most (default: all).")
  private @Nullable Integer failures;

  private ConformanceCommand() {}

  @Override
  public Integer call() {
    Conformance.Options options = Conformance.options().device(Tasks.device(device));
    if (only != null) {
      options = options.only(only.toArray(Conformance.Section[]::new));
    }
    if (match != null) {
      options = options.match(pattern(match));
    }
    if (failures != null) {
      Tasks.atLeast("--failures", failures, 0);
    }
    if (report != null) {
      Tasks.checkWritable(report);
    }
    Report result = Conformance.run(folder, options);
    PrintWriter out = spec.commandLine().getOut();
    result.print(out, failures == null ? Integer.MAX_VALUE : failures);
    if (report != null) {
      result.write(report);
      out.printf("wrote %s%n", report);
    }
    out.flush();
    return result.passed() ? 0 : 1;
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--match '" + regex + "' is no regular expression: " + e.getDescription(), e);
    }
  }
}
