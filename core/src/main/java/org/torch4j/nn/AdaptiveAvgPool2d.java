package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;

/**
 * Averages over as many windows as the output has elements, {@code torch.nn.AdaptiveAvgPool2d}:
 * {@code [N, C, H, W]} or {@code [C, H, W]} to the same with the last two sizes given.
 */
public class AdaptiveAvgPool2d extends Module {
  private final List<Long> outputSize;

  /** To this height and width; one number counts for both. */
  public AdaptiveAvgPool2d(long... outputSize) {
    this.outputSize = ConvOptions.list(outputSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool2d(
        input, ConvOptions.spread(outputSize, 2, "AdaptiveAvgPool2d output_size"));
  }

  @Override
  public String extraRepr() {
    return "output_size=" + PythonText.scalarOrTuple(outputSize);
  }
}
