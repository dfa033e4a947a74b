package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Orthogonal factorisations and least squares of complex matrices. */
final class ComplexOrthogonal {
  private ComplexOrthogonal() {}

  private static double work(Panel p) {
    return 8.0 * p.rows() * p.columns() * p.columns();
  }

  /** Reflectors that make the matrix upper triangular, which is overwritten. */
  private static ComplexReflector[] reflectors(ComplexMatrix a) {
    ComplexReflector[] all = new ComplexReflector[Math.min(a.rows, a.columns)];
    for (int k = 0; k < all.length; k++) {
      all[k] = ComplexReflector.ofColumn(a, k, k);
      all[k].applyLeft(a, true, k);
    }
    return all;
  }

  static void geqrf(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray packed = call.output(0);
    StridedArray scales = call.output(1);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(packed);
    Panel taus = Panel.vectors(scales);
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(packed)
        .vectors(scales)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              ComplexReflector[] all = reflectors(a);
              ComplexMatrix tau = new ComplexMatrix(all.length, 1);
              for (int k = 0; k < all.length; k++) {
                double[] t = all[k].pack(a, k);
                tau.re[k] = t[0];
                tau.im[k] = t[1];
              }
              a.store(to, at[1]);
              tau.store(taus, at[2]);
            });
  }

  static void qr(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray outQ = call.output(0);
    StridedArray outR = call.output(1);
    boolean wantQ = !"r".equals(call.arg(1));
    Panel from = Panel.matrices(self);
    Panel toR = Panel.matrices(outR);
    Panel toQ = wantQ ? Panel.matrices(outQ) : toR;
    MatrixBatch.of(3)
        .matrices(self)
        .matrices(outR)
        .matrices(wantQ ? outQ : outR)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              ComplexReflector[] all = reflectors(a);
              a.keepTriangle(true);
              a.firstRows(toR.rows()).store(toR, at[1]);
              if (wantQ) {
                ComplexMatrix q = ComplexMatrix.identity(a.rows).firstColumns(toQ.columns());
                for (int k = all.length - 1; k >= 0; k--) {
                  all[k].applyLeft(q, false, 0);
                }
                q.store(toQ, at[2]);
              }
            });
  }

  /** By the pseudo-inverse, which gives the shortest solution whatever the driver. */
  static void leastSquares(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray right = call.array(1);
    double relative = call.doubleValue(2);
    StridedArray out = call.output(0);
    StridedArray ranks = call.output(1);
    StridedArray values = call.output(2);
    Panel from = Panel.matrices(self);
    Panel b = Panel.matrices(right);
    Panel x = Panel.matrices(out);
    Cells toRank = Cells.of(ranks);
    Panel toValues = Panel.vectors(values);
    MatrixBatch.of(5)
        .matrices(out)
        .matrices(self)
        .matrices(right)
        .numbers(ranks)
        .vectors(values)
        .run(
            10 * work(from),
            at -> {
              ComplexSvd svd = ComplexSvd.of(ComplexMatrix.load(from, at[1]), false);
              double cutoff = svd.s().length == 0 ? 0 : relative * svd.s()[0];
              int rank = 0;
              for (double s : svd.s()) {
                rank += s > cutoff ? 1 : 0;
              }
              ComplexSpectral.inverse(svd, cutoff)
                  .times(ComplexMatrix.load(b, at[2]))
                  .store(x, at[0]);
              toRank.setLong(at[3], rank);
              toValues.store(at[4], svd.s(), svd.s().length);
            });
  }
}
