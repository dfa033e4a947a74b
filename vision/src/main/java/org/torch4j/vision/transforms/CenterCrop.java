package org.torch4j.vision.transforms;

import org.torch4j.Tensor;

/** The middle of the image, {@code torchvision.transforms.CenterCrop}. */
public final class CenterCrop implements Transform {
  private final long[] size;

  /** One size for both sides, or height and width. */
  public CenterCrop(long... size) {
    this.size = Sizes.heightAndWidth("CenterCrop", size);
  }

  @Override
  public Tensor apply(Tensor image) {
    return Transforms.centerCrop(image, size[0], size[1]);
  }

  @Override
  public String toString() {
    return "CenterCrop(size=(" + size[0] + ", " + size[1] + "))";
  }
}
