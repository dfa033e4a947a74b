package org.torch4j.vision.transforms;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.torch4j.Tensor;

/**
 * Transforms one after the other, {@code torchvision.transforms.Compose}.
 *
 * @param transforms in the order in which they are applied
 */
public record Compose(List<? extends UnaryOperator<Tensor>> transforms) implements Transform {
  /** Copies the list. */
  public Compose {
    transforms = List.copyOf(transforms);
  }

  /** These transforms. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only copied
  public Compose(UnaryOperator<Tensor>... transforms) {
    this(List.of(transforms));
  }

  @Override
  public Tensor apply(Tensor image) {
    Tensor x = image;
    for (UnaryOperator<Tensor> t : transforms) {
      x = t.apply(x);
    }
    return x;
  }

  @Override
  public String toString() {
    return transforms.stream()
        .map(t -> "    " + t)
        .collect(Collectors.joining("\n", "Compose(\n", "\n)"));
  }
}
