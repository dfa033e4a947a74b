package org.torch4j.nn;

/**
 * A {@link Conv2d} that learns {@code inChannels} from its first input, {@code
 * torch.nn.LazyConv2d}.
 */
public class LazyConv2d extends Conv2d implements LazyModule {
  /** A layer with the same kernel size in all dimensions. */
  public LazyConv2d(long outChannels, long kernelSize) {
    this(outChannels, kernelSize, options());
  }

  /** A layer with the same kernel size in all dimensions and these options. */
  public LazyConv2d(long outChannels, long kernelSize, ConvOptions options) {
    this(outChannels, new long[] {kernelSize}, options);
  }

  /** A layer with a kernel size for each dimension. */
  public LazyConv2d(long outChannels, long[] kernelSize, ConvOptions options) {
    super(outChannels, kernelSize, options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
