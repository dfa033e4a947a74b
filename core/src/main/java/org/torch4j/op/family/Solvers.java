package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Systems of linear equations and inverses. */
public final class Solvers {
  public static final KernelOp SOLVE_TRIANGULAR =
      kernel(
              "linalg_solve_triangular(Tensor self, Tensor B, *, bool upper, bool left=True,"
                  + " bool unitriangular=False) -> Tensor",
              a -> new KernelOp.Spec(a.tensor("B").dtype(), systemShape(a, "self", "B")))
          .savesResults()
          .gradTogether(Solvers::triangularGrad, "self", "B")
          .without("B")
          .build();

  /** Solutions of general systems and the codes of their factorisation. */
  public static final KernelOp SOLVE_MATRIX =
      kernelAll(
              "_linalg_solve(Tensor A, Tensor B, bool left) -> (Tensor result, Tensor info)",
              a -> {
                Shape shape = systemShape(a, "A", "B");
                Shape batch = Shape.of(Arrays.copyOf(shape.toArray(), shape.dim() - 2));
                return new KernelOp.Spec[] {
                  new KernelOp.Spec(a.tensor("B").dtype(), shape), Factorizations.info(batch)
                };
              })
          .savesResults()
          .gradTogether(Solvers::solveGrad, "A", "B")
          .without("B")
          .build();

  public static final CompositeOp SOLVE_EX =
      compositeAll(
          "linalg_solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False)"
              + " -> (Tensor result, Tensor info)",
          a -> {
            Tensor[] both = solveEx(a);
            if (a.flag("check_errors")) {
              Matrices.check(a.op(), both[1], Matrices.SINGULAR);
            }
            return both;
          });

  public static final CompositeOp LINALG_SOLVE =
      composite(
          "linalg_solve(Tensor A, Tensor B, *, bool left=True) -> Tensor",
          a -> {
            Tensor[] both = solveEx(a);
            Matrices.check(a.op(), both[1], Matrices.SINGULAR);
            return both[0];
          });

  public static final KernelOp INV_EX =
      kernelAll(
              "linalg_inv_ex(Tensor A, *, bool check_errors=False)"
                  + " -> (Tensor inverse, Tensor info)",
              a -> {
                Tensor matrix = Matrices.square(a, "A");
                return new KernelOp.Spec[] {
                  KernelOp.Spec.like(matrix), Factorizations.info(Matrices.batch(matrix, 2))
                };
              })
          .savesResults()
          .without("A")
          .grad(
              "A",
              c -> {
                Tensor h = Matrices.adjoint(c.result());
                return h.matmul(c.grad()).matmul(h).neg();
              })
          .build();

  public static final CompositeOp LINALG_INV =
      composite("linalg_inv(Tensor A) -> Tensor", a -> inverse(a, "A"));

  public static final CompositeOp INVERSE =
      composite("inverse(Tensor self) -> Tensor", a -> inverse(a, "self"));

  public static final KernelOp CHOLESKY_SOLVE =
      kernel(
              "cholesky_solve(Tensor self, Tensor input2, bool upper=False) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      a.tensor("self").dtype(), systemShape(a, "input2", "self", true)))
          .savesResults()
          .gradTogether(Solvers::choleskySolveGrad, "self", "input2")
          .without("self")
          .build();

  public static final KernelOp CHOLESKY_INVERSE =
      kernel(
              "cholesky_inverse(Tensor self, bool upper=False) -> Tensor",
              a -> KernelOp.Spec.like(Matrices.square(a, "self")))
          .savesResults()
          .grad(
              "self",
              c -> {
                Tensor g = c.grad().add(Matrices.adjoint(c.grad()));
                Tensor common = c.result().matmul(g).matmul(c.result());
                Tensor factor = c.saved("self");
                return (c.flag("upper") ? factor.matmul(common) : common.matmul(factor)).neg();
              })
          .build();

  public static final CompositeOp LINALG_LU_SOLVE =
      composite(
          "linalg_lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True,"
              + " bool adjoint=False) -> Tensor",
          a ->
              luSolve(
                  a,
                  Matrices.square(a, "LU"),
                  a.tensor("pivots"),
                  Matrices.matrix(a, "B"),
                  a.flag("left"),
                  a.flag("adjoint")));

  public static final CompositeOp LU_SOLVE =
      composite(
          "lu_solve(Tensor self, Tensor LU_data, Tensor LU_pivots) -> Tensor",
          a ->
              luSolve(
                  a,
                  Matrices.square(a, "LU_data"),
                  a.tensor("LU_pivots"),
                  Matrices.matrix(a, "self"),
                  true,
                  false));

  public static final CompositeOp TRIANGULAR_SOLVE =
      compositeAll(
          "triangular_solve(Tensor self, Tensor A, bool upper=True, bool transpose=False,"
              + " bool unitriangular=False) -> (Tensor solution, Tensor cloned_coefficient)",
          Solvers::triangularSolve);

  public static final KernelOp LDL_SOLVE =
      kernel(
              "linalg_ldl_solve(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian=False)"
                  + " -> Tensor",
              Solvers::ldlShape)
          .notDifferentiable();

  private Solvers() {}

  /** The solution X of A X = B without a check of the codes. */
  static Tensor solve(Tensor a, Tensor b) {
    return SOLVE_MATRIX.callAll(a, b, true)[0];
  }

  private static Shape systemShape(KernelOp.Call a, String matrix, String right) {
    return systemShape(a, matrix, right, !a.has("left") || a.flag("left"));
  }

  /** The shape of a solution; batches of both sides are stretched to the common one. */
  private static Shape systemShape(KernelOp.Call a, String matrix, String right, boolean left) {
    Tensor m = Matrices.square(a, matrix);
    Tensor b = Matrices.matrix(a, right);
    Matrices.sameDtype(a, matrix, right);
    if (m.size(-1) != b.size(left ? -2 : -1)) {
      throw new ShapeException(
          a.op()
              + ": "
              + matrix
              + " of shape "
              + m.shape()
              + " and "
              + right
              + " of shape "
              + b.shape()
              + " do not fit, expected "
              + m.size(-1)
              + (left ? " rows" : " columns"));
    }
    Shape batch = Matrices.commonBatch(m, b, a.op());
    a.stretch(matrix, Matrices.with(batch, m.size(-2), m.size(-1)));
    Shape shape = Matrices.with(batch, b.size(-2), b.size(-1));
    a.stretch(right, shape);
    return shape;
  }

  private static Map<String, Tensor> triangularGrad(GradContext c) {
    boolean upper = c.flag("upper");
    boolean left = c.flag("left");
    boolean unit = c.flag("unitriangular");
    Tensor ah = Matrices.adjoint(c.saved("self"));
    Tensor gb = SOLVE_TRIANGULAR.call(ah, c.grad(), !upper, left, unit);
    Map<String, Tensor> out = new HashMap<>();
    out.put("B", gb);
    if (c.needs("self")) {
      Tensor ga = product(gb, c.result(), left);
      out.put("self", upper ? ga.triu(unit ? 1 : 0) : ga.tril(unit ? -1 : 0));
    }
    return out;
  }

  /** The gradient of the matrix of a system, from that of the right side. */
  private static Tensor product(Tensor gb, Tensor x, boolean left) {
    Tensor xh = Matrices.adjoint(x);
    return (left ? gb.matmul(xh) : xh.matmul(gb)).neg();
  }

  private static Map<String, Tensor> solveGrad(GradContext c) {
    boolean left = c.flag("left");
    Tensor gb = SOLVE_MATRIX.callAll(Matrices.adjoint(c.saved("A")), c.grad(), left)[0];
    Map<String, Tensor> out = new HashMap<>();
    out.put("B", gb);
    if (c.needs("A")) {
      out.put("A", product(gb, c.result(0), left));
    }
    return out;
  }

  /** Whether the right side of a system is vectors: one, or one per matrix of the batch. */
  private static boolean isVector(Tensor a, Tensor b) {
    return b.dim() == 1 || a.dim() - 1 == b.dim() && b.shape().equals(Matrices.batch(a, 1));
  }

  private static Tensor[] solveEx(Args args) {
    Tensor a = Matrices.square(args, "A");
    Tensor b = Matrices.decomposable(args, "B");
    Matrices.sameDtype(args, "A", "B");
    boolean left = args.flag("left");
    boolean vector = isVector(a, b);
    if (vector && !left) {
      throw new IllegalArgumentException(
          args.op()
              + ": left=False needs matrices on the right side, got vectors of shape "
              + b.shape());
    }
    if (!vector) {
      return SOLVE_MATRIX.callAll(a, b, left);
    }
    Tensor[] both = SOLVE_MATRIX.callAll(a, b.unsqueeze(-1), true);
    return new Tensor[] {both[0].squeeze(-1), both[1]};
  }

  private static Tensor inverse(Args a, String name) {
    Tensor[] both = INV_EX.callAll(Matrices.square(a, name), false);
    Matrices.check(a.op(), both[1], Matrices.SINGULAR);
    return both[0];
  }

  private static Map<String, Tensor> choleskySolveGrad(GradContext c) {
    boolean upper = c.flag("upper");
    Tensor factor = c.saved("input2");
    Tensor gb = CHOLESKY_SOLVE.call(c.grad(), factor, upper);
    Map<String, Tensor> out = new HashMap<>();
    out.put("self", gb);
    if (c.needs("input2")) {
      Tensor common = gb.matmul(Matrices.adjoint(c.result()));
      common = common.add(Matrices.adjoint(common));
      out.put("input2", (upper ? factor.matmul(common) : common.matmul(factor)).neg());
    }
    return out;
  }

  /** Solves with packed factors of A = P L U: with L and U in turn, rows permuted. */
  private static Tensor luSolve(
      Args args, Tensor lu, Tensor pivots, Tensor b, boolean left, boolean adjoint) {
    if (pivots.dtype() != DType.INT32) {
      throw new DTypeException(args.op() + ": pivots must be int32, got " + pivots.dtype());
    }
    if (!pivots.shape().equals(Matrices.batch(lu, 1))) {
      throw new ShapeException(
          args.op()
              + ": pivots must have shape "
              + Matrices.batch(lu, 1)
              + ", got "
              + pivots.shape());
    }
    if (!left) {
      // X A = B is A^H X^H = B^H.
      return Matrices.adjoint(luSolve(args, lu, pivots, Matrices.adjoint(b), true, !adjoint));
    }
    Tensor p = Factorizations.permutation(pivots, lu.size(-2), lu);
    if (!adjoint) {
      Tensor y = SOLVE_TRIANGULAR.call(lu, p.mT().matmul(b), false, true, true);
      return SOLVE_TRIANGULAR.call(lu, y, true, true, false);
    }
    Tensor h = Matrices.adjoint(lu);
    Tensor y = SOLVE_TRIANGULAR.call(h, b, false, true, false);
    return p.matmul(SOLVE_TRIANGULAR.call(h, y, true, true, true));
  }

  private static Tensor[] triangularSolve(Args args) {
    Tensor a = Matrices.square(args, "A");
    Tensor b = Matrices.matrix(args, "self");
    Matrices.sameDtype(args, "self", "A");
    boolean upper = args.flag("upper");
    boolean transpose = args.flag("transpose");
    Tensor x =
        SOLVE_TRIANGULAR.call(
            transpose ? a.mT() : a, b, upper != transpose, true, args.flag("unitriangular"));
    Shape batch = Matrices.commonBatch(a, b, args.op());
    return new Tensor[] {x, Matrices.stretched(a, batch).clone()};
  }

  private static KernelOp.Spec ldlShape(KernelOp.Call a) {
    Tensor factors = Matrices.square(a, "LD");
    Tensor pivots = a.tensor("pivots");
    if (!pivots.dtype().isIntegral() || pivots.dtype() == DType.BOOL) {
      throw new DTypeException(a.op() + ": pivots must be integers, got " + pivots.dtype());
    }
    if (!pivots.shape().equals(Matrices.batch(factors, 1))) {
      throw new ShapeException(
          a.op()
              + ": pivots must have shape "
              + Matrices.batch(factors, 1)
              + ", got "
              + pivots.shape());
    }
    Shape shape = systemShape(a, "LD", "B", true);
    a.stretch(
        "pivots",
        Matrices.with(Matrices.commonBatch(factors, a.tensor("B"), a.op()), pivots.size(-1)));
    return new KernelOp.Spec(a.tensor("B").dtype(), shape);
  }
}
