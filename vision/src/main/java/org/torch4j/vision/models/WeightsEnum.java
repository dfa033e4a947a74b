package org.torch4j.vision.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.vision.Hub;
import org.torch4j.vision.transforms.ImageClassification;

/** One of the trained weights of a model, {@code torchvision.models.WeightsEnum}. */
public interface WeightsEnum {
  /** What is known of them. */
  Weights value();

  /** Where they are. */
  default String url() {
    return value().url();
  }

  /** What an image must go through before the model. */
  default ImageClassification transforms() {
    return value().transforms();
  }

  /** The names of the classes in the order of the model's scores; empty if it gives no classes. */
  default List<String> categories() {
    return value().categories();
  }

  /**
   * The weights, {@code get_state_dict}: from the cache folder that Python's PyTorch uses too, else
   * downloaded into it.
   *
   * @throws java.io.UncheckedIOException if they are not there and can't be downloaded; says which
   *     file to put where
   */
  default Map<String, Tensor> stateDict() {
    return Hub.loadStateDictFromUrl(url());
  }

  /**
   * The constant of that name; {@code DEFAULT} is the best of them.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <W extends Enum<W> & WeightsEnum> W of(Class<W> type, String name) {
    W[] all = type.getEnumConstants();
    if (name.equals("DEFAULT")) {
      try {
        return type.cast(type.getField("DEFAULT").get(null));
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type.getSimpleName() + " has no DEFAULT", e);
      }
    }
    return Arrays.stream(all)
        .filter(w -> w.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown weights '%s', %s has: %s"
                        .formatted(name, type.getSimpleName(), Arrays.toString(all))));
  }
}
