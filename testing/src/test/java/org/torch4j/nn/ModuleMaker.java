package org.torch4j.nn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.Shape;

/** Makes the module that a recorded Python constructor call made. */
final class ModuleMaker {
  private static final String[] CONV = {
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "bias",
    "padding_mode"
  };
  private static final String[] NORM = {
    "num_features", "eps", "momentum", "affine", "track_running_stats"
  };
  private static final String[] MAX_POOL = {
    "kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"
  };

  private final ModuleGolden golden;
  private final Map<String, JsonNode> given = new LinkedHashMap<>();
  private final Set<String> used = new java.util.HashSet<>();

  private ModuleMaker(ModuleGolden golden, JsonNode constructor, String... names) {
    this.golden = golden;
    JsonNode args = constructor.get("args");
    for (int i = 0; i < args.size(); i++) {
      given.put(names[i], args.get(i));
    }
    constructor.get("kwargs").properties().forEach(e -> given.put(e.getKey(), e.getValue()));
  }

  static Module make(ModuleGolden golden, String type, JsonNode constructor) {
    String name = type.replace("torch.nn.", "");
    if (name.equals("Sequential")) {
      List<Module> parts = new ArrayList<>();
      for (JsonNode arg : constructor.get("args")) {
        parts.add(make(golden, arg.get("module").get("class").asText(), arg.get("module")));
      }
      return new Sequential(parts.toArray(Module[]::new));
    }
    ModuleMaker maker = new ModuleMaker(golden, constructor, names(name));
    Module made = maker.make(name);
    if (!maker.used.containsAll(maker.given.keySet())) {
      throw new IllegalStateException(name + ": used " + maker.used + " of " + maker.given);
    }
    return made;
  }

  private static String[] names(String type) {
    return switch (type) {
      case "Linear" -> new String[] {"in_features", "out_features", "bias"};
      case "Conv1d", "Conv2d", "Conv3d" -> CONV;
      case "BatchNorm1d", "BatchNorm2d", "BatchNorm3d" -> NORM;
      case "LayerNorm" -> new String[] {"normalized_shape", "eps", "elementwise_affine"};
      case "Embedding" -> new String[] {"num_embeddings", "embedding_dim"};
      case "MaxPool1d", "MaxPool2d" -> MAX_POOL;
      case "AvgPool2d" -> new String[] {"kernel_size", "stride", "padding"};
      case "AdaptiveAvgPool2d" -> new String[] {"output_size"};
      case "Unflatten" -> new String[] {"dim", "unflattened_size"};
      case "Softmax", "LogSoftmax" -> new String[] {"dim"};
      case "Softplus" -> new String[] {"beta", "threshold"};
      case "GELU" -> new String[] {"approximate"};
      case "LeakyReLU" -> new String[] {"negative_slope"};
      case "ELU" -> new String[] {"alpha"};
      case "Dropout", "Dropout2d" -> new String[] {"p"};
      case "CrossEntropyLoss", "NLLLoss" -> new String[] {"weight", "size_average", "ignore_index"};
      case "BCELoss", "BCEWithLogitsLoss" -> new String[] {"weight"};
      default -> new String[0];
    };
  }

  private Module make(String type) {
    return switch (type) {
      case "Linear" -> new Linear(l("in_features"), l("out_features"), flag("bias", true));
      case "Conv1d" -> new Conv1d(l("in_channels"), l("out_channels"), kernel(), conv());
      case "Conv2d" -> new Conv2d(l("in_channels"), l("out_channels"), kernel(), conv());
      case "Conv3d" -> new Conv3d(l("in_channels"), l("out_channels"), kernel(), conv());
      case "BatchNorm1d" -> new BatchNorm1d(l("num_features"), norm());
      case "BatchNorm2d" -> new BatchNorm2d(l("num_features"), norm());
      case "BatchNorm3d" -> new BatchNorm3d(l("num_features"), norm());
      case "LayerNorm" ->
          new LayerNorm(
              Shape.of(longs("normalized_shape")),
              LayerNorm.options()
                  .eps(d("eps", 1e-5))
                  .elementwiseAffine(flag("elementwise_affine", true)));
      case "Embedding" ->
          new Embedding(
              l("num_embeddings"),
              l("embedding_dim"),
              Embedding.options()
                  .sparse(flag("sparse", false))
                  .scaleGradByFreq(flag("scale_grad_by_freq", false)));
      case "MaxPool1d" -> new MaxPool1d(kernel(), maxPool());
      case "MaxPool2d" -> new MaxPool2d(kernel(), maxPool());
      case "AvgPool2d" -> new AvgPool2d(kernel(), avgPool());
      case "AdaptiveAvgPool2d" -> new AdaptiveAvgPool2d(longs("output_size"));
      case "Flatten" -> new Flatten();
      case "Unflatten" -> new Unflatten((int) l("dim"), longs("unflattened_size"));
      case "Dropout" -> new Dropout(d("p", 0.5));
      case "Dropout2d" -> new Dropout2d(d("p", 0.5));
      default -> activationOrLoss(type);
    };
  }

  private Module activationOrLoss(String type) {
    return switch (type) {
      case "ReLU" -> new ReLU();
      case "SiLU" -> new SiLU();
      case "Sigmoid" -> new Sigmoid();
      case "Tanh" -> new Tanh();
      case "Identity" -> new Identity();
      case "GELU" -> new GELU(text("approximate", "none"));
      case "LeakyReLU" -> new LeakyReLU(d("negative_slope", 0.01));
      case "ELU" -> new ELU(d("alpha", 1));
      case "Softmax" -> new Softmax((int) l("dim"));
      case "LogSoftmax" -> new LogSoftmax((int) l("dim"));
      case "Softplus" -> new Softplus(d("beta", 1), d("threshold", 20));
      case "MSELoss" -> new MSELoss(reduction());
      case "L1Loss" -> new L1Loss(reduction());
      case "SmoothL1Loss" -> new SmoothL1Loss(reduction(), d("beta", 1));
      case "KLDivLoss" -> new KLDivLoss(reduction(), flag("log_target", false));
      case "BCELoss" ->
          new BCELoss(BCELoss.options().weight(tensor("weight")).reduction(reduction()));
      case "BCEWithLogitsLoss" ->
          new BCEWithLogitsLoss(
              BCEWithLogitsLoss.options()
                  .weight(tensor("weight"))
                  .posWeight(tensor("pos_weight"))
                  .reduction(reduction()));
      case "NLLLoss" ->
          new NLLLoss(
              NLLLoss.options()
                  .weight(tensor("weight"))
                  .ignoreIndex(l("ignore_index", -100))
                  .reduction(reduction()));
      case "CrossEntropyLoss" ->
          new CrossEntropyLoss(
              CrossEntropyLoss.options()
                  .weight(tensor("weight"))
                  .ignoreIndex(l("ignore_index", -100))
                  .labelSmoothing(d("label_smoothing", 0))
                  .reduction(reduction()));
      default -> throw new IllegalArgumentException(type);
    };
  }

  private ConvOptions conv() {
    ConvOptions options =
        ConvOptions.DEFAULT
            .groups(l("groups", 1))
            .bias(flag("bias", true))
            .paddingMode(text("padding_mode", "zeros"));
    if (has("stride")) {
      options = options.stride(longs("stride"));
    }
    if (has("dilation")) {
      options = options.dilation(longs("dilation"));
    }
    if (has("padding")) {
      JsonNode padding = get("padding");
      options =
          padding.isTextual()
              ? options.padding(padding.asText())
              : options.padding(longs("padding"));
    }
    return options;
  }

  private BatchNorm.Options norm() {
    BatchNorm.Options options =
        BatchNorm1d.options()
            .eps(d("eps", 1e-5))
            .affine(flag("affine", true))
            .trackRunningStats(flag("track_running_stats", true));
    if (has("momentum")) {
      JsonNode momentum = get("momentum");
      options = options.momentum(momentum.isNull() ? null : momentum.asDouble());
    }
    return options;
  }

  private MaxPoolOptions maxPool() {
    get("return_indices");
    MaxPoolOptions options = MaxPool2d.options().ceilMode(flag("ceil_mode", false));
    if (has("stride")) {
      options = options.stride(longs("stride"));
    }
    if (has("padding")) {
      options = options.padding(longs("padding"));
    }
    return has("dilation") ? options.dilation(longs("dilation")) : options;
  }

  private AvgPoolOptions avgPool() {
    AvgPoolOptions options = AvgPool2d.options();
    if (has("stride")) {
      options = options.stride(longs("stride"));
    }
    if (has("padding")) {
      options = options.padding(longs("padding"));
    }
    return has("divisor_override") ? options.divisorOverride(l("divisor_override")) : options;
  }

  private boolean has(String name) {
    return given.containsKey(name);
  }

  private @Nullable JsonNode get(String name) {
    used.add(name);
    return given.get(name);
  }

  private JsonNode require(String name) {
    return Objects.requireNonNull(get(name), name);
  }

  private long[] kernel() {
    return longs("kernel_size");
  }

  private long l(String name) {
    return require(name).asLong();
  }

  private long l(String name, long otherwise) {
    return has(name) ? l(name) : otherwise;
  }

  private double d(String name, double otherwise) {
    return has(name) ? require(name).asDouble() : otherwise;
  }

  private boolean flag(String name, boolean otherwise) {
    return has(name) ? require(name).asBoolean() : otherwise;
  }

  private String text(String name, String otherwise) {
    return has(name) ? require(name).asText() : otherwise;
  }

  private String reduction() {
    get("size_average");
    return text("reduction", "mean");
  }

  private @Nullable Tensor tensor(String name) {
    JsonNode node = get(name);
    return node == null || node.isNull() ? null : golden.tensor(node.get("tensor").asText());
  }

  /** A number, a list, a tuple or a torch.Size. */
  private long[] longs(String name) {
    JsonNode node = require(name);
    JsonNode list =
        node.has("tuple") ? node.get("tuple") : node.has("size") ? node.get("size") : node;
    if (!list.isArray()) {
      return new long[] {list.asLong()};
    }
    long[] all = new long[list.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = list.get(i).asLong();
    }
    return all;
  }
}
