package org.torch4j.vision.models;

/** Trained weights of {@link Models#alexnet}, {@code torchvision.models.AlexNet_Weights}. */
public enum AlexNet_Weights implements WeightsEnum {
  /** 56.522 % of the ImageNet test images right, 79.066 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "alexnet-owt-7be5be79.pth",
          Weights.RESIZED_256,
          61100840,
          Weights.imagenetClasses(),
          63,
          56.522,
          79.066));

  /** The best there are. */
  public static final AlexNet_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  AlexNet_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
