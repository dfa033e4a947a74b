package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code exp(x)} over its sum along a dimension, {@code torch.nn.Softmax}. */
public class Softmax extends Module {
  private final int dim;

  /** Along {@code dim}; negative counts from the end. */
  public Softmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softmax(input, dim);
  }

  @Override
  public String extraRepr() {
    return "dim=" + dim;
  }
}
