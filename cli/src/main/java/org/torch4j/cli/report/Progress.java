package org.torch4j.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how training goes: a moving bar on a terminal, plain lines elsewhere. */
public final class Progress {
  private final PrintWriter out;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private String title = "";
  private long epochStart;
  private long seen;
  private double smoothLoss;

  /** Shows progress on {@code out}. */
  public Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** An epoch over so many images begins. */
  public void epochStarts(int epoch, int epochs, long images) {
    title = "epoch %d/%d".formatted(epoch, epochs);
    epochStart = System.nanoTime();
    seen = 0;
    smoothLoss = Double.NaN;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(title)
              .setInitialMax(images)
              .setUnit(" images", 1)
              .setUpdateIntervalMillis(100)
              .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
              .showSpeed()
              .clearDisplayOnFinish()
              .build();
    }
  }

  /** A step over so many images had this loss. */
  public void step(long images, double loss) {
    seen += images;
    smoothLoss = Double.isNaN(smoothLoss) ? loss : 0.9 * smoothLoss + 0.1 * loss;
    ProgressBar b = bar;
    if (b != null) {
      b.stepTo(seen).setExtraMessage(String.format(Locale.ROOT, "loss %.4f", smoothLoss));
    }
  }

  /** The epoch ended with this mean loss and this accuracy, 0 to 1, on other images. */
  public void epochEnds(double loss, double accuracy) {
    double seconds = (System.nanoTime() - epochStart) / 1e9;
    ProgressBar b = bar;
    if (b != null) {
      b.close();
      bar = null;
    }
    out.printf(
        Locale.ROOT,
        "%s  loss %.4f  test accuracy %.2f %%  %.1f s, %,.0f images/s%n",
        title,
        loss,
        100 * accuracy,
        seconds,
        seen / seconds);
    out.flush();
  }
}
