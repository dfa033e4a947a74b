package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Least squares, pseudo-inverses, and the rank that they find. */
public final class LeastSquares {
  private static final String CUTOFFS = "Tensor self, *, Tensor? atol=None, Tensor? rtol=None";
  private static final String NUMBERS = "Tensor self, *, float? atol=None, float? rtol=None";

  public static final KernelOp LSTSQ_MATRIX =
      kernelAll(
              "_linalg_lstsq(Tensor self, Tensor b, float rcond, str driver)"
                  + " -> (Tensor solution, Tensor rank, Tensor singular_values)",
              LeastSquares::lstsqShape)
          .gradTogether(LeastSquares::lstsqGrad, "self", "b")
          .build();

  public static final CompositeOp LSTSQ =
      compositeAll(
          "linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None)"
              + " -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)",
          LeastSquares::lstsq);

  /** The pseudo-inverse with cutoffs that have the shape of the batch. */
  public static final KernelOp PINV_MATRIX =
      kernel(
              "_linalg_pinv(Tensor self, Tensor atol, Tensor rtol, bool hermitian) -> Tensor",
              a -> {
                Tensor self = Matrices.matrix(a, "self");
                Shape batch = Matrices.batch(self, 2);
                a.stretch("atol", batch);
                a.stretch("rtol", batch);
                Shape shape = Matrices.with(batch, self.size(-1), self.size(-2));
                return new KernelOp.Spec(self.dtype(), shape);
              })
          .savesResults()
          .grad("self", c -> pinvGrad(c.grad(), c.result(), c.saved("self")))
          .noGrad("atol", "rtol")
          .build();

  public static final CompositeOp PINV =
      composite(
          "linalg_pinv.atol_rtol_tensor(" + CUTOFFS + ", bool hermitian=False) -> Tensor",
          a -> pinv(a, a.tensorOrNull("atol"), a.tensorOrNull("rtol")));

  public static final CompositeOp PINV_NUMBERS =
      composite(
          "linalg_pinv.atol_rtol_float(" + NUMBERS + ", bool hermitian=False) -> Tensor",
          a -> pinv(a, number(a, "atol"), number(a, "rtol")));

  public static final CompositeOp PINV_RCOND =
      composite(
          "linalg_pinv(Tensor self, float rcond, bool hermitian=False) -> Tensor",
          a -> pinv(a, null, number(a, "rcond")));

  public static final CompositeOp PINV_RCOND_TENSOR =
      composite(
          "linalg_pinv.rcond_tensor(Tensor self, Tensor rcond, bool hermitian=False) -> Tensor",
          a -> pinv(a, null, a.tensor("rcond")));

  public static final CompositeOp PINVERSE =
      composite(
          "pinverse(Tensor self, float rcond=1e-15) -> Tensor",
          a -> pinv(a, null, number(a, "rcond")));

  public static final CompositeOp MATRIX_RANK =
      composite(
          "linalg_matrix_rank.atol_rtol_tensor(" + CUTOFFS + ", bool hermitian=False) -> Tensor",
          a -> rank(a, a.tensorOrNull("atol"), a.tensorOrNull("rtol"), a.flag("hermitian")));

  public static final CompositeOp MATRIX_RANK_NUMBERS =
      composite(
          "linalg_matrix_rank.atol_rtol_float(" + NUMBERS + ", bool hermitian=False) -> Tensor",
          a -> rank(a, number(a, "atol"), number(a, "rtol"), a.flag("hermitian")));

  public static final CompositeOp MATRIX_RANK_TOL =
      composite(
          "linalg_matrix_rank(Tensor self, float tol, bool hermitian=False) -> Tensor",
          a -> rank(a, number(a, "tol"), Torch.tensor(0.0), a.flag("hermitian")));

  public static final CompositeOp MATRIX_RANK_TOL_TENSOR =
      composite(
          "linalg_matrix_rank.tol_tensor(Tensor input, Tensor tol, bool hermitian=False)"
              + " -> Tensor",
          a -> rank(a, a.tensor("tol"), Torch.tensor(0.0), a.flag("hermitian")));

  private static final Set<String> DRIVERS = Set.of("gels", "gelsy", "gelsd", "gelss");

  private LeastSquares() {}

  private static KernelOp.Spec[] lstsqShape(KernelOp.Call a) {
    Tensor self = Matrices.matrix(a, "self");
    Tensor b = Matrices.matrix(a, "b");
    Matrices.sameDtype(a, "self", "b");
    if (self.size(-2) != b.size(-2)) {
      throw new ShapeException(
          a.op() + ": " + self.shape() + " and " + b.shape() + " have different numbers of rows");
    }
    Shape batch = Matrices.commonBatch(self, b, "linalg_lstsq");
    long m = self.size(-2);
    long n = self.size(-1);
    a.stretch("self", Matrices.with(batch, m, n));
    a.stretch("b", Matrices.with(batch, m, b.size(-1)));
    return new KernelOp.Spec[] {
      new KernelOp.Spec(self.dtype(), Matrices.with(batch, n, b.size(-1))),
      new KernelOp.Spec(DType.INT64, batch),
      new KernelOp.Spec(self.dtype().toReal(), Matrices.with(batch, Math.min(m, n)))
    };
  }

  private static Map<String, Tensor> lstsqGrad(GradContext c) {
    Tensor self = c.saved("self");
    Tensor b = c.saved("b");
    Tensor g = c.grad();
    Tensor inverse = pinv(self, null, null, false);
    Map<String, Tensor> out = new HashMap<>();
    if (c.needs("self")) {
      out.put("self", pinvGrad(g.matmul(Matrices.adjoint(b)), inverse, self));
    }
    if (c.needs("b")) {
      out.put("b", Matrices.adjoint(inverse).matmul(g));
    }
    return out;
  }

  private static Tensor[] lstsq(Args a) {
    Tensor self = Matrices.matrix(a, "self");
    Tensor b = Matrices.decomposable(a, "b");
    Matrices.sameDtype(a, "self", "b");
    String driver = a.isNull("driver") ? "gelsy" : a.text("driver");
    if (!DRIVERS.contains(driver)) {
      throw new IllegalArgumentException(
          a.op() + ": driver must be 'gels', 'gelsy', 'gelsd' or 'gelss', got '" + driver + "'");
    }
    boolean vector = self.dim() - 1 == b.dim() && b.shape().equals(Matrices.batch(self, 1));
    if (b.dim() < 1 || !vector && b.dim() < 2) {
      throw new ShapeException(
          a.op() + ": b of shape " + b.shape() + " does not fit self of shape " + self.shape());
    }
    Tensor right = vector ? b.unsqueeze(-1) : b;
    if (right.size(-2) != self.size(-2)) {
      throw new ShapeException(
          a.op()
              + ": self of shape "
              + self.shape()
              + " and b of shape "
              + b.shape()
              + " must have the same number of rows");
    }
    double rcond =
        a.isNull("rcond")
            ? epsilon(self) * Math.max(self.size(-1), self.size(-2))
            : a.real("rcond");
    Tensor[] all = LSTSQ_MATRIX.callAll(self, right, rcond, driver);
    Tensor none = Torch.empty(Shape.of(0), self.dtype().toReal());
    Tensor residuals = residuals(self, right, all, driver);
    boolean ranked = !driver.equals("gels");
    boolean valued = driver.equals("gelsd") || driver.equals("gelss");
    return new Tensor[] {
      vector ? all[0].squeeze(-1) : all[0],
      residuals == null ? none : residuals,
      ranked ? all[1] : Torch.empty(Shape.of(0), DType.INT64),
      valued ? all[2].detach() : none
    };
  }

  /** Sums of squares, where the system has more rows than columns and full rank. */
  private static @Nullable Tensor residuals(
      Tensor self, Tensor right, Tensor[] all, String driver) {
    long n = self.size(-1);
    if (self.size(-2) <= n || driver.equals("gelsy")) {
      return null;
    }
    for (long r : all[1].toLongArray()) {
      if (r != n) {
        return null;
      }
    }
    return GradMode.with(
        false,
        () -> {
          Tensor rest = self.matmul(all[0]).sub(right).abs();
          return rest.mul(rest).sum(-2);
        });
  }

  static double epsilon(Tensor t) {
    return t.dtype().toReal() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  private static @Nullable Tensor number(Args a, String name) {
    return a.isNull(name) ? null : Torch.tensor(a.real(name));
  }

  /** The cutoffs in use: without a relative one it is 0 beside an absolute one, else eps max. */
  private static Tensor[] cutoffs(
      Tensor self, @Nullable Tensor absolute, @Nullable Tensor relative) {
    DType real = self.dtype().toReal();
    Tensor atol = absolute == null ? Torch.zeros(Shape.SCALAR, real) : absolute;
    Tensor rtol = relative;
    if (rtol == null) {
      double standard = epsilon(self) * Math.max(self.size(-1), self.size(-2));
      rtol = Torch.full(Shape.SCALAR, standard, real);
      if (absolute != null) {
        rtol = Torch.where(absolute.gt(0), Torch.zeros(Shape.SCALAR, real), rtol);
      }
    }
    return new Tensor[] {atol.detach().to(real), rtol.detach().to(real)};
  }

  private static Tensor pinv(Args a, @Nullable Tensor atol, @Nullable Tensor rtol) {
    boolean hermitian = a.has("hermitian") && a.flag("hermitian");
    Tensor self = hermitian ? Matrices.square(a, "self") : Matrices.matrix(a, "self");
    complain(a, atol);
    complain(a, rtol);
    return pinv(self, atol, rtol, hermitian);
  }

  private static void complain(Args a, @Nullable Tensor cutoff) {
    if (cutoff != null && cutoff.dtype().isComplex()) {
      throw new DTypeException(a.op() + ": cutoffs must be real, got " + cutoff.dtype());
    }
  }

  private static Tensor pinv(
      Tensor self, @Nullable Tensor atol, @Nullable Tensor rtol, boolean hermitian) {
    Tensor[] cut = cutoffs(self, atol, rtol);
    return PINV_MATRIX.call(self, cut[0], cut[1], hermitian);
  }

  /** PyTorch's pinv_backward; the smaller products depend on the longer side. */
  private static Tensor pinvGrad(Tensor g, Tensor inverse, Tensor a) {
    Tensor gh = Matrices.adjoint(g);
    Tensor ih = Matrices.adjoint(inverse);
    if (a.size(-2) <= a.size(-1)) {
      Tensor k = gh.matmul(inverse);
      Tensor kih = k.matmul(ih);
      return kih.sub(Matrices.adjoint(inverse.matmul(k)))
          .sub(a.matmul(inverse).matmul(kih))
          .add(ih.matmul(inverse).matmul(gh.sub(k.matmul(a))));
    }
    Tensor k = inverse.matmul(gh);
    Tensor ihk = ih.matmul(k);
    return gh.sub(a.matmul(k))
        .matmul(inverse)
        .matmul(ih)
        .sub(Matrices.adjoint(k.matmul(inverse)))
        .add(ihk)
        .sub(ihk.matmul(inverse).matmul(a));
  }

  private static Tensor rank(
      Args a, @Nullable Tensor atol, @Nullable Tensor rtol, boolean hermitian) {
    String name = a.has("self") ? "self" : "input";
    Tensor self = hermitian ? Matrices.square(a, name) : Matrices.matrix(a, name);
    complain(a, atol);
    complain(a, rtol);
    return GradMode.with(
        false,
        () -> {
          if (self.numel() == 0) {
            return Torch.zeros(Matrices.batch(self, 2), DType.INT64);
          }
          Tensor[] cut = cutoffs(self, atol, rtol);
          Tensor s =
              hermitian ? Spectra.eigenvalues(self, "L").abs() : Spectra.singularValues(self);
          Tensor most = s.amax(new long[] {-1}, false);
          Tensor limit = cut[0].maximum(cut[1].mul(most));
          return s.gt(limit.unsqueeze(-1)).sum(-1);
        });
  }
}
