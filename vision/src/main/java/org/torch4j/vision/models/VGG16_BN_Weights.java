package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg16Bn}, {@code torchvision.models.VGG16_BN_Weights}. */
public enum VGG16_BN_Weights implements WeightsEnum {
  /** 73.360 % of the ImageNet test images right, 91.516 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg16_bn-6c64b313.pth",
          Weights.RESIZED_256,
          138365992,
          Weights.imagenetClasses(),
          32,
          73.36,
          91.516));

  /** The best there are. */
  public static final VGG16_BN_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG16_BN_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
