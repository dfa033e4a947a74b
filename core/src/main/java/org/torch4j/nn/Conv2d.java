package org.torch4j.nn;

/**
 * A convolution over {@code [N, C, H, W]}, or the same without the batch, {@code torch.nn.Conv2d}:
 * {@code new Conv2d(1, 8, 3, Conv2d.options().padding(1))}.
 */
public class Conv2d extends Convolution {
  /** The defaults: stride 1, no padding, a bias. */
  public static ConvOptions options() {
    return ConvOptions.DEFAULT;
  }

  /** A convolution with the same kernel size in all dimensions. */
  public Conv2d(long inChannels, long outChannels, long kernelSize) {
    this(inChannels, outChannels, kernelSize, options());
  }

  /** A convolution with the same kernel size in all dimensions and these options. */
  public Conv2d(long inChannels, long outChannels, long kernelSize, ConvOptions options) {
    this(inChannels, outChannels, cube(2, kernelSize), options);
  }

  /** A convolution with a kernel size for each dimension. */
  public Conv2d(long inChannels, long outChannels, long[] kernelSize, ConvOptions options) {
    super(2, inChannels, outChannels, kernelSize, options);
  }

  Conv2d(long outChannels, long[] kernelSize, ConvOptions options) {
    super(2, outChannels, kernelSize, options);
  }
}
