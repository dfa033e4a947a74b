package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Top and bottom exchanged at random, {@code torchvision.transforms.RandomVerticalFlip}. */
public final class RandomVerticalFlip implements Transform {
  private final double p;

  /** With probability 0.5. */
  public RandomVerticalFlip() {
    this(0.5);
  }

  /** With this probability. */
  public RandomVerticalFlip(double p) {
    this.p = Sizes.probability("RandomVerticalFlip", p);
  }

  @Override
  public Tensor apply(Tensor image) {
    return Torch.rand(1).item() < p ? Transforms.vflip(image) : image;
  }

  @Override
  public String toString() {
    return "RandomVerticalFlip(p=" + p + ")";
  }
}
