package org.torch4j.cli.finetune;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.io.CheckpointException;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.IncompatibleKeys;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;
import org.torch4j.vision.models.Models;
import org.torch4j.vision.models.ResNet;
import org.torch4j.vision.models.SqueezeNet;
import org.torch4j.vision.transforms.ImageClassification;
import org.torch4j.vision.transforms.Transform;

/** A network of {@link Models} with a head for other classes, and the file it is kept in. */
public final class PictureNetwork {
  private final String name;
  private final Module network;
  private final List<String> classes;
  private final long size;

  private PictureNetwork(String name, Module network, List<String> classes, long size) {
    this.name = name;
    this.network = network;
    this.classes = List.copyOf(classes);
    this.size = size;
  }

  /**
   * A network with a fresh head.
   *
   * @param name one of {@link Models#listModels}
   * @param weights a file of trained weights, {@code none}, or null for torchvision's
   * @param classes what the head tells apart
   * @param size of the pictures, in pixels
   */
  public static PictureNetwork create(
      String name, @Nullable String weights, List<String> classes, long size) {
    Module network = Models.getModel(name, weights == null ? "DEFAULT" : null);
    if (weights != null && !weights.equals("none")) {
      loadBody(network, Path.of(weights));
    }
    replaceHead(network, classes.size());
    return new PictureNetwork(name, network, classes, size);
  }

  /**
   * The network in a file that {@link #save} wrote.
   *
   * @throws CheckpointException if it is another kind of file
   */
  public static PictureNetwork load(Path file) {
    Object content = Torch.load(file);
    if (!(content instanceof Map<?, ?> map
        && map.get("arch") instanceof String name
        && map.get("classes") instanceof List<?> names
        && map.get("size") instanceof Number size
        && map.get("state_dict") instanceof Map<?, ?> state)) {
      throw new CheckpointException(
          file + ": expected a checkpoint of finetune, with arch, classes, size and state_dict");
    }
    List<String> classes = names.stream().map(Object::toString).toList();
    Module network = Models.getModel(name, null);
    replaceHead(network, classes.size());
    network.loadStateDict(tensors(state, file));
    return new PictureNetwork(name, network, classes, size.longValue());
  }

  /** What pictures go through before a network of this size. */
  public static Transform transform(long size) {
    long shorter = Math.round(size * 256 / 224.0);
    return new ImageClassification(size, ImageClassification.options().resizeSize(shorter));
  }

  /** Whether the content of a file is what {@link #save} wrote. */
  public static boolean isSaved(@Nullable Object content) {
    return content instanceof Map<?, ?> map
        && map.containsKey("arch")
        && map.containsKey("classes");
  }

  /** Writes what Python reads with {@code torch.load(file)["state_dict"]}. */
  public void save(Path file) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("arch", name);
    content.put("classes", classes);
    content.put("size", size);
    content.put("state_dict", network.stateDict());
    Torch.save(content, file);
  }

  /** All but the head, which may be for other classes. */
  private static void loadBody(Module network, Path file) {
    Object content = Torch.load(file);
    Object inner =
        content instanceof Map<?, ?> map && isSaved(content) ? map.get("state_dict") : content;
    if (!(inner instanceof Map<?, ?> state)) {
      throw new CheckpointException(file + ": expected a state dict");
    }
    Map<String, Tensor> body = tensors(state, file);
    String head = headName(network) + ".";
    body.keySet().removeIf(k -> k.startsWith(head));
    IncompatibleKeys keys = network.loadStateDict(body, false);
    List<String> missing = keys.missingKeys().stream().filter(k -> !k.startsWith(head)).toList();
    if (!missing.isEmpty() || !keys.unexpectedKeys().isEmpty()) {
      throw new CheckpointException(
          "%s is for another network: missing %s, unexpected %s"
              .formatted(file, shortened(missing), shortened(keys.unexpectedKeys())));
    }
  }

  private static Object shortened(List<String> keys) {
    return keys.size() <= 3 ? keys : keys.subList(0, 3) + " and " + (keys.size() - 3) + " more";
  }

  private static Map<String, Tensor> tensors(Map<?, ?> state, Path file) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    state.forEach(
        (key, value) -> {
          if (!(value instanceof Tensor t)) {
            throw new CheckpointException(file + ": entry " + key + " is no tensor");
          }
          all.put(String.valueOf(key), t);
        });
    return all;
  }

  private static String headName(Module network) {
    return switch (network) {
      case ResNet _ -> "fc";
      case SqueezeNet _ -> "classifier.1";
      default -> "classifier." + (classifier(network).size() - 1);
    };
  }

  private static Sequential classifier(Module network) {
    return (Sequential)
        network.namedChildren().entrySet().stream()
            .filter(e -> e.getKey().equals("classifier"))
            .findFirst()
            .orElseThrow()
            .getValue();
  }

  private static void replaceHead(Module network, long classes) {
    switch (network) {
      case ResNet r -> r.fc = new Linear(r.numFeatures(), classes);
      case SqueezeNet s -> s.classifier.set(1, new Conv2d(512, classes, 1));
      default -> {
        Sequential layers = classifier(network);
        Linear old = (Linear) layers.get(layers.size() - 1);
        layers.set(layers.size() - 1, new Linear(old.weight.size(1), classes));
      }
    }
  }

  /** The layer that was put on for the new classes. */
  public Module head() {
    return switch (network) {
      case ResNet r -> r.fc;
      case SqueezeNet s -> s.classifier.get(1);
      default -> classifier(network).get(classifier(network).size() - 1);
    };
  }

  /** Leaves everything but the head as it is in training. */
  public void freeze() {
    network.requiresGrad_(false);
    head().requiresGrad_(true);
  }

  /** What the head is given for these pictures; only where it is the last layer. */
  public Tensor features(Tensor pictures) {
    Tensor[] seen = new Tensor[1];
    var hook =
        head()
            .registerForwardPreHook(
                (_, inputs) -> {
                  seen[0] = inputs[0];
                  return null;
                });
    try (var off = Torch.noGrad()) {
      network.apply(pictures);
    } finally {
      hook.remove();
    }
    return seen[0];
  }

  /** Whether the scores are what the head gives, with nothing after it. */
  public boolean headIsLast() {
    return !(network instanceof SqueezeNet);
  }

  /** Pictures {@code [N, 3, size, size]} to scores. */
  public Module network() {
    return network;
  }

  /** What it tells apart, in the order of the scores. */
  public List<String> classes() {
    return classes;
  }

  /** Height and width of its pictures. */
  public long size() {
    return size;
  }
}
