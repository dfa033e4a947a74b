package org.torch4j.vision.transforms;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/** A part of the image at a random place, {@code torchvision.transforms.RandomCrop}. */
public final class RandomCrop implements Transform {
  private final long[] size;
  private final long padding;

  /** A square part. */
  public RandomCrop(long size) {
    this(new long[] {size}, 0);
  }

  /**
   * A part of this height and width.
   *
   * @param size one size for both sides, or height and width
   * @param padding how many zeros to put around the image first
   */
  public RandomCrop(long[] size, long padding) {
    this.size = Sizes.heightAndWidth("RandomCrop", size);
    this.padding = padding;
  }

  @Override
  public Tensor apply(Tensor image) {
    Transforms.check("RandomCrop", image);
    Tensor x = padding == 0 ? image : Transforms.pad(image, padding, padding, padding, padding, 0);
    long down = x.size(-2) - size[0];
    long right = x.size(-1) - size[1];
    if (down < 0 || right < 0) {
      throw new ShapeException(
          "RandomCrop: the size (%d, %d) is greater than the image, whose shape is %s"
              .formatted(size[0], size[1], x.shape()));
    }
    if (down == 0 && right == 0) {
      return x;
    }
    long top = Torch.randint(0, down + 1, 1).itemLong();
    long left = Torch.randint(0, right + 1, 1).itemLong();
    return Transforms.crop(x, top, left, size[0], size[1]);
  }

  @Override
  public String toString() {
    return "RandomCrop(size=(%d, %d), padding=%d)".formatted(size[0], size[1], padding);
  }
}
