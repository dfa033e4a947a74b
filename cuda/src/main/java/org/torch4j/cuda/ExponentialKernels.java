package org.torch4j.cuda;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.LinalgKernels.Matrices;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * The exponential of matrices by Pade's approximant of degree 13, after halving until it is exact
 * and squaring back.
 */
final class ExponentialKernels {
  private static final double[] PADE = {
    64764752532480000d,
    32382376266240000d,
    7771770303897600d,
    1187353796428800d,
    129060195264000d,
    10559470521600d,
    670442572800d,
    33522128640d,
    1323241920d,
    40840800d,
    960960d,
    16380d,
    182d,
    1d
  };

  /** Up to this 1-norm the approximant is exact to double precision. */
  private static final double REACH = 5.371920351148152;

  private ExponentialKernels() {}

  static void register(KernelTable table) {
    table.add("linalg_matrix_exp", ExponentialKernels::run);
  }

  private static void run(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      if (a.numel() == 0) {
        return;
      }
      StridedArray times = t.fresh(out, DType.INT32, a.batch());
      Work.of("la_halve", out)
          .array(a.data())
          .array(times)
          .longs(a.batch(), a.rows())
          .real(REACH)
          .run(a.batch());
      Matrices a2 = product(t, a, a, null, 0);
      Matrices a4 = product(t, a2, a2, null, 0);
      Matrices a6 = product(t, a2, a4, null, 0);
      Matrices even = polynomial(t, 12, a2, a4, a6);
      Matrices odd = product(t, a, polynomial(t, 13, a2, a4, a6), null, 0);
      Matrices top = like(t, a);
      Matrices bottom = like(t, a);
      combine(top, even, odd, odd, 1, 1, 0, 0, false);
      combine(bottom, even, odd, odd, 1, -1, 0, 0, false);
      LinalgKernels.solve(t, bottom, top);
      int most = greatest(times);
      for (int i = 0; i < most; i++) {
        top = product(t, top, top, times, i);
      }
      top.store(out);
    }
  }

  private static int greatest(StridedArray times) {
    int[] counts = new int[Math.toIntExact(times.numel())];
    CudaDevice device = Launches.device(times);
    device
        .transfers()
        .toHost(
            Launches.address(times),
            MemorySegment.ofArray(counts),
            0,
            4L * counts.length,
            device.currentStream());
    return Arrays.stream(counts).max().orElse(0);
  }

  private static Matrices like(Temporaries t, Matrices a) {
    return Matrices.fresh(t, a.data(), a.batch(), a.rows(), a.rows());
  }

  private static Matrices product(
      Temporaries t, Matrices a, Matrices b, @Nullable StridedArray times, int time) {
    Matrices to = like(t, a);
    Work.of("la_product", a.data())
        .array(to.data())
        .array(a.data())
        .array(b.data())
        .longs(a.batch(), a.rows())
        .array(times)
        .ints(time)
        .run(to.numel());
    return to;
  }

  /** The terms of one parity, highest power {@code top}, as a polynomial in the square of a. */
  private static Matrices polynomial(
      Temporaries t, int top, Matrices a2, Matrices a4, Matrices a6) {
    Matrices high = like(t, a2);
    combine(high, a6, a4, a2, PADE[top], PADE[top - 2], PADE[top - 4], 0, false);
    Matrices sum = product(t, a6, high, null, 0);
    combine(sum, a6, a4, a2, PADE[top - 6], PADE[top - 8], PADE[top - 10], PADE[top - 12], true);
    return sum;
  }

  private static void combine(
      Matrices to,
      Matrices a,
      Matrices b,
      Matrices c,
      double x,
      double y,
      double z,
      double diagonal,
      boolean add) {
    Work.of("la_combine", to.data())
        .array(to.data())
        .array(a.data())
        .array(b.data())
        .array(c.data())
        .real(x)
        .real(y)
        .real(z)
        .real(diagonal)
        .longs(to.batch(), to.rows())
        .flag(add)
        .run(to.numel());
  }
}
