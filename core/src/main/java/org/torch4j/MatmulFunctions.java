package org.torch4j;

/** Products of matrices and vectors of {@link Torch}. */
abstract class MatmulFunctions extends IndexingFunctions {
  MatmulFunctions() {}

  /** Python's {@code @}: vectors, matrices and broadcast batches of them, {@code torch.matmul}. */
  public static Tensor matmul(Tensor self, Tensor other) {
    return self.matmul(other);
  }

  /** [n, k] times [k, m], {@code torch.mm}. */
  public static Tensor mm(Tensor self, Tensor mat2) {
    return self.mm(mat2);
  }

  /** [b, n, k] times [b, k, m], {@code torch.bmm}. */
  public static Tensor bmm(Tensor self, Tensor mat2) {
    return self.bmm(mat2);
  }

  /** [n, k] times [k], {@code torch.mv}. */
  public static Tensor mv(Tensor self, Tensor vec) {
    return self.mv(vec);
  }

  /** The sum of products of two vectors, {@code torch.dot}. */
  public static Tensor dot(Tensor self, Tensor tensor) {
    return self.dot(tensor);
  }

  /** Each element of one vector times each of another, {@code torch.outer}. */
  public static Tensor outer(Tensor self, Tensor vec2) {
    return self.outer(vec2);
  }

  /** This, broadcast, plus {@code mat1} times {@code mat2}, {@code torch.addmm}. */
  public static Tensor addmm(Tensor self, Tensor mat1, Tensor mat2) {
    return self.addmm(mat1, mat2);
  }

  /** {@code beta * self + alpha * mat1 @ mat2}. */
  public static Tensor addmm(Tensor self, Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return self.addmm(mat1, mat2, beta, alpha);
  }

  /** {@code beta * self + alpha * batch1 @ batch2}, {@code torch.baddbmm}. */
  public static Tensor baddbmm(
      Tensor self, Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return self.baddbmm(batch1, batch2, beta, alpha);
  }
}
