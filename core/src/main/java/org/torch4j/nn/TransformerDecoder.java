package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Decoder layers one after the other, {@code torch.nn.TransformerDecoder}; each starts as a copy of
 * the one given.
 *
 * <pre>{@code
 * TransformerDecoder decoder = new TransformerDecoder(new TransformerDecoderLayer(512, 8), 6);
 * Tensor out = decoder.apply(Torch.rand(20, 32, 512), Torch.rand(10, 32, 512));
 * }</pre>
 */
public class TransformerDecoder extends Module {
  /** The layers, {@link TransformerDecoderLayer}s. */
  public ModuleList layers;

  /** What is done after the last layer, or null. */
  public @Nullable Module norm;

  /** The defaults of a call: no masks. */
  public static TransformerDecoderLayer.CallOptions callOptions() {
    return TransformerDecoderLayer.callOptions();
  }

  /** This many layers. */
  public TransformerDecoder(TransformerDecoderLayer decoderLayer, long numLayers) {
    this(decoderLayer, numLayers, null);
  }

  /** This many layers and a normalisation after them. */
  public TransformerDecoder(
      TransformerDecoderLayer decoderLayer, long numLayers, @Nullable Module norm) {
    layers = TransformerEncoder.copies(decoderLayer, numLayers);
    this.norm = norm;
  }

  /** Runs the hooks and all layers. */
  public final Tensor apply(Tensor tgt, Tensor memory, TransformerDecoderLayer.CallOptions call) {
    return Aside.tensor(this, call, tgt, memory);
  }

  @Override
  public Tensor forward(Tensor tgt, Tensor memory) {
    var call = (TransformerDecoderLayer.CallOptions) Aside.given(this);
    return forward(tgt, memory, call == null ? callOptions() : call);
  }

  /** The output; to be called through {@code apply}. */
  public Tensor forward(Tensor tgt, Tensor memory, TransformerDecoderLayer.CallOptions call) {
    Tensor x = tgt;
    for (Module layer : layers) {
      x = ((TransformerDecoderLayer) layer).apply(x, memory, call);
    }
    return norm == null ? x : norm.apply(x);
  }
}
