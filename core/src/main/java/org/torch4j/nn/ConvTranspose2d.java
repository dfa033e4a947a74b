package org.torch4j.nn;

/**
 * A transposed convolution over {@code [N, C, H, W]}, or the same without the batch, {@code
 * torch.nn.ConvTranspose2d}: {@code new ConvTranspose2d(8, 4, 3,
 * ConvTranspose2d.options().stride(2).padding(1).outputPadding(1))} doubles the size.
 */
public class ConvTranspose2d extends TransposedConvolution {
  /** The defaults: stride 1, nothing cut or added, a bias. */
  public static ConvTransposeOptions options() {
    return ConvTransposeOptions.DEFAULT;
  }

  /** A layer with the same kernel size in all dimensions. */
  public ConvTranspose2d(long inChannels, long outChannels, long kernelSize) {
    this(inChannels, outChannels, kernelSize, options());
  }

  /** A layer with the same kernel size in all dimensions and these options. */
  public ConvTranspose2d(
      long inChannels, long outChannels, long kernelSize, ConvTransposeOptions options) {
    this(inChannels, outChannels, Convolution.cube(2, kernelSize), options);
  }

  /** A layer with a kernel size for each dimension. */
  public ConvTranspose2d(
      long inChannels, long outChannels, long[] kernelSize, ConvTransposeOptions options) {
    super(2, inChannels, outChannels, kernelSize, options);
  }

  ConvTranspose2d(long outChannels, long[] kernelSize, ConvTransposeOptions options) {
    super(2, outChannels, kernelSize, options);
  }
}
