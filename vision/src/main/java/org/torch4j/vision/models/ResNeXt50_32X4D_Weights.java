package org.torch4j.vision.models;

/**
 * Trained weights of {@link Models#resnext50_32x4d}, {@code
 * torchvision.models.ResNeXt50_32X4D_Weights}.
 */
public enum ResNeXt50_32X4D_Weights implements WeightsEnum {
  /** 77.618 % of the ImageNet test images right, 93.698 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnext50_32x4d-7cdf4587.pth",
          Weights.RESIZED_256,
          25028904,
          Weights.imagenetClasses(),
          1,
          77.618,
          93.698)),

  /** 81.198 % of the ImageNet test images right, 95.340 % among the first five. */
  IMAGENET1K_V2(
      Weights.of(
          "resnext50_32x4d-1a0047aa.pth",
          Weights.RESIZED_232,
          25028904,
          Weights.imagenetClasses(),
          1,
          81.198,
          95.34));

  /** The best there are. */
  public static final ResNeXt50_32X4D_Weights DEFAULT = IMAGENET1K_V2;

  private final Weights value;

  ResNeXt50_32X4D_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
