package org.torch4j.nn;

/** The orthonormal columns of a tall matrix, by Householder reflections. */
final class Orthonormal {
  private Orthonormal() {}

  /**
   * Q of {@code A = QR} with R's diagonal not negative, which makes Q unique.
   *
   * @param a row-major, {@code rows >= cols}; is overwritten
   */
  static double[] of(double[] a, int rows, int cols) {
    double[] beta = new double[cols];
    double[] sign = new double[cols];
    for (int k = 0; k < cols; k++) {
      double norm = 0;
      for (int i = k; i < rows; i++) {
        norm = Math.hypot(norm, a[i * cols + k]);
      }
      double head = a[k * cols + k];
      // the reflection sends the column to -sign(head) * norm, the sum below never cancels
      double pivot = head >= 0 ? head + norm : head - norm;
      sign[k] = norm == 0 ? 0 : head >= 0 ? -1 : 1;
      a[k * cols + k] = pivot;
      double square = 0;
      for (int i = k; i < rows; i++) {
        square += a[i * cols + k] * a[i * cols + k];
      }
      beta[k] = square == 0 ? 0 : 2 / square;
      for (int j = k + 1; j < cols; j++) {
        reflect(a, cols, a, k, j, rows, beta[k]);
      }
    }
    double[] q = new double[rows * cols];
    for (int j = 0; j < cols; j++) {
      q[j * cols + j] = sign[j];
      for (int k = cols - 1; k >= 0; k--) {
        reflect(a, cols, q, k, j, rows, beta[k]);
      }
    }
    return q;
  }

  /** Applies reflection {@code k}, whose vector is column k of {@code a}, to a column of target. */
  private static void reflect(
      double[] a, int cols, double[] target, int k, int column, int rows, double beta) {
    double dot = 0;
    for (int i = k; i < rows; i++) {
      dot += a[i * cols + k] * target[i * cols + column];
    }
    double scale = beta * dot;
    for (int i = k; i < rows; i++) {
      target[i * cols + column] -= scale * a[i * cols + k];
    }
  }
}
