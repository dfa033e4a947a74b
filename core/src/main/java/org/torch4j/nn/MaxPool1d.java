package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/**
 * The greatest element of each window over {@code [N, C, L]} or {@code [C, L]}, {@code
 * torch.nn.MaxPool1d}.
 */
public class MaxPool1d extends MaxPool {
  /** The defaults: the window moves by its own size. */
  public static MaxPoolOptions options() {
    return MaxPoolOptions.DEFAULT;
  }

  /** With a window of this size that moves by its size. */
  public MaxPool1d(long kernelSize) {
    this(kernelSize, options());
  }

  /** With a window of this size in all dimensions. */
  public MaxPool1d(long kernelSize, MaxPoolOptions options) {
    this(new long[] {kernelSize}, options);
  }

  /** With a window of a size for each dimension. */
  public MaxPool1d(long[] kernelSize, MaxPoolOptions options) {
    super(kernelSize, options);
  }

  @Override
  public Tensor forward(Tensor input) {
    return forwardWithIndices(input).values();
  }

  /** The values and where in the input's last dimensions they are, {@code return_indices=True}. */
  public ValuesIndices forwardWithIndices(Tensor input) {
    return PoolFunctions.max(1, input, kernelSize, options);
  }
}
