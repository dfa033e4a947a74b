package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Averages over as many windows as the output has elements, {@code torch.nn.AdaptiveAvgPool1d}:
 * {@code [N, C, L]} or {@code [C, L]} to the same with the last size given.
 */
public class AdaptiveAvgPool1d extends AdaptivePool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveAvgPool1d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveAvgPool1d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool1d(input, outputSize);
  }
}
