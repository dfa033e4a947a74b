package org.torch4j;

import java.lang.reflect.Array;
import java.util.function.Supplier;
import org.torch4j.op.Placement;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.Creation;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** New tensors of {@link Torch}: from Java values, filled, counted. */
abstract class CreationFunctions extends ConfigurationFunctions {
  private static volatile DType defaultDtype = DType.FLOAT32;

  CreationFunctions() {}

  /** The dtype of new tensors that are given none, float32 at first. */
  public static DType getDefaultDtype() {
    return defaultDtype;
  }

  /** Changes the dtype of new tensors that are given none; floating point only. */
  public static void setDefaultDtype(DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw new DTypeException("set_default_dtype: expected a floating-point dtype, got " + dtype);
    }
    defaultDtype = dtype;
  }

  /** Options of a new tensor with this dtype. */
  public static TensorOptions dtype(DType dtype) {
    return TensorOptions.defaults().dtype(dtype);
  }

  /** The device that {@code name} says: {@code "cpu"}, {@code "cuda"}, {@code "cuda:1"}. */
  public static Device device(String name) {
    return name.equals("cuda")
        ? new Device(Device.Type.CUDA, Cuda.currentDevice())
        : Device.of(name);
  }

  // ---- from Java values

  /** A scalar of the default dtype. */
  public static Tensor tensor(double value) {
    return full(Shape.SCALAR, value, defaultDtype);
  }

  /** An int64 scalar. */
  public static Tensor tensor(long value) {
    return wrap(new long[] {value}, DType.INT64, Shape.SCALAR);
  }

  /** An int32 scalar. */
  public static Tensor tensor(int value) {
    return wrap(new int[] {value}, DType.INT32, Shape.SCALAR);
  }

  /** A complex scalar of the default dtype. */
  public static Tensor tensor(Complex value) {
    return full(Shape.SCALAR, value, defaultDtype.toComplex());
  }

  /** A bool scalar. */
  public static Tensor tensor(boolean value) {
    return wrap(new byte[] {(byte) (value ? 1 : 0)}, DType.BOOL, Shape.SCALAR);
  }

  /** A float32 vector with a copy of the values. */
  public static Tensor tensor(float[] values) {
    return copied(values, DType.FLOAT32, Shape.of(values.length));
  }

  /** A float64 vector with a copy of the values. */
  public static Tensor tensor(double[] values) {
    return copied(values, DType.FLOAT64, Shape.of(values.length));
  }

  /** An int64 vector with a copy of the values. */
  public static Tensor tensor(long[] values) {
    return copied(values, DType.INT64, Shape.of(values.length));
  }

  /** An int32 vector with a copy of the values. */
  public static Tensor tensor(int[] values) {
    return copied(values, DType.INT32, Shape.of(values.length));
  }

  /** A bool vector. */
  public static Tensor tensor(boolean[] values) {
    return copied(bytes(values), DType.BOOL, Shape.of(values.length));
  }

  /**
   * A tensor of what {@code nested} holds: arrays of arrays, lists of lists, numbers, booleans. The
   * innermost Java type says the dtype: float is float32, double is float64, int is int32, long is
   * int64, short is int16, byte is int8, boolean is bool. In lists of boxed numbers the widest
   * wins.
   *
   * @throws ShapeException if rows have different lengths
   */
  public static Tensor tensor(Object nested) {
    if (nested instanceof Tensor t) {
      return t.detach().clone();
    }
    return NestedValues.toTensor(nested);
  }

  /** {@link #tensor(Object)} converted to {@code dtype}. */
  public static Tensor tensor(Object nested, DType dtype) {
    return tensor(nested).to(dtype);
  }

  /**
   * {@link #tensor(Object)} as {@code options} say, but for a generator, which nothing is drawn of.
   */
  public static Tensor tensor(Object nested, TensorOptions options) {
    return tensor(nested)
        .to(options.dtype())
        .to(options.device())
        .requiresGrad_(options.requiresGrad());
  }

  /**
   * A tensor over a primitive array, which it shares; the dtype is that of the array.
   *
   * @throws ShapeException if the array's length is not the number of elements
   */
  public static Tensor fromArray(Object array, Shape shape) {
    return fromArray(array, shape, NestedValues.dtypeOf(array));
  }

  /** {@link #fromArray(Object, Shape)} with the dtype said: byte[] may be uint8, int8 or bool. */
  public static Tensor fromArray(Object array, Shape shape, DType dtype) {
    if (array instanceof boolean[] values) {
      return fromArray(bytes(values), shape, dtype);
    }
    Class<?> wanted =
        switch (dtype) {
          case BOOL, UINT8, INT8 -> byte[].class;
          case INT16, FLOAT16, BFLOAT16, COMPLEX32 -> short[].class;
          case INT32 -> int[].class;
          case INT64 -> long[].class;
          case FLOAT32, COMPLEX64 -> float[].class;
          case FLOAT64, COMPLEX128 -> double[].class;
        };
    if (!wanted.isInstance(array)) {
      throw new DTypeException(
          "from_array: a "
              + dtype
              + " tensor needs a "
              + wanted.getSimpleName()
              + ", got "
              + array.getClass().getSimpleName());
    }
    long elements = Array.getLength(array) / (dtype.isComplex() ? 2 : 1);
    if (elements != shape.numel()) {
      throw new ShapeException(
          "from_array: shape "
              + shape
              + " needs "
              + shape.numel()
              + " elements, the array has "
              + elements);
    }
    return wrap(array, dtype, shape);
  }

  private static byte[] bytes(boolean[] values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (values[i] ? 1 : 0);
    }
    return out;
  }

  static Tensor copied(Object array, DType dtype, Shape shape) {
    StridedArray to = StridedArray.allocate(dtype, shape);
    to.storage().segment().copyFrom(wrapped(array, dtype, shape).storage().segment());
    return new Tensor(to).to(Placement.current());
  }

  private static Tensor wrap(Object array, DType dtype, Shape shape) {
    return new Tensor(wrapped(array, dtype, shape)).to(Placement.current());
  }

  private static StridedArray wrapped(Object array, DType dtype, Shape shape) {
    Storage storage = Storage.ofArray(array, shape.numel() * dtype.byteSize());
    return new StridedArray(storage, dtype, Layout.contiguous(shape));
  }

  // ---- filled

  static Tensor with(TensorOptions options, Supplier<Tensor> made) {
    return Placement.on(options.device(), made).requiresGrad_(options.requiresGrad());
  }

  /** Uninitialised memory of the default dtype, {@code torch.empty}. */
  public static Tensor empty(long... size) {
    return empty(Shape.of(size), defaultDtype);
  }

  /** Uninitialised memory. */
  public static Tensor empty(Shape size, DType dtype) {
    return empty(size, dtype, Placement.current());
  }

  /** Uninitialised memory on a device. */
  public static Tensor empty(Shape size, DType dtype, Device device) {
    return new Tensor(Placement.allocate(device, dtype, size));
  }

  /** Uninitialised memory. */
  public static Tensor empty(Shape size, TensorOptions options) {
    return with(options, () -> empty(size, options.dtype()));
  }

  /** Zeros of the default dtype, {@code torch.zeros}. */
  public static Tensor zeros(long... size) {
    return zeros(Shape.of(size), defaultDtype);
  }

  /** Zeros. */
  public static Tensor zeros(Shape size, DType dtype) {
    return zeros(size, dtype, Placement.current());
  }

  /** Zeros on a device. */
  public static Tensor zeros(Shape size, DType dtype, Device device) {
    StridedArray array = Placement.allocate(device, dtype, size);
    if (!array.storage().isHost()) {
      return new Tensor(array).zero_();
    }
    if (!array.storage().isHeap()) {
      array.storage().segment().fill((byte) 0);
    }
    return new Tensor(array);
  }

  /** Zeros. */
  public static Tensor zeros(Shape size, TensorOptions options) {
    return with(options, () -> zeros(size, options.dtype()));
  }

  /** Ones of the default dtype, {@code torch.ones}. */
  public static Tensor ones(long... size) {
    return ones(Shape.of(size), defaultDtype);
  }

  /** Ones. */
  public static Tensor ones(Shape size, DType dtype) {
    return empty(size, dtype).fill_(1);
  }

  /** Ones. */
  public static Tensor ones(Shape size, TensorOptions options) {
    return with(options, () -> ones(size, options.dtype()));
  }

  /**
   * One value everywhere, {@code torch.full}: an integer gives int64, a boolean bool, a number with
   * a fraction the default dtype, a {@link Complex} the complex one of it.
   */
  public static Tensor full(Shape size, Object value) {
    return full(
        size,
        value,
        switch (Scalar.of(value).category()) {
          case BOOL -> DType.BOOL;
          case INTEGRAL -> DType.INT64;
          case FLOATING -> defaultDtype;
          case COMPLEX -> defaultDtype.toComplex();
        });
  }

  /** One value everywhere. */
  public static Tensor full(Shape size, Object value, DType dtype) {
    return empty(size, dtype).fill_(value);
  }

  /** One value everywhere. */
  public static Tensor full(Shape size, Object value, TensorOptions options) {
    return with(options, () -> full(size, value, options.dtype()));
  }

  /** Zeros with the shape and dtype of {@code like}, {@code torch.zeros_like}. */
  public static Tensor zerosLike(Tensor like) {
    return like.isSparse()
        ? SparseTensors.emptyLike(like)
        : zeros(strided(like, "zeros_like"), like.dtype(), like.device());
  }

  /** Ones with the shape and dtype of {@code like}, {@code torch.ones_like}. */
  public static Tensor onesLike(Tensor like) {
    return empty(strided(like, "ones_like"), like.dtype(), like.device()).fill_(1);
  }

  /** Uninitialised memory with the shape and dtype of {@code like}, {@code torch.empty_like}. */
  public static Tensor emptyLike(Tensor like) {
    return empty(strided(like, "empty_like"), like.dtype(), like.device());
  }

  /** One value with the shape and dtype of {@code like}, {@code torch.full_like}. */
  public static Tensor fullLike(Tensor like, Object value) {
    return Placement.on(like.device(), () -> full(strided(like, "full_like"), value, like.dtype()));
  }

  private static Shape strided(Tensor like, String op) {
    if (TensorState.isSparse(like)) {
      throw TensorState.notStrided(op, like);
    }
    return like.shape();
  }

  /** Ones on the diagonal of an n x n matrix, {@code torch.eye}. */
  public static Tensor eye(long n) {
    return eye(n, n, defaultDtype);
  }

  /** Ones on the diagonal of an n x m matrix. */
  public static Tensor eye(long n, long m, DType dtype) {
    return Creation.eye(n, m, dtype);
  }

  /** Ones on the diagonal of an n x m matrix. */
  public static Tensor eye(long n, long m, TensorOptions options) {
    return with(options, () -> eye(n, m, options.dtype()));
  }

  // ---- counted

  /** 0, 1, ... to before {@code end}: int64 for an integer, else the default dtype. */
  public static Tensor arange(Number end) {
    return arange(0, end, 1);
  }

  /** {@code start}, start + 1, ... to before {@code end}. */
  public static Tensor arange(Number start, Number end) {
    return arange(start, end, 1);
  }

  /** {@code start}, start + step, ... to before {@code end}, {@code torch.arange}. */
  public static Tensor arange(Number start, Number end, Number step) {
    return Creation.arange(Scalar.of(start), Scalar.of(end), Scalar.of(step), null);
  }

  /** {@code start}, start + step, ... to before {@code end}, in {@code dtype}. */
  public static Tensor arange(Number start, Number end, Number step, DType dtype) {
    return Creation.arange(Scalar.of(start), Scalar.of(end), Scalar.of(step), dtype);
  }

  /** {@code start}, start + step, ... to before {@code end}. */
  public static Tensor arange(Number start, Number end, Number step, TensorOptions options) {
    return with(options, () -> arange(start, end, step, options.dtype()));
  }

  /**
   * {@code steps} numbers from {@code start} to {@code end}, both included, {@code torch.linspace}.
   */
  public static Tensor linspace(double start, double end, long steps) {
    return linspace(start, end, steps, defaultDtype);
  }

  /** {@code steps} numbers from {@code start} to {@code end}, both included. */
  public static Tensor linspace(Number start, Number end, long steps, DType dtype) {
    return Creation.linspace(Scalar.of(start), Scalar.of(end), steps, dtype);
  }

  /** {@code steps} numbers from {@code start} to {@code end}, both included. */
  public static Tensor linspace(Number start, Number end, long steps, TensorOptions options) {
    return with(options, () -> linspace(start, end, steps, options.dtype()));
  }

  /** {@code steps} powers of 10 with evenly spaced exponents, {@code torch.logspace}. */
  public static Tensor logspace(double start, double end, long steps) {
    return logspace(start, end, steps, 10, defaultDtype);
  }

  /** {@code steps} powers of {@code base} with exponents from {@code start} to {@code end}. */
  public static Tensor logspace(Number start, Number end, long steps, double base, DType dtype) {
    return Creation.logspace(Scalar.of(start), Scalar.of(end), steps, base, dtype);
  }

  /** {@code steps} powers of {@code base} with exponents from {@code start} to {@code end}. */
  public static Tensor logspace(
      Number start, Number end, long steps, double base, TensorOptions options) {
    return with(options, () -> logspace(start, end, steps, base, options.dtype()));
  }

  /** Rows and columns of the places on and below a diagonal, {@code torch.tril_indices}. */
  public static Tensor trilIndices(long row, long col, long offset) {
    return Creation.TRIL_INDICES.call(row, col, offset, null, null, null);
  }

  /** Rows and columns of the places on and above a diagonal, {@code torch.triu_indices}. */
  public static Tensor triuIndices(long row, long col, long offset) {
    return Creation.TRIU_INDICES.call(row, col, offset, null, null, null);
  }

  /** Uninitialised memory with these strides, {@code torch.empty_strided}. */
  public static Tensor emptyStrided(long[] size, long[] stride, DType dtype) {
    return Creation.EMPTY_STRIDED.call(size, stride, dtype, null, null);
  }

  /**
   * {@code start}, start + step, ... up to {@code end}, which is included, {@code torch.range}; the
   * default dtype.
   */
  public static Tensor range(double start, double end, double step) {
    return Creation.RANGE.call(Scalar.of(start), Scalar.of(end), Scalar.of(step), null, null, null);
  }

  /** {@code start}, start + 1, ... up to {@code end}, which is included. */
  public static Tensor range(double start, double end) {
    return range(start, end, 1);
  }

  /** A tensor without dimensions, of the default dtype, {@code torch.scalar_tensor}. */
  public static Tensor scalarTensor(Number value) {
    return Creation.SCALAR_TENSOR.call(Scalar.of(value), null, null, null);
  }
}
