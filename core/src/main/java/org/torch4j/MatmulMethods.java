package org.torch4j;

import org.torch4j.op.family.Matmul;
import org.torch4j.type.Scalar;

/** The products of {@link Tensor} with matrices and vectors. Both operands have one dtype. */
sealed interface MatmulMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Python's {@code @}: vectors, matrices and broadcast batches of them, {@code torch.matmul}. */
  default Tensor matmul(Tensor other) {
    return Matmul.MATMUL.call(self(), other);
  }

  /** [n, k] times [k, m], {@code torch.mm}. */
  default Tensor mm(Tensor mat2) {
    return Matmul.MM.call(self(), mat2);
  }

  /** [b, n, k] times [b, k, m], {@code torch.bmm}. */
  default Tensor bmm(Tensor mat2) {
    return Matmul.BMM.call(self(), mat2);
  }

  /** [n, k] times [k], {@code torch.mv}. */
  default Tensor mv(Tensor vec) {
    return Matmul.MV.call(self(), vec);
  }

  /** The sum of products of two vectors, {@code torch.dot}. */
  default Tensor dot(Tensor tensor) {
    return Matmul.DOT.call(self(), tensor);
  }

  /** Each element of one vector times each of another, {@code torch.outer}. */
  default Tensor outer(Tensor vec2) {
    return Matmul.OUTER.call(self(), vec2);
  }

  /** This, broadcast, plus {@code mat1} times {@code mat2}, {@code torch.addmm}. */
  default Tensor addmm(Tensor mat1, Tensor mat2) {
    return addmm(mat1, mat2, 1, 1);
  }

  /** {@code beta * this + alpha * mat1 @ mat2}. */
  default Tensor addmm(Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return Matmul.ADDMM.call(self(), mat1, mat2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@code beta * this + alpha * batch1 @ batch2}, {@code torch.baddbmm}. */
  default Tensor baddbmm(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Matmul.BADDBMM.call(self(), batch1, batch2, Scalar.of(beta), Scalar.of(alpha));
  }
}
