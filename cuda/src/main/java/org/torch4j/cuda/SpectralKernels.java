package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.LinalgKernels.Matrices;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Factorisations by orthogonal matrices: QR by reflectors, eigenvalues of Hermitian matrices and
 * singular values by Jacobi's rotations, other eigenvalues by the QR algorithm.
 */
final class SpectralKernels {
  private static final int THREADS = 64;

  private SpectralKernels() {}

  static void register(KernelTable table) {
    table.add("geqrf", SpectralKernels::geqrf);
    table.add("linalg_qr", SpectralKernels::qr);
    table.add("_linalg_lstsq", SpectralKernels::leastSquares);
    table.add("_linalg_eigh", SpectralKernels::symmetric);
    table.add("linalg_eig", SpectralKernels::general);
    table.add("_linalg_svd", SpectralKernels::singular);
    table.add("_linalg_pinv", SpectralKernels::pseudoInverse);
  }

  private static Matrices reflectors(Temporaries t, Matrices a) {
    long k = Math.min(a.rows(), a.columns());
    Matrices taus = Matrices.fresh(t, a.data(), a.batch(), 1, Math.max(1, k));
    if (k > 0) {
      Work.of("la_qr", a.data())
          .array(a.data())
          .array(taus.data())
          .longs(a.batch(), a.rows(), a.columns())
          .runBlocks(a.batch(), THREADS);
    }
    return taus;
  }

  /** The first columns of the orthogonal factor. */
  private static Matrices orthogonal(Temporaries t, Matrices packed, Matrices taus, long columns) {
    long k = Math.min(packed.rows(), packed.columns());
    Matrices q = Matrices.fresh(t, packed.data(), packed.batch(), packed.rows(), columns);
    Work.of("la_q", packed.data())
        .array(q.data())
        .array(packed.data())
        .array(taus.data())
        .longs(packed.batch(), packed.rows(), packed.columns(), k, columns)
        .run(packed.batch() * columns);
    return q;
  }

  private static void geqrf(KernelCall call) {
    StridedArray tau = call.output(1);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      Matrices taus = reflectors(t, a);
      a.store(call.output(0));
      if (tau.numel() > 0) {
        taus.store(tau);
      }
    }
  }

  private static void qr(KernelCall call) {
    StridedArray outQ = call.output(0);
    StridedArray outR = call.output(1);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      Matrices taus = reflectors(t, a);
      if (outR.numel() > 0) {
        long rows = outR.layout().size(outR.layout().dim() - 2);
        Matrices r = Matrices.fresh(t, a.data(), a.batch(), rows, a.columns());
        Work.of("la_upper", a.data())
            .array(r.data())
            .array(a.data())
            .longs(a.batch(), a.rows(), a.columns(), rows)
            .run(r.numel());
        r.store(outR);
      }
      if (!"r".equals(call.arg(1)) && outQ.numel() > 0) {
        orthogonal(t, a, taus, outQ.layout().size(outQ.layout().dim() - 1)).store(outQ);
      }
    }
  }

  private static void symmetric(KernelCall call) {
    StridedArray values = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      if (a.numel() == 0) {
        return;
      }
      mirror(a, "U".equals(call.arg(1)));
      Matrices v = Matrices.fresh(t, a.data(), a.batch(), a.rows(), a.rows());
      StridedArray w = t.fresh(values, DType.FLOAT64, values.shape());
      Work.of("la_eigh", a.data())
          .array(a.data())
          .array(v.data())
          .array(w)
          .longs(a.batch(), a.rows())
          .runBlocks(a.batch(), THREADS);
      DeviceArrays.convert(values, w);
      if (call.booleanValue(2)) {
        v.store(call.output(1));
      }
    }
  }

  private static void mirror(Matrices a, boolean upper) {
    Work.of("la_mirror", a.data())
        .array(a.data())
        .longs(a.batch(), a.rows())
        .flag(upper)
        .run(a.numel());
  }

  private static void general(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Matrices a = Matrices.of(t, call.array(0));
      if (a.numel() == 0) {
        return;
      }
      long n = a.rows();
      Matrices v = Matrices.fresh(t, a.data(), a.batch(), n, n);
      Matrices w = Matrices.fresh(t, a.data(), a.batch(), 1, n);
      Matrices room = Matrices.fresh(t, a.data(), a.batch(), n, n + 2);
      Work.of("la_eig", a.data())
          .array(a.data())
          .array(v.data())
          .array(w.data())
          .array(room.data())
          .longs(a.batch(), n)
          .run(a.batch());
      w.store(call.output(0));
      v.store(call.output(1));
    }
  }

  /**
   * U [m, k], values [k] and V [n, k] of matrices [m, n], k the smaller one.
   *
   * @param turned whether U and V are those of the conjugate transposed matrix
   */
  private record Svd(Matrices u, StridedArray s, Matrices v, boolean turned) {
    static Svd of(Temporaries t, StridedArray self) {
      int rank = self.layout().dim();
      boolean wide = self.layout().size(rank - 2) < self.layout().size(rank - 1);
      // A wide matrix by its transposed one: A^T = U S V^H is A = conj(V) S U^T.
      Matrices a = wide ? Matrices.transposed(t, self) : Matrices.of(t, self);
      long n = a.columns();
      Matrices v = Matrices.fresh(t, a.data(), a.batch(), n, n);
      StridedArray s = t.fresh(a.data(), DType.FLOAT64, Shape.of(a.batch(), n));
      if (a.numel() > 0) {
        Work.of("la_svd", a.data())
            .array(a.data())
            .array(v.data())
            .array(s)
            .longs(a.batch(), a.rows(), n)
            .runBlocks(a.batch(), THREADS);
      }
      return new Svd(a, s, v, wide);
    }

    /** U with columns of size 1 throughout, as many as asked for. */
    Matrices complete(Temporaries t, long columns) {
      Matrices copy = Matrices.of(t, u.data());
      Matrices taus = reflectors(t, copy);
      Matrices q = orthogonal(t, copy, taus, columns);
      Matrices all = Matrices.fresh(t, u.data(), u.batch(), u.rows(), columns);
      Work.of("la_complete", u.data())
          .array(all.data())
          .array(u.data())
          .array(q.data())
          .array(s)
          .longs(u.batch(), u.rows(), u.columns(), columns)
          .run(all.numel());
      return all;
    }
  }

  private static void singular(KernelCall call) {
    StridedArray outU = call.output(0);
    StridedArray outS = call.output(1);
    StridedArray outV = call.output(2);
    boolean vectors = call.booleanValue(2);
    try (Temporaries t = new Temporaries()) {
      Svd svd = Svd.of(t, call.array(0));
      if (outS.numel() > 0) {
        DeviceArrays.convert(outS, svd.s.with(Layout.contiguous(outS.shape())));
      }
      if (!vectors || outU.numel() + outV.numel() == 0) {
        return;
      }
      StridedArray longer = svd.turned ? outV : outU;
      int rank = longer.layout().dim();
      long columns = longer.layout().size(svd.turned ? rank - 2 : rank - 1);
      Matrices u = svd.complete(t, columns);
      if (svd.turned) {
        u.store(LinalgKernels.transposed(outV));
        conjugate(svd.v);
        svd.v.store(outU);
      } else {
        u.store(outU);
        conjugate(svd.v);
        svd.v.store(LinalgKernels.transposed(outV));
      }
    }
  }

  private static void conjugate(Matrices a) {
    Work.of("la_conj", a.data()).array(a.data()).longs(a.numel()).run(a.numel());
  }

  private static void pseudoInverse(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray given = self;
      if (call.booleanValue(3)) {
        Matrices a = Matrices.of(t, self);
        mirror(a, false);
        given = a.data();
      }
      Svd svd = Svd.of(t, given);
      long batch = svd.u.batch();
      StridedArray absolute = cutoff(t, out, call.array(1), batch);
      StridedArray relative = cutoff(t, out, call.array(2), batch);
      Matrices x = times(t, svd, absolute, relative, null);
      x.store(svd.turned ? LinalgKernels.transposed(out) : out);
    }
  }

  private static StridedArray cutoff(
      Temporaries t, StridedArray out, StridedArray given, long batch) {
    StridedArray all = given;
    if (given.numel() != batch) {
      long[] sizes = java.util.Arrays.copyOf(out.shape().toArray(), out.layout().dim() - 2);
      all = given.with(given.layout().broadcastTo(Shape.of(sizes), "linalg_pinv"));
    }
    return t.converted(all, DType.FLOAT64);
  }

  /** The pseudo-inverse of the factored matrix, times {@code b} if there is one. */
  private static Matrices times(
      Temporaries t,
      Svd svd,
      StridedArray absolute,
      StridedArray relative,
      @org.jspecify.annotations.Nullable Matrices b) {
    long m = svd.u.rows();
    long n = svd.v.rows();
    long columns = b == null ? m : b.columns();
    Matrices x = Matrices.fresh(t, svd.u.data(), svd.u.batch(), n, columns);
    Work.of("la_pinv_times", x.data())
        .array(x.data())
        .array(null)
        .array(svd.u.data())
        .array(svd.s)
        .array(svd.v.data())
        .array(b == null ? null : b.data())
        .array(absolute)
        .array(relative)
        .longs(x.batch(), m, n, svd.u.columns(), columns, n)
        .run(x.numel());
    return x;
  }

  /** Arguments: matrix, right sides, cutoff, driver. Results: solution, rank, singular values. */
  private static void leastSquares(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray ranks = call.output(1);
    StridedArray values = call.output(2);
    String driver = String.valueOf(call.arg(3));
    try (Temporaries t = new Temporaries()) {
      StridedArray self = Matrices.spread(call.array(0), out);
      StridedArray right = Matrices.spread(call.array(1), out);
      Matrices a = Matrices.of(t, self);
      Matrices b = Matrices.of(t, right);
      long m = a.rows();
      long n = a.columns();
      long k = Math.min(m, n);
      if (m == 0 || n == 0 || b.columns() == 0) {
        DeviceArrays.zero(out);
        DeviceArrays.zero(ranks);
        return;
      }
      // The pseudo-inverse of a wide matrix from that of its conjugate transposed one.
      Matrices inverse = Matrices.fresh(t, out, a.batch(), n, m);
      StridedArray zero = t.fresh(out, DType.FLOAT64, a.batch());
      StridedArray relative = t.fresh(out, DType.FLOAT64, a.batch());
      DeviceArrays.zero(zero);
      double cutoff = driver.equals("gels") ? 0 : Math.max(0, call.doubleValue(2));
      MoveKernels.fill(relative, org.torch4j.type.Scalar.of(cutoff));
      Svd svd = Svd.of(t, self);
      Matrices p = times(t, svd, zero, relative, null);
      p.store(svd.turned ? LinalgKernels.transposed(inverse.data()) : inverse.data());
      Matrices x = Matrices.fresh(t, out, a.batch(), n, b.columns());
      Work.of("la_solution", out)
          .array(x.data())
          .array(inverse.data())
          .array(b.data())
          .longs(a.batch(), m, n, b.columns())
          .run(x.numel());
      x.store(out);
      StridedArray found = t.fresh(out, DType.INT64, a.batch());
      Work.of("la_ranks", out)
          .array(found)
          .array(svd.s)
          .longs(a.batch(), k)
          .real(cutoff)
          .flag(driver.equals("gels"))
          .run(a.batch());
      LinalgKernels.ints(ranks, found);
      if (values.numel() > 0) {
        if (driver.equals("gels") || driver.equals("gelsy")) {
          DeviceArrays.zero(values);
        } else {
          DeviceArrays.convert(values, svd.s.with(Layout.contiguous(values.shape())));
        }
      }
    }
  }
}
