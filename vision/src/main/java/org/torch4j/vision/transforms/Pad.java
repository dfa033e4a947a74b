package org.torch4j.vision.transforms;

import org.torch4j.Tensor;

/** A border of one value, {@code torchvision.transforms.Pad}. */
public final class Pad implements Transform {
  private final long padding;
  private final double fill;

  /** So many zeros on all sides. */
  public Pad(long padding) {
    this(padding, 0);
  }

  /** So many pixels of this value on all sides. */
  public Pad(long padding, double fill) {
    if (padding < 0) {
      throw new IllegalArgumentException("Pad: padding must not be negative, got " + padding);
    }
    this.padding = padding;
    this.fill = fill;
  }

  @Override
  public Tensor apply(Tensor image) {
    return Transforms.pad(image, padding, padding, padding, padding, fill);
  }

  @Override
  public String toString() {
    return "Pad(padding=%d, fill=%s, padding_mode=constant)".formatted(padding, fill);
  }
}
