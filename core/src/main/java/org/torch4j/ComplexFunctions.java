package org.torch4j;

import org.torch4j.op.family.ComplexNumbers;

/** Complex numbers in {@link Torch}. */
abstract class ComplexFunctions extends MatmulFunctions {
  ComplexFunctions() {}

  /**
   * Complex numbers from their parts, both float32 or both float64, broadcast, {@code
   * torch.complex}.
   */
  public static Tensor complex(Tensor real, Tensor imag) {
    return ComplexNumbers.COMPLEX.call(real, imag);
  }

  /** Complex numbers from their absolute values and angles, {@code torch.polar}. */
  public static Tensor polar(Tensor abs, Tensor angle) {
    return ComplexNumbers.POLAR.call(abs, angle);
  }

  /** Whether the element type is complex64 or complex128, {@code torch.is_complex}. */
  public static boolean isComplex(Tensor self) {
    return self.isComplex();
  }

  /** Whether conjugation is pending; never so, {@code torch.is_conj}. */
  public static boolean isConj(Tensor self) {
    return self.isConj();
  }

  /** Whether negation is pending; never so, {@code torch.is_neg}. */
  public static boolean isNeg(Tensor self) {
    return self.isNeg();
  }

  /** The real parts, sharing memory; the tensor itself if it is real, {@code torch.real}. */
  public static Tensor real(Tensor self) {
    return self.real();
  }

  /** The imaginary parts, sharing memory, {@code torch.imag}. */
  public static Tensor imag(Tensor self) {
    return self.imag();
  }

  /** The conjugates as new elements; the tensor itself if it is real, {@code torch.conj}. */
  public static Tensor conj(Tensor self) {
    return self.conj();
  }

  /** The conjugates, {@code torch.conj_physical}. */
  public static Tensor conjPhysical(Tensor self) {
    return self.conjPhysical();
  }

  /** The tensor itself: no conjugation is ever pending, {@code torch.resolve_conj}. */
  public static Tensor resolveConj(Tensor self) {
    return self.resolveConj();
  }

  /** The tensor itself: no negation is ever pending, {@code torch.resolve_neg}. */
  public static Tensor resolveNeg(Tensor self) {
    return self.resolveNeg();
  }

  /** The angles in radians; of real numbers 0 or pi, {@code torch.angle}. */
  public static Tensor angle(Tensor self) {
    return self.angle();
  }

  /** The directions z / |z|, 0 for 0; of real numbers the signs, {@code torch.sgn}. */
  public static Tensor sgn(Tensor self) {
    return self.sgn();
  }

  /** Complex numbers as a last dimension of 2, sharing memory, {@code torch.view_as_real}. */
  public static Tensor viewAsReal(Tensor self) {
    return self.viewAsReal();
  }

  /** A last dimension of 2 as complex numbers, sharing memory, {@code torch.view_as_complex}. */
  public static Tensor viewAsComplex(Tensor self) {
    return self.viewAsComplex();
  }
}
