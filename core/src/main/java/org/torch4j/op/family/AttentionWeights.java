package org.torch4j.op.family;

import static org.torch4j.op.Op.kernel;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.Shape;

/**
 * The weights of attention from the scores {@code [.., L, S]}: scaled, masked, then softmax, in one
 * pass over memory on devices that have the kernel.
 */
public final class AttentionWeights {
  private static final KernelOp WEIGHTS =
      kernel(
              "_attention_weights(Tensor scores, Tensor? attn_mask, bool is_causal, float scale)"
                  + " -> Tensor",
              AttentionWeights::like)
          .grad("scores", c -> gradient(c, c.real("scale")))
          .grad("attn_mask", c -> gradient(c, 1))
          .without("scores", "attn_mask")
          .savesResults()
          .build();

  private static final KernelOp WEIGHTS_BACKWARD =
      kernel(
              "_attention_weights_backward(Tensor grad, Tensor weights, bool is_causal,"
                  + " float scale) -> Tensor",
              a -> KernelOp.Spec.like(a.tensor("weights")))
          .notDifferentiable();

  private AttentionWeights() {}

  private static KernelOp.Spec like(KernelOp.Call a) {
    Tensor scores = a.tensor("scores");
    if (!a.isNull("attn_mask")) {
      a.stretch("attn_mask", scores.shape());
    }
    return KernelOp.Spec.like(scores);
  }

  /** Whether the device of a tensor has the kernel, and for such elements. */
  static boolean serves(Tensor query) {
    return query.dtype().isFloatingPoint() && WEIGHTS.runsOn(query.device());
  }

  /**
   * The weights. A query that a bool mask lets see nothing has weights of 0.
   *
   * @param mask bool, or added to the scaled scores; it broadcasts with them
   * @param causal whether query i sees keys 0 to i only
   */
  static Tensor of(Tensor scores, @Nullable Tensor mask, boolean causal, double scale) {
    Tensor all = scores;
    if (mask != null) {
      Shape both = Shape.broadcast(scores.shape(), mask.shape(), "scaled_dot_product_attention");
      all = both.equals(scores.shape()) ? scores : scores.expand(both.toArray());
    }
    return WEIGHTS.call(all, mask, causal, scale);
  }

  private static Tensor gradient(GradContext c, double scale) {
    Tensor weights = c.result();
    Tensor grad = c.grad();
    if (!GradMode.isEnabled()) {
      return WEIGHTS_BACKWARD.call(grad, weights, c.flag("is_causal"), scale);
    }
    return ofScores(weights, grad).mul(scale);
  }

  /** The gradient of the scaled scores in single ops, which have gradients. */
  static Tensor ofScores(Tensor weights, Tensor grad) {
    long[] last = {-1};
    return weights.mul(grad.sub(weights.mul(grad).sum(last, true)));
  }
}
