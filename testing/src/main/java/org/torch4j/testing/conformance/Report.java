package org.torch4j.testing.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What agreed with PyTorch and what did not.
 *
 * @param outcomes every check, in the order of the cases
 */
public record Report(List<Outcome> outcomes) {
  /** Keeps a copy. */
  public Report {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * How many passed.
   *
   * @param passed those that agree
   * @param total all
   */
  public record Score(int passed, int total) {
    /** Whether all passed. */
    public boolean isFull() {
      return passed == total;
    }

    @Override
    public String toString() {
      return passed + " / " + total;
    }
  }

  /** The score of a section's checks of one kind. */
  public Score score(String section, Outcome.Check check) {
    return score(outcomes.stream().filter(o -> o.section().equals(section)).toList(), check);
  }

  private static Score score(List<Outcome> some, Outcome.Check check) {
    List<Outcome> checked = some.stream().filter(o -> o.check() == check).toList();
    return new Score((int) checked.stream().filter(Outcome::passed).count(), checked.size());
  }

  /** The checks that failed. */
  public List<Outcome> failures() {
    return outcomes.stream().filter(o -> !o.passed()).toList();
  }

  /** Whether there was something to check and all of it agrees. */
  public boolean passed() {
    return !outcomes.isEmpty() && failures().isEmpty();
  }

  private Map<String, List<Outcome>> byCategory() {
    Map<String, List<Outcome>> groups = new LinkedHashMap<>();
    Map<String, List<Outcome>> sorted = new TreeMap<>();
    for (Outcome o : outcomes) {
      boolean split = o.section().equals("ops");
      (split ? sorted : groups)
          .computeIfAbsent(split ? o.category() : o.section(), _ -> new ArrayList<>())
          .add(o);
    }
    Map<String, List<Outcome>> all = new LinkedHashMap<>(sorted);
    if (!sorted.isEmpty()) {
      all.put("ops", outcomes.stream().filter(o -> o.section().equals("ops")).toList());
    }
    all.putAll(groups);
    return all;
  }

  /** Prints a table by category and, line by line, at most {@code failures} cases that failed. */
  public void print(PrintWriter out, int failures) {
    Map<String, List<Outcome>> groups = byCategory();
    int width = groups.keySet().stream().mapToInt(String::length).max().orElse(8);
    String row = "%-" + Math.max(8, width) + "s  %15s  %15s  %15s%n";
    out.printf(Locale.ROOT, row, "category", "values", "gradients", "errors");
    groups.forEach(
        (category, some) ->
            out.printf(
                Locale.ROOT,
                row,
                category,
                cell(score(some, Outcome.Check.VALUES)),
                cell(score(some, Outcome.Check.GRADIENTS)),
                cell(score(some, Outcome.Check.ERRORS))));
    List<Outcome> failed = failures();
    if (!failed.isEmpty()) {
      out.printf("%n%d failed:%n", failed.size());
      failed.stream()
          .limit(failures)
          .forEach(
              o ->
                  out.printf(
                      "%s %s %s: %s%n",
                      o.section(),
                      o.place(),
                      o.check().name().toLowerCase(Locale.ROOT),
                      o.reason()));
      if (failed.size() > failures) {
        out.printf("... and %d more (--failures)%n", failed.size() - failures);
      }
    }
    out.flush();
  }

  private static String cell(Score s) {
    return s.total == 0 ? "-" : s.toString();
  }

  /** Writes the same as JSON: {@code totals} by category, and {@code failures}. */
  public void write(Path file) {
    Map<String, Object> totals = new LinkedHashMap<>();
    byCategory()
        .forEach(
            (category, some) -> {
              Map<String, Object> checks = new LinkedHashMap<>();
              for (Outcome.Check check : Outcome.Check.values()) {
                Score s = score(some, check);
                checks.put(
                    check.name().toLowerCase(Locale.ROOT),
                    Map.of("passed", s.passed, "total", s.total));
              }
              totals.put(category, checks);
            });
    List<Map<String, String>> failed = new ArrayList<>();
    for (Outcome o : failures()) {
      Map<String, String> f = new LinkedHashMap<>();
      f.put("section", o.section());
      f.put("category", o.category());
      f.put("name", o.name());
      f.put("id", o.id());
      f.put("check", o.check().name().toLowerCase(Locale.ROOT));
      f.put("reason", String.valueOf(o.reason()));
      failed.add(f);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("totals", totals);
    root.put("failures", failed);
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
