package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Matrix products: mm, bmm, addmm, baddbmm, linear and dot. */
final class MatmulKernels {
  private static final int BLOCK = 4096;

  private MatmulKernels() {}

  static void register(KernelTable table) {
    table.add("mm", call -> product(call.array(0), call.array(1), 1, 0, call.output(0)));
    table.add("bmm", call -> batches(call.array(0), call.array(1), 1, 0, call.output(0)));
    table.add("addmm", call -> added(call, false));
    table.add("baddbmm", call -> added(call, true));
    table.add("linear", MatmulKernels::linear);
    table.add("dot", MatmulKernels::dot);
  }

  private static void product(
      StridedArray a, StridedArray b, double alpha, double beta, StridedArray out) {
    long m = a.layout().size(0);
    long k = a.layout().size(1);
    long n = b.layout().size(1);
    Gemm.multiply(
        out.dtype(), m, n, k, Matrix.of(a), Matrix.of(b), alpha, beta, Matrix.of(out), true);
  }

  private static void batches(
      StridedArray a, StridedArray b, double alpha, double beta, StridedArray out) {
    long count = out.layout().size(0);
    long m = a.layout().size(1);
    long k = a.layout().size(2);
    long n = b.layout().size(2);
    Cells ea = Cells.of(a);
    Cells eb = Cells.of(b);
    Cells ec = Cells.of(out);
    // Many products run side by side, few large ones are split inside.
    boolean inside = count < 8 && m * n * k > 1 << 22;
    Parallel.Range body =
        (begin, end, chunk) -> {
          for (long i = begin; i < end; i++) {
            Gemm.multiply(
                out.dtype(),
                m,
                n,
                k,
                Matrix.of(a, ea, a.layout().offset() + i * a.layout().stride(0)),
                Matrix.of(b, eb, b.layout().offset() + i * b.layout().stride(0)),
                alpha,
                beta,
                Matrix.of(out, ec, out.layout().offset() + i * out.layout().stride(0)),
                inside);
          }
        };
    if (inside) {
      body.run(0, count, 0);
    } else {
      Parallel.run(count, Math.max(1, (1 << 20) / Math.max(1, m * n * k)), body);
    }
  }

  private static void added(KernelCall call, boolean batched) {
    StridedArray out = call.output(0);
    boolean whole = out.dtype().isIntegral();
    double beta = whole ? call.scalar(3).longValue() : call.scalar(3).doubleValue();
    double alpha = whole ? call.scalar(4).longValue() : call.scalar(4).doubleValue();
    if (beta != 0) {
      CopyKernels.copy(call.array(0), out);
    }
    if (batched) {
      batches(call.array(1), call.array(2), alpha, beta, out);
    } else {
      product(call.array(1), call.array(2), alpha, beta, out);
    }
  }

  private static void linear(KernelCall call) {
    StridedArray weight = call.array(1);
    StridedArray bias = call.arrayOrNull(2);
    long width = weight.layout().size(0);
    long depth = weight.layout().size(1);
    StridedArray out = call.output(0);
    long rows = width == 0 ? 0 : out.numel() / width;
    StridedArray input = rows(call.array(0), rows, depth);
    StridedArray result = out.with(Layout.contiguous(Shape.of(rows, width)));
    if (bias != null) {
      CopyKernels.copy(bias.with(bias.layout().broadcastTo(result.shape(), "linear")), result);
    }
    Gemm.multiply(
        out.dtype(),
        rows,
        width,
        depth,
        Matrix.of(input),
        Matrix.of(weight).transposed(),
        1,
        bias == null ? 0 : 1,
        Matrix.of(result),
        true);
  }

  /** The array with all dimensions but the last joined. */
  private static StridedArray rows(StridedArray input, long rows, long depth) {
    Shape shape = Shape.of(rows, depth);
    Layout view = input.layout().view(shape);
    if (view != null) {
      return input.with(view);
    }
    StridedArray packed = StridedArray.allocate(input.dtype(), input.shape());
    CopyKernels.copy(input, packed);
    return packed.with(Layout.contiguous(shape));
  }

  private static void dot(KernelCall call) {
    StridedArray a = call.array(0);
    StridedArray b = call.array(1);
    StridedArray out = call.output(0);
    Cells ea = Cells.of(a);
    Cells eb = Cells.of(b);
    long n = a.numel();
    long sa = a.layout().stride(0);
    long sb = b.layout().stride(0);
    Cells to = Cells.of(out);
    if (out.dtype().isComplex()) {
      complexDot(a, b, out);
      return;
    }
    if (out.dtype().isIntegral()) {
      long sum = 0;
      for (long i = 0; i < n; i++) {
        sum += ea.getLong(a.layout().offset() + i * sa) * eb.getLong(b.layout().offset() + i * sb);
      }
      to.setLong(out.layout().offset(), sum);
      return;
    }
    double[] sums = new double[Parallel.chunks(n, 1 << 16)];
    Parallel.run(
        n,
        1 << 16,
        (begin, end, chunk) -> {
          for (long at = begin; at < end; at += BLOCK) {
            int m = (int) Math.min(BLOCK, end - at);
            sums[chunk] +=
                dot(
                    ea,
                    a.layout().offset() + at * sa,
                    sa,
                    eb,
                    b.layout().offset() + at * sb,
                    sb,
                    m);
          }
        });
    double sum = 0;
    for (double s : sums) {
      sum += s;
    }
    to.setDouble(out.layout().offset(), sum);
  }

  private static void complexDot(StridedArray a, StridedArray b, StridedArray out) {
    Cells x = Moves.parts(Cells.of(a));
    Cells y = Moves.parts(Cells.of(b));
    double re = 0;
    double im = 0;
    for (long i = 0; i < a.numel(); i++) {
      long p = 2 * (a.layout().offset() + i * a.layout().stride(0));
      long q = 2 * (b.layout().offset() + i * b.layout().stride(0));
      double xr = x.getDouble(p);
      double xi = x.getDouble(p + 1);
      double yr = y.getDouble(q);
      double yi = y.getDouble(q + 1);
      re += xr * yr - xi * yi;
      im += xr * yi + xi * yr;
    }
    Cells to = Moves.parts(Cells.of(out));
    long place = 2 * out.layout().offset();
    to.setDouble(place, re);
    to.setDouble(place + 1, im);
  }

  private static double dot(Cells a, long ao, long sa, Cells b, long bo, long sb, int n) {
    Scratch scratch = Scratch.get();
    if (a.dtype == DType.FLOAT64) {
      double[] x = scratch.doubles(0, BLOCK);
      double[] y = scratch.doubles(1, BLOCK);
      a.load(ao, sa, x, 0, n);
      b.load(bo, sb, y, 0, n);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum = Math.fma(x[i], y[i], sum);
      }
      return sum;
    }
    float[] x = scratch.floats(0, BLOCK);
    float[] y = scratch.floats(1, BLOCK);
    a.load(ao, sa, x, 0, n);
    b.load(bo, sb, y, 0, n);
    return Lanes.CURRENT.dot(x, 0, y, 0, n);
  }
}
