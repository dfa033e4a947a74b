package org.torch4j.nn;

import org.torch4j.Tensor;

/** Makes one dimension of several, {@code torch.nn.Flatten}: all but the first by default. */
public class Flatten extends Module {
  private final int startDim;
  private final int endDim;

  /** All dimensions but the first. */
  public Flatten() {
    this(1, -1);
  }

  /** The dimensions from {@code startDim} to {@code endDim}, both included. */
  public Flatten(int startDim, int endDim) {
    this.startDim = startDim;
    this.endDim = endDim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.flatten(startDim, endDim);
  }

  @Override
  public String extraRepr() {
    return "start_dim=" + startDim + ", end_dim=" + endDim;
  }
}
