package org.torch4j.nn;

/**
 * A convolution over {@code [N, C, L]}, or the same without the batch, {@code torch.nn.Conv1d}:
 * {@code new Conv1d(16, 33, 3, Conv1d.options().stride(2))}.
 */
public class Conv1d extends Convolution {
  /** The defaults: stride 1, no padding, a bias. */
  public static ConvOptions options() {
    return ConvOptions.DEFAULT;
  }

  /** A convolution with the same kernel size in all dimensions. */
  public Conv1d(long inChannels, long outChannels, long kernelSize) {
    this(inChannels, outChannels, kernelSize, options());
  }

  /** A convolution with the same kernel size in all dimensions and these options. */
  public Conv1d(long inChannels, long outChannels, long kernelSize, ConvOptions options) {
    this(inChannels, outChannels, cube(1, kernelSize), options);
  }

  /** A convolution with a kernel size for each dimension. */
  public Conv1d(long inChannels, long outChannels, long[] kernelSize, ConvOptions options) {
    super(1, inChannels, outChannels, kernelSize, options);
  }

  Conv1d(long outChannels, long[] kernelSize, ConvOptions options) {
    super(1, outChannels, kernelSize, options);
  }
}
