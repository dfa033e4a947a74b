package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Averages over as many windows as the output has elements, {@code torch.nn.AdaptiveAvgPool3d}:
 * {@code [N, C, D, H, W]} or {@code [C, D, H, W]} to the same with the last three sizes given.
 */
public class AdaptiveAvgPool3d extends AdaptivePool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveAvgPool3d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveAvgPool3d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool3d(input, outputSize);
  }
}
