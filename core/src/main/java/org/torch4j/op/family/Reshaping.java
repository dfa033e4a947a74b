package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Shapes and orders of dimensions that are said by other views. */
public final class Reshaping {
  public static final CompositeOp FLATTEN =
      composite(
          "flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)",
          Reshaping::flatten);

  public static final CompositeOp RAVEL =
      composite("ravel(Tensor(a) self) -> Tensor(a)", a -> a.tensor("self").reshape(-1));

  public static final CompositeOp UNFLATTEN =
      composite(
          "unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)", Reshaping::unflatten);

  public static final CompositeOp VIEW_AS =
      composite(
          "view_as(Tensor(a) self, Tensor other) -> Tensor(a)",
          a -> a.tensor("self").view(a.tensor("other").shape().toArray()));

  public static final CompositeOp RESHAPE_AS =
      composite(
          "reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)",
          a -> a.tensor("self").reshape(a.tensor("other").shape().toArray()));

  public static final CompositeOp EXPAND_AS =
      composite(
          "expand_as(Tensor(a) self, Tensor other) -> Tensor(a)",
          a -> a.tensor("self").expand(a.tensor("other").shape().toArray()));

  public static final CompositeOp BROADCAST_TO =
      composite(
          "broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)",
          a -> a.tensor("self").expand(a.integers("size")));

  public static final CompositeOp BROADCAST_TENSORS =
      compositeAll("broadcast_tensors(Tensor[] tensors) -> Tensor[]", Reshaping::broadcast);

  public static final CompositeOp SUM_TO_SIZE =
      composite("sum_to_size(Tensor self, int[] size) -> Tensor", Reshaping::sumToSize);

  public static final CompositeOp MOVEDIM =
      composite(
          "movedim.int(Tensor(a) self, int source, int destination) -> Tensor(a)",
          a -> move(a, new long[] {a.integer("source")}, new long[] {a.integer("destination")}));

  public static final CompositeOp MOVEDIMS =
      composite(
          "movedim.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)",
          a -> move(a, a.integers("source"), a.integers("destination")));

  public static final CompositeOp MOVEAXIS =
      composite(
          "moveaxis.int(Tensor(a) self, int source, int destination) -> Tensor(a)",
          a -> move(a, new long[] {a.integer("source")}, new long[] {a.integer("destination")}));

  public static final CompositeOp MOVEAXES =
      composite(
          "moveaxis.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)",
          a -> move(a, a.integers("source"), a.integers("destination")));

  public static final CompositeOp SWAPAXES =
      composite(
          "swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)",
          a -> Views.TRANSPOSE.call(a.tensor("self"), a.get("axis0"), a.get("axis1")));

  public static final CompositeOp SWAPDIMS =
      composite(
          "swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)",
          a -> Views.TRANSPOSE.call(a.tensor("self"), a.get("dim0"), a.get("dim1")));

  public static final CompositeOp T =
      composite("t(Tensor(a) self) -> Tensor(a)", Reshaping::transposed);

  public static final CompositeOp NUMPY_T =
      composite("numpy_T(Tensor(a) self) -> Tensor(a)", a -> reversed(a.tensor("self")));

  public static final CompositeOp MATRIX_T =
      composite("mT(Tensor(a) self) -> Tensor(a)", a -> swapped(a.op(), a.tensor("self")));

  public static final CompositeOp MATRIX_H =
      composite("matrix_H(Tensor(a) self) -> Tensor(a)", Reshaping::adjointOfMatrix);

  public static final CompositeOp ADJOINT =
      composite("adjoint(Tensor(a) self) -> Tensor(a)", a -> adjoint(a.op(), a.tensor("self")));

  public static final CompositeOp MATRICES_H =
      composite("mH(Tensor(a) self) -> Tensor(a)", a -> adjoint(a.op(), a.tensor("self")));

  public static final CompositeOp NARROW =
      composite(
          "narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)",
          a -> narrow(a, a.integer("start")));

  public static final CompositeOp NARROW_TENSOR =
      composite(
          "narrow.Tensor(Tensor(a) self, int dim, Tensor start, int length) -> Tensor(a)",
          a -> narrow(a, start(a)));

  public static final CompositeOp NARROW_COPY =
      composite(
          "narrow_copy(Tensor self, int dim, int start, int length) -> Tensor",
          a -> narrow(a, a.integer("start")).clone());

  private Reshaping() {}

  private static Tensor flatten(Args a) {
    Tensor self = a.tensor("self");
    int start = Shape.normalizeDim(a.integer("start_dim"), self.dim(), "flatten");
    int end = Shape.normalizeDim(a.integer("end_dim"), self.dim(), "flatten");
    if (start > end) {
      throw new ShapeException(
          "flatten: start_dim "
              + a.get("start_dim")
              + " comes after end_dim "
              + a.get("end_dim")
              + " in shape "
              + self.shape());
    }
    if (self.dim() == 0) {
      return self.reshape(1);
    }
    if (start == end) {
      return self;
    }
    long[] sizes = self.shape().toArray();
    long[] out = new long[sizes.length - (end - start)];
    System.arraycopy(sizes, 0, out, 0, start);
    out[start] = Shape.of(Arrays.copyOfRange(sizes, start, end + 1)).numel();
    System.arraycopy(sizes, end + 1, out, start + 1, sizes.length - end - 1);
    return self.reshape(out);
  }

  private static Tensor unflatten(Args a) {
    Tensor self = a.tensor("self");
    long[] sizes = a.integers("sizes");
    int d = Shape.normalizeDim(a.integer("dim"), self.dim(), "unflatten");
    if (self.dim() == 0 || sizes.length == 0) {
      throw new ShapeException(
          "unflatten: expected a dimension and sizes for it, got sizes "
              + Arrays.toString(sizes)
              + " for a tensor of shape "
              + self.shape());
    }
    long[] inner;
    try {
      inner = Views.infer(sizes, self.size(d), "unflatten").toArray();
    } catch (ShapeException e) {
      throw new ShapeException(
          "unflatten: sizes "
              + Arrays.toString(sizes)
              + " do not multiply to dimension "
              + d
              + " of size "
              + self.size(d),
          e);
    }
    long[] shape = self.shape().toArray();
    long[] out = new long[shape.length + inner.length - 1];
    System.arraycopy(shape, 0, out, 0, d);
    System.arraycopy(inner, 0, out, d, inner.length);
    System.arraycopy(shape, d + 1, out, d + inner.length, shape.length - d - 1);
    return self.view(out);
  }

  private static Tensor[] broadcast(Args a) {
    Tensor[] tensors = a.tensors("tensors");
    Shape shape = Shape.SCALAR;
    for (Tensor t : tensors) {
      shape = Shape.broadcast(shape, t.shape(), "broadcast_tensors");
    }
    long[] sizes = shape.toArray();
    return Arrays.stream(tensors).map(t -> t.expand(sizes)).toArray(Tensor[]::new);
  }

  /** PyTorch sums a scalar, too, which makes integers int64. */
  private static Tensor sumToSize(Args a) {
    Tensor self = a.tensor("self");
    Shape shape = Shape.of(a.integers("size"));
    if (!Shape.broadcast(shape, self.shape(), "sum_to_size").equals(self.shape())) {
      throw new ShapeException(
          "sum_to_size: shape " + shape + " does not broadcast to " + self.shape());
    }
    return shape.dim() == 0 ? self.sum() : self.sumToSize(shape);
  }

  private static int[] dims(Args a, String name, long[] dims, int rank) {
    int[] out = new int[dims.length];
    boolean[] seen = new boolean[Math.max(1, rank)];
    for (int i = 0; i < dims.length; i++) {
      out[i] = Shape.normalizeDim(dims[i], rank, a.op());
      if (seen[out[i]]) {
        throw new ShapeException(
            a.op() + ": repeated dim in " + name + " " + Arrays.toString(dims));
      }
      seen[out[i]] = true;
    }
    return out;
  }

  private static Tensor move(Args a, long[] source, long[] destination) {
    Tensor self = a.tensor("self");
    int n = self.dim();
    if (source.length != destination.length) {
      throw new ShapeException(
          a.op()
              + ": source and destination must have the same length, got "
              + Arrays.toString(source)
              + " and "
              + Arrays.toString(destination));
    }
    int[] from = dims(a, "source", source, n);
    int[] to = dims(a, "destination", destination, n);
    if (n == 0) {
      return Views.ALIAS.call(self);
    }
    int[] order = new int[n];
    Arrays.fill(order, -1);
    boolean[] moved = new boolean[n];
    for (int i = 0; i < from.length; i++) {
      order[to[i]] = from[i];
      moved[from[i]] = true;
    }
    int next = 0;
    for (int i = 0; i < n; i++) {
      if (order[i] < 0) {
        while (moved[next]) {
          next++;
        }
        order[i] = next++;
      }
    }
    return self.permute(order);
  }

  private static Tensor transposed(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() > 2) {
      throw new ShapeException(
          "t: expected at most 2 dimensions, got shape " + self.shape() + "; use transpose");
    }
    return self.dim() < 2 ? Views.ALIAS.call(self) : self.transpose(0, 1);
  }

  private static Tensor reversed(Tensor self) {
    int[] order = new int[self.dim()];
    Arrays.setAll(order, i -> order.length - 1 - i);
    return self.permute(order);
  }

  private static Tensor swapped(String op, Tensor self) {
    if (self.dim() == 0) { // PyTorch lets a scalar be its own transpose
      return Views.ALIAS.call(self);
    }
    if (self.dim() < 2) {
      throw new ShapeException(
          op + ": expected a matrix or a batch of matrices, got shape " + self.shape());
    }
    return self.transpose(-2, -1);
  }

  private static Tensor conjugate(Tensor t) {
    return t.dtype().isComplex() ? t.conj() : t;
  }

  private static Tensor adjoint(String op, Tensor self) {
    return conjugate(swapped(op, self));
  }

  private static Tensor adjointOfMatrix(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() == 0) {
      return conjugate(Views.ALIAS.call(self));
    }
    if (self.dim() != 2) {
      throw new ShapeException(
          "H: expected a matrix or a scalar, got shape " + self.shape() + "; use mH for batches");
    }
    return adjoint("H", self);
  }

  private static long start(Args a) {
    Tensor start = a.tensor("start");
    DType dtype = start.dtype();
    if (start.dim() != 0 || dtype == DType.BOOL || !dtype.isIntegral()) {
      throw new ShapeException(
          "narrow: start must be an integer scalar, got "
              + start.dtype()
              + " of shape "
              + start.shape());
    }
    return start.itemLong();
  }

  private static Tensor narrow(Args a, long start) {
    Tensor self = a.tensor("self");
    long length = a.integer("length");
    if (self.dim() == 0) {
      throw new ShapeException(a.op() + ": a tensor without dimensions has no part, shape []");
    }
    int d = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    long n = self.size(d);
    long from = start < 0 ? start + n : start;
    if (from < 0 || length < 0 || from + length > n) {
      throw new IndexOutOfBoundsException(
          a.op()
              + ": start "
              + start
              + " and length "
              + length
              + " exceed dimension "
              + d
              + " of size "
              + n);
    }
    return Views.SLICE.call(self, (long) d, from, from + length, 1L);
  }
}
