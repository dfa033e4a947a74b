package org.torch4j.op;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Meta;
import org.torch4j.autograd.Node;

/**
 * The history of a base after one of its views was changed in place: the gradient of the viewed
 * part goes through the in-place op, the rest passes by.
 */
final class CopySlices extends Node {
  private final Node inner;
  private final UnaryOperator<Tensor> replay;
  private final Meta base;

  CopySlices(Tensor base, UnaryOperator<Tensor> replay, Node inner) {
    super(edges(base, inner), 1);
    this.inner = inner;
    this.replay = replay;
    this.base = Meta.of(base);
  }

  private static @Nullable Edge[] edges(Tensor base, Node inner) {
    @Nullable Edge[] edges = inner.next().clone();
    edges[0] = TensorState.edge(base);
    return edges;
  }

  @Override
  public String name() {
    return "CopySlices";
  }

  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
    Tensor arrived = gradients[0];
    Tensor whole = arrived == null ? base.zeros() : arrived.clone();
    Tensor part = replay.apply(whole);
    @Nullable Tensor[] results = inner.apply(new Tensor[] {part.clone()});
    Tensor self = results[0];
    if (self == null) {
      part.zero_();
    } else {
      part.copy_(self);
    }
    results = results.clone();
    results[0] = whole;
    return results;
  }

  @Override
  public void release() {
    inner.release();
  }
}
