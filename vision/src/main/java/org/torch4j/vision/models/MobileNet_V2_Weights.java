package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#mobilenetV2}, {@code torchvision.models.MobileNet_V2_Weights}.
 */
public enum MobileNet_V2_Weights implements WeightsEnum {
  /** 71.878 % of the ImageNet test images right, 90.286 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "mobilenet_v2-b0353104.pth",
          Weights.RESIZED_256,
          3504872,
          Weights.imagenetClasses(),
          1,
          71.878,
          90.286)),

  /** 72.154 % of the ImageNet test images right, 90.822 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "mobilenet_v2-7ebf99e0.pth",
          Weights.RESIZED_232,
          3504872,
          Weights.imagenetClasses(),
          1,
          72.154,
          90.822));

  /** The best there are. */
  public static final MobileNet_V2_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  MobileNet_V2_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
