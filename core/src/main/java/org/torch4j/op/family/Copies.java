package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Placement;
import org.torch4j.op.PointwiseOp;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Elements copied, converted, filled in, and counted up. */
public final class Copies {
  private static final String COPYING =
      "bool non_blocking=False, bool copy=False, MemoryFormat? memory_format=None) -> Tensor(a)";

  /** A contiguous copy. */
  public static final PointwiseOp CLONE = pointwise("clone(Tensor self) -> Tensor", SELF);

  /** The elements in another dtype. */
  public static final PointwiseOp TO_COPY =
      pointwise("_to_copy(Tensor self, *, ScalarType? dtype=None) -> Tensor", SELF).converting();

  /** The elements on another device. */
  public static final KernelOp MOVE =
      kernel(
              "_to_device(Tensor self, Device device) -> Tensor",
              a -> KernelOp.Spec.like(a.tensor("self")))
          .moving()
          .grad("self", c -> c.grad().to(c.meta("self").device()))
          .without("self")
          .build();

  /** In place only: writes src, converted, over self. */
  public static final PointwiseOp COPY =
      pointwise("copy(Tensor self, Tensor src) -> Tensor", OTHER).converting();

  /** In place only: writes one number everywhere. */
  public static final PointwiseOp FILL =
      pointwise("fill.Scalar(Tensor self, Scalar number) -> Tensor", S0).converting();

  /** A copy in the memory order asked for. */
  public static final CompositeOp CLONE_FORMAT =
      composite(
          "clone.memory_format(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor",
          a -> clone(a.tensor("self"), a.memoryFormat("memory_format")));

  public static final CompositeOp CONTIGUOUS =
      composite(
          "contiguous(Tensor(a) self, *, MemoryFormat? memory_format=None) -> Tensor(a)",
          a -> inFormat(a.tensor("self"), a.memoryFormat("memory_format")));

  public static final CompositeOp TO_DTYPE =
      composite("to.dtype(Tensor(a) self, ScalarType dtype, " + COPYING, Copies::to);

  public static final CompositeOp TO_DEVICE =
      composite(
          "to.device(Tensor(a) self, Device device, ScalarType? dtype=None, " + COPYING,
          Copies::to);

  public static final CompositeOp TO_OTHER =
      composite(
          "to.other(Tensor(a) self, Tensor other, " + COPYING,
          a -> to(a, a.tensor("other").dtype(), a.tensor("other").device()));

  public static final CompositeOp TO_NAMED =
      composite(
          "to.dtype_layout(Tensor(a) self, *, ScalarType? dtype=None, Device? device=None, "
              + COPYING,
          Copies::to);

  public static final CompositeOp TYPE_AS =
      composite(
          "type_as(Tensor self, Tensor other) -> Tensor",
          a -> a.tensor("self").to(a.tensor("other").dtype()));

  /** Other sizes over the same memory, or more of it; what is new is not initialised. */
  public static final CompositeOp RESIZE_ =
      composite(
          "resize_(Tensor(a!) self, int[] size, *, MemoryFormat? memory_format=None) -> Tensor(a!)",
          a -> resize(a, Shape.of(a.integers("size"))));

  public static final CompositeOp RESIZE_AS_ =
      composite(
          "resize_as_(Tensor(a!) self, Tensor the_template, *, MemoryFormat? memory_format=None)"
              + " -> Tensor(a!)",
          a -> resize(a, a.tensor("the_template").shape()));

  private Copies() {}

  private static Tensor to(Args a) {
    Tensor self = a.tensor("self");
    DType dtype = a.dtype("dtype");
    Device device = a.has("device") ? a.device("device") : null;
    return to(a, dtype == null ? self.dtype() : dtype, device == null ? self.device() : device);
  }

  private static Tensor to(Args a, DType dtype, Device device) {
    Tensor self = a.tensor("self");
    MemoryFormat format = a.memoryFormat("memory_format");
    Tensor out = self.to(device).to(dtype);
    if (out == self && a.flag("copy")) {
      return clone(self, format);
    }
    return format == null ? out : inFormat(out, format);
  }

  private static boolean isRowMajor(MemoryFormat format) {
    return format.dims() == 0;
  }

  private static Tensor clone(Tensor self, @Nullable MemoryFormat format) {
    if (format == null || isRowMajor(format)) {
      return self.clone();
    }
    int[] last = channelsLast(self, format);
    return self.permute(last).clone().permute(channelsBack(last.length));
  }

  /** The tensor itself if its elements lie in that order, else a copy. */
  static Tensor inFormat(Tensor self, @Nullable MemoryFormat format) {
    if (format == MemoryFormat.PRESERVE_FORMAT) {
      return self;
    }
    if (format == null || isRowMajor(format)) {
      return self.isContiguous() ? self : self.clone();
    }
    return self.permute(channelsLast(self, format)).isContiguous() ? self : clone(self, format);
  }

  /** The dimensions with the channels, which are the second, at the end. */
  private static int[] channelsLast(Tensor self, MemoryFormat format) {
    int n = self.dim();
    if (n != format.dims()) {
      throw new ShapeException(
          "memory_format "
              + format
              + ": expected "
              + format.dims()
              + " dimensions, got shape "
              + self.shape());
    }
    int[] order = new int[n];
    Arrays.setAll(order, i -> i == 0 ? 0 : i == n - 1 ? 1 : i + 1);
    return order;
  }

  private static int[] channelsBack(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i == 0 ? 0 : i == 1 ? n - 1 : i - 1);
    return order;
  }

  private static Tensor resize(Args a, Shape shape) {
    Tensor self = a.tensor("self");
    if (TensorState.requiresGrad(self)) {
      throw new AutogradException(
          a.op() + ": a tensor of shape " + self.shape() + " that requires grad has fixed sizes");
    }
    StridedArray old = TensorState.array(self);
    if (!old.shape().equals(shape)) {
      Layout layout = Layout.of(shape, Layout.rowMajorStrides(shape), old.layout().offset());
      StridedArray array =
          layout.end() * old.dtype().byteSize() <= old.storage().byteSize()
              ? old.with(layout)
              : grown(old, layout);
      TensorState.setArray(self, array);
    }
    MemoryFormat format = a.memoryFormat("memory_format");
    if (format != null && !isRowMajor(format)) {
      TensorState.setArray(self, TensorState.array(inFormat(self, format)));
    }
    return self;
  }

  private static StridedArray grown(StridedArray old, Layout layout) {
    StridedArray memory =
        Placement.allocate(old.storage().device(), old.dtype(), Shape.of(layout.end()));
    long bytes = Math.min(old.storage().byteSize(), memory.storage().byteSize());
    Placement.copy(memory.storage(), old.storage(), bytes);
    return memory.with(layout);
  }
}
