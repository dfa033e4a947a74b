package org.torch4j.vision.models;

import java.util.List;

/** Trained weights of {@link Models#vgg16}, {@code torchvision.models.VGG16_Weights}. */
public enum VGG16_Weights implements WeightsEnum {
  /** 71.592 % of the ImageNet test images right, 90.382 % among the first five. */
  IMAGENET1K_V1(
      Weights.of(
          "vgg16-397923af.pth",
          Weights.RESIZED_256,
          138357544,
          Weights.imagenetClasses(),
          32,
          71.592,
          90.382)),

  /**
   * The convolutions of a network that was trained elsewhere, for features only; the classifier is
   * NaN.
   */
  IMAGENET1K_FEATURES(
      Weights.of(
          "vgg16_features-amdegroot-88682ab5.pth",
          Weights.FEATURES,
          138357544,
          List.of(),
          32,
          Double.NaN,
          Double.NaN));

  /** The best there are. */
  public static final VGG16_Weights DEFAULT = IMAGENET1K_V1;

  private final Weights value;

  VGG16_Weights(Weights value) {
    this.value = value;
  }

  @Override
  public Weights value() {
    return value;
  }
}
