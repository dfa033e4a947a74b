package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg11Bn}, {@code torchvision.models.VGG11_BN_Weights}. */
public enum VGG11_BN_Weights implements WeightsEnum {
  /** 70.370 % of the ImageNet test images right, 89.810 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg11_bn-6002323d.pth",
          Weights.RESIZED_256,
          132868840,
          Weights.imagenetClasses(),
          32,
          70.37,
          89.81));

  /** The best there are. */
  public static final VGG11_BN_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG11_BN_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
