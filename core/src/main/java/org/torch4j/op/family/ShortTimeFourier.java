package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Short-time Fourier transforms: spectra of overlapping windows, and the way back. */
public final class ShortTimeFourier {
  public static final CompositeOp STFT =
      composite(
          "stft.center(Tensor self, int n_fft, int? hop_length=None, int? win_length=None,"
              + " Tensor? window=None, bool center=True, str pad_mode='reflect',"
              + " bool normalized=False, bool? onesided=None, bool? return_complex=None)"
              + " -> Tensor",
          ShortTimeFourier::stft);

  public static final CompositeOp ISTFT =
      composite(
          "istft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None,"
              + " Tensor? window=None, bool center=True, bool normalized=False,"
              + " bool? onesided=None, int? length=None, bool return_complex=False) -> Tensor",
          ShortTimeFourier::istft);

  /** Windows whose overlap adds up to less than this cannot be undone. */
  private static final double LEAST_OVERLAP = 1e-11;

  private ShortTimeFourier() {}

  /** The lengths of a call, with the defaults filled in. */
  private record Frames(int size, int hop, int window) {
    static Frames of(Args a) {
      long size = a.integer("n_fft");
      long hop = a.isNull("hop_length") ? size / 4 : a.integer("hop_length");
      long window = a.isNull("win_length") ? size : a.integer("win_length");
      if (size <= 0 || hop <= 0 || window <= 0 || window > size) {
        throw new IllegalArgumentException(
            a.op()
                + ": expected n_fft > 0, hop_length > 0 and 0 < win_length <= n_fft, got "
                + size
                + ", "
                + hop
                + " and "
                + window);
      }
      return new Frames((int) size, (int) hop, (int) window);
    }
  }

  private static boolean flag(Args a, String name, boolean standard) {
    return a.isNull(name) ? standard : a.flag(name);
  }

  /** The window at its place in a frame; without one the frame counts where the window would be. */
  private static @Nullable Tensor window(Args a, Frames f, DType type) {
    Tensor w = a.tensorOrNull("window");
    if (w != null && (w.dim() != 1 || w.size(0) != f.window)) {
      throw new ShapeException(
          a.op() + ": window must have shape [" + f.window + "], got " + w.shape());
    }
    if (f.window == f.size) {
      return w;
    }
    Tensor inner = w == null ? Torch.ones(Shape.of(f.window), type) : w;
    int left = (f.size - f.window) / 2;
    Tensor before = Torch.zeros(Shape.of(left), inner.dtype());
    Tensor after = Torch.zeros(Shape.of(f.size - f.window - left), inner.dtype());
    return Torch.cat(List.of(before, inner, after), 0);
  }

  private static Tensor stft(Args a) {
    Tensor self = a.tensor("self");
    if (!self.dtype().isDifferentiable()) {
      throw new DTypeException(
          "stft: expected a floating-point or complex signal, got " + self.dtype());
    }
    if (self.dim() != 1 && self.dim() != 2) {
      throw new ShapeException("stft: expected 1 or 2 dimensions, got shape " + self.shape());
    }
    Frames f = Frames.of(a);
    Tensor w = window(a, f, self.dtype());
    boolean complex = self.dtype().isComplex() || w != null && w.dtype().isComplex();
    boolean onesided = flag(a, "onesided", !complex);
    if (complex && onesided) {
      throw new IllegalArgumentException(
          "stft: complex signals and windows have two-sided spectra, got onesided=True");
    }
    Tensor x = self.dim() == 1 ? self.unsqueeze(0) : self;
    if (a.flag("center")) {
      x = padded(x, f.size / 2, a.text("pad_mode"));
    }
    if (x.size(1) < f.size) {
      throw new ShapeException(
          "stft: n_fft must be up to the length of the signal " + x.size(1) + ", got " + f.size);
    }
    Tensor frames = x.unfold(1, f.size, f.hop);
    frames = w == null ? frames : frames.mul(spread(w, frames.shape()));
    String norm = a.flag("normalized") ? "ortho" : null;
    Tensor spectra = (onesided ? Fourier.RFFT : Fourier.FFT).call(frames, null, -1L, norm);
    spectra = spectra.transpose(1, 2);
    spectra = self.dim() == 1 ? spectra.squeeze(0) : spectra;
    return flag(a, "return_complex", complex) ? spectra : spectra.viewAsReal();
  }

  /** The window for every frame; its gradient, a sum over all frames, is added up in doubles. */
  private static Tensor spread(Tensor w, Shape frames) {
    return w.dtype() == DType.FLOAT32 && Matrices.recorded(w)
        ? w.to(DType.FLOAT64).expand(frames.toArray()).to(w.dtype())
        : w;
  }

  private static Tensor padded(Tensor x, int amount, String mode) {
    long n = x.size(1);
    long[] places = new long[(int) n + 2 * amount];
    for (int i = 0; i < places.length; i++) {
      long p = (long) i - amount;
      places[i] =
          switch (mode) {
            case "reflect" -> p < 0 ? -p : p >= n ? 2 * (n - 1) - p : p;
            case "replicate" -> Math.clamp(p, 0, Math.max(0, n - 1));
            case "circular" -> Math.floorMod(p, Math.max(1, n));
            case "constant" -> p < 0 || p >= n ? -1 : p;
            default ->
                throw new IllegalArgumentException(
                    "stft: pad_mode must be 'reflect', 'replicate', 'circular' or 'constant', got '"
                        + mode
                        + "'");
          };
      boolean outside = places[i] < 0 || places[i] >= n;
      if (outside && !mode.equals("constant")) {
        throw new ShapeException(
            "stft: a signal of "
                + n
                + " points is too short to "
                + mode
                + " "
                + amount
                + " at each end");
      }
    }
    if (mode.equals("constant")) {
      Tensor zeros = Torch.zeros(Shape.of(x.size(0), amount), x.dtype());
      return Torch.cat(List.of(zeros, x, zeros), 1);
    }
    return x.indexSelect(1, Torch.tensor(places));
  }

  private static Tensor istft(Args a) {
    Tensor self = a.tensor("self");
    Tensor spectra = self.dtype().isComplex() ? self : pairs(self);
    if (spectra.dim() != 2 && spectra.dim() != 3) {
      throw new ShapeException(
          "istft: expected spectra of shape [batch, frequencies, frames], got " + spectra.shape());
    }
    Frames f = Frames.of(a);
    Tensor x = spectra.dim() == 2 ? spectra.unsqueeze(0) : spectra;
    boolean complex = a.flag("return_complex");
    boolean onesided = flag(a, "onesided", x.size(1) != f.size);
    if (complex && onesided) {
      throw new IllegalArgumentException(
          "istft: complex signals come from two-sided spectra, got onesided=True");
    }
    long wanted = onesided ? f.size / 2 + 1 : f.size;
    if (x.size(1) != wanted || x.numel() == 0) {
      throw new ShapeException(
          "istft: expected "
              + wanted
              + " frequencies and at least one frame, got shape "
              + spectra.shape());
    }
    String norm = a.flag("normalized") ? "ortho" : null;
    x = x.transpose(1, 2);
    Tensor frames;
    if (complex) {
      frames = Fourier.IFFT.call(x, null, -1L, norm);
    } else {
      Tensor half = onesided ? x : x.narrow(2, 0, f.size / 2 + 1);
      frames = Fourier.IRFFT.call(half, (long) f.size, -1L, norm);
    }
    Tensor w = window(a, f, x.dtype().toReal());
    Tensor signal = joined(a, frames, w, f);
    return spectra.dim() == 2 ? signal.squeeze(0) : signal;
  }

  private static Tensor pairs(Tensor self) {
    if (self.dim() < 1 || self.size(-1) != 2) {
      throw new ShapeException(
          "istft: real spectra must have a last dimension of 2, got shape " + self.shape());
    }
    return self.contiguous().viewAsComplex();
  }

  /** Frames added where they overlap, divided by what the squared windows add up to. */
  private static Tensor joined(Args a, Tensor frames, @Nullable Tensor w, Frames f) {
    long count = frames.size(1);
    long length = f.size + f.hop * (count - 1);
    long[] places = new long[(int) (count * f.size)];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / f.size * (long) f.hop + i % f.size;
    }
    Tensor index = Torch.tensor(places);
    Tensor ones = Torch.ones(Shape.of(f.size), frames.dtype().toReal());
    Tensor shape = w == null ? ones : w;
    Tensor y = added(w == null ? frames : frames.mul(w), index, length);
    Tensor squares = shape.mul(shape).expand(1, count, f.size);
    Tensor envelope = added(squares, index, length);
    long start = a.flag("center") ? f.size / 2 : 0;
    long end = length;
    if (!a.isNull("length")) {
      end = Math.min(length, start + a.integer("length"));
    } else if (a.flag("center")) {
      end = length - f.size / 2;
    }
    y = y.narrow(1, start, Math.max(0, end - start));
    envelope = envelope.narrow(1, start, Math.max(0, end - start));
    boolean thin =
        envelope.numel() > 0
            && envelope.detach().abs().amin().to(DType.FLOAT64).item() < LEAST_OVERLAP;
    if (thin) {
      throw new IllegalArgumentException(
          "istft: the windows leave points uncovered, their squares must add up to more than "
              + LEAST_OVERLAP
              + " everywhere");
    }
    y = y.div(envelope);
    long missing = a.isNull("length") ? 0 : a.integer("length") - y.size(1);
    return missing <= 0
        ? y
        : Torch.cat(List.of(y, Torch.zeros(Shape.of(y.size(0), missing), y.dtype())), 1);
  }

  private static Tensor added(Tensor frames, Tensor index, long length) {
    boolean complex = frames.dtype().isComplex();
    Tensor x = complex ? frames.viewAsReal() : frames;
    long[] sizes = x.shape().toArray();
    long[] flat = Arrays.copyOf(sizes, sizes.length - 1);
    flat[1] = sizes[1] * sizes[2];
    long[] room = flat.clone();
    room[1] = length;
    if (complex) {
      flat[2] = 2;
      room[2] = 2;
    }
    Tensor sum = Torch.zeros(Shape.of(room), x.dtype()).indexAdd(1, index, x.reshape(flat));
    return complex ? sum.viewAsComplex() : sum;
  }
}
