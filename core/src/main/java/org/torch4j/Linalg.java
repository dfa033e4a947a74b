package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Contractions;
import org.torch4j.op.family.Factorizations;
import org.torch4j.op.family.LeastSquares;
import org.torch4j.op.family.MatrixFunctions;
import org.torch4j.op.family.MatrixNorms;
import org.torch4j.op.family.Orthogonalizations;
import org.torch4j.op.family.Products;
import org.torch4j.op.family.Solvers;
import org.torch4j.op.family.Spectra;
import org.torch4j.op.family.TensorSystems;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Linear algebra of batches of matrices, {@code torch.linalg}. The last two dimensions are the
 * matrix, those before it the batch. A matrix without the wanted decomposition raises {@link
 * org.torch4j.type.LinalgException}; functions whose name ends in {@code Ex} return codes instead.
 *
 * <p>It is longer than other files because the results of all functions are declared in it.
 */
public final class Linalg {
  private Linalg() {}

  /**
   * An orthogonal and an upper triangular factor.
   *
   * @param q columns of length 1 at right angles
   * @param r the upper triangular factor
   */
  public record Qr(Tensor q, Tensor r) {
    static Qr of(Tensor[] all) {
      return new Qr(all[0], all[1]);
    }
  }

  /**
   * Singular values and vectors: {@code A = U diag(S) Vh}.
   *
   * @param u left vectors, as columns
   * @param s singular values, falling
   * @param vh right vectors, as conjugated rows
   */
  public record Svd(Tensor u, Tensor s, Tensor vh) {
    static Svd of(Tensor[] all) {
      return new Svd(all[0], all[1], all[2]);
    }
  }

  /**
   * Singular values and vectors: {@code A = U diag(S) V^H}.
   *
   * @param u left vectors, as columns
   * @param s singular values, falling
   * @param v right vectors, as columns
   */
  public record SvdV(Tensor u, Tensor s, Tensor v) {
    static SvdV of(Tensor[] all) {
      return new SvdV(all[0], all[1], all[2]);
    }
  }

  /**
   * Eigenvalues and vectors.
   *
   * @param eigenvalues the values
   * @param eigenvectors the vectors, as columns
   */
  public record Eigen(Tensor eigenvalues, Tensor eigenvectors) {
    static Eigen of(Tensor[] all) {
      return new Eigen(all[0], all[1]);
    }
  }

  /**
   * A determinant as sign and logarithm.
   *
   * @param sign its sign
   * @param logabsdet the logarithm of its magnitude
   */
  public record Slogdet(Tensor sign, Tensor logabsdet) {
    static Slogdet of(Tensor[] all) {
      return new Slogdet(all[0], all[1]);
    }
  }

  /**
   * Factors of {@code A = P L U}.
   *
   * @param p the permutation
   * @param l the lower triangular factor
   * @param u the upper triangular factor
   */
  public record Plu(Tensor p, Tensor l, Tensor u) {
    static Plu of(Tensor[] all) {
      return new Plu(all[0], all[1], all[2]);
    }
  }

  /**
   * Packed LU factors.
   *
   * @param lu L below the diagonal, U on it and above
   * @param pivots the row, from 1, that each row was swapped with
   */
  public record LuFactor(Tensor lu, Tensor pivots) {
    static LuFactor of(Tensor[] all) {
      return new LuFactor(all[0], all[1]);
    }
  }

  /**
   * Packed LU factors with codes.
   *
   * @param lu L below the diagonal, U on it and above
   * @param pivots the row, from 1, that each row was swapped with
   * @param info 0, or the place of the first zero pivot
   */
  public record LuFactorEx(Tensor lu, Tensor pivots, Tensor info) {
    static LuFactorEx of(Tensor[] all) {
      return new LuFactorEx(all[0], all[1], all[2]);
    }
  }

  /**
   * Packed LDL factors.
   *
   * @param ld L below the diagonal, D on it
   * @param pivots the swaps, as LAPACK has them
   */
  public record LdlFactor(Tensor ld, Tensor pivots) {
    static LdlFactor of(Tensor[] all) {
      return new LdlFactor(all[0], all[1]);
    }
  }

  /**
   * Packed LDL factors with codes.
   *
   * @param ld L below the diagonal, D on it
   * @param pivots the swaps, as LAPACK has them
   * @param info 0, or the place of the first zero pivot
   */
  public record LdlFactorEx(Tensor ld, Tensor pivots, Tensor info) {
    static LdlFactorEx of(Tensor[] all) {
      return new LdlFactorEx(all[0], all[1], all[2]);
    }
  }

  /**
   * A Cholesky factor with codes.
   *
   * @param l the factor
   * @param info 0, or the order of the first minor that is not positive-definite
   */
  public record CholeskyEx(Tensor l, Tensor info) {
    static CholeskyEx of(Tensor[] all) {
      return new CholeskyEx(all[0], all[1]);
    }
  }

  /**
   * An inverse with codes.
   *
   * @param inverse the inverse
   * @param info 0, or the place of the first zero pivot
   */
  public record InvEx(Tensor inverse, Tensor info) {
    static InvEx of(Tensor[] all) {
      return new InvEx(all[0], all[1]);
    }
  }

  /**
   * A solution with codes.
   *
   * @param result the solution
   * @param info 0, or the place of the first zero pivot
   */
  public record SolveEx(Tensor result, Tensor info) {
    static SolveEx of(Tensor[] all) {
      return new SolveEx(all[0], all[1]);
    }
  }

  /**
   * A least-squares solution.
   *
   * @param solution the solution
   * @param residuals sums of squares, empty if there are none
   * @param rank ranks of the matrices, empty if not computed
   * @param singularValues singular values, empty if not computed
   */
  public record Lstsq(Tensor solution, Tensor residuals, Tensor rank, Tensor singularValues) {
    static Lstsq of(Tensor[] all) {
      return new Lstsq(all[0], all[1], all[2], all[3]);
    }
  }

  /**
   * QR as reflectors.
   *
   * @param a R, and below the diagonal the reflectors
   * @param tau their scales
   */
  public record Reflectors(Tensor a, Tensor tau) {
    static Reflectors of(Tensor[] all) {
      return new Reflectors(all[0], all[1]);
    }
  }

  /**
   * A solution of a triangular system.
   *
   * @param solution the solution
   * @param clonedCoefficient the matrix
   */
  public record TriangularSolution(Tensor solution, Tensor clonedCoefficient) {
    static TriangularSolution of(Tensor[] all) {
      return new TriangularSolution(all[0], all[1]);
    }
  }

  /** The lower Cholesky factor of positive-definite matrices, {@code torch.linalg.cholesky}. */
  public static Tensor cholesky(Tensor self) {
    return cholesky(self, false);
  }

  /** The Cholesky factor of positive-definite matrices, {@code torch.linalg.cholesky}. */
  public static Tensor cholesky(Tensor self, boolean upper) {
    return Factorizations.LINALG_CHOLESKY.call(self, upper);
  }

  /** The Cholesky factor and codes, {@code torch.linalg.cholesky_ex}. */
  public static CholeskyEx choleskyEx(Tensor self, boolean upper, boolean checkErrors) {
    return CholeskyEx.of(Factorizations.CHOLESKY_EX.callAll(self, upper, checkErrors));
  }

  /** The ratio of the largest and smallest singular value, {@code torch.linalg.cond}. */
  public static Tensor cond(Tensor self) {
    return MatrixFunctions.COND.call(self, null);
  }

  /** The norm of a matrix times that of its inverse, {@code torch.linalg.cond}. */
  public static Tensor cond(Tensor self, Number p) {
    return MatrixFunctions.COND.call(self, Scalar.of(p));
  }

  /** Same, with the norm {@code "fro"} or {@code "nuc"}, {@code torch.linalg.cond}. */
  public static Tensor cond(Tensor self, String p) {
    return MatrixFunctions.COND_TEXT.call(self, p);
  }

  /** The cross product along the last dimension, of size 3, {@code torch.linalg.cross}. */
  public static Tensor cross(Tensor self, Tensor other) {
    return cross(self, other, -1);
  }

  /** The cross product along {@code dim}, of size 3, {@code torch.linalg.cross}. */
  public static Tensor cross(Tensor self, Tensor other, int dim) {
    return Products.LINALG_CROSS.call(self, other, (long) dim);
  }

  /** The determinant, {@code torch.linalg.det}. */
  public static Tensor det(Tensor a) {
    return MatrixFunctions.LINALG_DET.call(a);
  }

  /** The diagonal of each matrix, a view, {@code torch.linalg.diagonal}. */
  public static Tensor diagonal(Tensor a) {
    return a.diagonal(0, -2, -1);
  }

  /**
   * The diagonal {@code offset} above the main one of the matrices in two dimensions, a view,
   * {@code torch.linalg.diagonal}.
   */
  public static Tensor diagonal(Tensor a, long offset, int dim1, int dim2) {
    return a.diagonal(offset, dim1, dim2);
  }

  /** Eigenvalues and vectors, complex, {@code torch.linalg.eig}. */
  public static Eigen eig(Tensor self) {
    return Eigen.of(Spectra.LINALG_EIG.callAll(self));
  }

  /** Eigenvalues, complex, {@code torch.linalg.eigvals}. */
  public static Tensor eigvals(Tensor self) {
    return Spectra.EIGVALS.call(self);
  }

  /**
   * Eigenvalues, rising, and vectors of symmetric matrices, from their lower triangle, {@code
   * torch.linalg.eigh}.
   */
  public static Eigen eigh(Tensor self) {
    return eigh(self, "L");
  }

  /** Same, from the triangle {@code "L"} or {@code "U"}, {@code torch.linalg.eigh}. */
  public static Eigen eigh(Tensor self, String uplo) {
    return Eigen.of(Spectra.LINALG_EIGH.callAll(self, uplo));
  }

  /**
   * Eigenvalues of symmetric matrices, rising, from their lower triangle, {@code
   * torch.linalg.eigvalsh}.
   */
  public static Tensor eigvalsh(Tensor self) {
    return eigvalsh(self, "L");
  }

  /** Same, from the triangle {@code "L"} or {@code "U"}, {@code torch.linalg.eigvalsh}. */
  public static Tensor eigvalsh(Tensor self, String uplo) {
    return Spectra.EIGVALSH.call(self, uplo);
  }

  /** The product of reflectors, {@code torch.linalg.householder_product}. */
  public static Tensor householderProduct(Tensor input, Tensor tau) {
    return Orthogonalizations.HOUSEHOLDER_PRODUCT.call(input, tau);
  }

  /** The inverse, {@code torch.linalg.inv}. */
  public static Tensor inv(Tensor a) {
    return Solvers.LINALG_INV.call(a);
  }

  /** The inverse and codes, {@code torch.linalg.inv_ex}. */
  public static InvEx invEx(Tensor a, boolean checkErrors) {
    return InvEx.of(Solvers.INV_EX.callAll(a, checkErrors));
  }

  /** Packed LDL factors of symmetric matrices, {@code torch.linalg.ldl_factor}. */
  public static LdlFactor ldlFactor(Tensor self, boolean hermitian) {
    return LdlFactor.of(Factorizations.LDL_FACTOR.callAll(self, hermitian));
  }

  /** Packed LDL factors of symmetric matrices, and codes, {@code torch.linalg.ldl_factor_ex}. */
  public static LdlFactorEx ldlFactorEx(Tensor self, boolean hermitian, boolean checkErrors) {
    return LdlFactorEx.of(Factorizations.LDL_FACTOR_EX.callAll(self, hermitian, checkErrors));
  }

  /** Solutions from packed LDL factors, {@code torch.linalg.ldl_solve}. */
  public static Tensor ldlSolve(Tensor ld, Tensor pivots, Tensor b, boolean hermitian) {
    return Solvers.LDL_SOLVE.call(ld, pivots, b, hermitian);
  }

  /** Least-squares solutions, {@code torch.linalg.lstsq}. */
  public static Lstsq lstsq(Tensor self, Tensor b) {
    return lstsq(self, b, null, null);
  }

  /**
   * Least-squares solutions with a relative cutoff, by {@code "gels"}, {@code "gelsy"}, {@code
   * "gelsd"} or {@code "gelss"}, {@code torch.linalg.lstsq}.
   */
  public static Lstsq lstsq(
      Tensor self, Tensor b, @Nullable Double rcond, @Nullable String driver) {
    return Lstsq.of(LeastSquares.LSTSQ.callAll(self, b, rcond, driver));
  }

  /** P, L and U, {@code torch.linalg.lu}. */
  public static Plu lu(Tensor a) {
    return lu(a, true);
  }

  /** P, L and U; pivoting cannot be left out on the CPU, {@code torch.linalg.lu}. */
  public static Plu lu(Tensor a, boolean pivot) {
    return Plu.of(Factorizations.LINALG_LU.callAll(a, pivot));
  }

  /** Packed LU factors and pivots, {@code torch.linalg.lu_factor}. */
  public static LuFactor luFactor(Tensor a) {
    return LuFactor.of(Factorizations.LU_FACTOR.callAll(a, true));
  }

  /** Packed LU factors, pivots and codes, {@code torch.linalg.lu_factor_ex}. */
  public static LuFactorEx luFactorEx(Tensor a, boolean pivot, boolean checkErrors) {
    return LuFactorEx.of(Factorizations.LU_FACTOR_EX.callAll(a, pivot, checkErrors));
  }

  /** Solutions from packed LU factors, {@code torch.linalg.lu_solve}. */
  public static Tensor luSolve(Tensor lu, Tensor pivots, Tensor b) {
    return luSolve(lu, pivots, b, true, false);
  }

  /**
   * Solutions from packed LU factors, of X A = B if not {@code left}, with the adjoint of A, {@code
   * torch.linalg.lu_solve}.
   */
  public static Tensor luSolve(Tensor lu, Tensor pivots, Tensor b, boolean left, boolean adjoint) {
    return Solvers.LINALG_LU_SOLVE.call(lu, pivots, b, left, adjoint);
  }

  /** The product of matrices and vectors, {@code torch.matmul}, {@code torch.linalg.matmul}. */
  public static Tensor matmul(Tensor self, Tensor other) {
    return self.matmul(other);
  }

  /** The exponential, {@code torch.linalg.matrix_exp}. */
  public static Tensor matrixExp(Tensor self) {
    return MatrixFunctions.MATRIX_EXP.call(self);
  }

  /** The power, {@code torch.linalg.matrix_power}. */
  public static Tensor matrixPower(Tensor self, long n) {
    return MatrixFunctions.LINALG_MATRIX_POWER.call(self, n);
  }

  /** The Frobenius norm, {@code torch.linalg.matrix_norm}. */
  public static Tensor matrixNorm(Tensor self) {
    return matrixNorm(self, "fro", new long[] {-2, -1}, false, null);
  }

  /** The norm {@code "fro"} or {@code "nuc"}, {@code torch.linalg.matrix_norm}. */
  public static Tensor matrixNorm(
      Tensor self, String ord, long[] dim, boolean keepdim, @Nullable DType dtype) {
    return MatrixNorms.MATRIX_NORM_TEXT.call(self, ord, dim, keepdim, dtype);
  }

  /** The norm of order inf, -inf, 1, -1, 2 or -2, {@code torch.linalg.matrix_norm}. */
  public static Tensor matrixNorm(
      Tensor self, Number ord, long[] dim, boolean keepdim, @Nullable DType dtype) {
    return MatrixNorms.MATRIX_NORM.call(self, Scalar.of(ord), dim, keepdim, dtype);
  }

  /** The number of singular values above the standard cutoff, {@code torch.linalg.matrix_rank}. */
  public static Tensor matrixRank(Tensor self) {
    return LeastSquares.MATRIX_RANK.call(self, null, null, false);
  }

  /** The number of singular values above both cutoffs, {@code torch.linalg.matrix_rank}. */
  public static Tensor matrixRank(
      Tensor self, @Nullable Double atol, @Nullable Double rtol, boolean hermitian) {
    return LeastSquares.MATRIX_RANK_NUMBERS.call(self, atol, rtol, hermitian);
  }

  /** Same, with cutoffs for each matrix, {@code torch.linalg.matrix_rank}. */
  public static Tensor matrixRank(
      Tensor self, @Nullable Tensor atol, @Nullable Tensor rtol, boolean hermitian) {
    return LeastSquares.MATRIX_RANK.call(self, atol, rtol, hermitian);
  }

  /** The product of a chain in the best order, {@code torch.linalg.multi_dot}. */
  public static Tensor multiDot(Tensor... tensors) {
    return Contractions.MULTI_DOT.call((Object) tensors);
  }

  /** The 2-norm of all elements, {@code torch.linalg.norm}. */
  public static Tensor norm(Tensor self) {
    return MatrixNorms.LINALG_NORM.call(self, null, null, false, null);
  }

  /** A vector norm over one dimension or all, a matrix norm over two, {@code torch.linalg.norm}. */
  public static Tensor norm(
      Tensor self,
      @Nullable Number ord,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype) {
    return MatrixNorms.LINALG_NORM.call(
        self, ord == null ? null : Scalar.of(ord), dim, keepdim, dtype);
  }

  /** The matrix norm {@code "fro"} or {@code "nuc"}, {@code torch.linalg.norm}. */
  public static Tensor norm(
      Tensor self, String ord, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return MatrixNorms.LINALG_NORM_TEXT.call(self, ord, dim, keepdim, dtype);
  }

  /** The pseudo-inverse with the standard cutoff, {@code torch.linalg.pinv}. */
  public static Tensor pinv(Tensor self) {
    return LeastSquares.PINV.call(self, null, null, false);
  }

  /** The pseudo-inverse without singular values below a cutoff, {@code torch.linalg.pinv}. */
  public static Tensor pinv(
      Tensor self, @Nullable Double atol, @Nullable Double rtol, boolean hermitian) {
    return LeastSquares.PINV_NUMBERS.call(self, atol, rtol, hermitian);
  }

  /** Same, with cutoffs for each matrix, {@code torch.linalg.pinv}. */
  public static Tensor pinv(
      Tensor self, @Nullable Tensor atol, @Nullable Tensor rtol, boolean hermitian) {
    return LeastSquares.PINV.call(self, atol, rtol, hermitian);
  }

  /** The reduced QR factors, {@code torch.linalg.qr}. */
  public static Qr qr(Tensor a) {
    return qr(a, "reduced");
  }

  /**
   * The QR factors in the mode {@code "reduced"}, {@code "complete"} or {@code "r"}, {@code
   * torch.linalg.qr}.
   */
  public static Qr qr(Tensor a, String mode) {
    return Qr.of(Orthogonalizations.LINALG_QR.callAll(a, mode));
  }

  /** The determinant as sign and logarithm, {@code torch.linalg.slogdet}. */
  public static Slogdet slogdet(Tensor a) {
    return Slogdet.of(MatrixFunctions.LINALG_SLOGDET.callAll(a));
  }

  /** The solution X of A X = B, {@code torch.linalg.solve}. */
  public static Tensor solve(Tensor a, Tensor b) {
    return solve(a, b, true);
  }

  /** The solution of A X = B, or of X A = B if not {@code left}, {@code torch.linalg.solve}. */
  public static Tensor solve(Tensor a, Tensor b, boolean left) {
    return Solvers.LINALG_SOLVE.call(a, b, left);
  }

  /** The solution and codes, {@code torch.linalg.solve_ex}. */
  public static SolveEx solveEx(Tensor a, Tensor b, boolean left, boolean checkErrors) {
    return SolveEx.of(Solvers.SOLVE_EX.callAll(a, b, left, checkErrors));
  }

  /** The solution of a triangular system, {@code torch.linalg.solve_triangular}. */
  public static Tensor solveTriangular(Tensor self, Tensor b, boolean upper) {
    return solveTriangular(self, b, upper, true, false);
  }

  /**
   * The solution of a triangular system from either side, with ones on the diagonal if {@code
   * unitriangular}, {@code torch.linalg.solve_triangular}.
   */
  public static Tensor solveTriangular(
      Tensor self, Tensor b, boolean upper, boolean left, boolean unitriangular) {
    return Solvers.SOLVE_TRIANGULAR.call(self, b, upper, left, unitriangular);
  }

  /** Singular values and all vectors, {@code torch.linalg.svd}. */
  public static Svd svd(Tensor a) {
    return svd(a, true);
  }

  /** Singular values and vectors, {@code torch.linalg.svd}. */
  public static Svd svd(Tensor a, boolean fullMatrices) {
    return Svd.of(Spectra.LINALG_SVD.callAll(a, fullMatrices, null));
  }

  /** Singular values, falling, {@code torch.linalg.svdvals}. */
  public static Tensor svdvals(Tensor a) {
    return Spectra.SVDVALS.call(a, null);
  }

  /**
   * The inverse of a tensor as a map of its last dimensions to its first {@code ind}, {@code
   * torch.linalg.tensorinv}.
   */
  public static Tensor tensorinv(Tensor self, int ind) {
    return TensorSystems.TENSORINV.call(self, (long) ind);
  }

  /** The solution X of {@code tensordot(self, X) = other}, {@code torch.linalg.tensorsolve}. */
  public static Tensor tensorsolve(Tensor self, Tensor other) {
    return tensorsolve(self, other, null);
  }

  /**
   * Same, with dimensions of {@code self} moved to the end first, {@code torch.linalg.tensorsolve}.
   */
  public static Tensor tensorsolve(Tensor self, Tensor other, long @Nullable [] dims) {
    return TensorSystems.TENSORSOLVE.call(self, other, dims);
  }

  /** Powers of points as columns, rising, {@code torch.linalg.vander}. */
  public static Tensor vander(Tensor x) {
    return Products.LINALG_VANDER.call(x, null);
  }

  /** Powers of points as {@code n} columns, rising, {@code torch.linalg.vander}. */
  public static Tensor vander(Tensor x, long n) {
    return Products.LINALG_VANDER.call(x, n);
  }

  /**
   * Sums of products along the last dimension, the first conjugated, {@code torch.linalg.vecdot}.
   */
  public static Tensor vecdot(Tensor x, Tensor y) {
    return vecdot(x, y, -1);
  }

  /** Sums of products along {@code dim}, the first conjugated, {@code torch.linalg.vecdot}. */
  public static Tensor vecdot(Tensor x, Tensor y, int dim) {
    return Products.VECDOT.call(x, y, (long) dim);
  }

  /** The 2-norm of all elements, {@code torch.linalg.vector_norm}. */
  public static Tensor vectorNorm(Tensor self) {
    return vectorNorm(self, 2, null, false, null);
  }

  /** The norm of order {@code ord} along dimensions, {@code torch.linalg.vector_norm}. */
  public static Tensor vectorNorm(
      Tensor self, Number ord, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return MatrixNorms.VECTOR_NORM.call(self, Scalar.of(ord), dim, keepdim, dtype);
  }
}
