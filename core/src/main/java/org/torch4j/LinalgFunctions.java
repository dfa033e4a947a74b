package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Factorizations;
import org.torch4j.op.family.LowRank;
import org.torch4j.op.family.MatrixNorms;

/** Linear algebra and windowed spectra of {@link Torch}; newer names are in {@link Linalg}. */
abstract class LinalgFunctions extends IndexingFunctions {
  LinalgFunctions() {}

  /** The lower Cholesky factor of positive-definite matrices, {@code torch.cholesky}. */
  public static Tensor cholesky(Tensor self) {
    return self.cholesky();
  }

  /** The Cholesky factor of positive-definite matrices, {@code torch.cholesky}. */
  public static Tensor cholesky(Tensor self, boolean upper) {
    return self.cholesky(upper);
  }

  /** The inverse of matrices from their Cholesky factors, {@code torch.cholesky_inverse}. */
  public static Tensor choleskyInverse(Tensor self, boolean upper) {
    return self.choleskyInverse(upper);
  }

  /**
   * Solutions for this right side from the Cholesky factors of the matrices, {@code
   * torch.cholesky_solve}.
   */
  public static Tensor choleskySolve(Tensor self, Tensor input2, boolean upper) {
    return self.choleskySolve(input2, upper);
  }

  /** The inverse of square matrices, {@code torch.inverse}. */
  public static Tensor inverse(Tensor self) {
    return self.inverse();
  }

  /** The determinant of square matrices, {@code torch.det}. */
  public static Tensor det(Tensor self) {
    return self.det();
  }

  /** The logarithm of determinants, NaN for negative ones, {@code torch.logdet}. */
  public static Tensor logdet(Tensor self) {
    return self.logdet();
  }

  /** The sign and the logarithm of the magnitude of determinants, {@code torch.slogdet}. */
  public static Linalg.Slogdet slogdet(Tensor self) {
    return self.slogdet();
  }

  /** The exponential of square matrices, {@code torch.matrix_exp}. */
  public static Tensor matrixExp(Tensor self) {
    return self.matrixExp();
  }

  /** The {@code n}-th power of square matrices, {@code torch.matrix_power}. */
  public static Tensor matrixPower(Tensor self, long n) {
    return self.matrixPower(n);
  }

  /** The pseudo-inverse with a relative cutoff of 1e-15, {@code torch.pinverse}. */
  public static Tensor pinverse(Tensor self) {
    return self.pinverse();
  }

  /**
   * The pseudo-inverse without singular values below {@code rcond} times the largest, {@code
   * torch.pinverse}.
   */
  public static Tensor pinverse(Tensor self, double rcond) {
    return self.pinverse(rcond);
  }

  /** The reduced QR factors, {@code torch.qr}. */
  public static Linalg.Qr qr(Tensor self) {
    return self.qr();
  }

  /**
   * The QR factors, Q of as many columns as R has rows: reduced if {@code some}, {@code torch.qr}.
   */
  public static Linalg.Qr qr(Tensor self, boolean some) {
    return self.qr(some);
  }

  /** Singular values and vectors with V not transposed, {@code torch.svd}. */
  public static Linalg.SvdV svd(Tensor self) {
    return self.svd();
  }

  /**
   * Singular values and vectors with V not transposed, all vectors unless {@code some}, {@code
   * torch.svd}.
   */
  public static Linalg.SvdV svd(Tensor self, boolean some) {
    return self.svd(some);
  }

  /** Eigenvalues and vectors of symmetric matrices, {@code torch.symeig}. */
  public static Linalg.Eigen symeig(Tensor self, boolean eigenvectors, boolean upper) {
    return self.symeig(eigenvectors, upper);
  }

  /** Packed LU factors and pivots, {@code torch.lu}. */
  public static Linalg.LuFactor lu(Tensor self) {
    return self.lu();
  }

  /** Solutions for this right side from packed LU factors, {@code torch.lu_solve}. */
  public static Tensor luSolve(Tensor self, Tensor luData, Tensor luPivots) {
    return self.luSolve(luData, luPivots);
  }

  /**
   * Solutions for this right side of triangular systems, and the matrix, {@code
   * torch.triangular_solve}.
   */
  public static Linalg.TriangularSolution triangularSolve(
      Tensor self, Tensor a, boolean upper, boolean transpose, boolean unitriangular) {
    return self.triangularSolve(a, upper, transpose, unitriangular);
  }

  /** QR as reflectors below the diagonal and their scales, {@code torch.geqrf}. */
  public static Linalg.Reflectors geqrf(Tensor self) {
    return self.geqrf();
  }

  /** The product of reflectors, {@code torch.orgqr}. */
  public static Tensor orgqr(Tensor self, Tensor input2) {
    return self.orgqr(input2);
  }

  /** The product of reflectors times another matrix, {@code torch.ormqr}. */
  public static Tensor ormqr(
      Tensor self, Tensor input2, Tensor input3, boolean left, boolean transpose) {
    return self.ormqr(input2, input3, left, transpose);
  }

  /** The covariances of rows, {@code torch.cov}. */
  public static Tensor cov(Tensor self) {
    return self.cov();
  }

  /**
   * The covariances of rows with a correction, frequencies and weights of observations, {@code
   * torch.cov}.
   */
  public static Tensor cov(
      Tensor self, long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
    return self.cov(correction, fweights, aweights);
  }

  /** The correlations of rows, {@code torch.corrcoef}. */
  public static Tensor corrcoef(Tensor self) {
    return self.corrcoef();
  }

  /** P, L and U of packed factors, {@code torch.lu_unpack}. */
  public static Linalg.Plu luUnpack(Tensor luData, Tensor luPivots) {
    return Linalg.Plu.of(Factorizations.LU_UNPACK.callAll(luData, luPivots, true, true));
  }

  /**
   * The {@code q} largest singular values and vectors of nearly low-rank matrices, by random
   * projections, {@code torch.svd_lowrank}.
   */
  public static Linalg.SvdV svdLowrank(Tensor a, long q, long niter) {
    return Linalg.SvdV.of(LowRank.SVD_LOWRANK.callAll(a, q, niter, null));
  }

  /**
   * The {@code q} main components of the rows of a matrix, by random projections, {@code
   * torch.pca_lowrank}.
   */
  public static Linalg.SvdV pcaLowrank(Tensor a, long q, boolean center, long niter) {
    return Linalg.SvdV.of(LowRank.PCA_LOWRANK.callAll(a, q, center, niter));
  }

  /**
   * Spectra of overlapping windows with a hop of a quarter window; complex numbers in a last
   * dimension of 2, {@code torch.stft}.
   */
  public static Tensor stft(Tensor self, long nFft) {
    return stft(self, nFft, StftOptions.DEFAULTS);
  }

  /** Spectra of overlapping windows, {@code torch.stft}. */
  public static Tensor stft(Tensor self, long nFft, StftOptions options) {
    return options.stft(self, nFft);
  }

  /** The signal whose spectra of overlapping windows are given, {@code torch.istft}. */
  public static Tensor istft(Tensor self, long nFft) {
    return istft(self, nFft, StftOptions.DEFAULTS);
  }

  /** The signal whose spectra of overlapping windows are given, {@code torch.istft}. */
  public static Tensor istft(Tensor self, long nFft, StftOptions options) {
    return options.istft(self, nFft);
  }

  /**
   * The {@code k} largest or smallest eigenvalues of a symmetric matrix, or of {@code a x = lambda
   * b x}, with their vectors, {@code torch.lobpcg}. They are exact, not iterated.
   */
  public static Linalg.Eigen lobpcg(Tensor a, long k, @Nullable Tensor b, boolean largest) {
    return Linalg.Eigen.of(LowRank.LOBPCG.callAll(a, k, b, largest));
  }

  /** {@link #lobpcg(Tensor, long, Tensor, boolean)}: the largest of one matrix. */
  public static Linalg.Eigen lobpcg(Tensor a, long k) {
    return lobpcg(a, k, null, true);
  }

  /** The root of the sum of squares over {@code dim}, {@code torch.frobenius_norm}. */
  public static Tensor frobeniusNorm(Tensor self, long[] dim, boolean keepdim) {
    return MatrixNorms.FROBENIUS_NORM.call(self, dim, keepdim);
  }

  /** The root of the sum of all squares. */
  public static Tensor frobeniusNorm(Tensor self) {
    return frobeniusNorm(self, new long[0], false);
  }

  /** The sum of the singular values of a matrix, {@code torch.nuclear_norm}. */
  public static Tensor nuclearNorm(Tensor self) {
    return MatrixNorms.NUCLEAR_NORM.call(self, false);
  }

  /** The sums of the singular values of matrices in two dimensions. */
  public static Tensor nuclearNorm(Tensor self, long[] dim, boolean keepdim) {
    return MatrixNorms.NUCLEAR_NORM_DIM.call(self, dim, keepdim);
  }

  /** The p-norms over all dimensions but {@code dim}; -1 keeps none, {@code norm_except_dim}. */
  public static Tensor normExceptDim(Tensor v, long pow, int dim) {
    return MatrixNorms.NORM_EXCEPT_DIM.call(v, pow, (long) dim);
  }
}
