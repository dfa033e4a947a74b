package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code x / (1 + |x|)} of each element, {@code torch.nn.Softsign}. */
public class Softsign extends Module {
  /** A function without settings. */
  public Softsign() {}

  @Override
  public Tensor forward(Tensor input) {
    return F.softsign(input);
  }
}
