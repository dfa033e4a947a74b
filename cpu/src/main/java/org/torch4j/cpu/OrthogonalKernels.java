package org.torch4j.cpu;

import java.util.Arrays;
import org.netlib.lapack.Dgels;
import org.netlib.lapack.Dgelsd;
import org.netlib.lapack.Dgelss;
import org.netlib.lapack.Dgelsy;
import org.netlib.lapack.Dgeqrf;
import org.netlib.lapack.Dorgqr;
import org.netlib.util.intW;
import org.torch4j.backend.KernelCall;

/** Orthogonal factorisations and least squares, by LAPACK. */
final class OrthogonalKernels {
  private OrthogonalKernels() {}

  static void register(KernelTable table) {
    table.add("geqrf", OrthogonalKernels::geqrf);
    table.add("linalg_qr", OrthogonalKernels::qr);
    table.add("_linalg_lstsq", OrthogonalKernels::leastSquares);
  }

  private static double[] reflectors(double[] a, int m, int n) {
    double[] tau = new double[Math.min(m, n)];
    if (tau.length > 0) {
      Lapack.withWork(
          "dgeqrf", (work, length, c) -> Dgeqrf.dgeqrf(m, n, a, 0, m, tau, 0, work, 0, length, c));
    }
    return tau;
  }

  /** Reflectors that make a complex matrix upper triangular, which is overwritten. */
  private static ComplexReflector[] reflectors(ComplexMatrix a) {
    ComplexReflector[] all = new ComplexReflector[Math.min(a.rows, a.columns)];
    for (int k = 0; k < all.length; k++) {
      all[k] = ComplexReflector.ofColumn(a, k, k);
      all[k].applyLeft(a, true, k);
    }
    return all;
  }

  private static void geqrf(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel packed = batch.matrices(call.output(0));
    Panel scales = batch.vectors(call.output(1));
    int m = self.rows();
    int n = self.columns();
    batch.run(
        (double) m * n * n,
        at -> {
          double[] a = self.load(at);
          double[] tau = reflectors(a, m, n);
          packed.store(at, a, m);
          scales.store(at, tau, tau.length);
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          ComplexReflector[] all = reflectors(a);
          ComplexMatrix tau = new ComplexMatrix(all.length, 1);
          for (int k = 0; k < all.length; k++) {
            double[] t = all[k].pack(a, k);
            tau.re[k] = t[0];
            tau.im[k] = t[1];
          }
          packed.store(at, a);
          scales.store(at, tau);
        });
  }

  private static void qr(KernelCall call) {
    boolean wantQ = !"r".equals(call.arg(1));
    MatrixBatch batch = new MatrixBatch(call);
    Panel self = batch.matrices(call.array(0));
    Panel r = batch.matrices(call.output(1));
    Panel q = batch.matrices(call.output(wantQ ? 0 : 1));
    int m = self.rows();
    int n = self.columns();
    batch.run(
        (double) m * n * n,
        at -> {
          double[] a = self.load(at);
          double[] tau = reflectors(a, m, n);
          r.storeTriangle(at, a, m, true);
          if (wantQ && m > 0 && q.columns() > 0) {
            q.store(at, orthogonal(a, tau, m, q.columns()), m);
          }
        },
        at -> {
          ComplexMatrix a = self.loadComplex(at);
          ComplexReflector[] all = reflectors(a);
          a.keepTriangle(true);
          r.store(at, a.firstRows(r.rows()));
          if (wantQ) {
            ComplexMatrix product = ComplexMatrix.identity(m).firstColumns(q.columns());
            for (int k = all.length - 1; k >= 0; k--) {
              all[k].applyLeft(product, false, 0);
            }
            q.store(at, product);
          }
        });
  }

  /** The first {@code columns} columns of the product of reflectors. */
  private static double[] orthogonal(double[] packed, double[] tau, int m, int columns) {
    double[] q = Arrays.copyOf(packed, m * columns);
    if (tau.length == 0) {
      return Lapack.identity(m);
    }
    Lapack.withWork(
        "dorgqr",
        (work, length, c) ->
            Dorgqr.dorgqr(m, columns, tau.length, q, 0, m, tau, 0, work, 0, length, c));
    return q;
  }

  /**
   * Arguments: matrix, right sides, cutoff, driver. Results: solution, rank, singular values.
   * Complex ones go by the pseudo-inverse, which gives the shortest solution whatever the driver.
   */
  private static void leastSquares(KernelCall call) {
    MatrixBatch batch = new MatrixBatch(call);
    Panel x = batch.matrices(call.output(0));
    Panel self = batch.matrices(call.array(0));
    Panel right = batch.matrices(call.array(1));
    Panel ranks = batch.numbers(call.output(1));
    Panel values = batch.vectors(call.output(2));
    double cutoff = call.doubleValue(2);
    String driver = String.valueOf(call.arg(3));
    int m = self.rows();
    int n = self.columns();
    int rows = Math.max(m, n);
    int columns = right.columns();
    batch.run(
        (double) m * n * n,
        at -> {
          double[] a = self.load(at);
          double[] b = new double[rows * columns];
          right.load(at, b, rows);
          Lapack.finite("linalg_lstsq", a);
          Lapack.finite("linalg_lstsq", b);
          double[] s = new double[Math.min(m, n)];
          int rank = 0;
          if (m > 0 && n > 0 && columns > 0) {
            rank = solve(driver, m, n, columns, a, b, cutoff, s);
          }
          x.store(at, b, rows);
          ranks.store(at, rank);
          values.store(at, s, s.length);
        },
        at -> {
          ComplexSvd svd = ComplexSvd.of(self.loadComplex(at), false);
          double least = cutoff * svd.largest();
          x.store(at, svd.inverse(least).times(right.loadComplex(at)));
          ranks.store(at, svd.rank(least));
          values.store(at, svd.s(), svd.s().length);
        });
  }

  private static int solve(
      String driver, int m, int n, int k, double[] a, double[] b, double cutoff, double[] s) {
    int rows = Math.max(m, n);
    intW rank = new intW(0);
    switch (driver) {
      case "gels" -> {
        Lapack.withWork(
            "dgels",
            (work, length, c) ->
                Dgels.dgels("N", m, n, k, a, 0, m, b, 0, rows, work, 0, length, c));
        rank.val = Math.min(m, n);
      }
      case "gelsy" -> {
        int[] order = new int[n];
        Lapack.withWork(
            "dgelsy",
            (work, length, c) ->
                Dgelsy.dgelsy(
                    m, n, k, a, 0, m, b, 0, rows, order, 0, cutoff, rank, work, 0, length, c));
      }
      case "gelss" ->
          Lapack.withWork(
              "dgelss",
              (work, length, c) ->
                  Dgelss.dgelss(
                      m, n, k, a, 0, m, b, 0, rows, s, 0, cutoff, rank, work, 0, length, c));
      default -> {
        int low = Math.min(m, n);
        int levels = Math.max(0, 32 - Integer.numberOfLeadingZeros(low / 26)) + 1;
        int[] whole = new int[3 * low * levels + 11 * low + 1];
        Lapack.withWork(
            "dgelsd",
            (work, length, c) ->
                Dgelsd.dgelsd(
                    m, n, k, a, 0, m, b, 0, rows, s, 0, cutoff, rank, work, 0, length, whole, 0,
                    c));
      }
    }
    return rank.val;
  }
}
