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
import org.torch4j.storage.StridedArray;

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

  private static void geqrf(KernelCall call) {
    if (call.array(0).dtype().isComplex()) {
      ComplexOrthogonal.geqrf(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray packed = call.output(0);
    StridedArray scales = call.output(1);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(packed);
    Panel taus = Panel.vectors(scales);
    int m = from.rows();
    int n = from.columns();
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(packed)
        .vectors(scales)
        .run(
            (double) m * n * n,
            at -> {
              double[] a = from.load(at[0]);
              double[] tau = reflectors(a, m, n);
              to.store(at[1], a, m);
              taus.store(at[2], tau, tau.length);
            });
  }

  private static void qr(KernelCall call) {
    if (call.array(0).dtype().isComplex()) {
      ComplexOrthogonal.qr(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray outQ = call.output(0);
    StridedArray outR = call.output(1);
    boolean wantQ = !"r".equals(call.arg(1));
    Panel from = Panel.matrices(self);
    Panel toR = Panel.matrices(outR);
    Panel toQ = wantQ ? Panel.matrices(outQ) : toR;
    int m = from.rows();
    int n = from.columns();
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(outR)
        .matrices(wantQ ? outQ : outR)
        .run(
            (double) m * n * n,
            at -> {
              double[] a = from.load(at[0]);
              double[] tau = reflectors(a, m, n);
              toR.storeTriangle(at[1], a, m, true);
              if (wantQ && m > 0 && toQ.columns() > 0) {
                toQ.store(at[2], orthogonal(a, tau, m, toQ.columns()), m);
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

  /** Arguments: matrix, right sides, cutoff, driver. Results: solution, rank, singular values. */
  private static void leastSquares(KernelCall call) {
    if (call.array(0).dtype().isComplex()) {
      ComplexOrthogonal.leastSquares(call);
      return;
    }
    StridedArray self = call.array(0);
    StridedArray right = call.array(1);
    double cutoff = call.doubleValue(2);
    String driver = String.valueOf(call.arg(3));
    StridedArray out = call.output(0);
    StridedArray ranks = call.output(1);
    StridedArray values = call.output(2);
    Panel from = Panel.matrices(self);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    Cells toRank = Cells.of(ranks);
    Panel toValues = Panel.vectors(values);
    int m = from.rows();
    int n = from.columns();
    int rows = Math.max(m, n);
    MatrixBatch.of(5)
        .matrices(out)
        .matrices(self)
        .matrices(right)
        .numbers(ranks)
        .vectors(values)
        .run(
            (double) m * n * n,
            at -> {
              double[] a = from.load(at[1]);
              double[] rhs = new double[rows * b.columns()];
              b.load(at[2], rhs, rows);
              Lapack.finite("linalg_lstsq", a);
              Lapack.finite("linalg_lstsq", rhs);
              double[] s = new double[Math.min(m, n)];
              int rank = 0;
              if (m > 0 && n > 0 && b.columns() > 0) {
                rank = solve(driver, m, n, b.columns(), a, rhs, cutoff, s);
              }
              x.store(at[0], rhs, rows);
              toRank.setLong(at[3], rank);
              toValues.store(at[4], s, s.length);
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
