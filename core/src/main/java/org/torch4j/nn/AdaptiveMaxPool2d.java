package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/**
 * The greatest elements of as many windows as the output has elements, {@code
 * torch.nn.AdaptiveMaxPool2d}: {@code [N, C, H, W]} or {@code [C, H, W]} to the same with the last
 * two sizes given.
 */
public class AdaptiveMaxPool2d extends AdaptiveMaxPool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveMaxPool2d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveMaxPool2d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public ValuesIndices forwardWithIndices(Tensor input) {
    return F.adaptiveMaxPool2dWithIndices(input, outputSize);
  }
}
