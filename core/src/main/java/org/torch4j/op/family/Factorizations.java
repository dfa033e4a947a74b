package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Factorisations into triangular matrices: Cholesky, LU and LDL. */
public final class Factorizations {
  private static final String INDEFINITE =
      "the matrix is not positive-definite, its leading minor of order %d is not";

  public static final KernelOp CHOLESKY_EX =
      kernelAll(
              "linalg_cholesky_ex(Tensor self, *, bool upper=False, bool check_errors=False)"
                  + " -> (Tensor L, Tensor info)",
              a -> {
                Tensor self = Matrices.square(a, "self");
                return new KernelOp.Spec[] {
                  KernelOp.Spec.like(self), info(Matrices.batch(self, 2))
                };
              })
          .savesResults()
          .without("self")
          .grad("self", Factorizations::choleskyGrad)
          .build();

  public static final CompositeOp LINALG_CHOLESKY =
      composite(
          "linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor",
          a -> cholesky(a, a.tensor("self"), a.flag("upper")));

  public static final CompositeOp CHOLESKY =
      composite(
          "cholesky(Tensor self, bool upper=False) -> Tensor",
          a -> cholesky(a, a.tensor("self"), a.flag("upper")));

  public static final KernelOp LU_FACTOR_EX =
      kernelAll(
              "linalg_lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False)"
                  + " -> (Tensor LU, Tensor pivots, Tensor info)",
              Factorizations::luShape)
          .savesResults()
          .without("A")
          .grad("A", Factorizations::luGrad)
          .build();

  public static final CompositeOp LU_FACTOR =
      compositeAll(
          "linalg_lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)",
          a -> {
            Tensor[] all = LU_FACTOR_EX.callAll(a.tensor("A"), a.flag("pivot"), false);
            return new Tensor[] {all[0], all[1]};
          });

  public static final CompositeOp LINALG_LU =
      compositeAll(
          "linalg_lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)",
          a -> {
            Tensor[] all = LU_FACTOR_EX.callAll(a.tensor("A"), a.flag("pivot"), false);
            return unpack(all[0], all[1]);
          });

  /** {@code torch.lu}: the infos are returned if asked for. */
  public static final CompositeOp LU =
      compositeAll(
          "lu(Tensor A, bool pivot=True, bool get_infos=False) -> Tensor[]",
          a -> {
            Tensor[] all = LU_FACTOR_EX.callAll(a.tensor("A"), a.flag("pivot"), false);
            return a.flag("get_infos") ? all : new Tensor[] {all[0], all[1]};
          });

  public static final KernelOp LU_PERMUTATION =
      kernel("lu_permutation(Tensor pivots, int rows) -> Tensor", Factorizations::permutationShape)
          .notDifferentiable();

  public static final CompositeOp LU_UNPACK =
      compositeAll(
          "lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True,"
              + " bool unpack_pivots=True) -> (Tensor P, Tensor L, Tensor U)",
          Factorizations::luUnpack);

  public static final KernelOp LDL_FACTOR_EX =
      kernelAll(
              "linalg_ldl_factor_ex(Tensor self, *, bool hermitian=False,"
                  + " bool check_errors=False) -> (Tensor LD, Tensor pivots, Tensor info)",
              a -> {
                Tensor self = Matrices.square(a, "self");
                Shape batch = Matrices.batch(self, 2);
                return new KernelOp.Spec[] {
                  KernelOp.Spec.like(self),
                  new KernelOp.Spec(DType.INT32, Matrices.batch(self, 1)),
                  info(batch)
                };
              })
          .notDifferentiable();

  public static final CompositeOp LDL_FACTOR =
      compositeAll(
          "linalg_ldl_factor(Tensor self, *, bool hermitian=False) -> (Tensor LD, Tensor pivots)",
          a -> {
            Tensor[] all = LDL_FACTOR_EX.callAll(a.tensor("self"), a.flag("hermitian"), false);
            return new Tensor[] {all[0], all[1]};
          });

  private Factorizations() {}

  private static KernelOp.Spec permutationShape(Args a) {
    Tensor pivots = a.indices("pivots");
    long rows = a.integer("rows");
    if (pivots.dim() == 0 || pivots.size(-1) > rows) {
      throw new ShapeException(
          a.op() + ": " + rows + " rows cannot have the pivots of shape " + pivots.shape());
    }
    return new KernelOp.Spec(DType.INT64, Matrices.with(Matrices.batch(pivots, 1), rows));
  }

  /** The result codes of a batch. */
  static KernelOp.Spec info(Shape batch) {
    return new KernelOp.Spec(DType.INT32, batch);
  }

  private static Tensor cholesky(Args a, Tensor self, boolean upper) {
    Tensor[] both = CHOLESKY_EX.callAll(self, upper, false);
    Matrices.check(a.op(), both[1], INDEFINITE);
    return both[0];
  }

  /** L^-H sym(tril(L^H G)) L^-1, as PyTorch's cholesky_backward. */
  private static Tensor choleskyGrad(GradContext c) {
    boolean upper = c.flag("upper");
    Tensor l = upper ? Matrices.adjoint(c.result()) : c.result();
    Tensor lh = Matrices.adjoint(l);
    Tensor g = upper ? Matrices.adjoint(c.grad()) : c.grad();
    Tensor phi = lh.matmul(g).tril();
    Tensor both = phi.add(Matrices.adjoint(phi.tril(-1))).mul(0.5);
    return triangular(l, triangular(lh, both, true, true, false), false, false, false);
  }

  /** A solution of a triangular system with {@code a} on the left or on the right. */
  static Tensor triangular(Tensor a, Tensor b, boolean upper, boolean left, boolean unit) {
    return Solvers.SOLVE_TRIANGULAR.call(a, b, upper, left, unit);
  }

  private static KernelOp.Spec[] luShape(KernelOp.Call a) {
    Tensor matrix = Matrices.matrix(a, "A");
    if (!a.flag("pivot")) {
      throw new IllegalArgumentException(
          a.op() + ": a factorisation without pivoting exists on CUDA only, got pivot=False");
    }
    Shape batch = Matrices.batch(matrix, 2);
    long low = Math.min(matrix.size(-1), matrix.size(-2));
    return new KernelOp.Spec[] {
      KernelOp.Spec.like(matrix),
      new KernelOp.Spec(DType.INT32, Matrices.with(batch, low)),
      info(batch)
    };
  }

  private static Tensor luGrad(GradContext c) {
    Tensor[] plu = unpack(c.result(0), c.result(1));
    Tensor g = c.grad();
    long k = Math.min(g.size(-1), g.size(-2));
    Tensor gl = g.narrow(-1, 0, k).tril(-1);
    Tensor gu = g.narrow(-2, 0, k).triu();
    return luGrad(gl, gu, plu[0], plu[1], plu[2]);
  }

  /** PyTorch's linalg_lu_backward, for square, wide and tall matrices. */
  private static Tensor luGrad(Tensor gl, Tensor gu, Tensor p, Tensor l, Tensor u) {
    long m = l.size(-2);
    long n = u.size(-1);
    Tensor uh = Matrices.adjoint(u);
    Tensor lh = Matrices.adjoint(l);
    if (m == n) {
      Tensor inner = lh.matmul(gl).tril(-1).add(gu.matmul(uh).triu());
      inner = triangular(uh, inner, false, false, false);
      return p.matmul(triangular(lh, inner, true, true, true));
    }
    if (m < n) {
      Tensor inner = lh.matmul(gl).sub(gu.matmul(uh)).tril(-1);
      Tensor first = Matrices.adjoint(u.narrow(-1, 0, m));
      inner = triangular(first, inner, false, false, false).add(gu.narrow(-1, 0, m).triu());
      Tensor whole = Torch.cat(List.of(inner, gu.narrow(-1, m, n - m)), -1);
      return p.matmul(triangular(lh, whole, true, true, true));
    }
    Tensor inner = gu.matmul(uh).sub(lh.matmul(gl)).triu();
    Tensor first = Matrices.adjoint(l.narrow(-2, 0, n));
    inner = triangular(first, inner, true, true, true).add(gl.narrow(-2, 0, n).tril(-1));
    Tensor whole = Torch.cat(List.of(inner, gl.narrow(-2, n, m - n)), -2);
    return p.matmul(triangular(uh, whole, false, false, false));
  }

  /** P, L and U of packed factors. */
  static Tensor[] unpack(Tensor lu, Tensor pivots) {
    long m = lu.size(-2);
    long k = Math.min(m, lu.size(-1));
    Tensor l = lu.narrow(-1, 0, k).tril(-1).add(Torch.eye(m, k, lu.dtype()));
    return new Tensor[] {permutation(pivots, m, lu), l, lu.narrow(-2, 0, k).triu()};
  }

  /** The matrix P of {@code A = P L U}. */
  static Tensor permutation(Tensor pivots, long rows, Tensor like) {
    Tensor order = LU_PERMUTATION.call(pivots, rows);
    Shape shape = Matrices.with(Matrices.batch(pivots, 1), rows, rows);
    return Torch.zeros(shape, like.dtype()).scatter(-2, order.unsqueeze(-2), 1);
  }

  private static Tensor[] luUnpack(Args a) {
    Tensor lu = Matrices.matrix(a, "LU_data");
    Tensor pivots = a.tensor("LU_pivots");
    if (pivots.dtype() != DType.INT32) {
      throw new org.torch4j.type.DTypeException(
          a.op() + ": LU_pivots must be int32, got " + pivots.dtype());
    }
    long m = lu.size(-2);
    long k = Math.min(m, lu.size(-1));
    Shape wanted = Matrices.with(Matrices.batch(lu, 2), k);
    if (!pivots.shape().equals(wanted)) {
      throw new ShapeException(
          a.op() + ": LU_pivots must have shape " + wanted + ", got " + pivots.shape());
    }
    Tensor none = Torch.empty(Shape.of(0), lu.dtype());
    boolean data = a.flag("unpack_data");
    Tensor p = a.flag("unpack_pivots") ? permutation(pivots, m, lu) : none;
    Tensor l = none;
    Tensor u = none;
    if (data) {
      l = lu.narrow(-1, 0, k).tril(-1).add(Torch.eye(m, k, lu.dtype()));
      u = lu.narrow(-2, 0, k).triu();
    }
    return new Tensor[] {p, l, u};
  }
}
