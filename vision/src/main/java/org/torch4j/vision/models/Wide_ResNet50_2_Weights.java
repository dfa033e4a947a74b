package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#wideResnet50_2}, {@code
 * torchvision.models.Wide_ResNet50_2_Weights}.
 */
public enum Wide_ResNet50_2_Weights implements WeightsEnum {
  /** 78.468 % of the ImageNet test images right, 94.086 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "wide_resnet50_2-95faca4d.pth",
          Weights.RESIZED_256,
          68883240,
          Weights.imagenetClasses(),
          1,
          78.468,
          94.086)),

  /** 81.602 % of the ImageNet test images right, 95.758 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "wide_resnet50_2-9ba9bcbe.pth",
          Weights.RESIZED_232,
          68883240,
          Weights.imagenetClasses(),
          1,
          81.602,
          95.758));

  /** The best there are. */
  public static final Wide_ResNet50_2_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  Wide_ResNet50_2_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
