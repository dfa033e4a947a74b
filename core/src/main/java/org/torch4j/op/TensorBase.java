package org.torch4j.op;

import java.util.ArrayDeque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.AccumulateGrad;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.storage.StridedArray;

/**
 * The inside of a tensor: its array and what autograd knows of it. It has no public members; {@link
 * TensorState} is the way in for the library's own code.
 */
public abstract class TensorBase {
  StridedArray array;
  final boolean inference;
  @Nullable Record record;
  @Nullable Components components; // of a sparse tensor; the array then only says shape and dtype

  /** What only tensors that take part in autograd carry. */
  static final class Record {
    boolean requiresGrad;
    @Nullable Node node;
    int output;
    @Nullable AccumulateGrad accumulator;
    @Nullable Tensor grad;
    boolean gradIsPrivate;
    boolean retainsGrad;
    @Nullable Tensor base;
    @Nullable Replay replay;
    boolean unrecordedView;
    int changes; // how often this tensor was given a history
    int seenChanges; // those of the base when this view's node was made
  }

  /** The steps from a base to a view; linked, because long chains must not nest calls. */
  record Replay(@Nullable Replay before, UnaryOperator<Tensor> step)
      implements UnaryOperator<Tensor> {
    @Override
    public Tensor apply(Tensor base) {
      ArrayDeque<UnaryOperator<Tensor>> steps = new ArrayDeque<>();
      for (Replay r = this; r != null; r = r.before) {
        steps.push(r.step);
      }
      Tensor t = base;
      for (UnaryOperator<Tensor> s : steps) {
        t = s.apply(t);
      }
      return t;
    }
  }

  /** A tensor over {@code array}, which nothing is recorded of. */
  protected TensorBase(StridedArray array) {
    this.array = array;
    this.inference = GradMode.isInference();
  }

  final Record record() {
    Record r = record;
    if (r == null) {
      r = new Record();
      record = r;
    }
    return r;
  }
}
