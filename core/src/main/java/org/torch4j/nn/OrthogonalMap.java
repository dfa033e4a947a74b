package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Linalg;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Makes orthogonal matrices of any: by the exponential or the Cayley map of skew-symmetric ones, or
 * as a product of Householder reflectors.
 */
final class OrthogonalMap extends Module implements RightInverse {
  private final Shape shape;
  private final String map;
  private final boolean trivialized;

  OrthogonalMap(Tensor weight, @Nullable String map, boolean trivialized) {
    if (weight.dim() < 2) {
      throw new ShapeException(
          "orthogonal: expected a matrix or a batch of matrices, got shape " + weight.shape());
    }
    boolean complex = weight.dtype().isComplex();
    boolean square = weight.size(-2) == weight.size(-1);
    this.map = map != null ? map : square || complex ? "matrix_exp" : "householder";
    if (!List.of("matrix_exp", "cayley", "householder").contains(this.map)) {
      throw new IllegalArgumentException(
          "orthogonal: orthogonal_map has to be one of 'matrix_exp', 'cayley', 'householder', got '"
              + this.map
              + "'");
    }
    if (complex && this.map.equals("householder")) {
      throw new IllegalArgumentException(
          "orthogonal: the householder map does not support complex matrices");
    }
    this.shape = weight.shape();
    this.trivialized = trivialized;
    if (trivialized) {
      registerBuffer("base", null);
    }
  }

  @Override
  public String moduleName() {
    return "_Orthogonal";
  }

  @Override
  public Tensor forward(Tensor input) {
    boolean wide = input.size(-2) < input.size(-1);
    Tensor x = wide ? input.mT() : input;
    Tensor q = map.equals("householder") ? reflected(x) : rotated(x);
    Tensor base = registry().tensor("base");
    Tensor result = base == null ? q : base.matmul(q);
    return wide ? result.mT() : result;
  }

  /** The first columns of the exponential or Cayley map of the lower triangle's skew part. */
  private Tensor rotated(Tensor x) {
    long n = x.size(-2);
    long k = x.size(-1);
    Tensor lower = x.tril();
    if (n != k) {
      long[] sizes = x.shape().toArray();
      sizes[sizes.length - 1] = n - k;
      Tensor rest = Torch.zeros(Shape.of(sizes), x.dtype()).to(x.device());
      lower = Torch.cat(List.of(lower, rest), -1);
    }
    Tensor skew = lower.sub(lower.mH());
    Tensor q;
    if (map.equals("matrix_exp")) {
      q = Linalg.matrixExp(skew);
    } else {
      Tensor one = Torch.eye(n, n, skew.dtype()).to(skew.device());
      Tensor half = skew.mul(0.5);
      q = Linalg.solve(one.sub(half), one.add(half));
    }
    return n == k ? q : q.narrow(-1, 0, k);
  }

  /** The product of the reflectors below the diagonal, with the signs on it. */
  private static Tensor reflected(Tensor x) {
    Tensor below = x.tril(-1);
    Tensor tau = below.mul(below).sum(new long[] {-2}, false).add(1).reciprocal().mul(2);
    Tensor signs = x.detach().diagonal(0, -2, -1).trunc().unsqueeze(-2);
    return Linalg.householderProduct(below, tau).mul(signs);
  }

  @Override
  public Tensor[] rightInverse(Tensor value) {
    if (!value.shape().equals(shape)) {
      throw new ShapeException(
          "orthogonal: expected matrices of shape " + shape + ", got " + value.shape());
    }
    boolean wide = value.size(-2) < value.size(-1);
    Tensor tall = wide ? value.mT() : value;
    if (trivialized) {
      registerBuffer("base", square(tall));
      Tensor start = Torch.zerosLike(value);
      start.diagonal(0, -2, -1).fill_(-1); // the identity for all three maps
      return new Tensor[] {start};
    }
    if (!map.equals("householder")) {
      throw new IllegalArgumentException(
          "orthogonal: a value cannot be given to the maps 'matrix_exp' and 'cayley' without"
              + " trivialization");
    }
    Linalg.Reflectors reflectors = Torch.geqrf(tall);
    Tensor a = reflectors.a().clone();
    Tensor diagonal = a.diagonal(0, -2, -1);
    Tensor signs = diagonal.sign();
    // a reflector that is not used keeps the sign of its column
    diagonal.copy_(Torch.where(reflectors.tau().eq(0), signs.neg(), signs));
    return new Tensor[] {wide ? a.mT() : a};
  }

  /** A square orthogonal matrix whose first columns are those of {@code tall}, made orthogonal. */
  private static Tensor square(Tensor tall) {
    long n = tall.size(-2);
    long k = tall.size(-1);
    if (n == k) {
      return isOrthogonal(tall) ? tall.clone() : orthonormal(tall);
    }
    long[] sizes = tall.shape().toArray();
    sizes[sizes.length - 1] = n - k;
    Tensor drawn = Torch.empty(Shape.of(sizes), tall.dtype()).normal_(0, 1).to(tall.device());
    return orthonormal(Torch.cat(List.of(tall, drawn), -1));
  }

  private static boolean isOrthogonal(Tensor q) {
    long n = q.size(-2);
    boolean twice = q.dtype() == DType.FLOAT64 || q.dtype() == DType.COMPLEX128;
    double eps = twice ? Math.ulp(1.0) : Math.ulp(1.0f);
    Tensor one = Torch.eye(n, n, q.dtype()).to(q.device());
    return q.mH().matmul(q).allclose(one.expand(q.shape().toArray()), 1e-5, 10.0 * n * eps);
  }

  /** The factor Q of A = QR for the R whose diagonal is not negative, which makes it unique. */
  static Tensor orthonormal(Tensor a) {
    Linalg.Qr qr = Linalg.qr(a);
    return qr.q().mul(qr.r().diagonal(0, -2, -1).sgn().unsqueeze(-2));
  }
}
