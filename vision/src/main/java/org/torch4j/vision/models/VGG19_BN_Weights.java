package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg19Bn}, {@code torchvision.models.VGG19_BN_Weights}. */
public enum VGG19_BN_Weights implements WeightsEnum {
  /** 74.218 % of the ImageNet test images right, 91.842 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg19_bn-c79401a0.pth",
          Weights.RESIZED_256,
          143678248,
          Weights.imagenetClasses(),
          32,
          74.218,
          91.842));

  /** The best there are. */
  public static final VGG19_BN_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG19_BN_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
