package org.torch4j.cli.report;

import java.util.List;
import java.util.Locale;

/** How often each class was taken for each, as a table. */
public final class ConfusionMatrix {
  private static final int WIDTH = 12;

  private final List<String> classes;
  private final long[][] counts;

  /** Without any counts yet. */
  public ConfusionMatrix(List<String> classes) {
    this.classes = classes;
    this.counts = new long[classes.size()][classes.size()];
  }

  /** A sample of one class was taken for another or the same. */
  public void add(int truth, int guess) {
    counts[truth][guess]++;
  }

  /** The share of samples on the diagonal, 0 to 1; NaN without samples. */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
      for (long n : counts[i]) {
        all += n;
      }
    }
    return (double) right / all;
  }

  /** A row for each class with what it was taken for, and the share that was told right. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(pad("truth \\ guess"));
    classes.forEach(c -> text.append(right(c)));
    text.append(right("right")).append(System.lineSeparator());
    for (int i = 0; i < counts.length; i++) {
      long all = 0;
      text.append(pad(classes.get(i)));
      for (long n : counts[i]) {
        text.append(right(n == 0 ? "." : Long.toString(n)));
        all += n;
      }
      String share =
          all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * counts[i][i] / all);
      text.append(right(share)).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  private static String pad(String text) {
    return String.format("%-16s", cut(text, 16));
  }

  private static String right(String text) {
    return String.format("%" + WIDTH + "s", cut(text, WIDTH - 1));
  }
}
