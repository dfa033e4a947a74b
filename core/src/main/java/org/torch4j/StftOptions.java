package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.ShortTimeFourier;

/**
 * Options of {@code torch.stft} and {@code torch.istft}.
 *
 * @param hopLength samples from window to window, null for a quarter of n_fft
 * @param winLength samples of the window, null for n_fft
 * @param window its weights, null for ones
 * @param center whether the signal is padded so that frames are centered
 * @param padMode how it is padded: reflect, replicate, circular or constant
 * @param normalized whether spectra are divided by the root of n_fft
 * @param onesided whether only frequencies up to the middle are kept, null for what fits the signal
 * @param returnComplex whether results are complex numbers, not pairs
 * @param length length of the signal that istft returns, null for what the frames cover
 */
public record StftOptions(
    @Nullable Long hopLength,
    @Nullable Long winLength,
    @Nullable Tensor window,
    boolean center,
    String padMode,
    boolean normalized,
    @Nullable Boolean onesided,
    @Nullable Boolean returnComplex,
    @Nullable Long length) {
  static final StftOptions DEFAULTS =
      new StftOptions(null, null, null, true, "reflect", false, null, null, null);

  /** PyTorch's defaults. */
  public static StftOptions options() {
    return DEFAULTS;
  }

  /** A copy with another {@code hopLength}: samples from window to window. */
  public StftOptions hopLength(long hopLength) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code winLength}: samples of the window. */
  public StftOptions winLength(long winLength) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code window}: its weights. */
  public StftOptions window(Tensor window) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /**
   * A copy with another {@code center}: whether the signal is padded so that frames are centered.
   */
  public StftOptions center(boolean center) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /**
   * A copy with another {@code padMode}: how it is padded: reflect, replicate, circular or
   * constant.
   */
  public StftOptions padMode(String padMode) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code normalized}: whether spectra are divided by the root of n_fft. */
  public StftOptions normalized(boolean normalized) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code onesided}: whether only frequencies up to the middle are kept. */
  public StftOptions onesided(boolean onesided) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code returnComplex}: whether results are complex numbers, not pairs. */
  public StftOptions returnComplex(boolean returnComplex) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  /** A copy with another {@code length}: length of the signal that istft returns. */
  public StftOptions length(long length) {
    return new StftOptions(
        hopLength, winLength, window, center, padMode, normalized, onesided, returnComplex, length);
  }

  Tensor stft(Tensor self, long size) {
    return ShortTimeFourier.STFT.call(
        self,
        size,
        hopLength,
        winLength,
        window,
        center,
        padMode,
        normalized,
        onesided,
        returnComplex);
  }

  Tensor istft(Tensor self, long size) {
    return ShortTimeFourier.ISTFT.call(
        self,
        size,
        hopLength,
        winLength,
        window,
        center,
        normalized,
        onesided,
        length,
        Boolean.TRUE.equals(returnComplex));
  }
}
