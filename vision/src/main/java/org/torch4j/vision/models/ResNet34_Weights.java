package org.torch4j.vision.models;

/** Trained weights of {@link Models#resnet34}, {@code torchvision.models.ResNet34_Weights}. */
public enum ResNet34_Weights implements WeightsEnum {
  /** 73.314 % of the ImageNet test images right, 91.420 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnet34-b627a593.pth",
          Weights.RESIZED_256,
          21797672,
          Weights.imagenetClasses(),
          1,
          73.314,
          91.42));

  /** The best there are. */
  public static final ResNet34_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  ResNet34_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
