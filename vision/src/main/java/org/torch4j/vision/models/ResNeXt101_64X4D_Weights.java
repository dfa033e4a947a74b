package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#resnext101_64x4d}, {@code
 * torchvision.models.ResNeXt101_64X4D_Weights}.
 */
public enum ResNeXt101_64X4D_Weights implements WeightsEnum {
  /** 83.246 % of the ImageNet test images right, 96.454 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnext101_64x4d-173b62eb.pth",
          Weights.RESIZED_232,
          83455272,
          Weights.imagenetClasses(),
          1,
          83.246,
          96.454));

  /** The best there are. */
  public static final ResNeXt101_64X4D_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  ResNeXt101_64X4D_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
