package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#squeezenet1_0}, {@code
 * torchvision.models.SqueezeNet1_0_Weights}.
 */
public enum SqueezeNet1_0_Weights implements WeightsEnum {
  /** 58.092 % of the ImageNet test images right, 80.420 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "squeezenet1_0-b66bff10.pth",
          Weights.RESIZED_256,
          1248424,
          Weights.imagenetClasses(),
          21,
          58.092,
          80.42));

  /** The best there are. */
  public static final SqueezeNet1_0_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  SqueezeNet1_0_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
