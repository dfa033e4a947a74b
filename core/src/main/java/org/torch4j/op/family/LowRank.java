package org.torch4j.op.family;

import static org.torch4j.op.Op.compositeAll;

import org.jspecify.annotations.Nullable;
import org.torch4j.Linalg;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Approximations of low rank by random projections (Halko, Martinsson and Tropp, "Finding structure
 * with randomness", 2009). They draw from the default generator, in PyTorch's order.
 */
public final class LowRank {
  private static final String RESULT = " -> (Tensor U, Tensor S, Tensor V)";

  public static final CompositeOp SVD_LOWRANK =
      compositeAll(
          "svd_lowrank(Tensor A, int? q=6, int? niter=2, Tensor? M=None)" + RESULT,
          a ->
              svd(
                  floating(a),
                  a.isNull("q") ? 6 : a.integer("q"),
                  a.isNull("niter") ? 2 : rounds(a),
                  a.tensorOrNull("M")));

  public static final CompositeOp PCA_LOWRANK =
      compositeAll(
          "pca_lowrank(Tensor A, int? q=None, bool center=True, int niter=2)" + RESULT,
          LowRank::pca);

  /**
   * The {@code k} largest or smallest solutions of {@code A x = lambda B x}. They come from the
   * decomposition of the whole matrix, so nothing has to converge.
   */
  public static final CompositeOp LOBPCG =
      compositeAll(
          "lobpcg(Tensor A, int k=1, Tensor? B=None, bool largest=True) -> (Tensor, Tensor)",
          LowRank::extremeEigenpairs);

  private LowRank() {}

  private static Tensor[] extremeEigenpairs(Args a) {
    Tensor matrix = floating(a);
    long n = matrix.size(-1);
    long k = a.integer("k");
    if (matrix.size(-2) != n || k < 1 || k > n) {
      throw new IllegalArgumentException(
          "lobpcg: expected a square matrix and k from 1 to its size, got shape "
              + matrix.shape()
              + " and k "
              + k);
    }
    Tensor weights = a.tensorOrNull("B");
    Tensor lower = weights == null ? null : Linalg.cholesky(weights);
    Tensor standard = matrix;
    if (lower != null) {
      Tensor half = Linalg.solveTriangular(lower, matrix, false);
      standard = Linalg.solveTriangular(lower, half.mT(), false).mT();
    }
    Linalg.Eigen all = Linalg.eigh(standard);
    boolean largest = a.flag("largest");
    Tensor values = all.eigenvalues().narrow(-1, largest ? n - k : 0, k);
    Tensor vectors = all.eigenvectors().narrow(-1, largest ? n - k : 0, k);
    if (largest) {
      values = values.flip(-1);
      vectors = vectors.flip(-1);
    }
    return new Tensor[] {
      values, lower == null ? vectors : Linalg.solveTriangular(lower.mT(), vectors, true)
    };
  }

  private static Tensor floating(Args a) {
    Tensor t = Matrices.matrix(a, "A");
    if (!t.dtype().isFloatingPoint()) {
      throw new DTypeException(a.op() + ": A must be floating-point, got " + t.dtype());
    }
    return t;
  }

  private static long rounds(Args a) {
    long rounds = a.integer("niter");
    if (rounds < 0 || rounds > 1000) {
      throw new IllegalArgumentException(a.op() + ": niter must be from 0 to 1000, got " + rounds);
    }
    return rounds;
  }

  private static Tensor[] pca(Args a) {
    Tensor x = floating(a);
    long low = Math.min(x.size(-1), x.size(-2));
    long q = a.isNull("q") ? Math.min(6, low) : a.integer("q");
    if (q < 0 || q > low) {
      throw new IllegalArgumentException(
          "pca_lowrank: q must be from 0 to the smaller size " + low + ", got " + q);
    }
    long rounds = rounds(a);
    Tensor centered = a.flag("center") ? x.sub(x.mean(-2, true)) : x;
    return svd(centered, q, rounds, null);
  }

  private static Tensor times(Tensor a, @Nullable Tensor mean, Tensor x) {
    Tensor product = a.matmul(x);
    return mean == null ? product : product.sub(mean.matmul(x));
  }

  private static Tensor orthonormal(Tensor t) {
    return Orthogonalizations.LINALG_QR.callAll(t, "reduced")[0];
  }

  /** An orthonormal basis of q columns that A nearly stays in. */
  private static Tensor basis(Tensor a, long q, long rounds, @Nullable Tensor mean) {
    Tensor random = Torch.randn(Shape.of(a.size(-1), q), a.dtype());
    Tensor basis = orthonormal(times(a, mean, random));
    Tensor turned = a.mT();
    Tensor turnedMean = mean == null ? null : mean.mT();
    for (long i = 0; i < rounds; i++) {
      basis = orthonormal(times(turned, turnedMean, basis));
      basis = orthonormal(times(a, mean, basis));
    }
    return basis;
  }

  private static Tensor[] svd(Tensor a, long q, long rounds, @Nullable Tensor mean) {
    long m = a.size(-2);
    long n = a.size(-1);
    if (m < n || n > q) {
      // Of the transpose, which keeps the inner matrix small.
      Tensor basis = basis(a.mT(), q, rounds, mean == null ? null : mean.mT());
      Tensor[] small = Spectra.SVD_EX.callAll(times(a, mean, basis), false, true, null);
      return new Tensor[] {small[0], small[1], basis.matmul(small[2].mT())};
    }
    Tensor basis = basis(a, q, rounds, mean);
    Tensor inner = times(a.mT(), mean == null ? null : mean.mT(), basis).mT();
    Tensor[] small = Spectra.SVD_EX.callAll(inner, false, true, null);
    return new Tensor[] {basis.matmul(small[0]), small[1], small[2].mT()};
  }
}
