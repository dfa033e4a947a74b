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
public class AdaptiveMaxPool3d extends AdaptivePool {
  /** To these sizes; one number counts for all dimensions. */
  public AdaptiveMaxPool3d(long... outputSize) {
    this(sizes(outputSize));
  }

  /** To these sizes, null for the input's; one counts for all dimensions. */
  public AdaptiveMaxPool3d(List<@Nullable Long> outputSize) {
    super(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    ValuesIndices both = forwardWithIndices(input);
    Aside.leave(this, both.indices());
    return both.values();
  }

  /** Runs the hooks and forward, for the values and where they are, {@code return_indices=True}. */
  public final ValuesIndices applyWithIndices(Tensor input) {
    Aside.Result<Tensor> both = Aside.call(this, null, input);
    return new ValuesIndices(both.tensor(), both.rest());
  }

  /** The values and where in the input's last dimensions they are, {@code return_indices=True}. */
  public ValuesIndices forwardWithIndices(Tensor input) {
    return F.adaptiveMaxPool3dWithIndices(input, outputSize);
  }
}
