package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Encoder layers one after the other, {@code torch.nn.TransformerEncoder}; each starts as a copy of
 * the one given.
 *
 * <pre>{@code
 * TransformerEncoder encoder = new TransformerEncoder(new TransformerEncoderLayer(512, 8), 6);
 * Tensor out = encoder.apply(Torch.rand(10, 32, 512));
 * }</pre>
 */
public class TransformerEncoder extends Module {
  /** The layers, {@link TransformerEncoderLayer}s. */
  public ModuleList layers;

  /** What is done after the last layer, or null. */
  public @Nullable Module norm;

  /**
   * What a call may be told.
   *
   * @param mask which pairs of positions are ignored, {@code [S, S]} or {@code [N * nhead, S, S]}:
   *     true in a bool mask; a floating-point mask is added to the scores. Or null
   * @param srcKeyPaddingMask which positions of each sequence are ignored, {@code [N, S]} or {@code
   *     [S]}, in the same way; or null
   */
  public record CallOptions(@Nullable Tensor mask, @Nullable Tensor srcKeyPaddingMask) {
    /** Which pairs of positions are ignored. */
    public CallOptions mask(@Nullable Tensor pairs) {
      return new CallOptions(pairs, srcKeyPaddingMask);
    }

    /** Which positions of each sequence are ignored. */
    public CallOptions srcKeyPaddingMask(@Nullable Tensor padding) {
      return new CallOptions(mask, padding);
    }
  }

  /** The defaults of a call: no masks. */
  public static CallOptions callOptions() {
    return new CallOptions(null, null);
  }

  /** This many layers. */
  public TransformerEncoder(TransformerEncoderLayer encoderLayer, long numLayers) {
    this(encoderLayer, numLayers, null);
  }

  /** This many layers and a normalisation after them. */
  public TransformerEncoder(
      TransformerEncoderLayer encoderLayer, long numLayers, @Nullable Module norm) {
    layers = copies(encoderLayer, numLayers);
    this.norm = norm;
  }

  static ModuleList copies(Module layer, long count) {
    ModuleList list = new ModuleList();
    for (long i = 0; i < count; i++) {
      list.append(layer.copy());
    }
    return list;
  }

  /** Runs the hooks and all layers. */
  public final Tensor apply(Tensor src, CallOptions call) {
    return Aside.tensor(this, call, src);
  }

  @Override
  public Tensor forward(Tensor src) {
    CallOptions call = (CallOptions) Aside.given(this);
    return forward(src, call == null ? callOptions() : call);
  }

  /** The output for a source and a mask of pairs, which may be given without a record. */
  @Override
  public Tensor forward(Tensor src, Tensor mask) {
    return forward(src, callOptions().mask(mask));
  }

  /** The output; to be called through {@code apply}. */
  public Tensor forward(Tensor src, CallOptions call) {
    TransformerEncoderLayer.CallOptions masks =
        new TransformerEncoderLayer.CallOptions(call.mask, call.srcKeyPaddingMask);
    Tensor x = src;
    for (Module layer : layers) {
      x = ((TransformerEncoderLayer) layer).apply(x, masks);
    }
    return norm == null ? x : norm.apply(x);
  }
}
