package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#squeezenet1_1}, {@code
 * torchvision.models.SqueezeNet1_1_Weights}.
 */
public enum SqueezeNet1_1_Weights implements WeightsEnum {
  /** 58.178 % of the ImageNet test images right, 80.624 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "squeezenet1_1-b8a52dc0.pth",
          Weights.RESIZED_256,
          1235496,
          Weights.imagenetClasses(),
          17,
          58.178,
          80.624));

  /** The best there are. */
  public static final SqueezeNet1_1_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  SqueezeNet1_1_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
