package org.torch4j.autograd;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/**
 * What the engine knows of a tensor that it does not keep.
 *
 * @param shape its sizes
 * @param dtype its element type
 * @param device where it is
 */
public record Meta(Shape shape, DType dtype, Device device) {
  /** That of {@code tensor}. */
  public static Meta of(Tensor tensor) {
    return new Meta(tensor.shape(), tensor.dtype(), tensor.device());
  }

  /** Zeros like it. */
  public Tensor zeros() {
    return Torch.zeros(shape, dtype, device);
  }

  /**
   * Brings a gradient to this shape by summing what was broadcast, and to this dtype; of a complex
   * gradient a real tensor receives the real part.
   */
  public Tensor fit(Tensor gradient) {
    Tensor g = gradient;
    if (g.dtype() != dtype && g.dtype().isComplex() && !dtype.isComplex()) {
      g = g.real();
    }
    if (!g.shape().equals(shape)) {
      g = g.sumToSize(shape);
    }
    return g.dtype() == dtype ? g : g.to(dtype);
  }
}
