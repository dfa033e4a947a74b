package org.torch4j.nn;

/**
 * A {@link InstanceNorm2d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyInstanceNorm2d}.
 */
public class LazyInstanceNorm2d extends InstanceNorm2d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyInstanceNorm2d() {
    this(options());
  }

  /** With these options. */
  public LazyInstanceNorm2d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
