package org.torch4j;

import org.torch4j.op.Placement;
import org.torch4j.op.family.ComplexNumbers;
import org.torch4j.op.family.TypedViews;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.ShapeException;

/**
 * Complex numbers in {@link Tensor}. Arithmetic, elementary functions, sums and products work on
 * complex64 and complex128 as on real tensors; gradients follow PyTorch: of a real loss L with
 * respect to z = x + iy the gradient is dL/dx + i dL/dy.
 */
sealed interface ComplexMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Whether the element type is complex64 or complex128, {@code Tensor.is_complex}. */
  default boolean isComplex() {
    return self().dtype().isComplex();
  }

  /** Whether it is a view to be conjugated; never so, {@link #conj()} computes at once. */
  default boolean isConj() {
    return false;
  }

  /** Whether it is a view to be negated; never so. */
  default boolean isNeg() {
    return false;
  }

  /** The real parts, sharing memory; the tensor itself if it is real, {@code torch.real}. */
  default Tensor real() {
    return ComplexNumbers.REAL.call(self());
  }

  /** The imaginary parts, sharing memory; complex tensors only, {@code torch.imag}. */
  default Tensor imag() {
    return ComplexNumbers.IMAG.call(self());
  }

  /** The conjugates as new elements; the tensor itself if it is real, {@code torch.conj}. */
  default Tensor conj() {
    return self().dtype().isComplex() ? ComplexNumbers.CONJ.call(self()) : self();
  }

  /** The conjugates, {@code torch.conj_physical}. */
  default Tensor conjPhysical() {
    return ComplexNumbers.CONJ_PHYSICAL.call(self());
  }

  /** {@link #conjPhysical()} in place. */
  default Tensor conjPhysical_() {
    return ComplexNumbers.CONJ_PHYSICAL.callInPlace(self());
  }

  /** The tensor itself: no conjugation is ever pending, {@code torch.resolve_conj}. */
  default Tensor resolveConj() {
    return ComplexNumbers.RESOLVE_CONJ.call(self());
  }

  /** The tensor itself: no negation is ever pending, {@code torch.resolve_neg}. */
  default Tensor resolveNeg() {
    return ComplexNumbers.RESOLVE_NEG.call(self());
  }

  /** The angles in radians; of real numbers 0 or pi, {@code torch.angle}. */
  default Tensor angle() {
    return ComplexNumbers.ANGLE.call(self());
  }

  /** The directions z / |z|, 0 for 0; of real numbers the signs, {@code torch.sgn}. */
  default Tensor sgn() {
    return ComplexNumbers.SGN.call(self());
  }

  /** {@link #sgn()} in place. */
  default Tensor sgn_() {
    return ComplexNumbers.SGN.callInPlace(self());
  }

  /** Complex numbers as a last dimension of 2, sharing memory, {@code torch.view_as_real}. */
  default Tensor viewAsReal() {
    return TypedViews.VIEW_AS_REAL.call(self());
  }

  /** A last dimension of 2 as complex numbers, sharing memory, {@code torch.view_as_complex}. */
  default Tensor viewAsComplex() {
    return TypedViews.VIEW_AS_COMPLEX.call(self());
  }

  /** {@code to(complex32)}, {@code Tensor.chalf}. */
  default Tensor chalf() {
    return self().to(DType.COMPLEX32);
  }

  /** {@code to(complex64)}, {@code Tensor.cfloat}. */
  default Tensor toCfloat() {
    return self().to(DType.COMPLEX64);
  }

  /** {@code to(complex128)}, {@code Tensor.cdouble}. */
  default Tensor toCdouble() {
    return self().to(DType.COMPLEX128);
  }

  /** The value of a tensor of one element as a complex number, {@code Tensor.item}. */
  default Complex itemComplex() {
    if (self().numel() != 1) {
      throw new ShapeException(
          "item: a tensor with "
              + self().numel()
              + " elements (shape "
              + self().shape()
              + ") cannot be converted to a number");
    }
    StridedArray array = Placement.host(self());
    long place = array.layout().offset();
    return Complex.of(array.doubleAt(place), array.imaginaryAt(place));
  }

  /** {@link Torch#stft(Tensor, long, StftOptions)}, {@code Tensor.stft}. */
  default Tensor stft(long nFft, StftOptions options) {
    return Torch.stft(self(), nFft, options);
  }

  /** {@link Torch#istft(Tensor, long, StftOptions)}, {@code Tensor.istft}. */
  default Tensor istft(long nFft, StftOptions options) {
    return Torch.istft(self(), nFft, options);
  }

  /** The bits as another dtype, sharing memory; no gradient passes, {@code Tensor.view(dtype)}. */
  default Tensor view(DType dtype) {
    return TypedViews.VIEW_DTYPE.call(self(), dtype);
  }
}
