package org.torch4j.vision.models;

/** Trained weights of {@link Models#resnet18}, {@code torchvision.models.ResNet18_Weights}. */
public enum ResNet18_Weights implements WeightsEnum {
  /** 69.758 % of the ImageNet test images right, 89.078 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "resnet18-f37072fd.pth",
          Weights.RESIZED_256,
          11689512,
          Weights.imagenetClasses(),
          1,
          69.758,
          89.078));

  /** The best there are. */
  public static final ResNet18_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  ResNet18_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
