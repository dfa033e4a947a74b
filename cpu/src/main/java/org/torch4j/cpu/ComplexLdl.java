package org.torch4j.cpu;

/**
 * A = L D L^T of complex symmetric and A = L D L^H of Hermitian matrices with the pivoting of Bunch
 * and Kaufman, as LAPACK's unblocked zsytf2 and zhetf2 do it in the lower triangle.
 */
final class ComplexLdl {
  /** Where one pivot grows the factors as much as two. */
  private static final double ALPHA = (1 + Math.sqrt(17)) / 8;

  private final boolean hermitian;
  private final int n;
  private final ComplexMatrix a;
  private final int[] pivots;

  /** The factors are made or kept in {@code a} and {@code pivots}. */
  ComplexLdl(ComplexMatrix a, int[] pivots, boolean hermitian) {
    this.hermitian = hermitian;
    this.n = a.rows;
    this.a = a;
    this.pivots = pivots;
  }

  /** A complex number. */
  private record Z(double re, double im) {
    Z plus(Z o) {
      return new Z(re + o.re, im + o.im);
    }

    Z minus(Z o) {
      return new Z(re - o.re, im - o.im);
    }

    Z times(Z o) {
      return new Z(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Z over(Z o) {
      double size = o.re * o.re + o.im * o.im;
      return new Z((re * o.re + im * o.im) / size, (im * o.re - re * o.im) / size);
    }

    Z conjugate() {
      return new Z(re, -im);
    }

    double size() {
      return Math.abs(re) + Math.abs(im);
    }
  }

  private static final Z ONE = new Z(1, 0);

  private Z get(int row, int column) {
    return at(a, row, column);
  }

  private void set(int row, int column, Z z) {
    put(a, row, column, z);
  }

  private void swap(int row, int column, int otherRow, int otherColumn) {
    Z z = get(row, column);
    set(row, column, get(otherRow, otherColumn));
    set(otherRow, otherColumn, z);
  }

  private static Z at(ComplexMatrix x, int row, int column) {
    return new Z(x.re[column * x.rows + row], x.im[column * x.rows + row]);
  }

  private static void put(ComplexMatrix x, int row, int column, Z z) {
    x.re[column * x.rows + row] = z.re;
    x.im[column * x.rows + row] = z.im;
  }

  private Z turned(Z z) {
    return hermitian ? z.conjugate() : z;
  }

  private double diagonalSize(int k) {
    return hermitian ? Math.abs(get(k, k).re) : get(k, k).size();
  }

  private void makeReal(int k) {
    if (hermitian) {
      set(k, k, new Z(get(k, k).re, 0));
    }
  }

  /** Factors in place; the code is the place of the first pivot that is exactly zero, or 0. */
  int factor() {
    int code = 0;
    int k = 0;
    while (k < n) {
      double own = diagonalSize(k);
      int most = largestBelow(k, k + 1);
      double below = most < n ? get(most, k).size() : 0;
      int step = 1;
      int with = k;
      if (!(Math.max(own, below) > 0)) {
        code = code == 0 ? k + 1 : code;
        makeReal(k);
      } else {
        if (own < ALPHA * below) {
          double across = largestInRow(k, most);
          if (own >= ALPHA * below * (below / across)) {
            with = k;
          } else {
            with = most;
            step = diagonalSize(most) >= ALPHA * across ? 1 : 2;
          }
        }
        interchange(k, step, with);
        if (step == 1) {
          eliminateOne(k);
        } else {
          eliminateTwo(k);
        }
      }
      pivots[k] = step == 1 ? with + 1 : -(with + 1);
      if (step == 2) {
        pivots[k + 1] = pivots[k];
      }
      k += step;
    }
    return code;
  }

  /** The row of the largest element of a column from {@code first} on; n if there is none. */
  private int largestBelow(int column, int first) {
    int most = first;
    for (int i = first + 1; i < n; i++) {
      if (get(i, column).size() > get(most, column).size()) {
        most = i;
      }
    }
    return most;
  }

  private double largestInRow(int k, int row) {
    double most = 0;
    for (int j = k; j < row; j++) {
      most = Math.max(most, get(row, j).size());
    }
    for (int i = row + 1; i < n; i++) {
      most = Math.max(most, get(i, row).size());
    }
    return most;
  }

  /** Exchanges rows and columns of what is left, of which the lower triangle is kept. */
  private void interchange(int k, int step, int with) {
    int last = k + step - 1;
    if (with != last) {
      for (int i = with + 1; i < n; i++) {
        swap(i, last, i, with);
      }
      for (int j = last + 1; j < with; j++) {
        Z z = turned(get(j, last));
        set(j, last, turned(get(with, j)));
        set(with, j, z);
      }
      set(with, last, turned(get(with, last)));
      swap(last, last, with, with);
      if (step == 2) {
        swap(k + 1, k, with, k);
      }
    }
    makeReal(k);
    makeReal(last);
    makeReal(with);
  }

  private void eliminateOne(int k) {
    Z inverse = ONE.over(get(k, k));
    for (int j = k + 1; j < n; j++) {
      Z factor = inverse.times(turned(get(j, k)));
      for (int i = j; i < n; i++) {
        set(i, j, get(i, j).minus(get(i, k).times(factor)));
      }
      makeReal(j);
    }
    for (int j = k + 1; j < n; j++) {
      set(j, k, get(j, k).times(inverse));
    }
  }

  /**
   * Multiplies two columns with the inverse of their block {{d, e'}, {e, f}}, where e' is e or its
   * conjugate, and subtracts the products. Quotients by e keep large numbers from overflowing.
   */
  private void eliminateTwo(int k) {
    Z e = get(k + 1, k);
    Z turned = turned(e);
    Z upper = get(k + 1, k + 1).over(e);
    Z lower = get(k, k).over(turned);
    Z scale = ONE.over(upper.times(lower).minus(ONE));
    for (int j = k + 2; j < n; j++) {
      Z a = get(j, k);
      Z b = get(j, k + 1);
      Z first = scale.times(a.times(upper).minus(b)).over(turned);
      Z second = scale.times(b.times(lower).minus(a)).over(e);
      for (int i = j; i < n; i++) {
        Z product = get(i, k).times(turned(first)).plus(get(i, k + 1).times(turned(second)));
        set(i, j, get(i, j).minus(product));
      }
      set(j, k, first);
      set(j, k + 1, second);
      makeReal(j);
    }
  }

  /** Solves in place. */
  void solve(ComplexMatrix x) {
    int k = 0;
    while (k < n) {
      boolean one = pivots[k] > 0;
      int last = one ? k : k + 1;
      x.swapRows(last, Math.abs(pivots[k]) - 1);
      for (int j = 0; j < x.columns; j++) {
        forward(x, j, k, last);
      }
      k = last + 1;
    }
    k = n - 1;
    while (k >= 0) {
      int first = pivots[k] > 0 ? k : k - 1;
      for (int j = 0; j < x.columns; j++) {
        for (int row = first; row <= k; row++) {
          Z sum = at(x, row, j);
          for (int i = k + 1; i < n; i++) {
            sum = sum.minus(turned(get(i, row)).times(at(x, i, j)));
          }
          put(x, row, j, sum);
        }
      }
      x.swapRows(k, Math.abs(pivots[k]) - 1);
      k = first - 1;
    }
  }

  /** Subtracts what rows k to last give the rows below, then divides them by their block. */
  private void forward(ComplexMatrix x, int j, int k, int last) {
    for (int i = last + 1; i < n; i++) {
      Z rest = at(x, i, j);
      for (int row = k; row <= last; row++) {
        rest = rest.minus(get(i, row).times(at(x, row, j)));
      }
      put(x, i, j, rest);
    }
    if (last == k) {
      put(x, k, j, at(x, k, j).over(get(k, k)));
      return;
    }
    Z e = get(last, k);
    Z turned = turned(e);
    Z upper = get(last, last).over(e);
    Z lower = get(k, k).over(turned);
    Z scale = ONE.over(upper.times(lower).minus(ONE));
    Z a = at(x, k, j).over(turned);
    Z b = at(x, last, j).over(e);
    put(x, k, j, scale.times(upper.times(a).minus(b)));
    put(x, last, j, scale.times(lower.times(b).minus(a)));
  }
}
