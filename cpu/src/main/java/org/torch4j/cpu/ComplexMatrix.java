package org.torch4j.cpu;

/**
 * A dense complex matrix, columns first, real and imaginary parts apart. The factorisations follow
 * LAPACK's unblocked algorithms, which have no Java translation.
 */
final class ComplexMatrix {
  final int rows;
  final int columns;
  final double[] re;
  final double[] im;

  ComplexMatrix(int rows, int columns) {
    this(
        rows,
        columns,
        new double[Math.multiplyExact(rows, columns)],
        new double[Math.multiplyExact(rows, columns)]);
  }

  private ComplexMatrix(int rows, int columns, double[] re, double[] im) {
    this.rows = rows;
    this.columns = columns;
    this.re = re;
    this.im = im;
  }

  /** A column, which shares the arrays. */
  static ComplexMatrix column(double[] re, double[] im) {
    return new ComplexMatrix(re.length, 1, re, im);
  }

  static ComplexMatrix identity(int n) {
    ComplexMatrix m = new ComplexMatrix(n, n);
    for (int i = 0; i < n; i++) {
      m.re[i * n + i] = 1;
    }
    return m;
  }

  /** Rows and columns swapped, not conjugated. */
  ComplexMatrix transposed() {
    ComplexMatrix t = new ComplexMatrix(columns, rows);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        t.re[i * columns + j] = re[j * rows + i];
        t.im[i * columns + j] = im[j * rows + i];
      }
    }
    return t;
  }

  /** Rows and columns swapped, and conjugated. */
  ComplexMatrix adjoint() {
    ComplexMatrix t = transposed();
    for (int i = 0; i < t.im.length; i++) {
      t.im[i] = -t.im[i];
    }
    return t;
  }

  /**
   * {@code target column += (sr + i si) * source column}, from row {@code first} to {@code end}.
   */
  private static void addScaled(
      ComplexMatrix target,
      int column,
      ComplexMatrix source,
      int from,
      double sr,
      double si,
      int first,
      int end) {
    int t = column * target.rows;
    int s = from * source.rows;
    for (int i = first; i < end; i++) {
      double xr = source.re[s + i];
      double xi = source.im[s + i];
      target.re[t + i] += sr * xr - si * xi;
      target.im[t + i] += sr * xi + si * xr;
    }
  }

  void swapRows(int a, int b) {
    for (int j = 0; j < columns; j++) {
      int p = j * rows + a;
      int q = j * rows + b;
      double r = re[p];
      double i = im[p];
      re[p] = re[q];
      im[p] = im[q];
      re[q] = r;
      im[q] = i;
    }
  }

  /** Divides an element by a number. */
  private void divide(int at, double dr, double di) {
    // Smith's way keeps large and small numbers from overflowing.
    double r = re[at];
    double i = im[at];
    if (Math.abs(dr) >= Math.abs(di)) {
      double ratio = di / dr;
      double scale = dr + di * ratio;
      re[at] = (r + i * ratio) / scale;
      im[at] = (i - r * ratio) / scale;
    } else {
      double ratio = dr / di;
      double scale = dr * ratio + di;
      re[at] = (r * ratio + i) / scale;
      im[at] = (i * ratio - r) / scale;
    }
  }

  /** LU in place with partial pivoting; the code is the place of the first zero pivot, or 0. */
  int factorLu(int[] pivots) {
    int code = 0;
    for (int k = 0; k < pivots.length; k++) {
      int p = k;
      double most = -1;
      for (int i = k; i < rows; i++) {
        double size = Math.abs(re[k * rows + i]) + Math.abs(im[k * rows + i]);
        if (size > most) {
          most = size;
          p = i;
        }
      }
      pivots[k] = p + 1;
      if (most == 0) {
        code = code == 0 ? k + 1 : code;
        continue;
      }
      if (p != k) {
        swapRows(p, k);
      }
      double dr = re[k * rows + k];
      double di = im[k * rows + k];
      for (int i = k + 1; i < rows; i++) {
        divide(k * rows + i, dr, di);
      }
      for (int j = k + 1; j < columns; j++) {
        double ur = re[j * rows + k];
        double ui = im[j * rows + k];
        addScaled(this, j, this, k, -ur, -ui, k + 1, rows);
      }
    }
    return code;
  }

  /** Cholesky of the lower triangle in place; the code is the order of the bad minor, or 0. */
  int factorCholesky() {
    int n = rows;
    for (int k = 0; k < n; k++) {
      double d = re[k * n + k];
      if (!(d > 0)) {
        return k + 1;
      }
      d = Math.sqrt(d);
      re[k * n + k] = d;
      im[k * n + k] = 0;
      for (int i = k + 1; i < n; i++) {
        re[k * n + i] /= d;
        im[k * n + i] /= d;
      }
      for (int j = k + 1; j < n; j++) {
        addScaled(this, j, this, k, -re[k * n + j], im[k * n + j], j, n);
      }
    }
    return 0;
  }

  /** Solves with this square triangular matrix on the left of {@code x}, in place. */
  void solveTriangular(ComplexMatrix x, boolean upper, boolean unit) {
    int n = rows;
    for (int c = 0; c < x.columns; c++) {
      for (int step = 0; step < n; step++) {
        int k = upper ? n - 1 - step : step;
        int at = c * n + k;
        if (!unit) {
          x.divide(at, re[k * n + k], im[k * n + k]);
        }
        int first = upper ? 0 : k + 1;
        int end = upper ? k : n;
        addScaled(x, c, this, k, -x.re[at], -x.im[at], first, end);
      }
    }
  }

  /** Solves with the LU factors in this matrix, in place. */
  void solveLu(int[] pivots, ComplexMatrix x) {
    for (int k = 0; k < pivots.length; k++) {
      if (pivots[k] != k + 1) {
        x.swapRows(k, pivots[k] - 1);
      }
    }
    solveTriangular(x, false, true);
    solveTriangular(x, true, false);
  }

  /** Zeros outside a triangle. */
  void keepTriangle(boolean upper) {
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        if (upper ? i > j : i < j) {
          re[j * rows + i] = 0;
          im[j * rows + i] = 0;
        }
      }
    }
  }

  /** Copies one triangle to the other, conjugated. */
  void mirror(boolean upper) {
    int n = rows;
    for (int j = 0; j < n; j++) {
      im[j * n + j] = 0;
      for (int i = j + 1; i < n; i++) {
        int low = j * n + i;
        int high = i * n + j;
        int from = upper ? high : low;
        int to = upper ? low : high;
        re[to] = re[from];
        im[to] = -im[from];
      }
    }
  }

  /** The product with another matrix. */
  ComplexMatrix times(ComplexMatrix b) {
    ComplexMatrix c = new ComplexMatrix(rows, b.columns);
    for (int j = 0; j < b.columns; j++) {
      for (int k = 0; k < columns; k++) {
        addScaled(c, j, this, k, b.re[j * b.rows + k], b.im[j * b.rows + k], 0, rows);
      }
    }
    return c;
  }

  /** The first columns, up to {@code count}. */
  ComplexMatrix firstColumns(int count) {
    ComplexMatrix m = new ComplexMatrix(rows, count);
    System.arraycopy(re, 0, m.re, 0, m.re.length);
    System.arraycopy(im, 0, m.im, 0, m.im.length);
    return m;
  }

  /** The first rows, up to {@code count}. */
  ComplexMatrix firstRows(int count) {
    ComplexMatrix m = new ComplexMatrix(count, columns);
    for (int j = 0; j < columns; j++) {
      System.arraycopy(re, j * rows, m.re, j * count, count);
      System.arraycopy(im, j * rows, m.im, j * count, count);
    }
    return m;
  }

  /** Gives every column the length 1 and a real largest element, as LAPACK does. */
  void normalizeColumns() {
    for (int j = 0; j < columns; j++) {
      double scale = 0;
      for (int i = 0; i < rows; i++) {
        scale = Math.max(scale, Math.hypot(re[j * rows + i], im[j * rows + i]));
      }
      double sum = 0;
      int largest = 0;
      double most = -1;
      for (int i = 0; i < rows; i++) {
        double r = re[j * rows + i] / scale;
        double m = im[j * rows + i] / scale;
        double size = r * r + m * m;
        sum += size;
        if (size > most) {
          most = size;
          largest = i;
        }
      }
      double pr = re[j * rows + largest] / scale / Math.sqrt(most);
      double pi = im[j * rows + largest] / scale / Math.sqrt(most);
      double norm = scale * Math.sqrt(sum);
      for (int i = 0; i < rows; i++) {
        double r = re[j * rows + i] / norm;
        double m = im[j * rows + i] / norm;
        re[j * rows + i] = r * pr + m * pi;
        im[j * rows + i] = m * pr - r * pi;
      }
      im[j * rows + largest] = 0;
    }
  }
}
