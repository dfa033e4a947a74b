package org.torch4j.type;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The sizes of a tensor's dimensions, {@code torch.Size}; an immutable value. A scalar has none.
 *
 * <p>Negative indices count from the end, as in Python.
 */
public final class Shape implements Iterable<Long> {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new long[0]);

  private final long[] sizes;
  private final long numel;

  private Shape(long[] sizes) {
    this.sizes = sizes;
    this.numel = product(sizes);
  }

  private static long product(long[] sizes) {
    long n = 1;
    boolean zero = false;
    for (long s : sizes) {
      if (s < 0) {
        throw new ShapeException("shape: negative size in " + Arrays.toString(sizes));
      }
      zero |= s == 0;
    }
    if (zero) {
      return 0;
    }
    for (long s : sizes) {
      try {
        n = Math.multiplyExact(n, s);
      } catch (ArithmeticException e) {
        throw new ShapeException(
            "shape: " + Arrays.toString(sizes) + " has more elements than a long can count", e);
      }
    }
    return n;
  }

  /** The shape with these sizes. */
  public static Shape of(long... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** Number of dimensions. */
  public int dim() {
    return sizes.length;
  }

  /** Number of elements. */
  public long numel() {
    return numel;
  }

  /** The size of dimension {@code dim}; negative counts from the end. */
  public long get(int dim) {
    if (sizes.length == 0) {
      throw new ShapeException("size: a tensor without dimensions has no dim " + dim);
    }
    return sizes[normalizeDim(dim, sizes.length, "size")];
  }

  /** A fresh array of the sizes. */
  public long[] toArray() {
    return sizes.clone();
  }

  /**
   * Turns a dimension that may be negative into an index from 0.
   *
   * @throws ShapeException if it is out of range; scalars accept 0 and -1 as PyTorch does
   */
  public static int normalizeDim(long dim, int dims, String op) {
    long n = Math.max(dims, 1);
    if (dim < -n || dim >= n) {
      throw new ShapeException(
          op + ": dim " + dim + " is out of range, expected " + -n + " to " + (n - 1));
    }
    return (int) (dim < 0 ? dim + n : dim);
  }

  /**
   * The shape that both broadcast to: sizes are matched from the last dimension, 1 stretches.
   *
   * @throws ShapeException if two sizes differ and neither is 1
   */
  public static Shape broadcast(Shape a, Shape b, String op) {
    if (a.equals(b)) {
      return a;
    }
    int n = Math.max(a.dim(), b.dim());
    long[] out = new long[n];
    for (int i = 1; i <= n; i++) {
      long x = i <= a.dim() ? a.sizes[a.dim() - i] : 1;
      long y = i <= b.dim() ? b.sizes[b.dim() - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw new ShapeException(
            op
                + ": shapes "
                + a
                + " and "
                + b
                + " do not broadcast: size "
                + x
                + " against "
                + y
                + " at dimension "
                + (n - i));
      }
      out[n - i] = x == 1 ? y : x;
    }
    return new Shape(out);
  }

  @Override
  public Iterator<Long> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < sizes.length;
      }

      @Override
      public Long next() {
        if (next >= sizes.length) {
          throw new NoSuchElementException();
        }
        return sizes[next++];
      }
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape other && Arrays.equals(sizes, other.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes in brackets: {@code [64, 784]}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
