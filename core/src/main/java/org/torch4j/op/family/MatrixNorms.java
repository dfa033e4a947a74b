package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Norms of vectors and matrices, {@code torch.linalg.norm} and its family. */
public final class MatrixNorms {
  private static final String REST = "bool keepdim=False, *, ScalarType? dtype=None) -> Tensor";

  public static final CompositeOp VECTOR_NORM =
      composite(
          "linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, " + REST,
          a ->
              vector(
                  converted(a), a.real("ord"), a.integersOrNull("dim"), a.flag("keepdim"), a.op()));

  public static final CompositeOp MATRIX_NORM =
      composite(
          "linalg_matrix_norm(Tensor self, Scalar ord, int[] dim=[-2,-1], " + REST,
          a -> matrix(a, String.valueOf(a.real("ord"))));

  public static final CompositeOp MATRIX_NORM_TEXT =
      composite(
          "linalg_matrix_norm.str_ord(Tensor self, str ord='fro', int[] dim=[-2,-1], " + REST,
          a -> matrix(a, a.text("ord")));

  public static final CompositeOp LINALG_NORM =
      composite(
          "linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, " + REST, MatrixNorms::any);

  public static final CompositeOp LINALG_NORM_TEXT =
      composite(
          "linalg_norm.ord_str(Tensor self, str ord, int[1]? dim=None, " + REST,
          a -> matrix(a, a.text("ord")));

  public static final CompositeOp NORM_TEXT =
      composite(
          "norm.text(Tensor self, str p, int[1]? dim=None, bool keepdim=False, *,"
              + " ScalarType? dtype=None) -> Tensor",
          MatrixNorms::named);

  public static final CompositeOp FROBENIUS_NORM =
      composite(
          "frobenius_norm.dim(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor",
          a -> vector(a.tensor("self"), 2, a.integers("dim"), a.flag("keepdim"), a.op()));

  public static final CompositeOp NUCLEAR_NORM =
      composite("nuclear_norm(Tensor self, bool keepdim=False) -> Tensor", a -> matrix(a, "nuc"));

  public static final CompositeOp NUCLEAR_NORM_DIM =
      composite(
          "nuclear_norm.dim(Tensor self, int[2] dim, bool keepdim=False) -> Tensor",
          a -> matrix(a, "nuc"));

  public static final CompositeOp NORM_EXCEPT_DIM =
      composite("norm_except_dim(Tensor v, int pow=2, int dim=0) -> Tensor", MatrixNorms::except);

  private MatrixNorms() {}

  private static Tensor except(Args a) {
    Tensor v = a.tensor("v");
    Scalar pow = Scalar.of(a.integer("pow"));
    long dim = a.integer("dim");
    if (dim == -1) {
      return Norms.NORM.call(v, pow, new long[0], false);
    }
    int kept = Shape.normalizeDim(dim, v.dim(), "norm_except_dim");
    long[] others = LongStream.range(0, v.dim()).filter(d -> d != kept).toArray();
    return others.length == 0 ? v.abs() : Norms.NORM.call(v, pow, others, true);
  }

  /** The tensor in the dtype that the norm is computed in. */
  private static Tensor converted(Args a) {
    Tensor self = a.tensor("self");
    if (!self.dtype().isDifferentiable()) {
      throw new DTypeException(
          a.op() + ": expected a floating-point or complex tensor, got " + self.dtype());
    }
    DType wanted = a.has("dtype") ? a.dtype("dtype") : null;
    if (wanted == null || wanted == self.dtype()) {
      return self;
    }
    if (!wanted.isDifferentiable()
        || wanted.isComplex() != self.dtype().isComplex()
        || DType.promote(wanted, self.dtype()) != wanted) {
      throw new DTypeException(
          a.op() + ": dtype must not be narrower than " + self.dtype() + ", got " + wanted);
    }
    return self.to(wanted);
  }

  private static long @Nullable [] dims(Args a) {
    return a.has("dim") ? a.integersOrNull("dim") : null;
  }

  /** A norm of all elements along dimensions; zeros never give infinite slopes. */
  static Tensor vector(Tensor self, double p, long @Nullable [] dims, boolean keep, String op) {
    if (self.numel() == 0 && (p < 0 || Double.isInfinite(p)) && reducesNothing(self, dims, op)) {
      throw new ShapeException(
          op + ": the norm of order " + p + " of no elements is undefined, got " + self.shape());
    }
    Tensor x = self.dtype().isComplex() ? self.abs() : self;
    if (p == 2) {
      return Norms.NORM2.call(x, dims, keep);
    }
    if (p == 0) {
      return Norms.NORM0.call(x, dims, keep);
    }
    Tensor magnitude = x.abs();
    if (p == 1) {
      return magnitude.sum(dims, keep);
    }
    long[] list = dims == null ? new long[0] : dims;
    if (Double.isInfinite(p)) {
      return p > 0 ? magnitude.amax(list, keep) : magnitude.amin(list, keep);
    }
    Tensor zero = magnitude.detach().eq(0);
    if (p < 0) {
      // One zero makes the norm zero.
      Tensor sum = magnitude.maskedFill(zero, 1).pow(p).sum(dims, keep);
      return sum.pow(1 / p).maskedFill(zero.any(dims, keep), 0);
    }
    Tensor sum = magnitude.maskedFill(zero, 1).pow(p).maskedFill(zero, 0).sum(dims, keep);
    Tensor none = sum.detach().eq(0);
    return sum.maskedFill(none, 1).pow(1 / p).maskedFill(none, 0);
  }

  private static boolean reducesNothing(Tensor self, long @Nullable [] dims, String op) {
    if (dims == null || dims.length == 0) {
      return true;
    }
    for (long d : dims) {
      if (self.dim() > 0 && self.size(Shape.normalizeDim(d, self.dim(), op)) == 0) {
        return true;
      }
    }
    return false;
  }

  private static Tensor any(Args a) {
    Tensor self = converted(a);
    long[] dims = dims(a);
    boolean keep = a.flag("keepdim");
    if (a.isNull("ord")) {
      return vector(self, 2, dims, keep, a.op());
    }
    int count = dims == null ? self.dim() : dims.length;
    if (dims == null && count > 2) {
      throw new ShapeException(
          a.op()
              + ": without dim the tensor must have 1 or 2 dimensions, got shape "
              + self.shape());
    }
    if (count == 2) {
      return matrix(a, String.valueOf(a.real("ord")));
    }
    return vector(self, a.real("ord"), dims, keep, a.op());
  }

  /** {@code torch.norm} with a name as order. */
  private static Tensor named(Args a) {
    String p = a.text("p");
    long[] dims = dims(a);
    if (p.equals("fro")) {
      return vector(converted(a), 2, dims, a.flag("keepdim"), a.op());
    }
    return matrix(a, p);
  }

  private static Tensor matrix(Args a, String ord) {
    Tensor self = converted(a);
    long[] dims = dims(a);
    if (dims == null || dims.length == 0) {
      if (self.dim() != 2 && !(a.op().startsWith("nuclear") && self.dim() >= 2)) {
        throw new ShapeException(
            a.op() + ": a matrix norm needs 2 dimensions, got shape " + self.shape());
      }
      dims = new long[] {-2, -1};
    }
    if (dims.length != 2) {
      throw new ShapeException(
          a.op() + ": a matrix norm needs 2 dimensions, got dim " + Arrays.toString(dims));
    }
    int row = Shape.normalizeDim(dims[0], self.dim(), a.op());
    int column = Shape.normalizeDim(dims[1], self.dim(), a.op());
    if (row == column) {
      throw new ShapeException(
          a.op() + ": the dimensions must differ, got dim " + Arrays.toString(dims));
    }
    boolean keep = a.flag("keepdim");
    if (ord.equals("fro")) {
      return vector(self, 2, dims, keep, a.op());
    }
    Tensor norm = ofMatrix(lastTwo(self, row, column), ord, a.op());
    if (keep) {
      norm = norm.unsqueeze(Math.min(row, column)).unsqueeze(Math.max(row, column));
    }
    return norm;
  }

  private static Tensor lastTwo(Tensor t, int row, int column) {
    int[] order = new int[t.dim()];
    int at = 0;
    for (int i = 0; i < order.length; i++) {
      if (i != row && i != column) {
        order[at++] = i;
      }
    }
    order[at] = row;
    order[at + 1] = column;
    return t.permute(order);
  }

  /** A norm of the matrices in the last two dimensions. */
  static Tensor ofMatrix(Tensor t, String ord) {
    return ofMatrix(t, ord, "linalg_matrix_norm");
  }

  private static Tensor ofMatrix(Tensor t, String ord, String op) {
    return switch (ord) {
      case "fro" -> vector(t, 2, new long[] {-2, -1}, false, op);
      case "nuc" -> Spectra.singularValues(t).sum(-1);
      case "2", "2.0" -> extreme(Spectra.singularValues(t), true);
      case "-2.0" -> extreme(Spectra.singularValues(t), false);
      case "1", "1.0" -> extreme(t.abs().sum(-2), true);
      case "-1.0" -> extreme(t.abs().sum(-2), false);
      case "inf", "Infinity" -> extreme(t.abs().sum(-1), true);
      case "-inf", "-Infinity" -> extreme(t.abs().sum(-1), false);
      default ->
          throw new IllegalArgumentException(
              op + ": ord must be 'fro', 'nuc', inf, -inf, 1, -1, 2 or -2, got " + ord);
    };
  }

  private static Tensor extreme(Tensor t, boolean most) {
    long[] last = {-1};
    return most ? t.amax(last, false) : t.amin(last, false);
  }
}
