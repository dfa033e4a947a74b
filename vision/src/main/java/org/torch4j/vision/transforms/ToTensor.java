package org.torch4j.vision.transforms;

import org.torch4j.Tensor;

/**
 * Bytes as float32 in [0, 1], {@code torchvision.transforms.ToTensor}. Images are tensors here from
 * the start; this brings their values into the range that networks want.
 */
public final class ToTensor implements Transform {
  /** There is nothing to choose. */
  public ToTensor() {}

  @Override
  public Tensor apply(Tensor image) {
    return Transforms.toTensor(image);
  }

  @Override
  public String toString() {
    return "ToTensor()";
  }
}
