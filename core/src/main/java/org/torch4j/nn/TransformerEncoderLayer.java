package org.torch4j.nn;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Self-attention and a feedforward network, each with a residual connection and a normalisation
 * (Vaswani et al., 2017), {@code torch.nn.TransformerEncoderLayer}: {@code [S, N, dModel]} to the
 * same, or {@code [N, S, dModel]} with {@code batchFirst}, or {@code [S, dModel]}.
 *
 * <pre>{@code
 * TransformerEncoderLayer layer = new TransformerEncoderLayer(512, 8);
 * Tensor out = layer.apply(Torch.rand(10, 32, 512));
 * }</pre>
 */
public class TransformerEncoderLayer extends Module {
  private final boolean normFirst;

  /** Each position looks at all. */
  public MultiheadAttention selfAttn;

  /** From {@code dModel} features to {@code dimFeedforward}. */
  public Linear linear1;

  /** Between the two linear layers. */
  public Dropout dropout;

  /** Back to {@code dModel} features. */
  public Linear linear2;

  /** With the attention. */
  public LayerNorm norm1;

  /** With the feedforward network. */
  public LayerNorm norm2;

  /** After the attention. */
  public Dropout dropout1;

  /** After the feedforward network. */
  public Dropout dropout2;

  /** Between the two linear layers; registered if it is a module. */
  public UnaryOperator<Tensor> activation;

  /**
   * What a call may be told.
   *
   * @param srcMask which pairs of positions are ignored, {@code [S, S]} or {@code [N * nhead, S,
   *     S]}: true in a bool mask; a floating-point mask is added to the scores. Or null
   * @param srcKeyPaddingMask which positions of each sequence are ignored, {@code [N, S]} or {@code
   *     [S]}, in the same way; or null
   */
  public record CallOptions(@Nullable Tensor srcMask, @Nullable Tensor srcKeyPaddingMask) {
    /** Which pairs of positions are ignored. */
    public CallOptions srcMask(@Nullable Tensor mask) {
      return new CallOptions(mask, srcKeyPaddingMask);
    }

    /** Which positions of each sequence are ignored. */
    public CallOptions srcKeyPaddingMask(@Nullable Tensor mask) {
      return new CallOptions(srcMask, mask);
    }
  }

  /** The defaults: 2048 features inside, dropout 0.1, relu, {@code [S, N, dModel]}. */
  public static TransformerLayerOptions options() {
    return TransformerLayerOptions.DEFAULT;
  }

  /** The defaults of a call: no masks. */
  public static CallOptions callOptions() {
    return new CallOptions(null, null);
  }

  /** A layer over this many features, with this many heads. */
  public TransformerEncoderLayer(long dModel, long nhead) {
    this(dModel, nhead, options());
  }

  /** A layer with these options. */
  public TransformerEncoderLayer(long dModel, long nhead, TransformerLayerOptions options) {
    selfAttn = options.attention(dModel, nhead);
    linear1 = new Linear(dModel, options.dimFeedforward());
    dropout = new Dropout(options.dropout());
    linear2 = new Linear(options.dimFeedforward(), dModel);
    normFirst = options.normFirst();
    norm1 = options.norm(dModel);
    norm2 = options.norm(dModel);
    dropout1 = new Dropout(options.dropout());
    dropout2 = new Dropout(options.dropout());
    activation = options.activation();
  }

  /** Runs the hooks and the layer. */
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
  public Tensor forward(Tensor src, Tensor srcMask) {
    return forward(src, callOptions().srcMask(srcMask));
  }

  /** The output; to be called through {@code apply}. */
  public Tensor forward(Tensor src, CallOptions call) {
    if (normFirst) {
      Tensor x = src.add(attention(norm1.apply(src), call));
      return x.add(feedforward(norm2.apply(x)));
    }
    Tensor x = norm1.apply(src.add(attention(src, call)));
    return norm2.apply(x.add(feedforward(x)));
  }

  private Tensor attention(Tensor x, CallOptions call) {
    MultiheadAttention.CallOptions masks =
        MultiheadAttention.callOptions()
            .needWeights(false)
            .attnMask(call.srcMask)
            .keyPaddingMask(call.srcKeyPaddingMask);
    return dropout1.apply(selfAttn.apply(x, x, x, masks).output());
  }

  private Tensor feedforward(Tensor x) {
    return dropout2.apply(linear2.apply(dropout.apply(activation.apply(linear1.apply(x)))));
  }
}
