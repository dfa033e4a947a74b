package org.torch4j.nn;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Self-attention, attention to what an encoder gave, and a feedforward network, each with a
 * residual connection and a normalisation (Vaswani et al., 2017), {@code
 * torch.nn.TransformerDecoderLayer}: for a target {@code [T, N, dModel]} and a memory {@code [S, N,
 * dModel]}, or batches first, or without a batch.
 *
 * <pre>{@code
 * TransformerDecoderLayer layer = new TransformerDecoderLayer(512, 8);
 * Tensor out = layer.apply(Torch.rand(20, 32, 512), Torch.rand(10, 32, 512)); // [20, 32, 512]
 * }</pre>
 */
public class TransformerDecoderLayer extends Module {
  private final boolean normFirst;

  /** Each target position looks at the target. */
  public MultiheadAttention selfAttn;

  /** Each target position looks at the memory. */
  public MultiheadAttention multiheadAttn;

  /** From {@code dModel} features to {@code dimFeedforward}. */
  public Linear linear1;

  /** Between the two linear layers. */
  public Dropout dropout;

  /** Back to {@code dModel} features. */
  public Linear linear2;

  /** With the self-attention. */
  public LayerNorm norm1;

  /** With the attention to the memory. */
  public LayerNorm norm2;

  /** With the feedforward network. */
  public LayerNorm norm3;

  /** After the self-attention. */
  public Dropout dropout1;

  /** After the attention to the memory. */
  public Dropout dropout2;

  /** After the feedforward network. */
  public Dropout dropout3;

  /** Between the two linear layers; registered if it is a module. */
  public UnaryOperator<Tensor> activation;

  /**
   * What a call may be told. Masks ignore where they are true if bool; floating-point masks are
   * added to the scores.
   *
   * @param tgtMask over pairs of target positions, {@code [T, T]} or {@code [N * nhead, T, T]}, or
   *     null
   * @param memoryMask over pairs of target and memory positions, {@code [T, S]} or {@code [N *
   *     nhead, T, S]}, or null
   * @param tgtKeyPaddingMask over target positions, {@code [N, T]} or {@code [T]}, or null
   * @param memoryKeyPaddingMask over memory positions, {@code [N, S]} or {@code [S]}, or null
   */
  public record CallOptions(
      @Nullable Tensor tgtMask,
      @Nullable Tensor memoryMask,
      @Nullable Tensor tgtKeyPaddingMask,
      @Nullable Tensor memoryKeyPaddingMask) {
    /** Which pairs of target positions are ignored. */
    public CallOptions tgtMask(@Nullable Tensor mask) {
      return new CallOptions(mask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask);
    }

    /** Which pairs of target and memory positions are ignored. */
    public CallOptions memoryMask(@Nullable Tensor mask) {
      return new CallOptions(tgtMask, mask, tgtKeyPaddingMask, memoryKeyPaddingMask);
    }

    /** Which target positions are ignored. */
    public CallOptions tgtKeyPaddingMask(@Nullable Tensor mask) {
      return new CallOptions(tgtMask, memoryMask, mask, memoryKeyPaddingMask);
    }

    /** Which memory positions are ignored. */
    public CallOptions memoryKeyPaddingMask(@Nullable Tensor mask) {
      return new CallOptions(tgtMask, memoryMask, tgtKeyPaddingMask, mask);
    }
  }

  /** The defaults: 2048 features inside, dropout 0.1, relu, {@code [T, N, dModel]}. */
  public static TransformerLayerOptions options() {
    return TransformerLayerOptions.DEFAULT;
  }

  /** The defaults of a call: no masks. */
  public static CallOptions callOptions() {
    return new CallOptions(null, null, null, null);
  }

  /** A layer over this many features, with this many heads. */
  public TransformerDecoderLayer(long dModel, long nhead) {
    this(dModel, nhead, options());
  }

  /** A layer with these options. */
  public TransformerDecoderLayer(long dModel, long nhead, TransformerLayerOptions options) {
    selfAttn = options.attention(dModel, nhead);
    multiheadAttn = options.attention(dModel, nhead);
    linear1 = new Linear(dModel, options.dimFeedforward());
    dropout = new Dropout(options.dropout());
    linear2 = new Linear(options.dimFeedforward(), dModel);
    normFirst = options.normFirst();
    norm1 = options.norm(dModel);
    norm2 = options.norm(dModel);
    norm3 = options.norm(dModel);
    dropout1 = new Dropout(options.dropout());
    dropout2 = new Dropout(options.dropout());
    dropout3 = new Dropout(options.dropout());
    activation = options.activation();
  }

  /** Runs the hooks and the layer. */
  public final Tensor apply(Tensor tgt, Tensor memory, CallOptions call) {
    return Aside.tensor(this, call, tgt, memory);
  }

  @Override
  public Tensor forward(Tensor tgt, Tensor memory) {
    CallOptions call = (CallOptions) Aside.given(this);
    return forward(tgt, memory, call == null ? callOptions() : call);
  }

  /** The output; to be called through {@code apply}. */
  public Tensor forward(Tensor tgt, Tensor memory, CallOptions call) {
    if (normFirst) {
      Tensor x = tgt.add(self(norm1.apply(tgt), call));
      x = x.add(cross(norm2.apply(x), memory, call));
      return x.add(feedforward(norm3.apply(x)));
    }
    Tensor x = norm1.apply(tgt.add(self(tgt, call)));
    x = norm2.apply(x.add(cross(x, memory, call)));
    return norm3.apply(x.add(feedforward(x)));
  }

  private static MultiheadAttention.CallOptions masks(
      @Nullable Tensor pairs, @Nullable Tensor padding) {
    return MultiheadAttention.callOptions()
        .needWeights(false)
        .attnMask(pairs)
        .keyPaddingMask(padding);
  }

  private Tensor self(Tensor x, CallOptions call) {
    MultiheadAttention.CallOptions masks = masks(call.tgtMask, call.tgtKeyPaddingMask);
    return dropout1.apply(selfAttn.apply(x, x, x, masks).output());
  }

  private Tensor cross(Tensor x, Tensor memory, CallOptions call) {
    MultiheadAttention.CallOptions masks = masks(call.memoryMask, call.memoryKeyPaddingMask);
    return dropout2.apply(multiheadAttn.apply(x, memory, memory, masks).output());
  }

  private Tensor feedforward(Tensor x) {
    return dropout3.apply(linear2.apply(dropout.apply(activation.apply(linear1.apply(x)))));
  }
}
