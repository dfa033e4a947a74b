package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Fourier transforms along lines, in double precision: short lines written out, powers of two in
 * passes, other lengths as a convolution of powers of two.
 */
final class FourierKernels {
  private static final long SHORT = 64;

  private FourierKernels() {}

  static void register(KernelTable table) {
    table.add("_fft_c2c", FourierKernels::complexToComplex);
    table.add("_fft_r2c", FourierKernels::realToComplex);
    table.add("_fft_c2r", FourierKernels::complexToReal);
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
      DeviceArrays.copy(out, self);
      return;
    }
    lines(self, out, dims, dims.length, call.booleanValue(3), scale);
  }

  /** Transforms along the first {@code count} dimensions; the first pass reads {@code self}. */
  private static void lines(
      StridedArray self, StridedArray out, int[] dims, int count, boolean forward, double scale) {
    for (int i = 0; i < count; i++) {
      line(i == 0 ? self : out, out, dims[i], forward, false, i == count - 1 ? scale : 1);
    }
  }

  private static void realToComplex(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int[] dims = dims(call, self.layout().dim());
    double scale = scale(call.longValue(2), signal(self, dims));
    int last = dims[dims.length - 1];
    line(self, out, last, true, false, dims.length == 1 ? scale : 1);
    lines(out, out, dims, dims.length - 1, true, scale);
  }

  private static void complexToReal(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    int[] dims = dims(call, self.layout().dim());
    double scale = scale(call.longValue(2), signal(out, dims));
    int last = dims[dims.length - 1];
    try (Temporaries t = new Temporaries()) {
      StridedArray half = self;
      if (dims.length > 1) {
        half = t.fresh(self, DType.COMPLEX128, self.shape());
        lines(self, half, dims, dims.length - 1, false, 1);
      }
      line(half, out, last, false, true, scale);
    }
  }

  /**
   * Transforms along one dimension.
   *
   * @param mirrored whether {@code from} is half the spectrum of a real signal, {@code to}
   */
  private static void line(
      StridedArray from,
      StridedArray to,
      int dim,
      boolean forward,
      boolean mirrored,
      double scale) {
    if (to.numel() == 0) {
      return;
    }
    long given = Lines.size(from, dim);
    long n = mirrored ? Lines.size(to, dim) : given;
    long kept = Lines.size(to, dim);
    double sign = forward ? -1 : 1;
    Lines lines = Lines.of(dim, from.shape(), from, to);
    long count = lines.count();
    try (Temporaries t = new Temporaries()) {
      StridedArray line = t.fresh(to, DType.COMPLEX128, count * n);
      int parts = from.dtype().isComplex() ? 2 : 1;
      Work.of("fft_load", to)
          .types(from.dtype())
          .array(line)
          .array(from)
          .longs(count, n, given, n)
          .ints(parts)
          .flag(mirrored)
          .struct(lines.numbers())
          .run(count * n);
      StridedArray result = transform(t, line, count, n, sign);
      Work.of("fft_store", to)
          .types(to.dtype())
          .array(to)
          .array(result)
          .longs(count, kept, n)
          .ints(to.dtype().isComplex() ? 2 : 1)
          .real(scale)
          .struct(lines.numbers())
          .run(count * kept);
    }
  }

  private static StridedArray transform(
      Temporaries t, StridedArray line, long count, long n, double sign) {
    if (n == 1) {
      return line;
    }
    if (Long.bitCount(n) == 1) {
      return passes(t, line, count, n, sign);
    }
    StridedArray result = t.fresh(line, DType.COMPLEX128, count * n);
    if (n <= SHORT) {
      Work.of("fft_direct", line)
          .array(result)
          .array(line)
          .longs(count, n)
          .real(sign)
          .run(count * n);
      return result;
    }
    long room = Long.highestOneBit(2 * n - 1) << 1;
    StridedArray wide = t.fresh(line, DType.COMPLEX128, count * room);
    StridedArray chirp = t.fresh(line, DType.COMPLEX128, room);
    Work.of("fft_chirp", line)
        .array(wide)
        .array(chirp)
        .array(line)
        .longs(count, n, room)
        .real(sign)
        .run(count * room);
    StridedArray spectrum = passes(t, wide, count, room, -1);
    StridedArray factor = passes(t, chirp, 1, room, -1);
    Work.of("fft_times", line).array(spectrum).array(factor).longs(count, room).run(count * room);
    StridedArray back = passes(t, spectrum, count, room, 1);
    Work.of("fft_unchirp", line)
        .array(result)
        .array(back)
        .longs(count, n, room)
        .real(sign)
        .run(count * n);
    return result;
  }

  private static StridedArray passes(
      Temporaries t, StridedArray line, long count, long n, double sign) {
    StridedArray from = line;
    StridedArray to = t.fresh(line, DType.COMPLEX128, count * n);
    for (long span = 1; span < n; span *= 2) {
      Work.of("fft_pass", line)
          .array(to)
          .array(from)
          .longs(count, n, span)
          .real(sign)
          .run(count * n / 2);
      StridedArray swap = from;
      from = to;
      to = swap;
    }
    return from;
  }
}
