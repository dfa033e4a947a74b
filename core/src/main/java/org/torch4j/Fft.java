package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Fourier;
import org.torch4j.op.family.Frequencies;

/**
 * Discrete Fourier transforms, {@code torch.fft}. {@code n} and {@code s} are the signal's sizes,
 * null for what there is; {@code norm} is {@code "backward"} (or null), {@code "ortho"} or {@code
 * "forward"}.
 */
public final class Fft {
  private Fft() {}

  /** The spectrum of a signal along the last dimension, {@code torch.fft.fft}. */
  public static Tensor fft(Tensor self) {
    return fft(self, null, -1, null);
  }

  /** The spectrum of a signal of {@code n} points along {@code dim}, {@code torch.fft.fft}. */
  public static Tensor fft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.FFT.call(self, n, (long) dim, norm);
  }

  /** The signal of a spectrum along the last dimension, {@code torch.fft.ifft}. */
  public static Tensor ifft(Tensor self) {
    return ifft(self, null, -1, null);
  }

  /** The signal of a spectrum of {@code n} points along {@code dim}, {@code torch.fft.ifft}. */
  public static Tensor ifft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.IFFT.call(self, n, (long) dim, norm);
  }

  /**
   * The lower half of the spectrum of a real signal along the last dimension, {@code
   * torch.fft.rfft}.
   */
  public static Tensor rfft(Tensor self) {
    return rfft(self, null, -1, null);
  }

  /**
   * The lower half of the spectrum of a real signal of {@code n} points along {@code dim}, {@code
   * torch.fft.rfft}.
   */
  public static Tensor rfft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.RFFT.call(self, n, (long) dim, norm);
  }

  /** The real signal of half a spectrum along the last dimension, {@code torch.fft.irfft}. */
  public static Tensor irfft(Tensor self) {
    return irfft(self, null, -1, null);
  }

  /**
   * The real signal of half a spectrum of {@code n} points along {@code dim}, {@code
   * torch.fft.irfft}.
   */
  public static Tensor irfft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.IRFFT.call(self, n, (long) dim, norm);
  }

  /**
   * The real spectrum of half a Hermitian signal along the last dimension, {@code torch.fft.hfft}.
   */
  public static Tensor hfft(Tensor self) {
    return hfft(self, null, -1, null);
  }

  /**
   * The real spectrum of half a Hermitian signal of {@code n} points along {@code dim}, {@code
   * torch.fft.hfft}.
   */
  public static Tensor hfft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.HFFT.call(self, n, (long) dim, norm);
  }

  /**
   * Half the Hermitian signal of a real spectrum along the last dimension, {@code torch.fft.ihfft}.
   */
  public static Tensor ihfft(Tensor self) {
    return ihfft(self, null, -1, null);
  }

  /**
   * Half the Hermitian signal of a real spectrum of {@code n} points along {@code dim}, {@code
   * torch.fft.ihfft}.
   */
  public static Tensor ihfft(Tensor self, @Nullable Long n, int dim, @Nullable String norm) {
    return Fourier.IHFFT.call(self, n, (long) dim, norm);
  }

  /** The spectrum of a signal along the last two dimensions, {@code torch.fft.fft2}. */
  public static Tensor fft2(Tensor self) {
    return fft2(self, null, new long[] {-2, -1}, null);
  }

  /** The spectrum of a signal of sizes {@code s} along two dimensions, {@code torch.fft.fft2}. */
  public static Tensor fft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.FFT2.call(self, s, dim, norm);
  }

  /** The spectrum of a signal along all dimensions, {@code torch.fft.fftn}. */
  public static Tensor fftn(Tensor self) {
    return fftn(self, null, null, null);
  }

  /** The spectrum of a signal of sizes {@code s} along {@code dim}, {@code torch.fft.fftn}. */
  public static Tensor fftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.FFTN.call(self, s, dim, norm);
  }

  /** The signal of a spectrum along the last two dimensions, {@code torch.fft.ifft2}. */
  public static Tensor ifft2(Tensor self) {
    return ifft2(self, null, new long[] {-2, -1}, null);
  }

  /** The signal of a spectrum of sizes {@code s} along two dimensions, {@code torch.fft.ifft2}. */
  public static Tensor ifft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.IFFT2.call(self, s, dim, norm);
  }

  /** The signal of a spectrum along all dimensions, {@code torch.fft.ifftn}. */
  public static Tensor ifftn(Tensor self) {
    return ifftn(self, null, null, null);
  }

  /** The signal of a spectrum of sizes {@code s} along {@code dim}, {@code torch.fft.ifftn}. */
  public static Tensor ifftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.IFFTN.call(self, s, dim, norm);
  }

  /**
   * The lower half of the spectrum of a real signal along the last two dimensions, {@code
   * torch.fft.rfft2}.
   */
  public static Tensor rfft2(Tensor self) {
    return rfft2(self, null, new long[] {-2, -1}, null);
  }

  /**
   * The lower half of the spectrum of a real signal of sizes {@code s} along two dimensions, {@code
   * torch.fft.rfft2}.
   */
  public static Tensor rfft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.RFFT2.call(self, s, dim, norm);
  }

  /**
   * The lower half of the spectrum of a real signal along all dimensions, {@code torch.fft.rfftn}.
   */
  public static Tensor rfftn(Tensor self) {
    return rfftn(self, null, null, null);
  }

  /**
   * The lower half of the spectrum of a real signal of sizes {@code s} along {@code dim}, {@code
   * torch.fft.rfftn}.
   */
  public static Tensor rfftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.RFFTN.call(self, s, dim, norm);
  }

  /** The real signal of half a spectrum along the last two dimensions, {@code torch.fft.irfft2}. */
  public static Tensor irfft2(Tensor self) {
    return irfft2(self, null, new long[] {-2, -1}, null);
  }

  /**
   * The real signal of half a spectrum of sizes {@code s} along two dimensions, {@code
   * torch.fft.irfft2}.
   */
  public static Tensor irfft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.IRFFT2.call(self, s, dim, norm);
  }

  /** The real signal of half a spectrum along all dimensions, {@code torch.fft.irfftn}. */
  public static Tensor irfftn(Tensor self) {
    return irfftn(self, null, null, null);
  }

  /**
   * The real signal of half a spectrum of sizes {@code s} along {@code dim}, {@code
   * torch.fft.irfftn}.
   */
  public static Tensor irfftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.IRFFTN.call(self, s, dim, norm);
  }

  /**
   * The real spectrum of half a Hermitian signal along the last two dimensions, {@code
   * torch.fft.hfft2}.
   */
  public static Tensor hfft2(Tensor self) {
    return hfft2(self, null, new long[] {-2, -1}, null);
  }

  /**
   * The real spectrum of half a Hermitian signal of sizes {@code s} along two dimensions, {@code
   * torch.fft.hfft2}.
   */
  public static Tensor hfft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.HFFT2.call(self, s, dim, norm);
  }

  /** The real spectrum of half a Hermitian signal along all dimensions, {@code torch.fft.hfftn}. */
  public static Tensor hfftn(Tensor self) {
    return hfftn(self, null, null, null);
  }

  /**
   * The real spectrum of half a Hermitian signal of sizes {@code s} along {@code dim}, {@code
   * torch.fft.hfftn}.
   */
  public static Tensor hfftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.HFFTN.call(self, s, dim, norm);
  }

  /**
   * Half the Hermitian signal of a real spectrum along the last two dimensions, {@code
   * torch.fft.ihfft2}.
   */
  public static Tensor ihfft2(Tensor self) {
    return ihfft2(self, null, new long[] {-2, -1}, null);
  }

  /**
   * Half the Hermitian signal of a real spectrum of sizes {@code s} along two dimensions, {@code
   * torch.fft.ihfft2}.
   */
  public static Tensor ihfft2(Tensor self, long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Fourier.IHFFT2.call(self, s, dim, norm);
  }

  /**
   * Half the Hermitian signal of a real spectrum along all dimensions, {@code torch.fft.ihfftn}.
   */
  public static Tensor ihfftn(Tensor self) {
    return ihfftn(self, null, null, null);
  }

  /**
   * Half the Hermitian signal of a real spectrum of sizes {@code s} along {@code dim}, {@code
   * torch.fft.ihfftn}.
   */
  public static Tensor ihfftn(
      Tensor self, long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Fourier.IHFFTN.call(self, s, dim, norm);
  }

  /**
   * Moves frequency zero to the middle of each dimension given, of all if none is, {@code
   * torch.fft.fftshift}.
   */
  public static Tensor fftshift(Tensor self, long... dim) {
    return Frequencies.FFTSHIFT.call(self, dim.length == 0 ? null : dim);
  }

  /**
   * Moves the middle of each dimension to the front given, of all if none is, {@code
   * torch.fft.ifftshift}.
   */
  public static Tensor ifftshift(Tensor self, long... dim) {
    return Frequencies.IFFTSHIFT.call(self, dim.length == 0 ? null : dim);
  }

  /**
   * The frequencies of the points of a spectrum of {@code n} samples one apart, {@code
   * torch.fft.fftfreq}.
   */
  public static Tensor fftfreq(long n) {
    return fftfreq(n, 1);
  }

  /**
   * The frequencies of the points of a spectrum of {@code n} samples {@code d} apart, {@code
   * torch.fft.fftfreq}.
   */
  public static Tensor fftfreq(long n, double d) {
    return Frequencies.FFTFREQ.call(n, d, null);
  }

  /**
   * The frequencies of the points of half a spectrum of {@code n} samples one apart, {@code
   * torch.fft.rfftfreq}.
   */
  public static Tensor rfftfreq(long n) {
    return rfftfreq(n, 1);
  }

  /**
   * The frequencies of the points of half a spectrum of {@code n} samples {@code d} apart, {@code
   * torch.fft.rfftfreq}.
   */
  public static Tensor rfftfreq(long n, double d) {
    return Frequencies.RFFTFREQ.call(n, d, null);
  }
}
