package org.torch4j.cpu;

import org.netlib.lapack.Dlamch;
import org.netlib.util.intW;
import org.torch4j.type.LinalgException;

/**
 * How the kernels use LAPACK, the reference library translated to Java. All computing is done in
 * doubles; float results are rounded.
 */
final class Lapack {
  /**
   * Held while calling the few routines that keep variables between calls: dgeev, and dgesdd
   * without vectors.
   */
  static final Object LOCK = new Object();

  static {
    // The machine constants are computed at the first call, which must not happen in two threads.
    Dlamch.dlamch("E");
  }

  private Lapack() {}

  /** A result code. */
  static intW code() {
    return new intW(0);
  }

  /** Runs a routine twice: to ask for the size of its working memory, then to compute. */
  static void withWork(String routine, Routine body) {
    double[] size = new double[1];
    intW code = code();
    body.run(size, -1, code);
    check(routine, code);
    int n = Math.max(1, (int) size[0]);
    body.run(new double[n], n, code);
    check(routine, code);
  }

  /** Same, with positive codes left to the caller. */
  static int tryWithWork(String routine, Routine body) {
    double[] size = new double[1];
    intW code = code();
    body.run(size, -1, code);
    check(routine, code);
    int n = Math.max(1, (int) size[0]);
    body.run(new double[n], n, code);
    if (code.val < 0) {
      check(routine, code);
    }
    return code.val;
  }

  /** A routine that needs working memory. */
  @FunctionalInterface
  interface Routine {
    /** Calls it; with a length of -1 it only says how much it wants. */
    void run(double[] work, int length, intW code);
  }

  /** Negative codes are a mistake in the call, not in the user's matrix. */
  static void check(String routine, intW code) {
    if (code.val < 0) {
      throw new IllegalStateException(routine + ": argument " + -code.val + " is wrong");
    }
    if (code.val > 0) {
      throw new LinalgException(routine + ": no convergence (code " + code.val + ")");
    }
  }

  /** Refuses matrices on which iterations would not end well. */
  static void finite(String op, double[] a) {
    for (double x : a) {
      if (!Double.isFinite(x)) {
        throw new LinalgException(op + ": the matrix must not contain infinities or NaN, got " + x);
      }
    }
  }

  /** Raises an error for a code if the caller of an op named {@code _ex} asked for that. */
  static void complain(boolean asked, String op, int code) {
    if (asked && code != 0) {
      throw new LinalgException(
          op + ": the matrix has no such factors, the first bad pivot or minor is " + code);
    }
  }

  /** The unit matrix. */
  static double[] identity(int n) {
    double[] eye = new double[n * n];
    for (int i = 0; i < n; i++) {
      eye[i * n + i] = 1;
    }
    return eye;
  }
}
