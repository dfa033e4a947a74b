package org.torch4j;

import org.torch4j.op.family.Windows;

/**
 * Windows of {@link Torch} for spectra, of the default dtype. Periodic ones, which are the default,
 * suit a Fourier transform; others are symmetric.
 */
abstract class WindowFunctions extends ViewCopyFunctions {
  WindowFunctions() {}

  /** A triangle, periodic, {@code torch.bartlett_window}. */
  public static Tensor bartlettWindow(long windowLength) {
    return bartlettWindow(windowLength, true);
  }

  /** A triangle. */
  public static Tensor bartlettWindow(long windowLength, boolean periodic) {
    return Windows.BARTLETT_PERIODIC.call(windowLength, periodic, null, null, null);
  }

  /** Blackman's sum of two cosines, periodic, {@code torch.blackman_window}. */
  public static Tensor blackmanWindow(long windowLength) {
    return blackmanWindow(windowLength, true);
  }

  /** Blackman's sum of two cosines. */
  public static Tensor blackmanWindow(long windowLength, boolean periodic) {
    return Windows.BLACKMAN_PERIODIC.call(windowLength, periodic, null, null, null);
  }

  /** A raised cosine that ends at 0, periodic, {@code torch.hann_window}. */
  public static Tensor hannWindow(long windowLength) {
    return hannWindow(windowLength, true);
  }

  /** A raised cosine that ends at 0. */
  public static Tensor hannWindow(long windowLength, boolean periodic) {
    return Windows.HANN_PERIODIC.call(windowLength, periodic, null, null, null);
  }

  /** A raised cosine that ends above 0, periodic, {@code torch.hamming_window}. */
  public static Tensor hammingWindow(long windowLength) {
    return hammingWindow(windowLength, true);
  }

  /** A raised cosine that ends above 0. */
  public static Tensor hammingWindow(long windowLength, boolean periodic) {
    return Windows.HAMMING_PERIODIC.call(windowLength, periodic, null, null, null);
  }

  /** A raised cosine that ends above 0, with its parameters. */
  public static Tensor hammingWindow(
      long windowLength, boolean periodic, double alpha, double beta) {
    return Windows.HAMMING_ALPHA_BETA.call(windowLength, periodic, alpha, beta, null, null, null);
  }

  /** Kaiser's window by a Bessel function, periodic, {@code torch.kaiser_window}. */
  public static Tensor kaiserWindow(long windowLength) {
    return kaiserWindow(windowLength, true);
  }

  /** Kaiser's window by a Bessel function. */
  public static Tensor kaiserWindow(long windowLength, boolean periodic) {
    return Windows.KAISER_PERIODIC.call(windowLength, periodic, null, null, null);
  }

  /** Kaiser's window by a Bessel function, with its parameters. */
  public static Tensor kaiserWindow(long windowLength, boolean periodic, double beta) {
    return Windows.KAISER_BETA.call(windowLength, periodic, beta, null, null, null);
  }
}
