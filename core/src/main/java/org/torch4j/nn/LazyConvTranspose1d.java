package org.torch4j.nn;

/**
 * A {@link ConvTranspose1d} that learns {@code inChannels} from its first input, {@code
 * torch.nn.LazyConvTranspose1d}.
 */
public class LazyConvTranspose1d extends ConvTranspose1d implements LazyModule {
  /** A layer with the same kernel size in all dimensions. */
  public LazyConvTranspose1d(long outChannels, long kernelSize) {
    this(outChannels, kernelSize, options());
  }

  /** A layer with the same kernel size in all dimensions and these options. */
  public LazyConvTranspose1d(long outChannels, long kernelSize, ConvTransposeOptions options) {
    this(outChannels, new long[] {kernelSize}, options);
  }

  /** A layer with a kernel size for each dimension. */
  public LazyConvTranspose1d(long outChannels, long[] kernelSize, ConvTransposeOptions options) {
    super(outChannels, kernelSize, options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
