package org.torch4j.cpu;

/**
 * A Householder reflector {@code H = I - tau v v^H} as LAPACK's zlarfg makes it: {@code H^H} turns
 * a vector into its first axis with a real length.
 */
final class ComplexReflector {
  private final int offset;
  private final double[] vr;
  private final double[] vi;
  private double tr;
  private double ti;
  private double beta;

  private ComplexReflector(int offset, int length) {
    this.offset = offset;
    vr = new double[length];
    vi = new double[length];
  }

  /** The reflector of a column, from {@code row} on. */
  static ComplexReflector ofColumn(ComplexMatrix a, int column, int row) {
    ComplexReflector h = new ComplexReflector(row, a.rows - row);
    for (int i = 0; i < h.vr.length; i++) {
      h.vr[i] = a.re[column * a.rows + row + i];
      h.vi[i] = a.im[column * a.rows + row + i];
    }
    h.make();
    return h;
  }

  /** The reflector of the conjugate of a row, from {@code column} on. */
  static ComplexReflector ofRow(ComplexMatrix a, int row, int column) {
    ComplexReflector h = new ComplexReflector(column, a.columns - column);
    for (int j = 0; j < h.vr.length; j++) {
      h.vr[j] = a.re[(column + j) * a.rows + row];
      h.vi[j] = -a.im[(column + j) * a.rows + row];
    }
    h.make();
    return h;
  }

  private void make() {
    double most = 0;
    for (int i = 0; i < vr.length; i++) {
      most = Math.max(most, Math.max(Math.abs(vr[i]), Math.abs(vi[i])));
    }
    double rest = 0;
    for (int i = 1; i < vr.length; i++) {
      rest += square(vr[i] / most) + square(vi[i] / most);
    }
    double ar = vr[0];
    double ai = vi[0];
    vr[0] = 1;
    vi[0] = 0;
    if (most == 0 || rest == 0 && ai == 0) {
      beta = ar;
      java.util.Arrays.fill(vr, 1, vr.length, 0);
      java.util.Arrays.fill(vi, 1, vi.length, 0);
      return;
    }
    double norm = most * Math.sqrt(rest + square(ar / most) + square(ai / most));
    beta = ar >= 0 ? -norm : norm;
    tr = (beta - ar) / beta;
    ti = -ai / beta;
    double dr = ar - beta;
    double size = dr * dr + ai * ai;
    for (int i = 1; i < vr.length; i++) {
      double xr = vr[i];
      double xi = vi[i];
      vr[i] = (xr * dr + xi * ai) / size;
      vi[i] = (xi * dr - xr * ai) / size;
    }
  }

  private static double square(double x) {
    return x * x;
  }

  /** The length of the vector, with a sign. */
  double beta() {
    return beta;
  }

  /** Stores the vector below its first element, which is 1, and gives tau. */
  double[] pack(ComplexMatrix a, int column) {
    int at = column * a.rows + offset;
    a.re[at] = beta;
    a.im[at] = 0;
    for (int i = 1; i < vr.length; i++) {
      a.re[at + i] = vr[i];
      a.im[at + i] = vi[i];
    }
    return new double[] {tr, ti};
  }

  /** {@code m = H m}, or {@code H^H m}, in the columns from {@code first} on. */
  void applyLeft(ComplexMatrix m, boolean adjoint, int first) {
    double sr = tr;
    double si = adjoint ? -ti : ti;
    for (int c = first; c < m.columns; c++) {
      int at = c * m.rows + offset;
      double dr = 0;
      double di = 0;
      for (int i = 0; i < vr.length; i++) {
        dr += vr[i] * m.re[at + i] + vi[i] * m.im[at + i];
        di += vr[i] * m.im[at + i] - vi[i] * m.re[at + i];
      }
      double wr = sr * dr - si * di;
      double wi = sr * di + si * dr;
      for (int i = 0; i < vr.length; i++) {
        m.re[at + i] -= wr * vr[i] - wi * vi[i];
        m.im[at + i] -= wr * vi[i] + wi * vr[i];
      }
    }
  }

  /** {@code m = m H} in the rows from {@code first} on. */
  void applyRight(ComplexMatrix m, int first) {
    for (int r = first; r < m.rows; r++) {
      double dr = 0;
      double di = 0;
      for (int j = 0; j < vr.length; j++) {
        int at = (offset + j) * m.rows + r;
        dr += m.re[at] * vr[j] - m.im[at] * vi[j];
        di += m.re[at] * vi[j] + m.im[at] * vr[j];
      }
      double wr = tr * dr - ti * di;
      double wi = tr * di + ti * dr;
      for (int j = 0; j < vr.length; j++) {
        int at = (offset + j) * m.rows + r;
        m.re[at] -= wr * vr[j] + wi * vi[j];
        m.im[at] -= wi * vr[j] - wr * vi[j];
      }
    }
  }
}
