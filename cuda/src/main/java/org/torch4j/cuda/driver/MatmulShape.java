package org.torch4j.cuda.driver;

import org.torch4j.type.DeviceException;

/**
 * A product of row-major matrices, {@code out[m, n] = a[m, k] b[k, n]}, or a batch of them.
 *
 * @param m rows of the result
 * @param n columns of the result
 * @param k length of the sums, from 1
 * @param transposeA whether {@code a} is stored as {@code [k, m]}
 * @param transposeB whether {@code b} is stored as {@code [n, k]}, as the weight of a Linear is
 * @param rowA elements from a stored row of {@code a} to the next
 * @param rowB elements from a stored row of {@code b} to the next
 * @param rowOut elements from a row of the result to the next
 * @param batch number of products, from 1
 * @param strideA elements from a matrix {@code a} to the next, 0 for the same one
 * @param strideB elements from a matrix {@code b} to the next, 0 for the same one
 * @param strideOut elements from a result to the next
 * @param tf32 whether float32 may be rounded to 10 bits of fraction for the tensor cores
 */
public record MatmulShape(
    Type type,
    long m,
    long n,
    long k,
    boolean transposeA,
    boolean transposeB,
    long rowA,
    long rowB,
    long rowOut,
    long batch,
    long strideA,
    long strideB,
    long strideOut,
    Epilogue epilogue,
    boolean tf32) {
  /** The elements; sums of 16-bit floats are float32. */
  public enum Type {
    /** float32. */
    F32(0, 68, 0, 4),
    /** float64. */
    F64(1, 70, 1, 8),
    /** float16. */
    F16(2, 68, 0, 2),
    /** bfloat16. */
    BF16(14, 68, 0, 2),
    /** complex64. */
    C64(4, 68, 4, 8),
    /** complex128. */
    C128(5, 70, 5, 16);

    final int id;
    final int compute;
    final int scale;
    final int bytes;

    Type(int id, int compute, int scale, int bytes) {
      this.id = id;
      this.compute = compute;
      this.scale = scale;
      this.bytes = bytes;
    }
  }

  /** What is done to the result on its way to memory. */
  public enum Epilogue {
    /** Nothing. */
    NONE(1),
    /** {@code max(x, 0)}. */
    RELU(2),
    /** {@code x + bias[n]}. */
    BIAS(4),
    /** {@code max(x + bias[n], 0)}. */
    RELU_BIAS(6),
    /** The tanh form of GELU. */
    GELU(32),
    /** The tanh form of GELU of {@code x + bias[n]}. */
    GELU_BIAS(36),
    /** Also writes {@code bias[m]}, the sums of {@code a} over {@code k}: a bias' gradient. */
    SUM_A(512),
    /** Also writes {@code bias[n]}, the sums of {@code b} over {@code k}. */
    SUM_B(256);

    final int id;

    Epilogue(int id) {
      this.id = id;
    }

    /** Whether it reads or writes a bias. */
    public boolean hasBias() {
      return (id & (4 | 256 | 512)) != 0;
    }
  }

  /** Checks the sizes. */
  public MatmulShape {
    long storedA = transposeA ? m : k;
    long storedB = transposeB ? k : n;
    if (m < 1 || n < 1 || k < 1 || batch < 1) {
      throw new DeviceException(
          "matmul: m, n, k and batch from 1, received " + m + ", " + n + ", " + k + ", " + batch);
    }
    if (rowA < storedA || rowB < storedB || rowOut < n) {
      throw new DeviceException(
          "matmul: rows of at least "
              + storedA
              + ", "
              + storedB
              + " and "
              + n
              + " elements, received "
              + rowA
              + ", "
              + rowB
              + ", "
              + rowOut);
    }
  }

  /** A single product of packed matrices. */
  public static MatmulShape of(Type type, long m, long n, long k) {
    return new MatmulShape(type, m, n, k, false, false, k, n, n, 1, 0, 0, 0, Epilogue.NONE, false);
  }

  /** Packed matrices stored transposed. */
  public MatmulShape transposed(boolean a, boolean b) {
    return rows(a, b, a ? m : k, b ? k : n, rowOut);
  }

  /** How the matrices are stored: transposed or not, and elements from row to row. */
  public MatmulShape rows(boolean a, boolean b, long ofA, long ofB, long ofOut) {
    return new MatmulShape(
        type, m, n, k, a, b, ofA, ofB, ofOut, batch, strideA, strideB, strideOut, epilogue, tf32);
  }

  /** A batch, with elements from matrix to matrix. */
  public MatmulShape batch(long count, long ofA, long ofB, long ofOut) {
    return new MatmulShape(
        type,
        m,
        n,
        k,
        transposeA,
        transposeB,
        rowA,
        rowB,
        rowOut,
        count,
        ofA,
        ofB,
        ofOut,
        epilogue,
        tf32);
  }

  /** With something done to the result. */
  public MatmulShape epilogue(Epilogue with) {
    return new MatmulShape(
        type,
        m,
        n,
        k,
        transposeA,
        transposeB,
        rowA,
        rowB,
        rowOut,
        batch,
        strideA,
        strideB,
        strideOut,
        with,
        tf32);
  }

  /** With float32 rounded for the tensor cores, {@code torch.backends.cuda.matmul.allow_tf32}. */
  public MatmulShape tf32(boolean allowed) {
    return new MatmulShape(
        type,
        m,
        n,
        k,
        transposeA,
        transposeB,
        rowA,
        rowB,
        rowOut,
        batch,
        strideA,
        strideB,
        strideOut,
        epilogue,
        allowed);
  }

  int compute() {
    int fastTf32 = 77;
    return tf32 && (type == Type.F32 || type == Type.C64) ? fastTf32 : type.compute;
  }
}
