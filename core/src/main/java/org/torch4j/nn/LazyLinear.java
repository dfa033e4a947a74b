package org.torch4j.nn;

/**
 * A {@link Linear} that learns {@code inFeatures} from its first input, {@code
 * torch.nn.LazyLinear}.
 */
public class LazyLinear extends Linear implements LazyModule {
  /** A layer with a bias. */
  public LazyLinear(long outFeatures) {
    this(outFeatures, true);
  }

  /** A layer with or without a bias. */
  public LazyLinear(long outFeatures, boolean bias) {
    super(outFeatures, options().bias(bias));
  }

  @Override
  public final boolean awaitsInput() {
    return isOpen();
  }
}
