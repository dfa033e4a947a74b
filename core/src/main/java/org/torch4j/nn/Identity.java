package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Gives its input back, {@code torch.nn.Identity}: takes the place of a layer that is not wanted.
 */
public class Identity extends Module {
  /** A layer that does nothing. */
  public Identity() {}

  @Override
  public Tensor forward(Tensor input) {
    return input;
  }
}
