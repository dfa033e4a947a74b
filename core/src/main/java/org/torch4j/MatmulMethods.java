package org.torch4j;

import org.torch4j.op.family.Contractions;
import org.torch4j.op.family.Matmul;
import org.torch4j.op.family.Products;
import org.torch4j.type.Scalar;

/** The products of {@link Tensor} with matrices and vectors. Both operands have one dtype. */
sealed interface MatmulMethods extends LinalgMethods permits Tensor {
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
    return Products.OUTER.call(self(), vec2);
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

  /** The sum of products of two vectors, the first conjugated, {@code Tensor.vdot}. */
  default Tensor vdot(Tensor other) {
    return Products.VDOT.call(self(), other);
  }

  /** Products of last dimensions, summed, {@code Tensor.inner}. */
  default Tensor inner(Tensor other) {
    return Contractions.INNER.call(self(), other);
  }

  /** All products of two vectors' elements, the older name of {@code outer}, {@code Tensor.ger}. */
  default Tensor ger(Tensor vec2) {
    return Products.GER.call(self(), vec2);
  }

  /** This plus a matrix times a vector, {@code Tensor.addmv}. */
  default Tensor addmv(Tensor mat, Tensor vec) {
    return addmv(mat, vec, 1, 1);
  }

  /** {@code beta this + alpha mat vec}, {@code Tensor.addmv}. */
  default Tensor addmv(Tensor mat, Tensor vec, Number beta, Number alpha) {
    return Products.ADDMV.call(self(), mat, vec, Scalar.of(beta), Scalar.of(alpha));
  }

  /** This plus all products of two vectors' elements, {@code Tensor.addr}. */
  default Tensor addr(Tensor vec1, Tensor vec2) {
    return addr(vec1, vec2, 1, 1);
  }

  /** {@code beta this + alpha vec1 vec2^T}, {@code Tensor.addr}. */
  default Tensor addr(Tensor vec1, Tensor vec2, Number beta, Number alpha) {
    return Products.ADDR.call(self(), vec1, vec2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** This plus the sum of a batch of matrix products, {@code Tensor.addbmm}. */
  default Tensor addbmm(Tensor batch1, Tensor batch2) {
    return addbmm(batch1, batch2, 1, 1);
  }

  /** {@code beta this + alpha sum(batch1 batch2)}, {@code Tensor.addbmm}. */
  default Tensor addbmm(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Products.ADDBMM.call(self(), batch1, batch2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** This plus a batch of matrix products, {@code Tensor.baddbmm}. */
  default Tensor baddbmm(Tensor batch1, Tensor batch2) {
    return baddbmm(batch1, batch2, 1, 1);
  }

  /** The Kronecker product, {@code Tensor.kron}. */
  default Tensor kron(Tensor other) {
    return Contractions.KRON.call(self(), other);
  }

  /** The cross product along the first dimension of size 3, {@code Tensor.cross}. */
  default Tensor cross(Tensor other) {
    return Products.CROSS.call(self(), other, null);
  }

  /** The cross product along {@code dim}, which has size 3, {@code Tensor.cross}. */
  default Tensor cross(Tensor other, int dim) {
    return Products.CROSS.call(self(), other, (long) dim);
  }

  /** The sum of the diagonal of a matrix, {@code Tensor.trace}. */
  default Tensor trace() {
    return Products.TRACE.call(self());
  }

  /** {@link #addmm(Tensor, Tensor)} in place, {@code Tensor.addmm_}. */
  default Tensor addmm_(Tensor mat1, Tensor mat2) {
    return addmm_(mat1, mat2, 1, 1);
  }

  /** {@link #addmm(Tensor, Tensor, Number, Number)} in place, {@code Tensor.addmm_}. */
  default Tensor addmm_(Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return Matmul.ADDMM.callInPlace(self(), mat1, mat2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@link #addmv(Tensor, Tensor)} in place, {@code Tensor.addmv_}. */
  default Tensor addmv_(Tensor mat, Tensor vec) {
    return addmv_(mat, vec, 1, 1);
  }

  /** {@link #addmv(Tensor, Tensor, Number, Number)} in place, {@code Tensor.addmv_}. */
  default Tensor addmv_(Tensor mat, Tensor vec, Number beta, Number alpha) {
    return Products.ADDMV.callInPlace(self(), mat, vec, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@link #addr(Tensor, Tensor)} in place, {@code Tensor.addr_}. */
  default Tensor addr_(Tensor vec1, Tensor vec2) {
    return addr_(vec1, vec2, 1, 1);
  }

  /** {@link #addr(Tensor, Tensor, Number, Number)} in place, {@code Tensor.addr_}. */
  default Tensor addr_(Tensor vec1, Tensor vec2, Number beta, Number alpha) {
    return Products.ADDR.callInPlace(self(), vec1, vec2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@link #addbmm(Tensor, Tensor)} in place, {@code Tensor.addbmm_}. */
  default Tensor addbmm_(Tensor batch1, Tensor batch2) {
    return addbmm_(batch1, batch2, 1, 1);
  }

  /** {@link #addbmm(Tensor, Tensor, Number, Number)} in place, {@code Tensor.addbmm_}. */
  default Tensor addbmm_(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Products.ADDBMM.callInPlace(self(), batch1, batch2, Scalar.of(beta), Scalar.of(alpha));
  }

  /** {@link #baddbmm(Tensor, Tensor)} in place, {@code Tensor.baddbmm_}. */
  default Tensor baddbmm_(Tensor batch1, Tensor batch2) {
    return baddbmm_(batch1, batch2, 1, 1);
  }

  /** {@link #baddbmm(Tensor, Tensor, Number, Number)} in place, {@code Tensor.baddbmm_}. */
  default Tensor baddbmm_(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Matmul.BADDBMM.callInPlace(self(), batch1, batch2, Scalar.of(beta), Scalar.of(alpha));
  }
}
