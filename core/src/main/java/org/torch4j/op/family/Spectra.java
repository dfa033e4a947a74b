package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernelAll;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Eigenvalues and singular values, with their vectors. */
public final class Spectra {
  public static final KernelOp EIGH =
      kernelAll(
              "_linalg_eigh(Tensor A, str UPLO='L', bool compute_v=True)"
                  + " -> (Tensor eigenvalues, Tensor eigenvectors)",
              Spectra::eighShape)
          .savesResults()
          .without("A")
          .grad("A", c -> hermitianGrad(c))
          .build();

  public static final CompositeOp LINALG_EIGH =
      compositeAll(
          "linalg_eigh(Tensor self, str UPLO='L') -> (Tensor eigenvalues, Tensor eigenvectors)",
          a -> EIGH.callAll(a.tensor("self"), a.text("UPLO"), true));

  public static final CompositeOp EIGVALSH =
      composite(
          "linalg_eigvalsh(Tensor self, str UPLO='L') -> Tensor",
          a -> eigenvalues(a.tensor("self"), a.text("UPLO")));

  public static final CompositeOp SYMEIG =
      compositeAll(
          "symeig(Tensor self, bool eigenvectors=False, bool upper=True)"
              + " -> (Tensor eigenvalues, Tensor eigenvectors)",
          Spectra::symeig);

  public static final KernelOp LINALG_EIG =
      kernelAll(
              "linalg_eig(Tensor self) -> (Tensor eigenvalues, Tensor eigenvectors)",
              a -> {
                Tensor self = Matrices.square(a, "self");
                DType type = self.dtype().toComplex();
                return new KernelOp.Spec[] {
                  new KernelOp.Spec(type, Matrices.batch(self, 1)),
                  new KernelOp.Spec(type, self.shape())
                };
              })
          .savesResults()
          .without("self")
          .grad("self", Spectra::generalGrad)
          .build();

  public static final CompositeOp EIGVALS =
      composite(
          "linalg_eigvals(Tensor self) -> Tensor", a -> LINALG_EIG.callAll(a.tensor("self"))[0]);

  public static final KernelOp SVD_EX =
      kernelAll(
              "_linalg_svd(Tensor A, bool full_matrices=False, bool compute_uv=True, *,"
                  + " str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)",
              Spectra::svdShape)
          .savesResults()
          .without("A")
          .grad("A", Spectra::svdGrad)
          .build();

  public static final CompositeOp LINALG_SVD =
      compositeAll(
          "linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None)"
              + " -> (Tensor U, Tensor S, Tensor Vh)",
          a -> SVD_EX.callAll(a.tensor("A"), a.flag("full_matrices"), true, a.get("driver")));

  public static final CompositeOp SVDVALS =
      composite(
          "linalg_svdvals(Tensor A, *, str? driver=None) -> Tensor",
          a -> singularValues(a.tensor("A")));

  public static final CompositeOp SVD =
      compositeAll(
          "svd(Tensor self, bool some=True, bool compute_uv=True)"
              + " -> (Tensor U, Tensor S, Tensor V)",
          Spectra::svd);

  private Spectra() {}

  /** Eigenvalues of symmetric matrices; vectors are computed if the gradient will need them. */
  static Tensor eigenvalues(Tensor t, String uplo) {
    return EIGH.callAll(t, uplo, Matrices.recorded(t))[0];
  }

  /** Singular values; vectors are computed if the gradient will need them. */
  static Tensor singularValues(Tensor t) {
    return SVD_EX.callAll(t, false, Matrices.recorded(t), null)[1];
  }

  private static KernelOp.Spec[] eighShape(KernelOp.Call a) {
    Tensor matrix = Matrices.square(a, "A");
    String uplo = a.text("UPLO");
    if (!uplo.equals("L") && !uplo.equals("U")) {
      throw new IllegalArgumentException(
          "linalg_eigh: UPLO must be 'L' or 'U', got '" + uplo + "'");
    }
    Shape vectors = a.flag("compute_v") ? matrix.shape() : Shape.of(0);
    return new KernelOp.Spec[] {
      new KernelOp.Spec(matrix.dtype().toReal(), Matrices.batch(matrix, 1)),
      new KernelOp.Spec(matrix.dtype(), vectors)
    };
  }

  private static void needsVectors(boolean there, String op) {
    if (!there) {
      throw new AutogradException(
          op + ": the derivative needs the vectors, which were not computed");
    }
  }

  /** V (G_L + skew(V^H G_V) / E) V^H with E_ij = L_j - L_i. */
  private static Tensor hermitianGrad(GradContext c) {
    needsVectors(c.flag("compute_v"), "linalg_eigh");
    Tensor l = c.result(0);
    Tensor v = c.result(1);
    Tensor vh = Matrices.adjoint(v);
    if (!c.hasGrad(1)) {
      return v.mul(c.grad(0).unsqueeze(-2)).matmul(vh);
    }
    Tensor turned = vh.matmul(c.grad(1));
    Tensor skew = turned.sub(Matrices.adjoint(turned)).mul(0.5);
    Tensor inner = skew.div(differences(l));
    inner = Matrices.withDiagonal(inner, c.grad(0).to(inner.dtype()));
    return v.matmul(inner).matmul(vh);
  }

  /** E_ij = l_j - l_i, with ones on the diagonal. */
  private static Tensor differences(Tensor l) {
    Tensor e = l.unsqueeze(-2).sub(l.unsqueeze(-1));
    return e.maskedFill(Matrices.onDiagonal(l.size(-1)), 1);
  }

  private static Tensor generalGrad(GradContext c) {
    Tensor l = c.result(0);
    Tensor v = c.result(1);
    Tensor vh = Matrices.adjoint(v);
    Tensor inner;
    if (c.hasGrad(1)) {
      Tensor turned = vh.matmul(c.grad(1));
      Tensor lengths = Matrices.real(Matrices.diagonal(turned)).to(turned.dtype());
      Tensor tangent = turned.sub(vh.matmul(v.mul(lengths.unsqueeze(-2))));
      inner = tangent.div(Matrices.conj(differences(l)));
      inner = Matrices.withDiagonal(inner, c.grad(0));
    } else {
      inner = Matrices.embed(c.grad(0));
    }
    Tensor g = Solvers.solve(vh, inner.matmul(vh));
    return c.dtypeOf("self").isComplex() ? g : Matrices.real(g);
  }

  private static Tensor[] symeig(Args a) {
    Tensor self = a.tensor("self");
    String uplo = a.flag("upper") ? "U" : "L";
    if (a.flag("eigenvectors")) {
      return EIGH.callAll(self, uplo, true);
    }
    return new Tensor[] {eigenvalues(self, uplo), Torch.empty(Shape.of(0), self.dtype())};
  }

  private static KernelOp.Spec[] svdShape(KernelOp.Call a) {
    Tensor matrix = Matrices.matrix(a, "A");
    if (!a.isNull("driver")) {
      throw new IllegalArgumentException(
          "linalg_svd: a driver can be chosen on CUDA only, got '" + a.text("driver") + "'");
    }
    long m = matrix.size(-2);
    long n = matrix.size(-1);
    long low = Math.min(m, n);
    Shape batch = Matrices.batch(matrix, 2);
    boolean full = a.flag("full_matrices");
    boolean vectors = a.flag("compute_uv");
    Shape u = vectors ? Matrices.with(batch, m, full ? m : low) : Shape.of(0);
    Shape v = vectors ? Matrices.with(batch, full ? n : low, n) : Shape.of(0);
    return new KernelOp.Spec[] {
      new KernelOp.Spec(matrix.dtype(), u),
      new KernelOp.Spec(matrix.dtype().toReal(), Matrices.with(batch, low)),
      new KernelOp.Spec(matrix.dtype(), v)
    };
  }

  private static Tensor skew(Tensor t) {
    return t.sub(Matrices.adjoint(t));
  }

  /** PyTorch's svd_backward; vectors beyond the smaller size have no gradient. */
  private static Tensor svdGrad(GradContext c) {
    needsVectors(c.flag("compute_uv"), "linalg_svd");
    Tensor s = c.result(1);
    long k = s.size(-1);
    Tensor u = c.result(0).narrow(-1, 0, k);
    Tensor vh = c.result(2).narrow(-2, 0, k);
    if (!c.hasGrad(0) && !c.hasGrad(2)) {
      return u.mul(c.grad(1).unsqueeze(-2)).matmul(vh);
    }
    Tensor gu = c.grad(0).narrow(-1, 0, k);
    Tensor gvh = c.grad(2).narrow(-2, 0, k);
    Tensor uh = Matrices.adjoint(u);
    Tensor v = Matrices.adjoint(vh);
    Tensor squares = differences(s.mul(s));
    Tensor turnedU = uh.matmul(gu);
    Tensor turnedV = vh.matmul(Matrices.adjoint(gvh));
    Tensor inner =
        skew(turnedU)
            .div(squares)
            .mul(s.unsqueeze(-2))
            .add(skew(turnedV).div(squares).mul(s.unsqueeze(-1)));
    inner = Matrices.withDiagonal(inner, diagonalGrad(c, s, turnedU));
    if (u.size(-2) > k) {
      Tensor outside = gu.sub(u.matmul(turnedU)).div(s.unsqueeze(-2));
      return u.matmul(inner).add(outside).matmul(vh);
    }
    if (vh.size(-1) > k) {
      Tensor outside = gvh.sub(gvh.matmul(v).matmul(vh)).div(s.unsqueeze(-1));
      return u.matmul(inner.matmul(vh).add(outside));
    }
    return u.matmul(inner).matmul(vh);
  }

  private static Tensor diagonalGrad(GradContext c, Tensor s, Tensor turnedU) {
    Tensor g = c.grad(1).to(turnedU.dtype());
    if (!turnedU.dtype().isComplex()) {
      return g;
    }
    Tensor d = Matrices.diagonal(turnedU);
    Tensor imaginary = d.sub(Matrices.real(d).to(d.dtype()));
    return g.add(imaginary.div(s));
  }

  private static Tensor[] svd(Args a) {
    Tensor self = a.tensor("self");
    boolean some = a.flag("some");
    if (a.flag("compute_uv")) {
      Tensor[] all = SVD_EX.callAll(self, !some, true, null);
      return new Tensor[] {all[0], all[1], Matrices.adjoint(all[2])};
    }
    Tensor s = singularValues(Matrices.matrix(a, "self"));
    Shape batch = Matrices.batch(self, 2);
    long m = self.size(-2);
    long n = self.size(-1);
    return new Tensor[] {
      Torch.zeros(Matrices.with(batch, m, m), self.dtype()),
      s,
      Torch.zeros(Matrices.with(batch, n, n), self.dtype())
    };
  }
}
