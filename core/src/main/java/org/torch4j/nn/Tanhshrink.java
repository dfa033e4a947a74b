package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code x - tanh(x)} of each element, {@code torch.nn.Tanhshrink}. */
public class Tanhshrink extends Module {
  /** A function without settings. */
  public Tanhshrink() {}

  @Override
  public Tensor forward(Tensor input) {
    return F.tanhshrink(input);
  }
}
