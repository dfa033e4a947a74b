package org.torch4j.vision.models;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.nn.Module;

/**
 * Networks that tell what is on an image, {@code torchvision.models}: with torchvision's structure,
 * state keys and starting weights, and its trained weights.
 *
 * <pre>{@code
 * var weights = ResNet18_Weights.DEFAULT;
 * Module model = Models.resnet18(weights).eval(); // downloads them, or takes Python's copy
 * Tensor scores = model.apply(weights.transforms().apply(Images.read(file)).unsqueeze(0));
 * String best = weights.categories().get((int) scores.argmax().itemLong());
 * }</pre>
 */
public final class Models extends VggModels {
  private static final Map<String, Entry<?>> BY_NAME = byName();

  private record Entry<W extends Enum<W> & WeightsEnum>(
      Function<@Nullable W, ? extends Module> make, Class<W> weights) {
    Module make(@Nullable String name) {
      return make.apply(name == null ? null : WeightsEnum.of(weights, name));
    }
  }

  private Models() {}

  private static Map<String, Entry<?>> byName() {
    Map<String, Entry<?>> all = new LinkedHashMap<>();
    all.put("resnet18", new Entry<>(Models::resnet18, ResNet18_Weights.class));
    all.put("resnet34", new Entry<>(Models::resnet34, ResNet34_Weights.class));
    all.put("resnet50", new Entry<>(Models::resnet50, ResNet50_Weights.class));
    all.put("resnet101", new Entry<>(Models::resnet101, ResNet101_Weights.class));
    all.put("resnet152", new Entry<>(Models::resnet152, ResNet152_Weights.class));
    all.put("resnext50_32x4d", new Entry<>(Models::resnext50_32x4d, ResNeXt50_32X4D_Weights.class));
    all.put(
        "resnext101_32x8d", new Entry<>(Models::resnext101_32x8d, ResNeXt101_32X8D_Weights.class));
    all.put(
        "resnext101_64x4d", new Entry<>(Models::resnext101_64x4d, ResNeXt101_64X4D_Weights.class));
    all.put("wide_resnet50_2", new Entry<>(Models::wideResnet50_2, Wide_ResNet50_2_Weights.class));
    all.put(
        "wide_resnet101_2", new Entry<>(Models::wideResnet101_2, Wide_ResNet101_2_Weights.class));
    all.put("vgg11", new Entry<>(Models::vgg11, VGG11_Weights.class));
    all.put("vgg11_bn", new Entry<>(Models::vgg11Bn, VGG11_BN_Weights.class));
    all.put("vgg13", new Entry<>(Models::vgg13, VGG13_Weights.class));
    all.put("vgg13_bn", new Entry<>(Models::vgg13Bn, VGG13_BN_Weights.class));
    all.put("vgg16", new Entry<>(Models::vgg16, VGG16_Weights.class));
    all.put("vgg16_bn", new Entry<>(Models::vgg16Bn, VGG16_BN_Weights.class));
    all.put("vgg19", new Entry<>(Models::vgg19, VGG19_Weights.class));
    all.put("vgg19_bn", new Entry<>(Models::vgg19Bn, VGG19_BN_Weights.class));
    all.put("alexnet", new Entry<>(Models::alexnet, AlexNet_Weights.class));
    all.put("mobilenet_v2", new Entry<>(Models::mobilenetV2, MobileNet_V2_Weights.class));
    all.put("squeezenet1_0", new Entry<>(Models::squeezenet1_0, SqueezeNet1_0_Weights.class));
    all.put("squeezenet1_1", new Entry<>(Models::squeezenet1_1, SqueezeNet1_1_Weights.class));
    return all;
  }

  /** The names that {@link #getModel} knows, {@code torchvision.models.list_models}. */
  public static List<String> listModels() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A model by its name, {@code torchvision.models.get_model}.
   *
   * @param name such as {@code resnet18}
   * @param weights such as {@code DEFAULT} or {@code IMAGENET1K_V1}, null for none
   * @throws IllegalArgumentException if there is no such model or no such weights
   */
  public static Module getModel(String name, @Nullable String weights) {
    return entry(name).make(weights);
  }

  /** The weights there are for a model, {@code torchvision.models.get_model_weights}. */
  public static List<WeightsEnum> getModelWeights(String name) {
    return Arrays.asList((WeightsEnum[]) entry(name).weights().getEnumConstants());
  }

  private static Entry<?> entry(String name) {
    Entry<?> entry = BY_NAME.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown model '" + name + "', there are: " + listModels());
    }
    return entry;
  }

  /** AlexNet, untrained. */
  public static AlexNet alexnet() {
    return alexnet(null);
  }

  /** AlexNet with these weights; null for none. */
  public static AlexNet alexnet(@Nullable AlexNet_Weights weights) {
    return alexnet(weights, AlexNet.options());
  }

  /**
   * AlexNet with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static AlexNet alexnet(@Nullable AlexNet_Weights weights, AlexNet.Options options) {
    return loaded("alexnet", weights, options.numClasses(), () -> new AlexNet(options));
  }

  /** MobileNetV2, untrained. */
  public static MobileNetV2 mobilenetV2() {
    return mobilenetV2(null);
  }

  /** MobileNetV2 with these weights; null for none. */
  public static MobileNetV2 mobilenetV2(@Nullable MobileNet_V2_Weights weights) {
    return mobilenetV2(weights, MobileNetV2.options());
  }

  /**
   * MobileNetV2 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static MobileNetV2 mobilenetV2(
      @Nullable MobileNet_V2_Weights weights, MobileNetV2.Options options) {
    return loaded("mobilenetV2", weights, options.numClasses(), () -> new MobileNetV2(options));
  }

  /** SqueezeNet 1.0, untrained. */
  public static SqueezeNet squeezenet1_0() {
    return squeezenet1_0(null);
  }

  /** SqueezeNet 1.0 with these weights; null for none. */
  public static SqueezeNet squeezenet1_0(@Nullable SqueezeNet1_0_Weights weights) {
    return squeezenet1_0(weights, SqueezeNet.options());
  }

  /**
   * SqueezeNet 1.0 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static SqueezeNet squeezenet1_0(
      @Nullable SqueezeNet1_0_Weights weights, SqueezeNet.Options options) {
    return loaded(
        "squeezenet1_0",
        weights,
        options.numClasses(),
        () -> new SqueezeNet(SqueezeNet.Version.V1_0, options));
  }

  /** SqueezeNet 1.1, untrained. */
  public static SqueezeNet squeezenet1_1() {
    return squeezenet1_1(null);
  }

  /** SqueezeNet 1.1 with these weights; null for none. */
  public static SqueezeNet squeezenet1_1(@Nullable SqueezeNet1_1_Weights weights) {
    return squeezenet1_1(weights, SqueezeNet.options());
  }

  /**
   * SqueezeNet 1.1 with these weights, null for none, and these options.
   *
   * @throws IllegalArgumentException if the weights are for another number of classes
   */
  public static SqueezeNet squeezenet1_1(
      @Nullable SqueezeNet1_1_Weights weights, SqueezeNet.Options options) {
    return loaded(
        "squeezenet1_1",
        weights,
        options.numClasses(),
        () -> new SqueezeNet(SqueezeNet.Version.V1_1, options));
  }
}
