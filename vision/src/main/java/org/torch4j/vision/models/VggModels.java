package org.torch4j.vision.models;

import org.jspecify.annotations.Nullable;

/** The VGG networks. */
abstract sealed class VggModels extends ResNetModels permits Models {
  VggModels() {}

  /** VGG-11, untrained. */
  public static VGG vgg11() {
    return vgg11(null);
  }

  /** VGG-11 with these weights; null for none. */
  public static VGG vgg11(@Nullable VGG11_Weights weights) {
    return vgg11(weights, VGG.options());
  }

  /**
   * VGG-11 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg11(@Nullable VGG11_Weights weights, VGG.Options options) {
    return loaded(
        "vgg11",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG11, options.batchNorm(false)));
  }

  /** VGG-11 with batch normalisation, untrained. */
  public static VGG vgg11Bn() {
    return vgg11Bn(null);
  }

  /** VGG-11 with batch normalisation with these weights; null for none. */
  public static VGG vgg11Bn(@Nullable VGG11_BN_Weights weights) {
    return vgg11Bn(weights, VGG.options());
  }

  /**
   * VGG-11 with batch normalisation with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg11Bn(@Nullable VGG11_BN_Weights weights, VGG.Options options) {
    return loaded(
        "vgg11Bn",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG11, options.batchNorm(true)));
  }

  /** VGG-13, untrained. */
  public static VGG vgg13() {
    return vgg13(null);
  }

  /** VGG-13 with these weights; null for none. */
  public static VGG vgg13(@Nullable VGG13_Weights weights) {
    return vgg13(weights, VGG.options());
  }

  /**
   * VGG-13 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg13(@Nullable VGG13_Weights weights, VGG.Options options) {
    return loaded(
        "vgg13",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG13, options.batchNorm(false)));
  }

  /** VGG-13 with batch normalisation, untrained. */
  public static VGG vgg13Bn() {
    return vgg13Bn(null);
  }

  /** VGG-13 with batch normalisation with these weights; null for none. */
  public static VGG vgg13Bn(@Nullable VGG13_BN_Weights weights) {
    return vgg13Bn(weights, VGG.options());
  }

  /**
   * VGG-13 with batch normalisation with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg13Bn(@Nullable VGG13_BN_Weights weights, VGG.Options options) {
    return loaded(
        "vgg13Bn",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG13, options.batchNorm(true)));
  }

  /** VGG-16, untrained. */
  public static VGG vgg16() {
    return vgg16(null);
  }

  /** VGG-16 with these weights; null for none. */
  public static VGG vgg16(@Nullable VGG16_Weights weights) {
    return vgg16(weights, VGG.options());
  }

  /**
   * VGG-16 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg16(@Nullable VGG16_Weights weights, VGG.Options options) {
    return loaded(
        "vgg16",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG16, options.batchNorm(false)));
  }

  /** VGG-16 with batch normalisation, untrained. */
  public static VGG vgg16Bn() {
    return vgg16Bn(null);
  }

  /** VGG-16 with batch normalisation with these weights; null for none. */
  public static VGG vgg16Bn(@Nullable VGG16_BN_Weights weights) {
    return vgg16Bn(weights, VGG.options());
  }

  /**
   * VGG-16 with batch normalisation with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg16Bn(@Nullable VGG16_BN_Weights weights, VGG.Options options) {
    return loaded(
        "vgg16Bn",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG16, options.batchNorm(true)));
  }

  /** VGG-19, untrained. */
  public static VGG vgg19() {
    return vgg19(null);
  }

  /** VGG-19 with these weights; null for none. */
  public static VGG vgg19(@Nullable VGG19_Weights weights) {
    return vgg19(weights, VGG.options());
  }

  /**
   * VGG-19 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg19(@Nullable VGG19_Weights weights, VGG.Options options) {
    return loaded(
        "vgg19",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG19, options.batchNorm(false)));
  }

  /** VGG-19 with batch normalisation, untrained. */
  public static VGG vgg19Bn() {
    return vgg19Bn(null);
  }

  /** VGG-19 with batch normalisation with these weights; null for none. */
  public static VGG vgg19Bn(@Nullable VGG19_BN_Weights weights) {
    return vgg19Bn(weights, VGG.options());
  }

  /**
   * VGG-19 with batch normalisation with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static VGG vgg19Bn(@Nullable VGG19_BN_Weights weights, VGG.Options options) {
    return loaded(
        "vgg19Bn",
        weights,
        options.numClasses(),
        () -> new VGG(VGG.Depth.VGG19, options.batchNorm(true)));
  }
}
