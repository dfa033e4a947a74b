package org.torch4j.nn;

/**
 * A {@link BatchNorm2d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyBatchNorm2d}.
 */
public class LazyBatchNorm2d extends BatchNorm2d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyBatchNorm2d() {
    this(options());
  }

  /** With these options. */
  public LazyBatchNorm2d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
