package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Averages over as many windows as the output has elements, {@code torch.nn.AdaptiveAvgPool2d}:
 * {@code [N, C, H, W]} or {@code [C, H, W]} to the same with the last two sizes given.
 */
public class AdaptiveAvgPool2d extends AdaptivePool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveAvgPool2d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveAvgPool2d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool2d(input, outputSize);
  }
}
