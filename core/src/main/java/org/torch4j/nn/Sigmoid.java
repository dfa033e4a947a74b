package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code 1 / (1 + exp(-x))} of each element, {@code torch.nn.Sigmoid}. */
public class Sigmoid extends Module {
  /** An activation without settings. */
  public Sigmoid() {}

  @Override
  public Tensor forward(Tensor input) {
    return F.sigmoid(input);
  }
}
