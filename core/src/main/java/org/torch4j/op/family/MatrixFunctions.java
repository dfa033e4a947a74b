package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Functions of square matrices: determinants, powers, the exponential, condition numbers. */
public final class MatrixFunctions {
  public static final KernelOp LINALG_DET =
      kernel("linalg_det(Tensor A) -> Tensor", a -> numbers(Matrices.square(a, "A")))
          .savesResults()
          .grad("A", MatrixFunctions::detGrad)
          .build();

  public static final CompositeOp DET =
      composite("det(Tensor self) -> Tensor", a -> LINALG_DET.call(a.tensor("self")));

  public static final KernelOp LINALG_SLOGDET =
      kernelAll(
              "linalg_slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet)",
              a -> {
                Tensor matrix = Matrices.square(a, "A");
                Shape batch = Matrices.batch(matrix, 2);
                return new KernelOp.Spec[] {
                  numbers(matrix), new KernelOp.Spec(matrix.dtype().toReal(), batch)
                };
              })
          .savesResults()
          .grad("A", MatrixFunctions::slogdetGrad)
          .build();

  public static final CompositeOp SLOGDET =
      compositeAll(
          "slogdet(Tensor self) -> (Tensor sign, Tensor logabsdet)",
          a -> LINALG_SLOGDET.callAll(a.tensor("self")));

  public static final CompositeOp LOGDET =
      composite(
          "logdet(Tensor self) -> Tensor",
          a -> {
            Tensor[] both = LINALG_SLOGDET.callAll(a.tensor("self"));
            if (both[0].dtype().isComplex()) {
              return both[1].add(both[0].log());
            }
            return both[1].maskedFill(both[0].eq(-1), Double.NaN);
          });

  public static final KernelOp MATRIX_EXP =
      kernel(
              "linalg_matrix_exp(Tensor self) -> Tensor",
              a -> KernelOp.Spec.like(Matrices.square(a, "self")))
          .grad("self", MatrixFunctions::expGrad)
          .build();

  public static final CompositeOp MATRIX_EXP_OLD =
      composite(
          "matrix_exp(Tensor self) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            boolean half = self.dtype() == DType.FLOAT16 || self.dtype() == DType.BFLOAT16;
            return half
                ? MATRIX_EXP.call(self.to(DType.FLOAT32)).to(self.dtype())
                : MATRIX_EXP.call(self);
          });

  public static final CompositeOp LINALG_MATRIX_POWER =
      composite("linalg_matrix_power(Tensor self, int n) -> Tensor", MatrixFunctions::matrixPower);

  public static final CompositeOp MATRIX_POWER =
      composite("matrix_power(Tensor self, int n) -> Tensor", MatrixFunctions::matrixPower);

  public static final CompositeOp COND =
      composite(
          "linalg_cond(Tensor self, Scalar? p=None) -> Tensor",
          a -> condition(a, a.isNull("p") ? "2" : String.valueOf(a.real("p"))));

  public static final CompositeOp COND_TEXT =
      composite("linalg_cond.p_str(Tensor self, str p) -> Tensor", a -> condition(a, a.text("p")));

  private MatrixFunctions() {}

  private static KernelOp.Spec numbers(Tensor matrix) {
    return new KernelOp.Spec(matrix.dtype(), Matrices.batch(matrix, 2));
  }

  /**
   * The gradient of a determinant is its cofactors. Where more derivatives are wanted of regular
   * matrices they come from the inverse; cofactors from singular values are right for all.
   */
  private static @Nullable Tensor detGrad(GradContext c) {
    Tensor a = c.saved("A");
    if (a.numel() == 0) {
      return null;
    }
    Tensor g = c.grad();
    boolean regular = !c.result().detach().eq(0).any().itemBoolean();
    if (GradMode.isEnabled() && regular) {
      Tensor d = g.mul(Matrices.conj(c.result()));
      return Solvers.solve(Matrices.adjoint(a), scaledIdentity(d, a.size(-1)));
    }
    Tensor[] svd = Spectra.SVD_EX.callAll(a, false, true, null);
    Tensor unit = Matrices.conj(LINALG_DET.call(svd[0]).mul(LINALG_DET.call(svd[2])));
    Tensor factors = othersProduct(svd[1]).to(a.dtype()).mul(unit.mul(g).unsqueeze(-1));
    return svd[0].mul(factors.unsqueeze(-2)).matmul(svd[2]);
  }

  private static Tensor scaledIdentity(Tensor d, long n) {
    return Matrices.embed(d.unsqueeze(-1).expand(Matrices.with(d.shape(), n).toArray()));
  }

  /** For each element of the last dimension the product of the others. */
  private static Tensor othersProduct(Tensor s) {
    long n = s.size(-1);
    if (n == 0) {
      return s;
    }
    Tensor one = Torch.onesLike(s.narrow(-1, 0, 1));
    Tensor before = Torch.cat(List.of(one, s.narrow(-1, 0, n - 1)), -1).cumprod(-1);
    Tensor after =
        Torch.cat(List.of(one, s.narrow(-1, 1, n - 1).flip(-1)), -1).cumprod(-1).flip(-1);
    return before.mul(after);
  }

  private static Tensor slogdetGrad(GradContext c) {
    Tensor a = c.saved("A");
    Tensor g = c.grad(1).to(a.dtype());
    if (a.dtype().isComplex() && c.hasGrad(0)) {
      // Only the phase of the sign turns: its gradient along the circle.
      Tensor sign = c.result(0);
      Tensor along = Matrices.conj(c.grad(0)).mul(sign);
      g = g.sub(along.sub(Matrices.real(along).to(a.dtype())));
    }
    return Solvers.solve(Matrices.adjoint(a), scaledIdentity(g, a.size(-1)));
  }

  /** The upper right block of the exponential of [[A^H, G], [0, A^H]]. */
  private static Tensor expGrad(GradContext c) {
    Tensor ah = Matrices.adjoint(c.saved("self"));
    Tensor g = c.grad();
    long n = g.size(-1);
    Tensor top = Torch.cat(List.of(ah, g), -1);
    Tensor bottom = Torch.cat(List.of(Torch.zerosLike(ah), ah), -1);
    Tensor all = MATRIX_EXP.call(Torch.cat(List.of(top, bottom), -2));
    return all.narrow(-2, 0, n).narrow(-1, n, n);
  }

  private static Tensor matrixPower(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() < 2 || self.size(-1) != self.size(-2)) {
      throw new org.torch4j.type.ShapeException(
          a.op() + ": self must hold square matrices, got shape " + self.shape());
    }
    long n = a.integer("n");
    if (n == 0) {
      // A copy over self keeps it in the graph: its gradient is zero, not absent.
      return self.clone().copy_(Matrices.eye(self.size(-1), self));
    }
    Tensor base = n < 0 ? Solvers.LINALG_INV.call(self) : self;
    long rest = Math.abs(n);
    if (rest == 1) {
      return base.clone();
    }
    Tensor result = null;
    while (true) {
      if ((rest & 1) == 1) {
        result = result == null ? base : result.matmul(base);
      }
      rest >>= 1;
      if (rest == 0 && result != null) {
        return result;
      }
      base = base.matmul(base);
    }
  }

  private static Tensor condition(Args a, String p) {
    Tensor self = Matrices.matrix(a, "self");
    boolean ratio = p.equals("2") || p.equals("2.0") || p.equals("-2.0");
    if (ratio) {
      Tensor s = Spectra.singularValues(self);
      if (self.numel() == 0) {
        return Torch.zeros(Matrices.batch(self, 2), s.dtype());
      }
      Tensor most = s.select(-1, 0);
      Tensor least = s.select(-1, s.size(-1) - 1);
      return p.startsWith("-") ? least.div(most) : most.div(least);
    }
    Matrices.square(a, "self");
    if (self.numel() == 0) {
      return Torch.zeros(Matrices.batch(self, 2), self.dtype().toReal());
    }
    Tensor[] both = Solvers.INV_EX.callAll(self, false);
    Tensor product = MatrixNorms.ofMatrix(self, p).mul(MatrixNorms.ofMatrix(both[0], p));
    // Singular matrices have no inverse: the condition is infinite.
    return product.maskedFill(both[1].ne(0), Double.POSITIVE_INFINITY);
  }
}
