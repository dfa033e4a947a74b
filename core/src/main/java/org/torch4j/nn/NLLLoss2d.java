package org.torch4j.nn;

/** The older name of {@link NLLLoss} over images, {@code torch.nn.NLLLoss2d}; use that. */
public class NLLLoss2d extends NLLLoss {
  /** The mean loss. */
  public NLLLoss2d() {}

  /** With these options. */
  public NLLLoss2d(Options options) {
    super(options);
  }
}
