package org.torch4j.nn;

import org.torch4j.Tensor;

/** The logarithm of the softmax along a dimension, {@code torch.nn.LogSoftmax}. */
public class LogSoftmax extends Module {
  private final int dim;

  /** Along {@code dim}; negative counts from the end. */
  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.logSoftmax(input, dim);
  }

  @Override
  public String extraRepr() {
    return "dim=" + dim;
  }
}
