package org.torch4j.vision.models;

/** Trained weights of {@link Models#resnet50}, {@code torchvision.models.ResNet50_Weights}. */
public enum ResNet50_Weights implements WeightsEnum {
  /** 76.130 % of the ImageNet test images right, 92.862 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnet50-0676ba61.pth",
          Weights.RESIZED_256,
          25557032,
          Weights.imagenetClasses(),
          1,
          76.13,
          92.862)),

  /** 80.858 % of the ImageNet test images right, 95.434 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "resnet50-11ad3fa6.pth",
          Weights.RESIZED_232,
          25557032,
          Weights.imagenetClasses(),
          1,
          80.858,
          95.434));

  /** The best there are. */
  public static final ResNet50_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  ResNet50_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
