package org.torch4j.op.family;

import static org.torch4j.op.Op.view;

import java.util.Arrays;
import java.util.Objects;
import org.torch4j.op.Args;
import org.torch4j.op.ViewOp;
import org.torch4j.storage.Layout;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The same memory read as numbers of another type. */
public final class TypedViews {
  /** The bits as another dtype; the last dimension shrinks or grows with the size of an element. */
  public static final ViewOp VIEW_DTYPE =
      view("view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)", TypedViews::bits)
          .dtype((from, a) -> Objects.requireNonNull(a.dtype("dtype")))
          .notDifferentiable();

  public static final ViewOp VIEW_AS_REAL =
      view("view_as_real(Tensor(a) self) -> Tensor(a)", TypedViews::realParts)
          .dtype(DType::toReal)
          .grad(c -> c.grad().contiguous().viewAsComplex());

  public static final ViewOp VIEW_AS_COMPLEX =
      view("view_as_complex(Tensor(a) self) -> Tensor(a)", TypedViews::pairs)
          .dtype(DType::toComplex)
          .grad(c -> c.grad().viewAsReal());

  private TypedViews() {}

  private static Layout bits(Layout self, Args a) {
    DType from = a.tensor("self").dtype();
    DType to = Objects.requireNonNull(a.dtype("dtype"));
    if (from.byteSize() == to.byteSize()) {
      return self;
    }
    String what = "view: to see " + from + " as " + to + ", ";
    int last = self.dim() - 1;
    if (last < 0) {
      throw new ShapeException(what + "a tensor needs a dimension, got shape []");
    }
    if (self.stride(last) != 1) {
      throw new ShapeException(
          what + "the last dimension must have stride 1, got " + self.stride(last));
    }
    return from.byteSize() > to.byteSize()
        ? split(self, last, from.byteSize() / to.byteSize())
        : joined(self, last, to.byteSize() / from.byteSize(), what);
  }

  private static Layout split(Layout self, int last, int parts) {
    long[] sizes = self.shape().toArray();
    long[] strides = self.strides();
    sizes[last] *= parts;
    for (int i = 0; i < last; i++) {
      strides[i] *= parts;
    }
    return Layout.of(Shape.of(sizes), strides, self.offset() * parts);
  }

  private static Layout joined(Layout self, int last, int parts, String what) {
    long[] sizes = self.shape().toArray();
    long[] strides = self.strides();
    boolean fits = sizes[last] % parts == 0 && self.offset() % parts == 0;
    for (int i = 0; i < last; i++) {
      fits &= strides[i] % parts == 0;
      strides[i] /= parts;
    }
    if (!fits) {
      throw new ShapeException(
          what
              + "the last size, the offset and the other strides must be divisible by "
              + parts
              + ", got "
              + self);
    }
    sizes[last] /= parts;
    return Layout.of(Shape.of(sizes), strides, self.offset() / parts);
  }

  private static Layout realParts(Layout self, Args a) {
    if (!a.tensor("self").dtype().isComplex()) {
      throw new DTypeException(
          "view_as_real: expected a complex tensor, got " + a.tensor("self").dtype());
    }
    long[] sizes = Arrays.copyOf(self.shape().toArray(), self.dim() + 1);
    long[] strides = Arrays.copyOf(self.strides(), self.dim() + 1);
    for (int i = 0; i < self.dim(); i++) {
      strides[i] *= 2;
    }
    sizes[self.dim()] = 2;
    strides[self.dim()] = 1;
    return Layout.of(Shape.of(sizes), strides, 2 * self.offset());
  }

  private static Layout pairs(Layout self, Args a) {
    DType dtype = a.tensor("self").dtype();
    if (dtype.toComplex().toReal() != dtype) {
      throw new DTypeException(
          "view_as_complex: expected float16, float32 or float64, got " + dtype);
    }
    int last = self.dim() - 1;
    boolean fits = last >= 0 && self.size(last) == 2 && self.stride(last) == 1;
    for (int i = 0; fits && i < last; i++) {
      fits = self.stride(i) % 2 == 0;
    }
    if (!fits || self.offset() % 2 != 0) {
      throw new ShapeException(
          "view_as_complex: the last dimension must have size 2 and stride 1, the others even"
              + " strides, got "
              + self);
    }
    long[] strides = Arrays.copyOf(self.strides(), last);
    for (int i = 0; i < last; i++) {
      strides[i] /= 2;
    }
    return Layout.of(
        Shape.of(Arrays.copyOf(self.shape().toArray(), last)), strides, self.offset() / 2);
  }
}
