package org.torch4j.nn;

/**
 * A {@link BatchNorm1d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyBatchNorm1d}.
 */
public class LazyBatchNorm1d extends BatchNorm1d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyBatchNorm1d() {
    this(options());
  }

  /** With these options. */
  public LazyBatchNorm1d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
