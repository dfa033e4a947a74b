package org.torch4j.testing.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.torch4j.testing.conformance.Conformance.Section;

/**
 * The cases in which torch4j is not as PyTorch, a line for each: {@code section name/id check:
 * reason}. A {@code *} stands for any text; every check that a line covers must fail.
 */
record KnownDifferences(List<Line> lines) {
  private static final Pattern LINE = Pattern.compile("(\\w+) (\\S+) (\\w+|\\*): (\\S.*)");

  /** One line, as it stands there and as patterns. */
  record Line(String text, String section, Pattern place, Pattern check) {
    boolean covers(Outcome o) {
      return section.equals(o.section())
          && place.matcher(o.place()).matches()
          && check.matcher(name(o)).matches();
    }
  }

  static KnownDifferences read() {
    try (InputStream in = KnownDifferences.class.getResourceAsStream("/known-differences.txt")) {
      return parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KnownDifferences parse(String text) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
          throw new IllegalArgumentException("not 'section name/id check: reason': " + line);
        }
        lines.add(new Line(line, m.group(1), glob(m.group(2)), glob(m.group(3))));
      }
    }
    return new KnownDifferences(lines);
  }

  private static Pattern glob(String text) {
    return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
  }

  private static String name(Outcome o) {
    return o.check().name().toLowerCase(Locale.ROOT);
  }

  /** What the list and the outcomes of a section say differently, a line for each; else empty. */
  String contradictions(Section section, Report report) {
    List<Line> unused = new ArrayList<>(lines);
    unused.removeIf(l -> !l.section.equals(section.folder()));
    StringBuilder text = new StringBuilder();
    for (Outcome o : report.outcomes()) {
      List<Line> covering = lines.stream().filter(l -> l.covers(o)).toList();
      unused.removeAll(covering);
      String what = o.section() + " " + o.place() + " " + name(o);
      if (o.passed() && !covering.isEmpty()) {
        text.append(what).append(" agrees, but is listed: ");
        text.append(covering.getFirst().text).append('\n');
      } else if (!o.passed() && covering.isEmpty()) {
        text.append(what).append(" differs: ").append(o.reason()).append('\n');
      }
    }
    unused.forEach(l -> text.append("lists nothing that exists: ").append(l.text).append('\n'));
    return text.toString();
  }
}
