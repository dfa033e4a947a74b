package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernelAll;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.AutogradException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** QR and the products of Householder reflectors behind it. */
public final class Orthogonalizations {
  public static final KernelOp LINALG_QR =
      kernelAll(
              "linalg_qr(Tensor A, str mode='reduced') -> (Tensor Q, Tensor R)",
              Orthogonalizations::qrShape)
          .savesResults()
          .without("A")
          .grad("A", Orthogonalizations::qrGrad)
          .build();

  public static final CompositeOp QR =
      compositeAll(
          "qr(Tensor self, bool some=True) -> (Tensor Q, Tensor R)",
          a -> LINALG_QR.callAll(a.tensor("self"), a.flag("some") ? "reduced" : "complete"));

  public static final KernelOp GEQRF =
      kernelAll(
              "geqrf(Tensor self) -> (Tensor a, Tensor tau)",
              a -> {
                Tensor self = Matrices.matrix(a, "self");
                long low = Math.min(self.size(-1), self.size(-2));
                return new KernelOp.Spec[] {
                  KernelOp.Spec.like(self),
                  new KernelOp.Spec(self.dtype(), Matrices.with(Matrices.batch(self, 2), low))
                };
              })
          .notDifferentiable();

  public static final CompositeOp HOUSEHOLDER_PRODUCT =
      composite(
          "linalg_householder_product(Tensor input, Tensor tau) -> Tensor",
          a -> product(a, "input", "tau"));

  public static final CompositeOp ORGQR =
      composite("orgqr(Tensor self, Tensor input2) -> Tensor", a -> product(a, "self", "input2"));

  public static final CompositeOp ORMQR =
      composite(
          "ormqr(Tensor self, Tensor input2, Tensor input3, bool left=True,"
              + " bool transpose=False) -> Tensor",
          Orthogonalizations::ormqr);

  private Orthogonalizations() {}

  private static KernelOp.Spec[] qrShape(KernelOp.Call a) {
    Tensor matrix = Matrices.matrix(a, "A");
    String mode = a.text("mode");
    long m = matrix.size(-2);
    long n = matrix.size(-1);
    long low = Math.min(m, n);
    long inner =
        switch (mode) {
          case "reduced", "r" -> low;
          case "complete" -> m;
          default ->
              throw new IllegalArgumentException(
                  a.op() + ": mode must be 'reduced', 'complete' or 'r', got '" + mode + "'");
        };
    Shape batch = Matrices.batch(matrix, 2);
    Shape q = mode.equals("r") ? Shape.of(0) : Matrices.with(batch, m, inner);
    return new KernelOp.Spec[] {
      new KernelOp.Spec(matrix.dtype(), q),
      new KernelOp.Spec(matrix.dtype(), Matrices.with(batch, inner, n))
    };
  }

  private static Tensor qrGrad(GradContext c) {
    String mode = c.text("mode");
    if (mode.equals("r")) {
      throw new AutogradException(
          "linalg_qr: the derivative needs Q, which mode='r' does not compute");
    }
    Tensor q = c.result(0);
    Tensor r = c.result(1);
    long m = q.size(-2);
    long n = r.size(-1);
    if (mode.equals("complete") && m > n) {
      throw new AutogradException(
          "linalg_qr: mode='complete' has no derivative for more rows than columns, got "
              + m
              + " and "
              + n);
    }
    Tensor gq = c.grad(0);
    Tensor gr = c.grad(1);
    if (m >= n) {
      return tallGrad(gq, gr, q, r);
    }
    // A = [A1 A2] with Q R1 = A1, and R2 = Q^H A2.
    Tensor r1 = r.narrow(-1, 0, m);
    Tensor r2 = r.narrow(-1, m, n - m);
    Tensor gr2 = gr.narrow(-1, m, n - m);
    Tensor throughR2 = gq.add(q.matmul(r2.matmul(Matrices.adjoint(gr2))));
    Tensor g1 = tallGrad(throughR2, gr.narrow(-1, 0, m), q, r1);
    return Torch.cat(List.of(g1, q.matmul(gr2)), -1);
  }

  /** (G_Q + Q sym(triu(G_R R^H - Q^H G_Q))) R^-H. */
  private static Tensor tallGrad(Tensor gq, Tensor gr, Tensor q, Tensor r) {
    Tensor rh = Matrices.adjoint(r);
    Tensor inner = gr.matmul(rh).sub(Matrices.adjoint(q).matmul(gq)).triu();
    Tensor both = inner.triu(1);
    Tensor middle = Matrices.embed(Matrices.real(Matrices.diagonal(inner)).to(inner.dtype()));
    Tensor symmetric = both.add(Matrices.adjoint(both)).add(middle);
    return Factorizations.triangular(rh, gq.add(q.matmul(symmetric)), false, false, false);
  }

  /** Reflector {@code i} as a column: zeros, a one, and what stands below the diagonal. */
  private static Tensor reflector(Tensor packed, int i) {
    long m = packed.size(-2);
    Tensor below = packed.narrow(-1, i, 1).narrow(-2, i + 1, m - i - 1);
    Shape batch = Matrices.batch(packed, 2);
    Tensor zeros = Torch.zeros(Matrices.with(batch, i, 1), packed.dtype());
    Tensor one = Torch.ones(Matrices.with(batch, 1, 1), packed.dtype());
    return Torch.cat(List.of(zeros, one, below), -2);
  }

  private static void checkTau(Args a, Tensor packed, Tensor tau, String name) {
    boolean batches =
        tau.dim() == packed.dim() - 1 && Matrices.batch(tau, 1).equals(Matrices.batch(packed, 2));
    if (!batches || tau.size(-1) > packed.size(-1)) {
      throw new ShapeException(
          a.op()
              + ": "
              + name
              + " must hold up to one number per column in the same batch, got "
              + tau.shape()
              + " for "
              + packed.shape());
    }
  }

  private static Tensor product(Args a, String matrix, String scales) {
    Tensor packed = Matrices.matrix(a, matrix);
    Tensor tau = a.tensor(scales);
    Matrices.sameDtype(a, matrix, scales);
    long m = packed.size(-2);
    long n = packed.size(-1);
    if (m < n) {
      throw new ShapeException(
          a.op() + ": " + matrix + " must not have more columns than rows, got " + packed.shape());
    }
    checkTau(a, packed, tau, scales);
    Tensor x =
        Torch.eye(m, n, packed.dtype())
            .expand(Matrices.with(Matrices.batch(packed, 2), m, n).toArray());
    if (packed.numel() == 0 || tau.numel() == 0) {
      return x.add(nothing(packed)).add(nothing(tau));
    }
    for (int i = (int) tau.size(-1) - 1; i >= 0; i--) {
      x = reflected(x, packed, tau, i, false);
    }
    return x;
  }

  /** A zero that keeps {@code t} in the graph though no gradient flows to it. */
  private static Tensor nothing(Tensor t) {
    Tensor real = t.dtype().isComplex() ? t.viewAsReal() : t;
    return Norms.NORM0.call(real.narrow(-1, 0, 0), null, false);
  }

  /** (I - tau v v^H) X, with tau conjugated for the adjoint. */
  private static Tensor reflected(Tensor x, Tensor packed, Tensor tau, int i, boolean adjoint) {
    Tensor v = reflector(packed, i);
    Tensor scale = tau.narrow(-1, i, 1).unsqueeze(-1);
    Tensor shadow = Matrices.adjoint(v).matmul(x);
    return x.sub(v.mul(adjoint ? Matrices.conj(scale) : scale).matmul(shadow));
  }

  private static Tensor ormqr(Args a) {
    Tensor packed = Matrices.matrix(a, "self");
    Tensor tau = a.tensor("input2");
    Tensor other = Matrices.matrix(a, "input3");
    Matrices.sameDtype(a, "self", "input2");
    Matrices.sameDtype(a, "self", "input3");
    checkTau(a, packed, tau, "input2");
    boolean left = a.flag("left");
    boolean transpose = a.flag("transpose");
    long rows = packed.size(-2);
    if (other.size(left ? -2 : -1) != rows
        || !Matrices.batch(other, 2).equals(Matrices.batch(packed, 2))) {
      throw new ShapeException(
          a.op()
              + ": input3 of shape "
              + other.shape()
              + " cannot be multiplied from the "
              + (left ? "left" : "right")
              + " with reflectors of shape "
              + packed.shape());
    }
    if (!left) {
      // X Q = (Q^H X^H)^H
      return Matrices.adjoint(applied(packed, tau, Matrices.adjoint(other), !transpose));
    }
    return applied(packed, tau, other, transpose);
  }

  private static Tensor applied(Tensor packed, Tensor tau, Tensor x, boolean adjoint) {
    int k = (int) tau.size(-1);
    Tensor out = x;
    for (int step = 0; step < k; step++) {
      out = reflected(out, packed, tau, adjoint ? step : k - 1 - step, adjoint);
    }
    return out;
  }
}
