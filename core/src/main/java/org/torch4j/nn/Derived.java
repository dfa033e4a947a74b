package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Node;
import org.torch4j.op.TensorState;

/**
 * A tensor that is computed from others and stands where a parameter or buffer stood, so that
 * forward finds it there. It is not registered: those that it is computed from are.
 */
sealed interface Derived {
  /** What stands for {@code stood} from now on: the values and the history of {@code computed}. */
  static Tensor of(@Nullable Tensor stood, Tensor computed) {
    return stood == null || stood instanceof Parameter
        ? new OfParameter(computed)
        : new OfBuffer(computed);
  }

  private static void inherit(Tensor tensor, Tensor computed) {
    Node.Edge edge = TensorState.edge(computed);
    if (edge != null) {
      TensorState.setGradFn(tensor, edge.node(), edge.output());
    }
  }

  /** One that stands where a parameter stood. */
  final class OfParameter extends Parameter implements Derived {
    OfParameter(Tensor computed) {
      super(computed, false);
      inherit(this, computed);
    }
  }

  /** One that stands where a buffer stood. */
  final class OfBuffer extends Buffer implements Derived {
    private OfBuffer(Tensor computed) {
      super(computed);
      inherit(this, computed);
    }
  }
}
