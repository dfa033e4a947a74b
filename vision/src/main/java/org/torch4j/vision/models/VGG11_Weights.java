package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg11}, {@code torchvision.models.VGG11_Weights}. */
public enum VGG11_Weights implements WeightsEnum {
  /** 69.020 % of the ImageNet test images right, 88.628 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg11-8a719046.pth",
          Weights.RESIZED_256,
          132863336,
          Weights.imagenetClasses(),
          32,
          69.02,
          88.628));

  /** The best there are. */
  public static final VGG11_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG11_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
