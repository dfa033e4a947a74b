package org.torch4j;

import org.torch4j.type.DType;
import org.torch4j.type.Device;

/**
 * What a new tensor is like: {@code zeros(Shape.of(2, 3), dtype(int64).requiresGrad(true))}.
 *
 * @param dtype its element type
 * @param device where it is
 * @param requiresGrad whether it collects gradients
 */
public record TensorOptions(DType dtype, Device device, boolean requiresGrad) {
  /** The default dtype on the CPU. */
  public static TensorOptions defaults() {
    return new TensorOptions(Torch.getDefaultDtype(), Device.CPU, false);
  }

  /** With another element type. */
  public TensorOptions dtype(DType value) {
    return new TensorOptions(value, device, requiresGrad);
  }

  /** On another device. */
  public TensorOptions device(Device value) {
    return new TensorOptions(dtype, value, requiresGrad);
  }

  /** Collecting gradients or not. */
  public TensorOptions requiresGrad(boolean value) {
    return new TensorOptions(dtype, device, value);
  }
}
