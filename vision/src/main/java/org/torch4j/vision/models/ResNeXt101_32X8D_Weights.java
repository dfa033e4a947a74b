package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#resnext101_32x8d}, {@code
 * torchvision.models.ResNeXt101_32X8D_Weights}.
 */
public enum ResNeXt101_32X8D_Weights implements WeightsEnum {
  /** 79.312 % of the ImageNet test images right, 94.526 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnext101_32x8d-8ba56ff5.pth",
          Weights.RESIZED_256,
          88791336,
          Weights.imagenetClasses(),
          1,
          79.312,
          94.526)),

  /** 82.834 % of the ImageNet test images right, 96.228 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "resnext101_32x8d-110c445d.pth",
          Weights.RESIZED_232,
          88791336,
          Weights.imagenetClasses(),
          1,
          82.834,
          96.228));

  /** The best there are. */
  public static final ResNeXt101_32X8D_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  ResNeXt101_32X8D_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
