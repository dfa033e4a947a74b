package org.torch4j.autograd;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** The end of a path: adds what arrives to the {@code grad} of a leaf. */
public final class AccumulateGrad extends Node {
  private final Tensor leaf;

  /** The accumulator of {@code leaf}. */
  public AccumulateGrad(Tensor leaf) {
    super(new Edge[0], 1, Long.MAX_VALUE); // first of all, so that gradients do not pile up
    this.leaf = leaf;
  }

  /** The leaf whose gradient it collects. */
  public Tensor leaf() {
    return leaf;
  }

  @Override
  public String name() {
    return "AccumulateGrad";
  }

  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
    throw new IllegalStateException("the engine accumulates leaves itself");
  }

  @Override
  public void release() {}
}
