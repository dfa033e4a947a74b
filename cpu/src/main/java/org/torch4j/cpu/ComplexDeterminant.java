package org.torch4j.cpu;

/**
 * The determinant of a complex matrix.
 *
 * @param re the real part, of its direction if its logarithm is apart
 * @param im the imaginary part
 * @param log the logarithm of its size, if that is apart
 */
record ComplexDeterminant(double re, double im, double log) {
  /** The determinant of a matrix, which is overwritten. */
  static ComplexDeterminant of(ComplexMatrix a) {
    return product(a, false);
  }

  /** The direction and the logarithm of the size. */
  static ComplexDeterminant inPolarForm(ComplexMatrix a) {
    return product(a, true);
  }

  /** The number. */
  ComplexMatrix value() {
    return ComplexMatrix.column(new double[] {re}, new double[] {im});
  }

  /** The product of the pivots and, if {@code unit}, of their directions and logarithms. */
  private static ComplexDeterminant product(ComplexMatrix a, boolean unit) {
    int n = a.rows;
    int[] ipiv = new int[n];
    a.factorLu(ipiv);
    double re = 1;
    double im = 0;
    double log = 0;
    for (int i = 0; i < n; i++) {
      double dr = ipiv[i] == i + 1 ? a.re[i * n + i] : -a.re[i * n + i];
      double di = ipiv[i] == i + 1 ? a.im[i * n + i] : -a.im[i * n + i];
      if (unit) {
        double size = Math.hypot(dr, di);
        log += Math.log(size);
        dr = size == 0 ? 0 : dr / size;
        di = size == 0 ? 0 : di / size;
      }
      double r = re * dr - im * di;
      im = re * di + im * dr;
      re = r;
    }
    return new ComplexDeterminant(re, im, log);
  }
}
