package org.torch4j;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.autograd.Engine;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.autograd.RemovableHandle;
import org.torch4j.op.Placement;
import org.torch4j.op.TensorBase;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Comparisons;
import org.torch4j.op.family.Copies;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.SparseGradients;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * A multi-dimensional array of one element type that records how it was computed, {@code
 * torch.Tensor}.
 *
 * <pre>{@code
 * Tensor w = Torch.randn(3, 2).requiresGrad_(true);
 * Tensor loss = x.matmul(w).sub(y).pow(2).mean();
 * loss.backward();
 * w.grad();                                  // d loss / d w
 * }</pre>
 *
 * <p>Methods are PyTorch's under Java's spelling: {@code log_softmax} is {@code logSoftmax}, {@code
 * add_} changes in place. The functions of one variable are in {@link ElementaryMethods}, operators
 * in {@link ArithmeticMethods}, and so on; here stands what is about the tensor itself, its values
 * and its graph, which makes the file longer than others. Memory is freed by itself; nothing has to
 * be closed.
 *
 * <p>A tensor may be read by several threads. Changing one while another thread uses it needs the
 * caller's own synchronization.
 */
public non-sealed class Tensor extends TensorBase
    implements ElementaryMethods,
        ArithmeticMethods,
        ReductionMethods,
        ViewMethods,
        IndexingMethods,
        MatmulMethods,
        NumericMethods,
        StatisticsMethods,
        RandomMethods,
        InPlaceMethods,
        ConversionMethods,
        ComplexMethods,
        SparseMethods {

  /** A tensor over an array; for the library itself. Users start at {@link Torch}. */
  public Tensor(StridedArray array) {
    super(array);
  }

  private StridedArray array() {
    return TensorState.array(this);
  }

  private StridedArray header() {
    return TensorState.header(this);
  }

  private StridedArray strided(String op) {
    if (TensorState.isSparse(this)) {
      throw TensorState.notStrided(op, this);
    }
    return array();
  }

  // ---- what it is

  /** The sizes of its dimensions, {@code Tensor.shape}. */
  public final Shape shape() {
    return header().shape();
  }

  /** The size of dimension {@code dim}; negative counts from the end. */
  public final long size(int dim) {
    return header().shape().get(dim);
  }

  /** Number of dimensions. */
  public final int dim() {
    return header().layout().dim();
  }

  /** Number of elements. */
  public final long numel() {
    return header().numel();
  }

  /** The element type. */
  public final DType dtype() {
    return header().dtype();
  }

  /** Where its memory is. */
  public final Device device() {
    return header().storage().device();
  }

  /** Elements between neighbours of dimension {@code dim}, {@code Tensor.stride}. */
  public final long stride(int dim) {
    shape().get(dim);
    return strided("stride").layout().stride(Shape.normalizeDim(dim, dim(), "stride"));
  }

  /** A fresh array of the strides. */
  public final long[] strides() {
    return strided("stride").layout().strides();
  }

  /** The place of the first element in its memory, in elements, {@code Tensor.storage_offset}. */
  public final long storageOffset() {
    return strided("storage_offset").layout().offset();
  }

  /** Whether the elements lie in row-major order without gaps. */
  public final boolean isContiguous() {
    return TensorState.isSparse(this) || array().isContiguous();
  }

  /** Whether the element type is floating point. */
  public final boolean isFloatingPoint() {
    return dtype().isFloatingPoint();
  }

  /** Whether it was made in {@link Torch#inferenceMode}. */
  public final boolean isInference() {
    return TensorState.isInference(this);
  }

  /** Whether {@code other} is a view of the same memory. */
  public final boolean sharesMemory(Tensor other) {
    return TensorState.storage(this) == TensorState.storage(other);
  }

  // ---- its values

  private StridedArray onlyElement() {
    if (numel() != 1) {
      throw new ShapeException(
          "item: a tensor with "
              + numel()
              + " elements (shape "
              + shape()
              + ") cannot be converted to a number");
    }
    strided("item");
    return Placement.host(this);
  }

  /** The value of a tensor of one element, {@code Tensor.item}. */
  public final double item() {
    StridedArray only = onlyElement();
    long place = only.layout().offset();
    if (only.imaginaryAt(place) != 0) {
      throw new DTypeException("item: " + itemComplex() + " is no real number; use itemComplex()");
    }
    return only.doubleAt(place);
  }

  /** {@link #item} as an integer, exact for int64. */
  public final long itemLong() {
    StridedArray only = onlyElement();
    return only.longAt(only.layout().offset());
  }

  /** Whether the only element is nonzero. */
  public final boolean itemBoolean() {
    StridedArray only = onlyElement();
    long place = only.layout().offset();
    return only.doubleAt(place) != 0 || only.imaginaryAt(place) != 0;
  }

  /** A row-major copy of the elements, converted. */
  public final float[] toFloatArray() {
    return (float[]) elements(DType.FLOAT32);
  }

  /** A row-major copy of the elements, converted. */
  public final double[] toDoubleArray() {
    return (double[]) elements(DType.FLOAT64);
  }

  /** A row-major copy of the elements, converted. */
  public final long[] toLongArray() {
    return (long[]) elements(DType.INT64);
  }

  /** A row-major copy of the elements, converted. */
  public final int[] toIntArray() {
    return (int[]) elements(DType.INT32);
  }

  /** A row-major copy of the elements, converted; uint8 keeps its bits. */
  public final byte[] toByteArray() {
    return (byte[]) elements(dtype() == DType.UINT8 ? DType.UINT8 : DType.INT8);
  }

  /** A row-major copy of the elements: true where nonzero. */
  public final boolean[] toBooleanArray() {
    byte[] bytes = (byte[]) elements(DType.BOOL);
    boolean[] out = new boolean[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] != 0;
    }
    return out;
  }

  private Object elements(DType type) {
    if (isComplex() && type != DType.BOOL) {
      throw new DTypeException(
          "to_array: "
              + dtype()
              + " elements do not fit in an array of "
              + type
              + "; take real(), imag() or viewAsReal()");
    }
    strided("to_array");
    Tensor plain = GradMode.with(false, () -> to(type).contiguous());
    return Placement.host(plain).copyToArray();
  }

  /** Whether shape and all elements are equal, {@code torch.equal}. */
  public final boolean equal(Tensor other) {
    return shape().equals(other.shape())
        && GradMode.with(false, () -> eq(other).all().itemBoolean());
  }

  /** {@link #allclose(Tensor, double, double)} with PyTorch's tolerances, 1e-5 and 1e-8. */
  public final boolean allclose(Tensor other) {
    return allclose(other, 1e-5, 1e-8);
  }

  /** Whether {@code |this - other| <= atol + rtol * |other|} everywhere, {@code torch.allclose}. */
  public final boolean allclose(Tensor other, double rtol, double atol) {
    return GradMode.with(
        false,
        () ->
            eq(other)
                .logicalOr(
                    sub(other)
                        .abs()
                        .le(other.abs().mul(rtol).add(atol))
                        .logicalAnd(other.isfinite()))
                .all()
                .itemBoolean());
  }

  /** The values, as PyTorch prints them. */
  @Override
  public String toString() {
    return TensorText.of(this);
  }

  // ---- copies and conversions

  /** The elements in another dtype; the tensor itself if it has it already, {@code Tensor.to}. */
  public final Tensor to(DType dtype) {
    return dtype == dtype() ? this : Copies.TO_COPY.call(this, dtype);
  }

  /** The elements on another device; the tensor itself if they are there already. */
  public final Tensor to(Device device) {
    return device.equals(device()) ? this : Copies.MOVE.call(this, device);
  }

  /** The elements on the device of this name: {@code cpu}, {@code cuda}, {@code cuda:1}. */
  public final Tensor to(String device) {
    return to(Device.of(device));
  }

  /** {@code to(float32)}. */
  public final Tensor toFloat() {
    return to(DType.FLOAT32);
  }

  /** {@code to(float64)}. */
  public final Tensor toDouble() {
    return to(DType.FLOAT64);
  }

  /** {@code to(float16)}, {@code Tensor.half}. */
  public final Tensor toHalf() {
    return to(DType.FLOAT16);
  }

  /** {@code to(int64)}. */
  public final Tensor toLong() {
    return to(DType.INT64);
  }

  /** {@code to(int32)}. */
  public final Tensor toInt() {
    return to(DType.INT32);
  }

  /** {@code to(bool)}. */
  public final Tensor toBool() {
    return to(DType.BOOL);
  }

  /** Memory of its own with the same elements, {@code Tensor.clone}; gradients flow through. */
  @Override
  public final Tensor clone() {
    return Copies.CLONE.call(this);
  }

  /** The tensor itself if it is contiguous, else a contiguous copy. */
  public final Tensor contiguous() {
    return isContiguous() ? this : clone();
  }

  /**
   * Writes the elements of {@code src}, broadcast and converted, into this, {@code Tensor.copy_}.
   */
  public final Tensor copy_(Tensor src) {
    return Copies.COPY.callInPlace(this, src.to(device()));
  }

  /** Writes one number or truth value everywhere, {@code Tensor.fill_}. */
  public final Tensor fill_(Object value) {
    return Copies.FILL.callInPlace(this, Scalar.of(value));
  }

  /** Writes 0 everywhere. */
  public final Tensor zero_() {
    return Copies.FILL.callInPlace(this, Scalar.ZERO);
  }

  // ---- pointwise methods with arguments of their own

  /** {@code this + value * tensor1 * tensor2}, {@code torch.addcmul}. */
  public final Tensor addcmul(Tensor tensor1, Tensor tensor2, Number value) {
    return Arithmetic.ADDCMUL.call(this, tensor1, tensor2, Scalar.of(value));
  }

  /** {@link #addcmul} in place. */
  public final Tensor addcmul_(Tensor tensor1, Tensor tensor2, Number value) {
    return Arithmetic.ADDCMUL.callInPlace(this, tensor1, tensor2, Scalar.of(value));
  }

  /** {@code this + value * tensor1 / tensor2}, {@code torch.addcdiv}. */
  public final Tensor addcdiv(Tensor tensor1, Tensor tensor2, Number value) {
    return Arithmetic.ADDCDIV.call(this, tensor1, tensor2, Scalar.of(value));
  }

  /** {@link #addcdiv} in place. */
  public final Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Number value) {
    return Arithmetic.ADDCDIV.callInPlace(this, tensor1, tensor2, Scalar.of(value));
  }

  /** The way from this to {@code end} gone by {@code weight}, {@code torch.lerp}. */
  public final Tensor lerp(Tensor end, Number weight) {
    return Arithmetic.LERP_SCALAR.call(this, end, Scalar.of(weight));
  }

  /** {@link #lerp(Tensor, Number)} in place. */
  public final Tensor lerp_(Tensor end, Number weight) {
    return Arithmetic.LERP_SCALAR.callInPlace(this, end, Scalar.of(weight));
  }

  /** The way from this to {@code end} gone by {@code weight}. */
  public final Tensor lerp(Tensor end, Tensor weight) {
    return Arithmetic.LERP.call(this, end, weight);
  }

  /** The quotients rounded by {@code "trunc"} or {@code "floor"}, {@code torch.div}. */
  public final Tensor div(Tensor other, @Nullable String roundingMode) {
    return Arithmetic.DIV_MODE.call(this, other, roundingMode);
  }

  /** Kept between {@code min} and {@code max}; null leaves an end open, {@code torch.clamp}. */
  public final Tensor clamp(@Nullable Number min, @Nullable Number max) {
    return Arithmetic.CLAMP.call(
        this, min == null ? null : Scalar.of(min), max == null ? null : Scalar.of(max));
  }

  /** {@link #clamp} in place. */
  public final Tensor clamp_(@Nullable Number min, @Nullable Number max) {
    return Arithmetic.CLAMP.callInPlace(
        this, min == null ? null : Scalar.of(min), max == null ? null : Scalar.of(max));
  }

  /** Kept above {@code min}. */
  public final Tensor clampMin(Number min) {
    return clamp(min, null);
  }

  /** Kept below {@code max}. */
  public final Tensor clampMax(Number max) {
    return clamp(null, max);
  }

  /** NaN becomes {@code nan}, infinities the largest finite values, {@code torch.nan_to_num}. */
  public final Tensor nanToNum(double nan) {
    return nanToNum(nan, null, null);
  }

  /** log(x / (1 - x)), {@code torch.logit}. */
  public final Tensor logit() {
    return Elementary.LOGIT.call(this, (Object) null);
  }

  /** The complement of integers, the negation of bool, {@code torch.bitwise_not}. */
  public final Tensor bitwiseNot() {
    return dtype() == DType.BOOL ? logicalNot() : Comparisons.BITWISE_NOT.call(this);
  }

  /**
   * Whether {@code |this - other| <= atol + rtol * |other|}, elementwise, {@code torch.isclose}.
   */
  public final Tensor isclose(Tensor other, double rtol, double atol) {
    return isclose(other, rtol, atol, false);
  }

  /** {@code x * sigmoid(x)}, {@code torch.nn.functional.silu}. */
  public final Tensor silu() {
    return Activations.SILU.call(this);
  }

  // ---- autograd

  /** Whether gradients flow to or through it. */
  public final boolean requiresGrad() {
    return TensorState.requiresGrad(this);
  }

  /** Makes a leaf collect gradients, or not, and returns it, {@code Tensor.requires_grad_}. */
  public final Tensor requiresGrad_(boolean on) {
    if (on && !dtype().isDifferentiable()) {
      throw new AutogradException(
          "requires_grad_: only floating-point tensors can require gradients, got " + dtype());
    }
    if (!isLeaf()) {
      if (!on) {
        throw new AutogradException(
            "requires_grad_: only leaves can stop requiring gradients; use detach()");
      }
      return this;
    }
    if (on && isInference() && !GradMode.isInference()) {
      throw new AutogradException(
          "requires_grad_: inference tensors cannot require gradients outside inferenceMode");
    }
    TensorState.setRequiresGrad(this, on);
    return this;
  }

  /** {@code requiresGrad_(true)}. */
  public final Tensor requiresGrad_() {
    return requiresGrad_(true);
  }

  /** Whether no recorded operation made it, {@code Tensor.is_leaf}. */
  public final boolean isLeaf() {
    return TensorState.gradFn(this) == null;
  }

  /** The recorded step that made it, null for a leaf, {@code Tensor.grad_fn}. */
  public final @Nullable Node gradFn() {
    return TensorState.gradFn(this);
  }

  /** What backward collected, null before the first one, {@code Tensor.grad}. */
  public final @Nullable Tensor grad() {
    return TensorState.gradForUser(this);
  }

  /** Replaces what backward collected; null forgets it. */
  public final void setGrad(@Nullable Tensor grad) {
    if (grad != null && (!grad.shape().equals(shape()) || grad.dtype() != dtype())) {
      throw new ShapeException(
          "grad: a gradient of "
              + dtype()
              + " "
              + shape()
              + " cannot be "
              + grad.dtype()
              + " "
              + grad.shape());
    }
    TensorState.setGrad(this, grad == null ? null : SparseGradients.collected(this, grad));
  }

  /** Makes a tensor that is not a leaf keep its gradient too, {@code Tensor.retain_grad}. */
  public final void retainGrad() {
    Node.Edge edge = edge("retain_grad");
    if (isLeaf() || TensorState.markRetainsGrad(this)) {
      return;
    }
    edge.node()
        .addHook(
            edge.output(),
            g -> {
              Tensor before = TensorState.collectedGrad(this);
              if (g != null) {
                TensorState.forStorages(g, Storage::keep);
                TensorState.setGrad(this, before == null ? g : before.add(g));
              }
              return null;
            });
  }

  /**
   * Calls {@code hook} with each gradient of this tensor as backward reaches it; what it returns,
   * if not null, goes on instead, {@code Tensor.register_hook}.
   */
  public final RemovableHandle registerHook(UnaryOperator<@Nullable Tensor> hook) {
    Node.Edge edge = edge("register_hook");
    return edge.node().addHook(edge.output(), SparseGradients.hookOf(this, hook))::run;
  }

  private Node.Edge edge(String what) {
    Node.Edge edge = TensorState.edge(this);
    if (edge == null) {
      throw new AutogradException(what + ": the tensor does not require gradients");
    }
    return edge;
  }

  /** The same memory without history, {@code Tensor.detach}. */
  public final Tensor detach() {
    if (TensorState.isSparse(this)) {
      return SparseTensors.detached(this);
    }
    return new Tensor(array());
  }

  /** Computes the gradients of this scalar and adds them to the leaves, {@code Tensor.backward}. */
  public final void backward() {
    backward(null, false, false);
  }

  /** Computes the gradients, this tensor's own being {@code gradient}. */
  public final void backward(Tensor gradient) {
    backward(gradient, false, false);
  }

  /**
   * Computes the gradients and adds them to the leaves' {@link #grad}.
   *
   * @param gradient of this tensor, of its shape; null is 1, for a tensor of one element
   * @param retainGraph keeps the graph for another backward
   * @param createGraph records the computation of the gradients, for derivatives of higher order
   * @throws AutogradException without a graph, or with one that is gone
   */
  public final void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
    Engine.backward(
        new Tensor[] {this},
        new Tensor[] {Torch.startGradient(this, gradient)},
        retainGraph || createGraph,
        createGraph);
  }

  /** Shows the memory of {@code data} from now on; history stays, {@code tensor.data = data}. */
  public final void setData(Tensor data) {
    TensorState.setData(this, data);
  }

  /** A view that shares memory, for in-place changes that autograd does not see, {@code .data}. */
  public final Tensor data() {
    return detach();
  }
}
