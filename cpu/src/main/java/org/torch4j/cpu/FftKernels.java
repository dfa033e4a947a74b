package org.torch4j.cpu;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jtransforms.fft.DoubleFFT_1D;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Fourier transforms, along one dimension after the other, in doubles: by {@link FourierLines}, or
 * by JTransforms if the length is very long, has a large prime factor, or is that of odd reals. The
 * kernels are ATen's: complex to complex, real to complex, and complex to real.
 */
final class FftKernels {
  /** The library is loaded by the first transform, not with the backend. */
  private static final class Plans {
    private static final int KEPT = 64;
    private static final ConcurrentMap<Integer, DoubleFFT_1D> ALL = new ConcurrentHashMap<>();

    static {
      // Lines run in parallel on the backend's own threads.
      ConcurrencyUtils.setNumberOfThreads(1);
    }

    static DoubleFFT_1D of(int n) {
      if (ALL.size() > KEPT) {
        ALL.clear();
      }
      return ALL.computeIfAbsent(n, DoubleFFT_1D::new);
    }
  }

  private FftKernels() {}

  static void register(KernelTable table) {
    table.add("_fft_c2c", FftKernels::complexToComplex);
    table.add("_fft_r2c", FftKernels::realToComplex);
    table.add("_fft_c2r", FftKernels::complexToReal);
  }

  /** About how much the transform of a line costs. */
  static long work(int n) {
    return 8L * n * (33 - Integer.numberOfLeadingZeros(n));
  }

  /** The factor of a normalization, which is ATen's number of it, for signals of {@code n}. */
  private static double scale(long normalization, double n) {
    return switch ((int) normalization) {
      case 1 -> 1 / Math.sqrt(n);
      case 2 -> 1 / n;
      default -> 1;
    };
  }

  private static int[] dims(KernelCall call, int rank) {
    long[] given = call.longs(1);
    int[] dims = new int[given.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Shape.normalizeDim(given[i], rank, "fft");
    }
    return dims;
  }

  private static double signal(StridedArray a, int[] dims) {
    double n = 1;
    for (int d : dims) {
      n *= a.layout().size(d);
    }
    return n;
  }

  private static void complexToComplex(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int[] dims = dims(call, self.layout().dim());
    double scale = scale(call.longValue(2), signal(self, dims));
    if (dims.length == 0) {
      CopyKernels.copy(self, out);
      return;
    }
    lines(self, out, dims, dims.length, call.booleanValue(3), scale);
  }

  /** Transforms along the first {@code count} dimensions; the first pass reads {@code self}. */
  private static void lines(
      StridedArray self, StridedArray out, int[] dims, int count, boolean forward, double scale) {
    for (int i = 0; i < count; i++) {
      line(i == 0 ? self : out, out, dims[i], forward, i == count - 1 ? scale : 1);
    }
  }

  private static void line(
      StridedArray from, StridedArray to, int dim, boolean forward, double scale) {
    if (to.numel() == 0) {
      return;
    }
    int n = Walk.size(from, dim);
    Optional<FourierPlan> own = FourierPlan.of(n);
    if (own.isPresent()) {
      FourierLines.complex(own.get(), from, to, dim, forward, scale);
      return;
    }
    DoubleFFT_1D plan = Plans.of(n);
    Cells source = Moves.parts(Cells.of(from));
    Cells target = Moves.parts(Cells.of(to));
    long readStep = 2 * Walk.stride(from, dim);
    long writeStep = 2 * Walk.stride(to, dim);
    Walk.lines(dim, from.shape(), from, to)
        .parallel(
            work(n),
            (walk, lines) -> {
              double[] a = new double[2 * n];
              for (long i = 0; i < lines; i++) {
                source.spread(2 * walk.at[0], readStep, a, 0, 2, n);
                source.spread(2 * walk.at[0] + 1, readStep, a, 1, 2, n);
                if (forward) {
                  plan.complexForward(a);
                } else {
                  plan.complexInverse(a, false);
                }
                store(a, n, scale, target, 2 * walk.at[1], writeStep);
                walk.next();
              }
            });
  }

  private static void store(double[] a, int n, double scale, Cells target, long at, long step) {
    for (int k = 0; k < n; k++) {
      target.setDouble(at + k * step, scale * a[2 * k]);
      target.setDouble(at + k * step + 1, scale * a[2 * k + 1]);
    }
  }

  private static void realToComplex(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int[] dims = dims(call, self.layout().dim());
    double scale = scale(call.longValue(2), signal(self, dims));
    int last = dims[dims.length - 1];
    if (out.numel() == 0) {
      return;
    }
    int n = Walk.size(self, last);
    double first = dims.length == 1 ? scale : 1;
    Optional<FourierPlan> half = n % 2 == 0 ? FourierPlan.of(n / 2) : Optional.empty();
    if (half.isPresent()) {
      FourierLines.fromReal(half.get(), self, out, last, first);
    } else {
      realLines(self, out, last, first);
    }
    lines(out, out, dims, dims.length - 1, true, scale);
  }

  private static void realLines(StridedArray self, StridedArray out, int last, double scale) {
    int n = Walk.size(self, last);
    int kept = Walk.size(out, last);
    DoubleFFT_1D plan = Plans.of(n);
    Cells source = Cells.of(self);
    Cells target = Moves.parts(Cells.of(out));
    long readStep = Walk.stride(self, last);
    long writeStep = 2 * Walk.stride(out, last);
    Walk.lines(last, self.shape(), self, out)
        .parallel(
            work(n),
            (walk, lines) -> {
              double[] a = new double[n];
              double[] b = new double[2 * kept];
              for (long i = 0; i < lines; i++) {
                source.load(walk.at[0], readStep, a, 0, n);
                if (n > 1) {
                  plan.realForward(a);
                }
                unpack(a, n, b, kept);
                store(b, kept, scale, target, 2 * walk.at[1], writeStep);
                walk.next();
              }
            });
  }

  /** Frequencies 0 to {@code kept} from the packed ones; the upper half mirrors the lower. */
  private static void unpack(double[] a, int n, double[] b, int kept) {
    for (int k = 0; k < kept; k++) {
      int j = k <= n / 2 ? k : n - k;
      double re;
      double im;
      if (j == 0) {
        re = a[0];
        im = 0;
      } else if (2 * j == n) {
        re = a[1];
        im = 0;
      } else {
        re = a[2 * j];
        im = 2 * j == n - 1 ? a[1] : a[2 * j + 1];
      }
      b[2 * k] = re;
      b[2 * k + 1] = j == k ? im : -im;
    }
  }

  private static void complexToReal(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int[] dims = dims(call, self.layout().dim());
    double scale = scale(call.longValue(2), signal(out, dims));
    int last = dims[dims.length - 1];
    if (out.numel() == 0) {
      return;
    }
    StridedArray half = self;
    if (dims.length > 1) {
      half = StridedArray.allocate(DType.COMPLEX128, self.shape());
      lines(self, half, dims, dims.length - 1, false, 1);
    }
    int n = Walk.size(out, last);
    Optional<FourierPlan> own = n % 2 == 0 ? FourierPlan.of(n / 2) : Optional.empty();
    if (own.isPresent()) {
      FourierLines.toReal(own.get(), half, out, last, scale);
    } else {
      inverseLines(half, out, last, scale);
    }
    half.storage().fence();
  }

  private static void inverseLines(StridedArray half, StridedArray out, int last, double scale) {
    int n = Walk.size(out, last);
    int given = Walk.size(half, last);
    DoubleFFT_1D plan = Plans.of(n);
    Cells source = Moves.parts(Cells.of(half));
    Cells target = Cells.of(out);
    long readStep = 2 * Walk.stride(half, last);
    long writeStep = Walk.stride(out, last);
    Walk.lines(last, half.shape(), half, out)
        .parallel(
            work(n),
            (walk, lines) -> {
              double[] a = new double[n];
              double[] b = new double[2 * given];
              for (long i = 0; i < lines; i++) {
                source.spread(2 * walk.at[0], readStep, b, 0, 2, given);
                source.spread(2 * walk.at[0] + 1, readStep, b, 1, 2, given);
                pack(b, a, n);
                if (n > 1) {
                  plan.realInverse(a, true);
                }
                for (int k = 0; k < n; k++) {
                  target.setDouble(walk.at[1] + k * writeStep, a[k] * n * scale);
                }
                walk.next();
              }
            });
  }

  private static void pack(double[] b, double[] a, int n) {
    a[0] = b[0];
    for (int k = 1; 2 * k <= n; k++) {
      if (2 * k == n) {
        a[1] = b[2 * k];
      } else {
        a[2 * k] = b[2 * k];
        a[2 * k == n - 1 ? 1 : 2 * k + 1] = b[2 * k + 1];
      }
    }
  }
}
