package org.torch4j.op.family;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Components;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.op.TensorState;

/** Gradients at the face: inside the engine, that of a sparse tensor is that of its values. */
public final class SparseGradients {
  private SparseGradients() {}

  /**
   * The gradient of a sparse tensor from that of its values, sparse and coalesced: entries at one
   * place have one gradient. That of a strided tensor is itself.
   */
  public static Tensor gradientOf(Tensor t, Tensor collected) {
    Components c = TensorState.components(t);
    if (c == null || TensorState.isSparse(collected)) {
      return collected;
    }
    Tensor sparse = TensorState.sparse(c.withValues(collected), t.shape());
    if (!(c instanceof Coordinates k) || k.coalesced()) {
      return sparse;
    }
    Tensor ones = Torch.onesLike(collected);
    Tensor counts = SparseTensors.coalesce(SparseTensors.of(k.indices(), ones, t.shape(), false));
    Tensor sums = SparseTensors.coalesce(sparse);
    Coordinates s = SparseTensors.coordinates(sums, "grad");
    Tensor mean = s.values().div(SparseTensors.coordinates(counts, "grad").values());
    return SparseTensors.of(s.indices(), mean, t.shape(), true);
  }

  /** The values of a sparse tensor; a strided one itself. */
  public static Tensor valuesOf(Tensor t) {
    Components c = TensorState.components(t);
    return c == null ? t : c.values();
  }

  /** What is collected for a tensor when a user says that this is its gradient. */
  public static Tensor collected(Tensor t, Tensor grad) {
    return TensorState.isSparse(t) ? SparseTensors.valuesAt(grad, t) : grad;
  }

  /** A hook on a sparse tensor as one on its values. */
  public static UnaryOperator<@Nullable Tensor> hookOf(
      Tensor t, UnaryOperator<@Nullable Tensor> hook) {
    if (!TensorState.isSparse(t)) {
      return hook;
    }
    return g -> {
      Tensor changed = hook.apply(g == null ? null : gradientOf(t, g));
      return changed == null ? null : collected(t, changed);
    };
  }
}
