package org.torch4j.testing.catalog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page {@code docs/ops.md}: every op with what is known of it. */
public final class OpsPage {
  /** Longer gradients are not for a table. */
  private static final int LONGEST = 100;

  private OpsPage() {}

  /** The text of the page for these entries, which {@link OpEntry#all} gives. */
  public static String text(Map<String, List<OpEntry>> families) {
    Map<String, Integer> kinds = new TreeMap<>();
    families.values().forEach(f -> f.forEach(e -> kinds.merge(e.op().kind(), 1, Integer::sum)));
    int count = kinds.values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder page = new StringBuilder("# Ops\n\n");
    page.append("Generated from the ops themselves by `OpsPage`; `OpsPageTest` fails when it is")
        .append(" out of date and says how to write it anew.\n")
        .append("`./torch4j ops NAME` shows one op, `--kernel` the code generated for it.\n\n")
        .append(count)
        .append(" ops: ")
        .append(
            kinds.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")))
        .append(".\n\n")
        .append(
            "- **dtypes**: those that a small call took or made; `-` where no small call guesses"
                + " the")
        .append(" arguments.\n")
        .append("- **gradient**: the derived expression, `expression` where that is long, `ops`")
        .append(" for a rule written in ops, `composite` for that of the ops inside,")
        .append(" `zero`, `none`.\n\n");
    page.append("| family | ops |\n|---|---|\n");
    families.forEach(
        (family, entries) ->
            page.append("| [%s](#%s) | %d |\n".formatted(family, anchor(family), entries.size())));
    families.forEach((family, entries) -> section(page, family, entries));
    return page.toString();
  }

  private static String anchor(String family) {
    return family.toLowerCase(java.util.Locale.ROOT);
  }

  private static void section(StringBuilder page, String family, List<OpEntry> entries) {
    page.append("\n## ")
        .append(family)
        .append("\n\n[")
        .append(family)
        .append(".java](../core/src/main/java/org/torch4j/op/family/")
        .append(family)
        .append(".java)\n\n| op | kind | dtypes | devices | gradient |\n|---|---|---|---|---|\n");
    for (OpEntry e : entries) {
      page.append("| `")
          .append(cell(e.op().schema().toString()))
          .append("` | ")
          .append(e.op().kind())
          .append(" | ")
          .append(e.probe().dtypeText())
          .append(" | ")
          .append(e.devices())
          .append(" | ")
          .append(gradient(e))
          .append(" |\n");
    }
  }

  private static String gradient(OpEntry e) {
    Map<String, String> all = e.gradients();
    boolean one = all.size() == 1;
    String text =
        all.entrySet().stream()
            .map(g -> (one ? "" : g.getKey() + ": ") + "`" + cell(g.getValue()) + "`")
            .collect(Collectors.joining(", "));
    return text.isEmpty() || text.length() > LONGEST ? e.op().gradientKind() : text;
  }

  /** A vertical bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
