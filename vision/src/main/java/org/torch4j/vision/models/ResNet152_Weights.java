package org.torch4j.vision.models;

/** Trained weights of {@link Models#resnet152}, {@code torchvision.models.ResNet152_Weights}. */
public enum ResNet152_Weights implements WeightsEnum {
  /** 78.312 % of the ImageNet test images right, 94.046 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnet152-394f9c45.pth",
          Weights.RESIZED_256,
          60192808,
          Weights.imagenetClasses(),
          1,
          78.312,
          94.046)),

  /** 82.284 % of the ImageNet test images right, 96.002 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "resnet152-f82ba261.pth",
          Weights.RESIZED_232,
          60192808,
          Weights.imagenetClasses(),
          1,
          82.284,
          96.002));

  /** The best there are. */
  public static final ResNet152_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  ResNet152_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
