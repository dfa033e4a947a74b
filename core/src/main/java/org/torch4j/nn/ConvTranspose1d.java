package org.torch4j.nn;

/**
 * A transposed convolution over {@code [N, C, L]}, or the same without the batch, {@code
 * torch.nn.ConvTranspose1d}: {@code new ConvTranspose1d(8, 4, 3,
 * ConvTranspose1d.options().stride(2).padding(1).outputPadding(1))} doubles the size.
 */
public class ConvTranspose1d extends TransposedConvolution {
  /** The defaults: stride 1, nothing cut or added, a bias. */
  public static ConvTransposeOptions options() {
    return ConvTransposeOptions.DEFAULT;
  }

  /** A layer with this kernel size. */
  public ConvTranspose1d(long inChannels, long outChannels, long kernelSize) {
    this(inChannels, outChannels, kernelSize, options());
  }

  /** A layer with this kernel size and these options. */
  public ConvTranspose1d(
      long inChannels, long outChannels, long kernelSize, ConvTransposeOptions options) {
    this(inChannels, outChannels, Convolution.cube(1, kernelSize), options);
  }

  /** A layer with a kernel size for each dimension. */
  public ConvTranspose1d(
      long inChannels, long outChannels, long[] kernelSize, ConvTransposeOptions options) {
    super(1, inChannels, outChannels, kernelSize, options);
  }

  ConvTranspose1d(long outChannels, long[] kernelSize, ConvTransposeOptions options) {
    super(1, outChannels, kernelSize, options);
  }
}
