package org.torch4j.vision.models;

/** Trained weights of {@link Models#vgg19}, {@code torchvision.models.VGG19_Weights}. */
public enum VGG19_Weights implements WeightsEnum {
  /** 72.376 % of the ImageNet test images right, 90.876 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg19-dcbb9e9d.pth",
          Weights.RESIZED_256,
          143667240,
          Weights.imagenetClasses(),
          32,
          72.376,
          90.876));

  /** The best there are. */
  public static final VGG19_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG19_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
