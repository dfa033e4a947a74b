package org.torch4j.nn;

/**
 * A {@link Conv3d} that learns {@code inChannels} from its first input, {@code
 * torch.nn.LazyConv3d}.
 */
public class LazyConv3d extends Conv3d implements LazyModule {
  /** A layer with the same kernel size in all dimensions. */
  public LazyConv3d(long outChannels, long kernelSize) {
    this(outChannels, kernelSize, options());
  }

  /** A layer with the same kernel size in all dimensions and these options. */
  public LazyConv3d(long outChannels, long kernelSize, ConvOptions options) {
    this(outChannels, new long[] {kernelSize}, options);
  }

  /** A layer with a kernel size for each dimension. */
  public LazyConv3d(long outChannels, long[] kernelSize, ConvOptions options) {
    super(outChannels, kernelSize, options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
