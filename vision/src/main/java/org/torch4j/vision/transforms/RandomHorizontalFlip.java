package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Left and right exchanged at random, {@code torchvision.transforms.RandomHorizontalFlip}. */
public final class RandomHorizontalFlip implements Transform {
  private final double p;

  /** With probability 0.5. */
  public RandomHorizontalFlip() {
    this(0.5);
  }

  /** With this probability. */
  public RandomHorizontalFlip(double p) {
    this.p = Sizes.probability("RandomHorizontalFlip", p);
  }

  @Override
  public Tensor apply(Tensor image) {
    return Torch.rand(1).item() < p ? Transforms.hflip(image) : image;
  }

  @Override
  public String toString() {
    return "RandomHorizontalFlip(p=" + p + ")";
  }
}
