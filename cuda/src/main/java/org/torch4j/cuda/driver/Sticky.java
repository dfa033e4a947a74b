package org.torch4j.cuda.driver;

import org.jspecify.annotations.Nullable;

/** Tells errors of kernels, which come late and stay, by the launch that caused them. */
final class Sticky {
  /** Whether each launch is waited for: {@code T4J_LAUNCH_BLOCKING=1}. */
  static volatile boolean blocking = Settings.on("launch.blocking", false);

  private static volatile @Nullable String launched;

  private Sticky() {}

  /** The kernel that the next wait belongs to; null once it was waited for. */
  static void launched(@Nullable String kernel) {
    launched = kernel;
  }

  /** Adds to a sentence what is known about where the error comes from. */
  static String explain(int code, String sentence) {
    if (!sticky(code)) {
      return sentence;
    }
    String kernel = launched;
    return blocking && kernel != null
        ? sentence + "; in the kernel " + kernel + "; the device's context is lost"
        : sentence
            + "; from a kernel or copy started earlier, and every later call fails like this one:"
            + " run with T4J_LAUNCH_BLOCKING=1 to see which";
  }

  /** Errors that a running kernel raises and the context keeps. */
  private static boolean sticky(int code) {
    return code == CudaException.ILLEGAL_ADDRESS
        || code == 702 // launch timeout
        || (code >= 710 && code <= 719); // device assert ... launch failed
  }
}
