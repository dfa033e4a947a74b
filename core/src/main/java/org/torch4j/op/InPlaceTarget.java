package org.torch4j.op;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** What must be looked at before a kernel writes over one of its own inputs. */
final class InPlaceTarget {
  private InPlaceTarget() {}

  /**
   * Checks that {@code target} may be written and takes copies of what would be lost: of inputs
   * that overlap it, and of its own old value where a gradient needs it.
   *
   * @param tensors the inputs, target first; copies take the places of what they copy
   * @param keep the inputs that gradients need, null if nothing is recorded
   * @return {@code keep}
   */
  static boolean @Nullable [] prepare(
      String op,
      Tensor target,
      Shape shape,
      @Nullable Tensor[] tensors,
      boolean @Nullable [] keep) {
    TensorState.checkInPlace(target, op, keep != null);
    if (!shape.equals(target.shape())) {
      throw new ShapeException(
          op
              + ": the result has shape "
              + shape
              + ", which does not fit in place into "
              + target.shape());
    }
    for (int i = 1; i < tensors.length; i++) {
      Tensor t = tensors[i];
      boolean saved = keep != null && keep[i];
      if (t != null && sharesElements(t, target) && (saved || !sameElements(t, target))) {
        tensors[i] = t.clone();
      }
    }
    if (keep != null && keep[0]) {
      tensors[0] = oldValue(target);
    }
    return keep;
  }

  /** The old value takes the target's place among the saved tensors but leads to its history. */
  static Tensor oldValue(Tensor target) {
    Tensor old = GradMode.with(false, target::clone);
    Node.Edge edge = TensorState.edge(target);
    if (edge != null) {
      TensorState.setGradFn(old, edge.node(), edge.output());
    }
    return old;
  }

  private static boolean sharesElements(Tensor a, Tensor b) {
    StridedArray x = TensorState.array(a);
    StridedArray y = TensorState.array(b);
    return x.storage() == y.storage()
        && x.layout().begin() < y.layout().end()
        && y.layout().begin() < x.layout().end();
  }

  /** Whether two tensors over one memory show the same elements in the same order. */
  private static boolean sameElements(Tensor a, Tensor b) {
    StridedArray x = TensorState.array(a);
    StridedArray y = TensorState.array(b);
    return x.dtype() == y.dtype() && x.layout().equals(y.layout());
  }
}
