package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * What {@link F#multiHeadAttentionForward} may be told.
 *
 * @param training whether weights are dropped, true by default
 * @param call masks, and what is done with the weights
 * @param qProjWeight the query's projection if the three are given apart, {@code [embedDim,
 *     embedDim]}; null, the default, if one weight holds all three
 * @param kProjWeight the key's projection, {@code [embedDim, kdim]}, or null
 * @param vProjWeight the value's projection, {@code [embedDim, vdim]}, or null
 */
public record AttentionForwardOptions(
    boolean training,
    MultiheadAttention.CallOptions call,
    @Nullable Tensor qProjWeight,
    @Nullable Tensor kProjWeight,
    @Nullable Tensor vProjWeight) {

  /** The defaults. */
  public static AttentionForwardOptions defaults() {
    return new AttentionForwardOptions(true, MultiheadAttention.callOptions(), null, null, null);
  }

  /** Whether weights are dropped. */
  public AttentionForwardOptions training(boolean on) {
    return new AttentionForwardOptions(on, call, qProjWeight, kProjWeight, vProjWeight);
  }

  /** Masks, and what is done with the weights. */
  public AttentionForwardOptions call(MultiheadAttention.CallOptions options) {
    return new AttentionForwardOptions(training, options, qProjWeight, kProjWeight, vProjWeight);
  }

  /** Which keys of each batch are ignored. */
  public AttentionForwardOptions keyPaddingMask(@Nullable Tensor mask) {
    return call(call.keyPaddingMask(mask));
  }

  /** Whether the weights are given. */
  public AttentionForwardOptions needWeights(boolean on) {
    return call(call.needWeights(on));
  }

  /** Which pairs of query and key are ignored. */
  public AttentionForwardOptions attnMask(@Nullable Tensor mask) {
    return call(call.attnMask(mask));
  }

  /** Whether the weights given are the mean over the heads. */
  public AttentionForwardOptions averageAttnWeights(boolean on) {
    return call(call.averageAttnWeights(on));
  }

  /** The three projections apart, {@code use_separate_proj_weight}. */
  public AttentionForwardOptions separateProjWeights(Tensor q, Tensor k, Tensor v) {
    return new AttentionForwardOptions(training, call, q, k, v);
  }
}
