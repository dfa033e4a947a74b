package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Discrete Fourier transforms, {@code torch.fft}. Three kernels compute all of them; the public ops
 * pad or cut the signal, choose a normalization and call one.
 */
public final class Fourier {
  private static final String ONE = "(Tensor self, int? n=None, int dim=-1, str? norm=None)";
  private static final String TWO =
      "(Tensor self, int[1]? s=None, int[1] dim=[-2,-1], str? norm=None)";
  private static final String MANY =
      "(Tensor self, int[1]? s=None, int[1]? dim=None, str? norm=None)";

  /** ATen's numbers for the normalizations. */
  private static final long NONE = 0;

  private static final long BY_ROOT_N = 1;
  private static final long BY_N = 2;

  public static final KernelOp C2C =
      kernel(
              "_fft_c2c(Tensor self, int[] dim, int normalization, bool forward) -> Tensor",
              a -> {
                Tensor self = a.tensor("self");
                if (!self.dtype().isComplex()) {
                  throw new DTypeException("_fft_c2c: expected complex, got " + self.dtype());
                }
                checked(a, self);
                return KernelOp.Spec.like(self);
              })
          .grad("self", c -> c2c(c.grad(), dims(c), c.integer("normalization"), !c.flag("forward")))
          .without("self")
          .build();

  public static final KernelOp R2C =
      kernel(
              "_fft_r2c(Tensor self, int[] dim, int normalization, bool onesided) -> Tensor",
              a -> {
                Tensor self = a.tensor("self");
                long[] sizes = self.shape().toArray();
                if (!self.isFloatingPoint()) {
                  throw new DTypeException("_fft_r2c: expected real numbers, got " + self.dtype());
                }
                int last = last(a, self);
                if (a.flag("onesided")) {
                  sizes[last] = sizes[last] / 2 + 1;
                }
                return new KernelOp.Spec(self.dtype().toComplex(), Shape.of(sizes));
              })
          .grad("self", Fourier::r2cGrad)
          .without("self")
          .build();

  public static final KernelOp C2R =
      kernel(
              "_fft_c2r(Tensor self, int[] dim, int normalization, int last_dim_size) -> Tensor",
              a -> {
                Tensor self = a.tensor("self");
                long[] sizes = self.shape().toArray();
                if (!self.dtype().isComplex()) {
                  throw new DTypeException("_fft_c2r: expected complex, got " + self.dtype());
                }
                int last = last(a, self);
                long size = a.integer("last_dim_size");
                positive(a.op(), size);
                if (sizes[last] != size / 2 + 1) {
                  throw new ShapeException(
                      "_fft_c2r: "
                          + size
                          + " points come from "
                          + (size / 2 + 1)
                          + ", got "
                          + sizes[last]);
                }
                sizes[last] = size;
                return new KernelOp.Spec(self.dtype().toReal(), Shape.of(sizes));
              })
          .grad("self", Fourier::c2rGrad)
          .without("self")
          .build();

  public static final CompositeOp FFT = one("fft_fft", Fourier::forward);
  public static final CompositeOp IFFT = one("fft_ifft", Fourier::inverse);
  public static final CompositeOp RFFT = one("fft_rfft", Fourier::realForward);
  public static final CompositeOp IRFFT = one("fft_irfft", Fourier::realInverse);
  public static final CompositeOp HFFT = one("fft_hfft", Fourier::hermitian);
  public static final CompositeOp IHFFT = one("fft_ihfft", Fourier::inverseHermitian);
  public static final CompositeOp FFT2 = many("fft_fft2", TWO, Fourier::forward);
  public static final CompositeOp IFFT2 = many("fft_ifft2", TWO, Fourier::inverse);
  public static final CompositeOp RFFT2 = many("fft_rfft2", TWO, Fourier::realForward);
  public static final CompositeOp IRFFT2 = many("fft_irfft2", TWO, Fourier::realInverse);
  public static final CompositeOp HFFT2 = many("fft_hfft2", TWO, Fourier::hermitian);
  public static final CompositeOp IHFFT2 = many("fft_ihfft2", TWO, Fourier::inverseHermitian);
  public static final CompositeOp FFTN = many("fft_fftn", MANY, Fourier::forward);
  public static final CompositeOp IFFTN = many("fft_ifftn", MANY, Fourier::inverse);
  public static final CompositeOp RFFTN = many("fft_rfftn", MANY, Fourier::realForward);
  public static final CompositeOp IRFFTN = many("fft_irfftn", MANY, Fourier::realInverse);
  public static final CompositeOp HFFTN = many("fft_hfftn", MANY, Fourier::hermitian);
  public static final CompositeOp IHFFTN = many("fft_ihfftn", MANY, Fourier::inverseHermitian);

  private Fourier() {}

  /**
   * What a transform works on.
   *
   * @param op its name, for messages
   * @param self the signal
   * @param dims its dimensions
   * @param sizes the wanted sizes, -1 for what there is
   * @param lastGiven whether the size of the last dimension was asked for
   * @param norm the name of the normalization
   */
  private record Signal(
      String op, Tensor self, long[] dims, long[] sizes, boolean lastGiven, @Nullable String norm) {

    long normalization(boolean forward) {
      return switch (norm) {
        case null -> forward ? NONE : BY_N;
        case "backward" -> forward ? NONE : BY_N;
        case "forward" -> forward ? BY_N : NONE;
        case "ortho" -> BY_ROOT_N;
        default ->
            throw new IllegalArgumentException(
                op + ": norm must be 'backward', 'forward' or 'ortho', got '" + norm + "'");
      };
    }

    /** The signal in a floating or complex dtype, padded or cut to the wanted sizes. */
    Tensor resized() {
      return Fourier.resized(floating(), dims, sizes);
    }

    Tensor floating() {
      DType type = self.dtype();
      if (type.isIntegral()) {
        return self.to(Torch.getDefaultDtype());
      }
      if (type.toReal() == DType.FLOAT16 || type == DType.BFLOAT16) {
        throw new DTypeException(op + ": half precision has no transform on the CPU, got " + type);
      }
      return self;
    }

    Tensor complex() {
      Tensor t = floating();
      return t.dtype().isComplex() ? t : t.to(t.dtype().toComplex());
    }

    Tensor real() {
      if (self.dtype().isComplex()) {
        throw new DTypeException(op + ": expected a real signal, got " + self.dtype());
      }
      return resized();
    }
  }

  /** A transform of a signal. */
  @FunctionalInterface
  private interface Transform {
    /** Computes it. */
    Tensor of(Signal signal);
  }

  private static CompositeOp one(String name, Transform transform) {
    return composite(
        name + ONE + " -> Tensor",
        a -> {
          Tensor self = a.tensor("self");
          if (self.dim() == 0) {
            throw new ShapeException(name + ": expected at least 1 dimension, got a scalar");
          }
          long dim = Shape.normalizeDim(a.integer("dim"), self.dim(), name);
          boolean given = !a.isNull("n");
          long n = given ? a.integer("n") : -1;
          positive(name, given ? n : self.size((int) dim));
          return transform.of(
              new Signal(name, self, new long[] {dim}, new long[] {n}, given, norm(a)));
        });
  }

  private static CompositeOp many(String name, String arguments, Transform transform) {
    return composite(name + arguments + " -> Tensor", a -> transform.of(signal(a)));
  }

  private static @Nullable String norm(Args a) {
    return a.isNull("norm") ? null : a.text("norm");
  }

  private static void positive(String op, long n) {
    if (n < 1) {
      throw new ShapeException(op + ": a signal needs at least 1 point, got " + n);
    }
  }

  private static Signal signal(Args a) {
    Tensor self = a.tensor("self");
    long[] sizes = a.integersOrNull("s");
    long[] dims = a.integersOrNull("dim");
    int rank = self.dim();
    if (dims == null) {
      int count = sizes == null ? rank : sizes.length;
      if (count > rank) {
        throw new ShapeException(
            a.op() + ": s has " + count + " sizes, the signal of shape " + self.shape() + " fewer");
      }
      dims = new long[count];
      for (int i = 0; i < count; i++) {
        dims[i] = (long) rank - count + i;
      }
    }
    if (sizes != null && sizes.length != dims.length) {
      throw new ShapeException(
          a.op()
              + ": s and dim must have the same length, got "
              + Arrays.toString(sizes)
              + " and "
              + Arrays.toString(dims));
    }
    boolean[] seen = new boolean[rank];
    long[] places = new long[dims.length];
    long[] wanted = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      int d = Shape.normalizeDim(dims[i], rank, a.op());
      if (rank == 0 || seen[d]) {
        throw new IllegalArgumentException(
            a.op() + ": the dimensions must differ, got " + Arrays.toString(dims));
      }
      seen[d] = true;
      places[i] = d;
      wanted[i] = sizes == null ? -1 : sizes[i];
      positive(a.op(), wanted[i] == -1 ? self.size(d) : wanted[i]);
    }
    boolean lastGiven = wanted.length > 0 && wanted[wanted.length - 1] != -1;
    return new Signal(a.op(), self, places, wanted, lastGiven, norm(a));
  }

  private static Tensor resized(Tensor t, long[] dims, long[] sizes) {
    Tensor x = t;
    for (int i = 0; i < dims.length; i++) {
      int d = (int) dims[i];
      long n = sizes[i];
      if (n < 0 || n == x.size(d)) {
        continue;
      }
      x = n < x.size(d) ? x.narrow(d, 0, n) : padded(x, d, n);
    }
    return x;
  }

  private static Tensor padded(Tensor x, int dim, long size) {
    long[] missing = x.shape().toArray();
    missing[dim] = size - missing[dim];
    return Torch.cat(List.of(x, Torch.zeros(Shape.of(missing), x.dtype())), dim);
  }

  private static Tensor c2c(Tensor x, long[] dims, long normalization, boolean forward) {
    return dims.length == 0 ? x.clone() : C2C.call(x, dims, normalization, forward);
  }

  private static Tensor anyToComplex(Signal s, boolean forward) {
    Tensor x = s.resized();
    if (s.dims.length == 0) {
      return s.complex().clone();
    }
    long normalization = s.normalization(forward);
    if (x.dtype().isComplex()) {
      return c2c(x, s.dims, normalization, forward);
    }
    Tensor out = R2C.call(x, s.dims, normalization, false);
    return forward ? out : out.conj();
  }

  private static Tensor forward(Signal s) {
    return anyToComplex(s, true);
  }

  private static Tensor inverse(Signal s) {
    return anyToComplex(s, false);
  }

  private static void needsDims(Signal s) {
    if (s.dims.length == 0) {
      throw new ShapeException(s.op + ": at least one dimension must be transformed");
    }
  }

  private static Tensor realForward(Signal s) {
    needsDims(s);
    return R2C.call(s.real(), s.dims, s.normalization(true), true);
  }

  /** The sizes of the half spectrum for a real signal of {@code n} points. */
  private static Tensor half(Signal s, long n) {
    long[] sizes = s.sizes.clone();
    sizes[sizes.length - 1] = n / 2 + 1;
    return resized(s.complex(), s.dims, sizes);
  }

  private static long realSize(Signal s) {
    needsDims(s);
    int last = s.dims.length - 1;
    long n = s.lastGiven ? s.sizes[last] : 2 * (s.self.size((int) s.dims[last]) - 1);
    if (n < 1) {
      throw new ShapeException(s.op + ": a real signal needs at least 1 point, got " + n);
    }
    return n;
  }

  private static Tensor realInverse(Signal s) {
    long n = realSize(s);
    return C2R.call(half(s, n), s.dims, s.normalization(false), n);
  }

  private static Tensor hermitian(Signal s) {
    long n = realSize(s);
    long normalization = s.normalization(true);
    int last = s.dims.length - 1;
    Tensor x = c2c(half(s, n), Arrays.copyOf(s.dims, last), normalization, true);
    return C2R.call(x.conj(), new long[] {s.dims[last]}, normalization, n);
  }

  private static Tensor inverseHermitian(Signal s) {
    needsDims(s);
    long normalization = s.normalization(false);
    int last = s.dims.length - 1;
    Tensor x = R2C.call(s.real(), new long[] {s.dims[last]}, normalization, true).conj();
    return last == 0 ? x : c2c(x, Arrays.copyOf(s.dims, last), normalization, false);
  }

  private static long[] dims(Args a) {
    return a.integers("dim");
  }

  /** At least one dimension, none twice. */
  private static long[] checked(Args a, Tensor t) {
    long[] dims = dims(a);
    boolean[] seen = new boolean[t.dim()];
    for (long dim : dims) {
      int d = Shape.normalizeDim(dim, t.dim(), a.op());
      if (t.dim() == 0 || seen[d]) {
        throw new ShapeException(
            a.op() + ": dims must differ, got " + Arrays.toString(dims) + " for " + t.shape());
      }
      seen[d] = true;
      positive(a.op(), t.size(d));
    }
    if (dims.length == 0) {
      throw new ShapeException(a.op() + ": at least one dim is needed, got none");
    }
    return dims;
  }

  private static int last(Args a, Tensor t) {
    long[] dims = checked(a, t);
    return Shape.normalizeDim(dims[dims.length - 1], t.dim(), a.op());
  }

  private static Tensor r2cGrad(GradContext c) {
    long[] dims = dims(c);
    Tensor g = c.grad();
    if (c.flag("onesided")) {
      int last = Shape.normalizeDim(dims[dims.length - 1], g.dim(), c.op());
      long n = c.shape("self").get(last);
      g = n > g.size(last) ? padded(g, last, n) : g;
    }
    return Matrices.real(C2C.call(g, dims, c.integer("normalization"), false));
  }

  private static Tensor c2rGrad(GradContext c) {
    long[] dims = dims(c);
    Tensor g = R2C.call(c.grad(), dims, c.integer("normalization"), true);
    int last = Shape.normalizeDim(dims[dims.length - 1], g.dim(), c.op());
    long mirrored = c.grad().size(last) - g.size(last);
    if (mirrored <= 0) {
      return g;
    }
    // Frequencies that the upper half repeats count twice.
    long rest = g.size(last) - 1 - mirrored;
    List<Tensor> parts =
        List.of(
            g.narrow(last, 0, 1),
            g.narrow(last, 1, mirrored).mul(2),
            g.narrow(last, 1 + mirrored, rest));
    return Torch.cat(parts, last);
  }
}
