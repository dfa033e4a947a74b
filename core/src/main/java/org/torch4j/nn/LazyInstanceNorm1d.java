package org.torch4j.nn;

/**
 * A {@link InstanceNorm1d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyInstanceNorm1d}.
 */
public class LazyInstanceNorm1d extends InstanceNorm1d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyInstanceNorm1d() {
    this(options());
  }

  /** With these options. */
  public LazyInstanceNorm1d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
