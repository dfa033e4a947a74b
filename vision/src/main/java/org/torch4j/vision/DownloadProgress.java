package org.torch4j.vision;

import java.io.Console;

/** Is told how far a download is. */
@FunctionalInterface
public interface DownloadProgress {
  /**
   * Called after each piece.
   *
   * @param done bytes that are there
   * @param total bytes in all, -1 if that is not known
   */
  void at(long done, long total);

  /** Tells nothing to anybody. */
  static DownloadProgress silent() {
    return (_, _) -> {};
  }

  /** A line on the terminal, renewed with each per cent; silent if there is none. */
  static DownloadProgress onConsole() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return silent();
    }
    return new DownloadProgress() {
      private long shown = -1;

      @Override
      public void at(long done, long total) {
        long percent = total > 0 ? 100 * done / total : done >> 20;
        if (percent != shown) {
          shown = percent;
          String what = total > 0 ? "%3d %% of %.1f MB" : "%d MB";
          console.printf("\r" + what + (done == total ? "%n" : ""), percent, total / 1e6);
        }
      }
    };
  }
}
