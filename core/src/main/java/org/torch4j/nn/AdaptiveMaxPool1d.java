package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/**
 * The greatest elements of as many windows as the output has elements, {@code
 * torch.nn.AdaptiveMaxPool1d}: {@code [N, C, L]} or {@code [C, L]} to the same with the last size
 * given.
 */
public class AdaptiveMaxPool1d extends AdaptiveMaxPool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveMaxPool1d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveMaxPool1d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public ValuesIndices forwardWithIndices(Tensor input) {
    return F.adaptiveMaxPool1dWithIndices(input, outputSize);
  }
}
