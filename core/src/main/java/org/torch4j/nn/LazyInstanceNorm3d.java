package org.torch4j.nn;

/**
 * A {@link InstanceNorm3d} that learns {@code numFeatures} from its first input, {@code
 * torch.nn.LazyInstanceNorm3d}.
 */
public class LazyInstanceNorm3d extends InstanceNorm3d implements LazyModule {
  /** The defaults: weight and bias, and running statistics. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public LazyInstanceNorm3d() {
    this(options());
  }

  /** With these options. */
  public LazyInstanceNorm3d(Options options) {
    super(options);
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
