package org.torch4j.nn;

/**
 * A convolution over {@code [N, C, D, H, W]}, or the same without the batch, {@code
 * torch.nn.Conv3d}: {@code new Conv3d(16, 33, 3, Conv3d.options().stride(2))}.
 */
public class Conv3d extends Convolution {
  /** The defaults: stride 1, no padding, a bias. */
  public static ConvOptions options() {
    return ConvOptions.DEFAULT;
  }

  /** A convolution with the same kernel size in all dimensions. */
  public Conv3d(long inChannels, long outChannels, long kernelSize) {
    this(inChannels, outChannels, kernelSize, options());
  }

  /** A convolution with the same kernel size in all dimensions and these options. */
  public Conv3d(long inChannels, long outChannels, long kernelSize, ConvOptions options) {
    this(inChannels, outChannels, cube(3, kernelSize), options);
  }

  /** A convolution with a kernel size for each dimension. */
  public Conv3d(long inChannels, long outChannels, long[] kernelSize, ConvOptions options) {
    super(3, inChannels, outChannels, kernelSize, options);
  }

  Conv3d(long outChannels, long[] kernelSize, ConvOptions options) {
    super(3, outChannels, kernelSize, options);
  }
}
