package org.torch4j.cpu;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/** Eigenvalues, singular values and pseudo-inverses of complex matrices. */
final class ComplexSpectral {
  private ComplexSpectral() {}

  private static double work(Panel p) {
    return 80.0 * p.rows() * p.columns() * Math.min(p.rows(), p.columns());
  }

  static void hermitian(KernelCall call) {
    StridedArray self = call.array(0);
    boolean upper = "U".equals(call.arg(1));
    boolean vectors = call.booleanValue(2);
    StridedArray values = call.output(0);
    StridedArray out = call.output(1);
    Panel from = Panel.matrices(self);
    Panel toValues = Panel.vectors(values);
    Panel toVectors = vectors ? Panel.matrices(out) : from;
    int n = from.rows();
    MatrixBatch.of(3)
        .matrices(self)
        .vectors(values)
        .matrices(vectors ? out : self)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              mirror(a, upper);
              double[] w = new double[n];
              ComplexMatrix v = ComplexSvd.hermitian(a, w);
              toValues.store(at[1], w, n);
              if (vectors) {
                v.store(toVectors, at[2]);
              }
            });
  }

  /** Copies one triangle to the other, conjugated. */
  static void mirror(ComplexMatrix a, boolean upper) {
    int n = a.rows;
    for (int j = 0; j < n; j++) {
      a.im[j * n + j] = 0;
      for (int i = j + 1; i < n; i++) {
        int low = j * n + i;
        int high = i * n + j;
        int from = upper ? high : low;
        int to = upper ? low : high;
        a.re[to] = a.re[from];
        a.im[to] = -a.im[from];
      }
    }
  }

  static void general(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray values = call.output(0);
    StridedArray vectors = call.output(1);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(vectors);
    Cells toValues = Moves.parts(Cells.of(values));
    int n = from.rows();
    long step = values.layout().stride(values.layout().dim() - 1);
    MatrixBatch.of(3)
        .matrices(self)
        .vectors(values)
        .matrices(vectors)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[0]);
              Lapack.finite("linalg_eig", a.re);
              Lapack.finite("linalg_eig", a.im);
              ComplexSchur.Eigen e = ComplexSchur.eigen(a);
              for (int j = 0; j < n; j++) {
                toValues.setDouble(2 * (at[1] + j * step), e.re()[j]);
                toValues.setDouble(2 * (at[1] + j * step) + 1, e.im()[j]);
              }
              e.vectors().store(to, at[2]);
            });
  }

  static void singular(KernelCall call) {
    StridedArray self = call.array(0);
    boolean full = call.booleanValue(1);
    boolean vectors = call.booleanValue(2);
    StridedArray outU = call.output(0);
    StridedArray outS = call.output(1);
    StridedArray outV = call.output(2);
    Panel from = Panel.matrices(self);
    Panel toS = Panel.vectors(outS);
    Panel toU = vectors ? Panel.matrices(outU) : from;
    Panel toV = vectors ? Panel.matrices(outV) : from;
    MatrixBatch.of(4)
        .matrices(self)
        .vectors(outS)
        .matrices(vectors ? outU : self)
        .matrices(vectors ? outV : self)
        .run(
            work(from),
            at -> {
              ComplexSvd svd = ComplexSvd.of(ComplexMatrix.load(from, at[0]), full && vectors);
              toS.store(at[1], svd.s(), svd.s().length);
              if (vectors) {
                svd.u().store(toU, at[2]);
                ComplexMatrix vh = svd.v().transposed();
                vh.conjugate();
                vh.store(toV, at[3]);
              }
            });
  }

  /** The pseudo-inverse without singular values up to {@code cutoff}. */
  static ComplexMatrix inverse(ComplexSvd svd, double cutoff) {
    int rank = 0;
    while (rank < svd.s().length && svd.s()[rank] > cutoff) {
      rank++;
    }
    ComplexMatrix v = svd.v().firstColumns(rank);
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < v.rows; i++) {
        v.re[k * v.rows + i] /= svd.s()[k];
        v.im[k * v.rows + i] /= svd.s()[k];
      }
    }
    ComplexMatrix uh = svd.u().firstColumns(rank).transposed();
    uh.conjugate();
    return v.times(uh);
  }

  static void pseudoInverse(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray absolute = call.array(1);
    StridedArray relative = call.array(2);
    boolean hermitian = call.booleanValue(3);
    StridedArray out = call.output(0);
    Panel from = Panel.matrices(self);
    Panel to = Panel.matrices(out);
    Cells atol = Cells.of(absolute);
    Cells rtol = Cells.of(relative);
    MatrixBatch.of(4)
        .matrices(out)
        .matrices(self)
        .numbers(absolute)
        .numbers(relative)
        .run(
            work(from),
            at -> {
              ComplexMatrix a = ComplexMatrix.load(from, at[1]);
              if (hermitian) {
                mirror(a, false);
              }
              ComplexSvd svd = ComplexSvd.of(a, false);
              double most = svd.s().length == 0 ? 0 : svd.s()[0];
              double cutoff = Math.max(atol.getDouble(at[2]), rtol.getDouble(at[3]) * most);
              inverse(svd, cutoff).store(to, at[0]);
            });
  }
}
