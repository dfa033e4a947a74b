package org.torch4j;

import java.util.List;
import org.torch4j.op.family.Contractions;
import org.torch4j.op.family.Einsum;
import org.torch4j.op.family.Products;
import org.torch4j.op.family.Samples;
import org.torch4j.type.Scalar;

/** Products of matrices and vectors of {@link Torch}. */
abstract class MatmulFunctions extends LinalgFunctions {
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

  /** The sum of products of two vectors, the first conjugated, {@code torch.vdot}. */
  public static Tensor vdot(Tensor self, Tensor other) {
    return self.vdot(other);
  }

  /** Products of last dimensions, summed, {@code torch.inner}. */
  public static Tensor inner(Tensor self, Tensor other) {
    return self.inner(other);
  }

  /** All products of two vectors' elements, the older name of {@code outer}, {@code torch.ger}. */
  public static Tensor ger(Tensor self, Tensor vec2) {
    return self.ger(vec2);
  }

  /** {@code self} plus a matrix times a vector, {@code torch.addmv}. */
  public static Tensor addmv(Tensor self, Tensor mat, Tensor vec) {
    return self.addmv(mat, vec);
  }

  /** {@code beta self + alpha mat vec}, {@code torch.addmv}. */
  public static Tensor addmv(Tensor self, Tensor mat, Tensor vec, Number beta, Number alpha) {
    return self.addmv(mat, vec, beta, alpha);
  }

  /** {@code self} plus all products of two vectors' elements, {@code torch.addr}. */
  public static Tensor addr(Tensor self, Tensor vec1, Tensor vec2) {
    return self.addr(vec1, vec2);
  }

  /** {@code beta self + alpha vec1 vec2^T}, {@code torch.addr}. */
  public static Tensor addr(Tensor self, Tensor vec1, Tensor vec2, Number beta, Number alpha) {
    return self.addr(vec1, vec2, beta, alpha);
  }

  /** {@code self} plus the sum of a batch of matrix products, {@code torch.addbmm}. */
  public static Tensor addbmm(Tensor self, Tensor batch1, Tensor batch2) {
    return self.addbmm(batch1, batch2);
  }

  /** {@code beta self + alpha sum(batch1 batch2)}, {@code torch.addbmm}. */
  public static Tensor addbmm(
      Tensor self, Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return self.addbmm(batch1, batch2, beta, alpha);
  }

  /** {@code self} plus a batch of matrix products, {@code torch.baddbmm}. */
  public static Tensor baddbmm(Tensor self, Tensor batch1, Tensor batch2) {
    return self.baddbmm(batch1, batch2);
  }

  /** The Kronecker product, {@code torch.kron}. */
  public static Tensor kron(Tensor self, Tensor other) {
    return self.kron(other);
  }

  /** The cross product along the first dimension of size 3, {@code torch.cross}. */
  public static Tensor cross(Tensor self, Tensor other) {
    return self.cross(other);
  }

  /** The cross product along {@code dim}, which has size 3, {@code torch.cross}. */
  public static Tensor cross(Tensor self, Tensor other, int dim) {
    return self.cross(other, dim);
  }

  /** The sum of the diagonal of a matrix, {@code torch.trace}. */
  public static Tensor trace(Tensor self) {
    return self.trace();
  }

  /**
   * Sums of products by Einstein's convention: {@code einsum("ij,jk->ik", a, b)}, {@code
   * torch.einsum}.
   */
  public static Tensor einsum(String equation, Tensor... tensors) {
    return Einsum.EINSUM.call(equation, tensors);
  }

  /**
   * Products summed over the last {@code dims} dimensions of the first and the first of the second,
   * {@code torch.tensordot}.
   */
  public static Tensor tensordot(Tensor a, Tensor b, int dims) {
    return Contractions.TENSORDOT_COUNT.call(a, b, (long) dims);
  }

  /** Products summed over pairs of dimensions, {@code torch.tensordot}. */
  public static Tensor tensordot(Tensor a, Tensor b, long[] dimsA, long[] dimsB) {
    return Contractions.TENSORDOT.call(a, b, dimsA, dimsB);
  }

  /**
   * The product of matrices in the order that needs the fewest multiplications, {@code
   * torch.chain_matmul}.
   */
  public static Tensor chainMatmul(Tensor... matrices) {
    return Contractions.CHAIN_MATMUL.call((Object) matrices);
  }

  /** Powers of points as columns, falling, {@code torch.vander}. */
  public static Tensor vander(Tensor x) {
    return Products.VANDER.call(x, null, false);
  }

  /** Powers of points as {@code n} columns, falling or rising, {@code torch.vander}. */
  public static Tensor vander(Tensor x, long n, boolean increasing) {
    return Products.VANDER.call(x, n, increasing);
  }

  /** Euclidean distances between all points of two sets, {@code torch.cdist}. */
  public static Tensor cdist(Tensor x1, Tensor x2) {
    return cdist(x1, x2, 2);
  }

  /** Distances in the p-norm between all points of two sets, {@code torch.cdist}. */
  public static Tensor cdist(Tensor x1, Tensor x2, double p) {
    return Samples.CDIST.call(x1, x2, p, null);
  }

  /**
   * Distances with a say in how Euclidean ones are computed: {@code "use_mm_for_euclid_dist"},
   * {@code "donot_use_mm_for_euclid_dist"} or {@code "use_mm_for_euclid_dist_if_necessary"}, {@code
   * torch.cdist}.
   */
  public static Tensor cdist(Tensor x1, Tensor x2, double p, String computeMode) {
    return Samples.CDIST_NAMED.call(x1, x2, p, computeMode);
  }

  /** The area under samples one apart along the last dimension, {@code torch.trapezoid}. */
  public static Tensor trapezoid(Tensor y) {
    return Samples.TRAPEZOID_DX.call(y, Scalar.ONE, -1L);
  }

  /** The area under samples {@code dx} apart along {@code dim}, {@code torch.trapezoid}. */
  public static Tensor trapezoid(Tensor y, Number dx, int dim) {
    return Samples.TRAPEZOID_DX.call(y, Scalar.of(dx), (long) dim);
  }

  /**
   * The area under samples at the points {@code x} along the last dimension, {@code
   * torch.trapezoid}.
   */
  public static Tensor trapezoid(Tensor y, Tensor x) {
    return Samples.TRAPEZOID_X.call(y, x, -1L);
  }

  /** The area under samples at the points {@code x} along {@code dim}, {@code torch.trapezoid}. */
  public static Tensor trapezoid(Tensor y, Tensor x, int dim) {
    return Samples.TRAPEZOID_X.call(y, x, (long) dim);
  }

  /** The area under samples one apart along the last dimension, {@code torch.trapz}. */
  public static Tensor trapz(Tensor y) {
    return Samples.TRAPZ_DX.call(y, 1.0, -1L);
  }

  /** The area under samples {@code dx} apart along {@code dim}, {@code torch.trapz}. */
  public static Tensor trapz(Tensor y, Number dx, int dim) {
    return Samples.TRAPZ_DX.call(y, dx.doubleValue(), (long) dim);
  }

  /**
   * The area under samples at the points {@code x} along the last dimension, {@code torch.trapz}.
   */
  public static Tensor trapz(Tensor y, Tensor x) {
    return Samples.TRAPZ_X.call(y, x, -1L);
  }

  /** The area under samples at the points {@code x} along {@code dim}, {@code torch.trapz}. */
  public static Tensor trapz(Tensor y, Tensor x, int dim) {
    return Samples.TRAPZ_X.call(y, x, (long) dim);
  }

  /**
   * The growing area under samples one apart along the last dimension, {@code
   * torch.cumulative_trapezoid}.
   */
  public static Tensor cumulativeTrapezoid(Tensor y) {
    return Samples.CUMULATIVE_TRAPEZOID_DX.call(y, Scalar.ONE, -1L);
  }

  /**
   * The growing area under samples {@code dx} apart along {@code dim}, {@code
   * torch.cumulative_trapezoid}.
   */
  public static Tensor cumulativeTrapezoid(Tensor y, Number dx, int dim) {
    return Samples.CUMULATIVE_TRAPEZOID_DX.call(y, Scalar.of(dx), (long) dim);
  }

  /**
   * The growing area under samples at the points {@code x} along the last dimension, {@code
   * torch.cumulative_trapezoid}.
   */
  public static Tensor cumulativeTrapezoid(Tensor y, Tensor x) {
    return Samples.CUMULATIVE_TRAPEZOID_X.call(y, x, -1L);
  }

  /**
   * The growing area under samples at the points {@code x} along {@code dim}, {@code
   * torch.cumulative_trapezoid}.
   */
  public static Tensor cumulativeTrapezoid(Tensor y, Tensor x, int dim) {
    return Samples.CUMULATIVE_TRAPEZOID_X.call(y, x, (long) dim);
  }

  /**
   * Products summed over pairs of dimensions, given as a list for each tensor, {@code
   * torch.tensordot}.
   */
  public static Tensor tensordot(Tensor a, Tensor b, List<? extends List<? extends Number>> dims) {
    if (dims.size() != 2) {
      throw new IllegalArgumentException(
          "tensordot: dims must be a list for each of the two tensors, got " + dims);
    }
    return tensordot(a, b, longs(dims.get(0)), longs(dims.get(1)));
  }

  private static long[] longs(List<? extends Number> list) {
    return list.stream().mapToLong(Number::longValue).toArray();
  }
}
