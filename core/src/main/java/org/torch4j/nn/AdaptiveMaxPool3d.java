package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/**
 * The greatest elements of as many windows as the output has elements, {@code
 * torch.nn.AdaptiveMaxPool3d}: {@code [N, C, D, H, W]} or {@code [C, D, H, W]} to the same with the
 * last three sizes given.
 */
public class AdaptiveMaxPool3d extends AdaptiveMaxPool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveMaxPool3d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveMaxPool3d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public ValuesIndices forwardWithIndices(Tensor input) {
    return F.adaptiveMaxPool3dWithIndices(input, outputSize);
  }
}
