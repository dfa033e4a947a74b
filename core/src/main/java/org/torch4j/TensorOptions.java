package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/**
 * What a new tensor is like: {@code zeros(Shape.of(2, 3), dtype(int64).requiresGrad(true))}.
 *
 * @param dtype its element type
 * @param device where it is
 * @param requiresGrad whether it collects gradients
 * @param generator of the numbers that are drawn; null is the default one
 */
public record TensorOptions(
    DType dtype, Device device, boolean requiresGrad, @Nullable Generator generator) {
  /** The default dtype on the CPU. */
  public static TensorOptions defaults() {
    return new TensorOptions(Torch.getDefaultDtype(), Device.CPU, false, null);
  }

  /** With another element type. */
  public TensorOptions dtype(DType value) {
    return new TensorOptions(value, device, requiresGrad, generator);
  }

  /** On another device. */
  public TensorOptions device(Device value) {
    return new TensorOptions(dtype, value, requiresGrad, generator);
  }

  /** Collecting gradients or not. */
  public TensorOptions requiresGrad(boolean value) {
    return new TensorOptions(dtype, device, value, generator);
  }

  /** Drawn from this generator, {@code torch.randn(..., generator=g)}. */
  public TensorOptions generator(@Nullable Generator value) {
    return new TensorOptions(dtype, device, requiresGrad, value);
  }
}
