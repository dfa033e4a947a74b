package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#wideResnet101_2}, {@code
 * torchvision.models.Wide_ResNet101_2_Weights}.
 */
public enum Wide_ResNet101_2_Weights implements WeightsEnum {
  /** 78.848 % of the ImageNet test images right, 94.284 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "wide_resnet101_2-32ee1156.pth",
          Weights.RESIZED_256,
          126886696,
          Weights.imagenetClasses(),
          1,
          78.848,
          94.284)),

  /** 82.510 % of the ImageNet test images right, 96.020 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "wide_resnet101_2-d733dc28.pth",
          Weights.RESIZED_232,
          126886696,
          Weights.imagenetClasses(),
          1,
          82.51,
          96.02));

  /** The best there are. */
  public static final Wide_ResNet101_2_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  Wide_ResNet101_2_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
