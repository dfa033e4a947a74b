package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.ShapeException;

/** Multi-head attention with weights that are no module's: a module lends its arithmetic. */
final class AttentionForward {
  private AttentionForward() {}

  /**
   * The weights of one call.
   *
   * @param inProj the three projections below each other, or null if they are given apart
   * @param inProjBias what they add, or null
   * @param biasK a further key, or null
   * @param biasV its value, or null
   * @param outProj the projection of the joined heads
   * @param outProjBias what it adds, or null
   */
  record Weights(
      @Nullable Tensor inProj,
      @Nullable Tensor inProjBias,
      @Nullable Tensor biasK,
      @Nullable Tensor biasV,
      Tensor outProj,
      @Nullable Tensor outProjBias) {}

  static MultiheadAttention.Output run(
      Tensor[] inputs,
      long embed,
      long heads,
      Weights w,
      boolean addZeroAttn,
      double dropout,
      AttentionForwardOptions options) {
    if (inputs[0].size(-1) != embed) {
      throw new ShapeException(
          "multi_head_attention_forward: was expecting embedding dimension of "
              + embed
              + ", got query "
              + inputs[0].shape());
    }
    Tensor q = options.qProjWeight();
    Tensor k = options.kProjWeight();
    Tensor v = options.vProjWeight();
    if ((q == null) == (w.inProj == null)
        || (q == null) != (k == null)
        || (k == null) != (v == null)) {
      throw new IllegalArgumentException(
          "multi_head_attention_forward: either in_proj_weight or all three projections apart must"
              + " be given");
    }
    MultiheadAttention.Options settings =
        MultiheadAttention.options().dropout(dropout).addZeroAttn(addZeroAttn).bias(false);
    MultiheadAttention.Options sized =
        k == null || v == null ? settings : settings.kdim(k.size(1)).vdim(v.size(1));
    MultiheadAttention lent = NnUtils.skipInit(() -> new MultiheadAttention(embed, heads, sized));
    lent.inProjWeight = parameter(w.inProj);
    lent.qProjWeight = parameter(q);
    lent.kProjWeight = parameter(k);
    lent.vProjWeight = parameter(v);
    lent.inProjBias = parameter(w.inProjBias);
    lent.biasK = parameter(w.biasK);
    lent.biasV = parameter(w.biasV);
    lent.outProj.weight = new Derived.OfParameter(w.outProj);
    lent.outProj.bias = parameter(w.outProjBias);
    lent.train(options.training());
    return lent.forward(inputs[0], inputs[1], inputs[2], options.call());
  }

  private static @Nullable Parameter parameter(@Nullable Tensor tensor) {
    return tensor == null ? null : new Derived.OfParameter(tensor);
  }
}
