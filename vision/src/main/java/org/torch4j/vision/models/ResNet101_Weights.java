package org.torch4j.vision.models;

/** Trained weights of {@link Models#resnet101}, {@code torchvision.models.ResNet101_Weights}. */
public enum ResNet101_Weights implements WeightsEnum {
  /** 77.374 % of the ImageNet test images right, 93.546 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnet101-63fe2227.pth",
          Weights.RESIZED_256,
          44549160,
          Weights.imagenetClasses(),
          1,
          77.374,
          93.546)),

  /** 81.886 % of the ImageNet test images right, 95.780 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "resnet101-cd907fc2.pth",
          Weights.RESIZED_232,
          44549160,
          Weights.imagenetClasses(),
          1,
          81.886,
          95.78));

  /** The best there are. */
  public static final ResNet101_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  ResNet101_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
