package org.torch4j.vision.models;

import static org.torch4j.vision.models.ResidualBlock.Kind.BASIC;
import static org.torch4j.vision.models.ResidualBlock.Kind.BOTTLENECK;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.Module;

/** The residual networks. */
abstract sealed class ResNetModels permits VggModels {
  ResNetModels() {}

  static <M extends Module> M loaded(
      String name, @Nullable WeightsEnum weights, long classes, Supplier<M> make) {
    if (weights == null) {
      return make.get();
    }
    int trained = weights.categories().size();
    if (trained > 0 && classes != trained) {
      throw new IllegalArgumentException(
          "%s: the weights %s are for %d classes, got numClasses=%d: replace the head afterwards"
              .formatted(name, weights, trained, classes));
    }
    Map<String, Tensor> state = weights.stateDict();
    M model = make.get();
    model.loadStateDict(state);
    return model;
  }

  /** A network with so many blocks of this kind in each of its four stages. */
  private static ResNet resnet(
      String name,
      @Nullable WeightsEnum weights,
      ResidualBlock.Kind kind,
      ResNet.Options options,
      int... blocks) {
    return loaded(name, weights, options.numClasses(), () -> new ResNet(kind, blocks, options));
  }

  /** ResNet-18, untrained. */
  public static ResNet resnet18() {
    return resnet18(null);
  }

  /** ResNet-18 with these weights; null for none. */
  public static ResNet resnet18(@Nullable ResNet18_Weights weights) {
    return resnet18(weights, ResNet.options());
  }

  /**
   * ResNet-18 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnet18(@Nullable ResNet18_Weights weights, ResNet.Options options) {
    return resnet("resnet18", weights, BASIC, options, 2, 2, 2, 2);
  }

  /** ResNet-34, untrained. */
  public static ResNet resnet34() {
    return resnet34(null);
  }

  /** ResNet-34 with these weights; null for none. */
  public static ResNet resnet34(@Nullable ResNet34_Weights weights) {
    return resnet34(weights, ResNet.options());
  }

  /**
   * ResNet-34 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnet34(@Nullable ResNet34_Weights weights, ResNet.Options options) {
    return resnet("resnet34", weights, BASIC, options, 3, 4, 6, 3);
  }

  /** ResNet-50, untrained. */
  public static ResNet resnet50() {
    return resnet50(null);
  }

  /** ResNet-50 with these weights; null for none. */
  public static ResNet resnet50(@Nullable ResNet50_Weights weights) {
    return resnet50(weights, ResNet.options());
  }

  /**
   * ResNet-50 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnet50(@Nullable ResNet50_Weights weights, ResNet.Options options) {
    return resnet("resnet50", weights, BOTTLENECK, options, 3, 4, 6, 3);
  }

  /** ResNet-101, untrained. */
  public static ResNet resnet101() {
    return resnet101(null);
  }

  /** ResNet-101 with these weights; null for none. */
  public static ResNet resnet101(@Nullable ResNet101_Weights weights) {
    return resnet101(weights, ResNet.options());
  }

  /**
   * ResNet-101 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnet101(@Nullable ResNet101_Weights weights, ResNet.Options options) {
    return resnet("resnet101", weights, BOTTLENECK, options, 3, 4, 23, 3);
  }

  /** ResNet-152, untrained. */
  public static ResNet resnet152() {
    return resnet152(null);
  }

  /** ResNet-152 with these weights; null for none. */
  public static ResNet resnet152(@Nullable ResNet152_Weights weights) {
    return resnet152(weights, ResNet.options());
  }

  /**
   * ResNet-152 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnet152(@Nullable ResNet152_Weights weights, ResNet.Options options) {
    return resnet("resnet152", weights, BOTTLENECK, options, 3, 8, 36, 3);
  }

  /** ResNeXt-50 32x4d, untrained. */
  public static ResNet resnext50_32x4d() {
    return resnext50_32x4d(null);
  }

  /** ResNeXt-50 32x4d with these weights; null for none. */
  public static ResNet resnext50_32x4d(@Nullable ResNeXt50_32X4D_Weights weights) {
    return resnext50_32x4d(weights, ResNet.options());
  }

  /**
   * ResNeXt-50 32x4d with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnext50_32x4d(
      @Nullable ResNeXt50_32X4D_Weights weights, ResNet.Options options) {
    return resnet(
        "resnext50_32x4d", weights, BOTTLENECK, options.groups(32).widthPerGroup(4), 3, 4, 6, 3);
  }

  /** ResNeXt-101 32x8d, untrained. */
  public static ResNet resnext101_32x8d() {
    return resnext101_32x8d(null);
  }

  /** ResNeXt-101 32x8d with these weights; null for none. */
  public static ResNet resnext101_32x8d(@Nullable ResNeXt101_32X8D_Weights weights) {
    return resnext101_32x8d(weights, ResNet.options());
  }

  /**
   * ResNeXt-101 32x8d with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnext101_32x8d(
      @Nullable ResNeXt101_32X8D_Weights weights, ResNet.Options options) {
    return resnet(
        "resnext101_32x8d", weights, BOTTLENECK, options.groups(32).widthPerGroup(8), 3, 4, 23, 3);
  }

  /** ResNeXt-101 64x4d, untrained. */
  public static ResNet resnext101_64x4d() {
    return resnext101_64x4d(null);
  }

  /** ResNeXt-101 64x4d with these weights; null for none. */
  public static ResNet resnext101_64x4d(@Nullable ResNeXt101_64X4D_Weights weights) {
    return resnext101_64x4d(weights, ResNet.options());
  }

  /**
   * ResNeXt-101 64x4d with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet resnext101_64x4d(
      @Nullable ResNeXt101_64X4D_Weights weights, ResNet.Options options) {
    return resnet(
        "resnext101_64x4d", weights, BOTTLENECK, options.groups(64).widthPerGroup(4), 3, 4, 23, 3);
  }

  /** Wide ResNet-50-2, untrained. */
  public static ResNet wideResnet50_2() {
    return wideResnet50_2(null);
  }

  /** Wide ResNet-50-2 with these weights; null for none. */
  public static ResNet wideResnet50_2(@Nullable Wide_ResNet50_2_Weights weights) {
    return wideResnet50_2(weights, ResNet.options());
  }

  /**
   * Wide ResNet-50-2 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet wideResnet50_2(
      @Nullable Wide_ResNet50_2_Weights weights, ResNet.Options options) {
    return resnet("wideResnet50_2", weights, BOTTLENECK, options.widthPerGroup(128), 3, 4, 6, 3);
  }

  /** Wide ResNet-101-2, untrained. */
  public static ResNet wideResnet101_2() {
    return wideResnet101_2(null);
  }

  /** Wide ResNet-101-2 with these weights; null for none. */
  public static ResNet wideResnet101_2(@Nullable Wide_ResNet101_2_Weights weights) {
    return wideResnet101_2(weights, ResNet.options());
  }

  /**
   * Wide ResNet-101-2 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static ResNet wideResnet101_2(
      @Nullable Wide_ResNet101_2_Weights weights, ResNet.Options options) {
    return resnet("wideResnet101_2", weights, BOTTLENECK, options.widthPerGroup(128), 3, 4, 23, 3);
  }
}
