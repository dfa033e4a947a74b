package org.torch4j.nn;

import org.torch4j.Tensor;

/** The softmax of {@code -x} along a dimension, {@code torch.nn.Softmin}. */
public class Softmin extends Module {
  private final int dim;

  /** Along {@code dim}; negative counts from the end. */
  public Softmin(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softmin(input, dim);
  }

  @Override
  public String extraRepr() {
    return "dim=" + dim;
  }
}
