package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Factorizations;
import org.torch4j.op.family.LeastSquares;
import org.torch4j.op.family.MatrixFunctions;
import org.torch4j.op.family.Orthogonalizations;
import org.torch4j.op.family.Samples;
import org.torch4j.op.family.Solvers;
import org.torch4j.op.family.Spectra;

/** Linear algebra of {@link Tensor}; the newer names are in {@link Linalg}. */
sealed interface LinalgMethods permits MatmulMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The lower Cholesky factor of positive-definite matrices, {@code Tensor.cholesky}. */
  default Tensor cholesky() {
    return cholesky(false);
  }

  /** The Cholesky factor of positive-definite matrices, {@code Tensor.cholesky}. */
  default Tensor cholesky(boolean upper) {
    return Factorizations.CHOLESKY.call(self(), upper);
  }

  /** The inverse of matrices from their Cholesky factors, {@code Tensor.cholesky_inverse}. */
  default Tensor choleskyInverse(boolean upper) {
    return Solvers.CHOLESKY_INVERSE.call(self(), upper);
  }

  /**
   * Solutions for this right side from the Cholesky factors of the matrices, {@code
   * Tensor.cholesky_solve}.
   */
  default Tensor choleskySolve(Tensor input2, boolean upper) {
    return Solvers.CHOLESKY_SOLVE.call(self(), input2, upper);
  }

  /** The inverse of square matrices, {@code Tensor.inverse}. */
  default Tensor inverse() {
    return Solvers.INVERSE.call(self());
  }

  /** The determinant of square matrices, {@code Tensor.det}. */
  default Tensor det() {
    return MatrixFunctions.DET.call(self());
  }

  /** The logarithm of determinants, NaN for negative ones, {@code Tensor.logdet}. */
  default Tensor logdet() {
    return MatrixFunctions.LOGDET.call(self());
  }

  /** The sign and the logarithm of the magnitude of determinants, {@code Tensor.slogdet}. */
  default Linalg.Slogdet slogdet() {
    return Linalg.slogdet(self());
  }

  /** The exponential of square matrices, {@code Tensor.matrix_exp}. */
  default Tensor matrixExp() {
    return MatrixFunctions.MATRIX_EXP.call(self());
  }

  /** The {@code n}-th power of square matrices, {@code Tensor.matrix_power}. */
  default Tensor matrixPower(long n) {
    return MatrixFunctions.MATRIX_POWER.call(self(), n);
  }

  /** The pseudo-inverse with a relative cutoff of 1e-15, {@code Tensor.pinverse}. */
  default Tensor pinverse() {
    return pinverse(1e-15);
  }

  /**
   * The pseudo-inverse without singular values below {@code rcond} times the largest, {@code
   * Tensor.pinverse}.
   */
  default Tensor pinverse(double rcond) {
    return LeastSquares.PINVERSE.call(self(), rcond);
  }

  /** The reduced QR factors, {@code Tensor.qr}. */
  default Linalg.Qr qr() {
    return qr(true);
  }

  /**
   * The QR factors, Q of as many columns as R has rows: reduced if {@code some}, {@code Tensor.qr}.
   */
  default Linalg.Qr qr(boolean some) {
    return Linalg.qr(self(), some ? "reduced" : "complete");
  }

  /** Singular values and vectors with V not transposed, {@code Tensor.svd}. */
  default Linalg.SvdV svd() {
    return svd(true);
  }

  /**
   * Singular values and vectors with V not transposed, all vectors unless {@code some}, {@code
   * Tensor.svd}.
   */
  default Linalg.SvdV svd(boolean some) {
    return Linalg.SvdV.of(Spectra.SVD.callAll(self(), some, true));
  }

  /** Eigenvalues and vectors of symmetric matrices, {@code Tensor.symeig}. */
  default Linalg.Eigen symeig(boolean eigenvectors, boolean upper) {
    return Linalg.Eigen.of(Spectra.SYMEIG.callAll(self(), eigenvectors, upper));
  }

  /** Packed LU factors and pivots, {@code Tensor.lu}. */
  default Linalg.LuFactor lu() {
    return Linalg.luFactor(self());
  }

  /** Solutions for this right side from packed LU factors, {@code Tensor.lu_solve}. */
  default Tensor luSolve(Tensor luData, Tensor luPivots) {
    return Solvers.LU_SOLVE.call(self(), luData, luPivots);
  }

  /**
   * Solutions for this right side of triangular systems, and the matrix, {@code
   * Tensor.triangular_solve}.
   */
  default Linalg.TriangularSolution triangularSolve(
      Tensor a, boolean upper, boolean transpose, boolean unitriangular) {
    return Linalg.TriangularSolution.of(
        Solvers.TRIANGULAR_SOLVE.callAll(self(), a, upper, transpose, unitriangular));
  }

  /** QR as reflectors below the diagonal and their scales, {@code Tensor.geqrf}. */
  default Linalg.Reflectors geqrf() {
    return Linalg.Reflectors.of(Orthogonalizations.GEQRF.callAll(self()));
  }

  /** The product of reflectors, {@code Tensor.orgqr}. */
  default Tensor orgqr(Tensor input2) {
    return Orthogonalizations.ORGQR.call(self(), input2);
  }

  /** The product of reflectors times another matrix, {@code Tensor.ormqr}. */
  default Tensor ormqr(Tensor input2, Tensor input3, boolean left, boolean transpose) {
    return Orthogonalizations.ORMQR.call(self(), input2, input3, left, transpose);
  }

  /** The covariances of rows, {@code Tensor.cov}. */
  default Tensor cov() {
    return cov(1, null, null);
  }

  /**
   * The covariances of rows with a correction, frequencies and weights of observations, {@code
   * Tensor.cov}.
   */
  default Tensor cov(long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
    return Samples.COV.call(self(), correction, fweights, aweights);
  }

  /** The correlations of rows, {@code Tensor.corrcoef}. */
  default Tensor corrcoef() {
    return Samples.CORRCOEF.call(self());
  }
}
