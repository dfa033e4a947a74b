package org.torch4j.nn;

import org.torch4j.Tensor;

/** The hyperbolic tangent of each element, {@code torch.nn.Tanh}. */
public class Tanh extends Module {
  /** An activation without settings. */
  public Tanh() {}

  @Override
  public Tensor forward(Tensor input) {
    return F.tanh(input);
  }
}
