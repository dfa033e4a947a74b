package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg13}, {@code torchvision.models.VGG13_Weights}. */
public enum VGG13_Weights implements WeightsEnum {
  /** 69.928 % of the ImageNet test images right, 89.246 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg13-19584684.pth",
          Weights.RESIZED_256,
          133047848,
          Weights.imagenetClasses(),
          32,
          69.928,
          89.246));

  /** The best there are. */
  public static final VGG13_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG13_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
