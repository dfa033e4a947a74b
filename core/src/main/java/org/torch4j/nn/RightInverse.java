package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * A parametrization that can be turned around: finds what it makes a given value of, {@code
 * right_inverse}. Implemented by a {@link Module} that is given to {@link
 * Parametrize#registerParametrization}.
 */
public interface RightInverse {
  /**
   * Tensors that forward makes {@code value}, or something near it, of; usually one. Several become
   * parameters {@code original0}, {@code original1}, ... and the inputs of forward.
   */
  Tensor[] rightInverse(Tensor value);
}
