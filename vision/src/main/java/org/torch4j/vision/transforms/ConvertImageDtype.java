package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.type.DType;

/**
 * Another dtype, with the values scaled to its range, {@code
 * torchvision.transforms.ConvertImageDtype}.
 *
 * @param dtype uint8 or a floating one
 */
public record ConvertImageDtype(DType dtype) implements Transform {
  @Override
  public Tensor apply(Tensor image) {
    return Transforms.convertImageDtype(image, dtype);
  }

  @Override
  public String toString() {
    return "ConvertImageDtype()";
  }
}
