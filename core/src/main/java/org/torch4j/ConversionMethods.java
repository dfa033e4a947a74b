package org.torch4j;

import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/**
 * Conversions of {@link Tensor}, what it tells of itself, and new tensors like it. The methods that
 * PyTorch names after a dtype are {@code toX}, since {@code float} and others are words of Java.
 */
sealed interface ConversionMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** {@code to(bfloat16)}, {@code Tensor.bfloat16}. */
  default Tensor toBfloat16() {
    return self().to(DType.BFLOAT16);
  }

  /** {@code to(uint8)}, {@code Tensor.byte}. */
  default Tensor toByte() {
    return self().to(DType.UINT8);
  }

  /** {@code to(int8)}, {@code Tensor.char}. */
  default Tensor toChar() {
    return self().to(DType.INT8);
  }

  /** {@code to(int16)}, {@code Tensor.short}. */
  default Tensor toShort() {
    return self().to(DType.INT16);
  }

  /** {@code to(cpu)}, {@code Tensor.cpu}. */
  default Tensor cpu() {
    return self().to(Device.CPU);
  }

  /** {@code to(cuda)}, {@code Tensor.cuda}. */
  default Tensor cuda() {
    return self().to(new Device(Device.Type.CUDA, Cuda.currentDevice()));
  }

  /** PyTorch's name of its type: {@code "torch.FloatTensor"}, {@code Tensor.type}. */
  default String type() {
    String where = self().device().equals(Device.CPU) ? "torch." : "torch.cuda.";
    return where
        + switch (self().dtype()) {
          case BOOL -> "BoolTensor";
          case UINT8 -> "ByteTensor";
          case INT8 -> "CharTensor";
          case INT16 -> "ShortTensor";
          case INT32 -> "IntTensor";
          case INT64 -> "LongTensor";
          case FLOAT16 -> "HalfTensor";
          case BFLOAT16 -> "BFloat16Tensor";
          case FLOAT32 -> "FloatTensor";
          case FLOAT64 -> "DoubleTensor";
          case COMPLEX32 -> "ComplexHalfTensor";
          case COMPLEX64 -> "ComplexFloatTensor";
          case COMPLEX128 -> "ComplexDoubleTensor";
        };
  }

  /** {@link Tensor#to(DType)}, {@code Tensor.type(dtype)}. */
  default Tensor type(DType dtype) {
    return self().to(dtype);
  }

  /**
   * The elements as Java values: a number, a boolean, a {@link org.torch4j.type.Complex}, or lists
   * of lists of them, {@code Tensor.tolist}.
   */
  default Object tolist() {
    return NestedValues.toLists(self());
  }

  // ---- what it is

  /** {@link Tensor#dim}, {@code Tensor.ndim}. */
  default int ndim() {
    return self().dim();
  }

  /** {@link Tensor#dim}, {@code Tensor.ndimension}. */
  default int ndimension() {
    return self().dim();
  }

  /** {@link Tensor#numel}, {@code Tensor.nelement}. */
  default long nelement() {
    return self().numel();
  }

  /** Bytes of an element, {@code Tensor.element_size}. */
  default int elementSize() {
    return self().dtype().byteSize();
  }

  /** Whether it is in the memory of the CPU, {@code Tensor.is_cpu}. */
  default boolean isCpu() {
    return self().device().equals(Device.CPU);
  }

  /** Whether it is on an NVIDIA GPU, {@code Tensor.is_cuda}. */
  default boolean isCuda() {
    return !isCpu();
  }

  /** The number of its device, -1 on the CPU, {@code Tensor.get_device}. */
  default long getDevice() {
    return isCpu() ? -1 : self().device().index();
  }

  /** Whether elements may be negative, {@code Tensor.is_signed}. */
  default boolean isSigned() {
    return self().dtype().isSigned();
  }

  /** Whether the only element is nonzero, {@code Tensor.is_nonzero}. */
  default boolean isNonzero() {
    return self().itemBoolean();
  }

  /** Whether both have the same shape, {@code Tensor.is_same_size}. */
  default boolean isSameSize(Tensor other) {
    return self().shape().equals(other.shape());
  }

  /** Whether both show the same memory in the same way, {@code Tensor.is_set_to}. */
  default boolean isSetTo(Tensor other) {
    StridedArray a = TensorState.array(self());
    StridedArray b = TensorState.array(other);
    return a.storage() == b.storage() && a.dtype() == b.dtype() && a.layout().equals(b.layout());
  }

  /** Which output of its {@link Tensor#gradFn} it is, 0 for a leaf, {@code Tensor.output_nr}. */
  default int outputNr() {
    return TensorState.outputNumber(self());
  }

  /** Whether a tensor that is not a leaf keeps its gradient, {@code Tensor.retains_grad}. */
  default boolean retainsGrad() {
    return !self().isLeaf() && TensorState.retainsGrad(self());
  }

  /** Shows the memory of {@code source} as {@code source} does, {@code Tensor.set_}. */
  default Tensor set_(Tensor source) {
    if (source.dtype() != self().dtype()) {
      throw new DTypeException(
          "set_: a " + self().dtype() + " tensor cannot show memory of " + source.dtype());
    }
    if (self().requiresGrad()) {
      throw new AutogradException("set_: a tensor that requires grad keeps its memory");
    }
    TensorState.setArray(self(), TensorState.array(source));
    return self();
  }

  // ---- new tensors of its dtype on its device

  /** Uninitialised, {@code Tensor.new_empty}. */
  default Tensor newEmpty(long... size) {
    return Torch.empty(Shape.of(size), self().dtype()).to(self().device());
  }

  /** Uninitialised with these strides, {@code Tensor.new_empty_strided}. */
  default Tensor newEmptyStrided(long[] size, long[] stride) {
    return Torch.emptyStrided(size, stride, self().dtype()).to(self().device());
  }

  /** Zeros, {@code Tensor.new_zeros}. */
  default Tensor newZeros(long... size) {
    return newFull(Shape.of(size), 0);
  }

  /** Ones, {@code Tensor.new_ones}. */
  default Tensor newOnes(long... size) {
    return newFull(Shape.of(size), 1);
  }

  /** One value everywhere, {@code Tensor.new_full}. */
  default Tensor newFull(Shape size, Object value) {
    return Torch.full(size, value, self().dtype()).to(self().device());
  }

  /** A copy of the values as {@link Torch#tensor(Object)} reads them, {@code Tensor.new_tensor}. */
  default Tensor newTensor(Object data) {
    return Torch.tensor(data, self().dtype()).to(self().device());
  }
}
