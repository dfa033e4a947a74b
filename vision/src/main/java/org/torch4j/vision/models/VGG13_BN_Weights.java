package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg13Bn}, {@code torchvision.models.VGG13_BN_Weights}. */
public enum VGG13_BN_Weights implements WeightsEnum {
  /** 71.586 % of the ImageNet test images right, 90.374 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg13_bn-abd245e5.pth",
          Weights.RESIZED_256,
          133053736,
          Weights.imagenetClasses(),
          32,
          71.586,
          90.374));

  /** The best there are. */
  public static final VGG13_BN_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG13_BN_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
