package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/** What the adaptive max poolings of one, two and three dimensions share. */
public abstract class AdaptiveMaxPool extends AdaptivePool {
  AdaptiveMaxPool(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return Aside.values(this, forwardWithIndices(input));
  }

  /** Runs the hooks and forward, for the values and where they are, {@code return_indices=True}. */
  public final ValuesIndices applyWithIndices(Tensor input) {
    return Aside.withIndices(this, input);
  }

  /** The values and where in the input's last dimensions they are, {@code return_indices=True}. */
  public abstract ValuesIndices forwardWithIndices(Tensor input);
}
