package org.torch4j.nn;

/**
 * A {@link BatchNorm3d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyBatchNorm3d}.
 */
public class LazyBatchNorm3d extends BatchNorm3d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyBatchNorm3d() {
    this(options());
  }

  /** With these options. */
  public LazyBatchNorm3d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
