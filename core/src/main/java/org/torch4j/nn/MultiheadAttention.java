package org.torch4j.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * Attention in several heads (Vaswani et al., 2017), {@code torch.nn.MultiheadAttention}: for query
 * {@code [L, N, embedDim]}, key {@code [S, N, kdim]} and value {@code [S, N, vdim]}, or {@code [N,
 * L, *]} with {@code batchFirst}, or without the batch.
 *
 * <pre>{@code
 * MultiheadAttention attention = new MultiheadAttention(512, 8);
 * MultiheadAttention.Output result =
 *     attention.apply(x, x, x, MultiheadAttention.callOptions().attnMask(mask));
 * result.output(); // as x
 * result.weights(); // [N, L, S]
 * }</pre>
 */
public class MultiheadAttention extends Module {
  private final long embedDim;
  private final long numHeads;
  private final Options options;

  /** The projections of query, key and value below each other, or null if the sizes differ. */
  public @Nullable Parameter inProjWeight;

  /** The query's projection, {@code [embedDim, embedDim]}, if the sizes differ. */
  public @Nullable Parameter qProjWeight;

  /** The key's projection, {@code [embedDim, kdim]}, if the sizes differ. */
  public @Nullable Parameter kProjWeight;

  /** The value's projection, {@code [embedDim, vdim]}, if the sizes differ. */
  public @Nullable Parameter vProjWeight;

  /** What is added after the three projections, {@code [3 * embedDim]}, or null. */
  public @Nullable Parameter inProjBias;

  /** A key that is learned, {@code [1, 1, embedDim]}, or null. */
  public @Nullable Parameter biasK;

  /** The value that belongs to it, {@code [1, 1, embedDim]}, or null. */
  public @Nullable Parameter biasV;

  /** The projection of the joined heads. */
  public Linear outProj;

  /**
   * What {@link MultiheadAttention} may be told besides its sizes.
   *
   * @param dropout with which probability weights are zeroed in training, 0 by default
   * @param bias whether the projections add biases, true by default
   * @param addBiasKv whether a learned key and value join those given, false by default
   * @param addZeroAttn whether a key and a value of zeros join them, false by default
   * @param kdim how many features keys have, or null for as many as queries
   * @param vdim how many features values have, or null for as many as queries
   * @param batchFirst whether batches come as {@code [N, L, *]}, false by default
   */
  public record Options(
      double dropout,
      boolean bias,
      boolean addBiasKv,
      boolean addZeroAttn,
      @Nullable Long kdim,
      @Nullable Long vdim,
      boolean batchFirst) {
    /** With which probability weights are zeroed in training. */
    public Options dropout(double p) {
      F.probability(p);
      return new Options(p, bias, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
    }

    /** Whether the projections add biases. */
    public Options bias(boolean on) {
      return new Options(dropout, on, addBiasKv, addZeroAttn, kdim, vdim, batchFirst);
    }

    /** Whether a learned key and value join those given. */
    public Options addBiasKv(boolean on) {
      return new Options(dropout, bias, on, addZeroAttn, kdim, vdim, batchFirst);
    }

    /** Whether a key and a value of zeros join those given. */
    public Options addZeroAttn(boolean on) {
      return new Options(dropout, bias, addBiasKv, on, kdim, vdim, batchFirst);
    }

    /** How many features keys have. */
    public Options kdim(long features) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, features, vdim, batchFirst);
    }

    /** How many features values have. */
    public Options vdim(long features) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, kdim, features, batchFirst);
    }

    /** Whether batches come as {@code [N, L, *]}. */
    public Options batchFirst(boolean on) {
      return new Options(dropout, bias, addBiasKv, addZeroAttn, kdim, vdim, on);
    }
  }

  /**
   * What a call may be told besides query, key and value.
   *
   * @param keyPaddingMask which keys of each batch are ignored, {@code [N, S]} or {@code [S]}: true
   *     in a bool mask; a floating-point mask is added to the scores. Or null
   * @param needWeights whether the weights are given, true by default
   * @param attnMask which pairs are ignored, {@code [L, S]} or {@code [N * numHeads, L, S]}, in the
   *     same way; or null
   * @param averageAttnWeights whether the weights given are the mean over the heads, true by
   *     default
   */
  public record CallOptions(
      @Nullable Tensor keyPaddingMask,
      boolean needWeights,
      @Nullable Tensor attnMask,
      boolean averageAttnWeights) {
    /** Which keys of each batch are ignored. */
    public CallOptions keyPaddingMask(@Nullable Tensor mask) {
      return new CallOptions(mask, needWeights, attnMask, averageAttnWeights);
    }

    /** Whether the weights are given. */
    public CallOptions needWeights(boolean on) {
      return new CallOptions(keyPaddingMask, on, attnMask, averageAttnWeights);
    }

    /** Which pairs of query and key are ignored. */
    public CallOptions attnMask(@Nullable Tensor mask) {
      return new CallOptions(keyPaddingMask, needWeights, mask, averageAttnWeights);
    }

    /** Whether the weights given are the mean over the heads. */
    public CallOptions averageAttnWeights(boolean on) {
      return new CallOptions(keyPaddingMask, needWeights, attnMask, on);
    }
  }

  /**
   * What a call gives.
   *
   * @param output {@code [L, N, embedDim]}, or in the order of the query
   * @param weights {@code [N, L, S]}, or {@code [N, numHeads, L, S]} if not averaged, without N if
   *     the query has none; null if not needed
   */
  public record Output(Tensor output, @Nullable Tensor weights) {}

  /** PyTorch's name for it is part of what a module prints. */
  private static final class OutputProjection extends Linear {
    OutputProjection(long features, boolean bias) {
      super(features, features, bias);
    }

    @Override
    public String moduleName() {
      return "NonDynamicallyQuantizableLinear";
    }
  }

  /** The defaults: no dropout, biases, keys and values of the query's size, {@code [L, N, *]}. */
  public static Options options() {
    return new Options(0, true, false, false, null, null, false);
  }

  /** The defaults of a call: no masks, averaged weights. */
  public static CallOptions callOptions() {
    return new CallOptions(null, true, null, true);
  }

  /** Attention over this many features in this many heads, which must divide them. */
  public MultiheadAttention(long embedDim, long numHeads) {
    this(embedDim, numHeads, options());
  }

  /** Attention with these options. */
  public MultiheadAttention(long embedDim, long numHeads, Options options) {
    if (numHeads <= 0 || embedDim % numHeads != 0) {
      throw new IllegalArgumentException(
          "embed_dim must be divisible by num_heads, got " + embedDim + " and " + numHeads);
    }
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.options = options;
    long kdim = options.kdim == null ? embedDim : options.kdim;
    long vdim = options.vdim == null ? embedDim : options.vdim;
    if (kdim == embedDim && vdim == embedDim) {
      inProjWeight = new Parameter(Torch.empty(3 * embedDim, embedDim));
    } else {
      qProjWeight = new Parameter(Torch.empty(embedDim, embedDim));
      kProjWeight = new Parameter(Torch.empty(embedDim, kdim));
      vProjWeight = new Parameter(Torch.empty(embedDim, vdim));
    }
    inProjBias = options.bias ? new Parameter(Torch.empty(3 * embedDim)) : null;
    outProj = new OutputProjection(embedDim, options.bias);
    biasK = options.addBiasKv ? new Parameter(Torch.empty(1, 1, embedDim)) : null;
    biasV = options.addBiasKv ? new Parameter(Torch.empty(1, 1, embedDim)) : null;
    draw();
  }

  private void draw() {
    for (Parameter p :
        new @Nullable Parameter[] {inProjWeight, qProjWeight, kProjWeight, vProjWeight}) {
      if (p != null) {
        Init.xavierUniform_(p);
      }
    }
    if (inProjBias != null) {
      Init.zeros_(inProjBias);
      Init.zeros_(Objects.requireNonNull(outProj.bias));
    }
    for (Parameter p : new @Nullable Parameter[] {biasK, biasV}) {
      if (p != null) {
        Init.xavierNormal_(p);
      }
    }
  }

  // ---- calling

  /** Runs the hooks and attends, without masks. */
  public final Output apply(Tensor query, Tensor key, Tensor value) {
    return apply(query, key, value, callOptions());
  }

  /** Runs the hooks and attends. */
  public final Output apply(Tensor query, Tensor key, Tensor value, CallOptions call) {
    Aside.Result<Output> result = Aside.call(this, call, query, key, value);
    return new Output(result.tensor(), result.rest().weights);
  }

  /** The output alone, for query, key and value. */
  @Override
  public Tensor forward(Tensor... inputs) {
    if (inputs.length != 3) {
      throw new IllegalArgumentException(
          moduleName() + ": expected query, key and value, got " + inputs.length + " tensors");
    }
    CallOptions call = (CallOptions) Aside.given(this);
    Output output =
        forward(
            inputs[0],
            inputs[1],
            inputs[2],
            call == null ? callOptions().needWeights(false) : call);
    Aside.leave(this, output);
    return output.output;
  }

  /** Attends; to be called through {@code apply}. */
  public Output forward(Tensor query, Tensor key, Tensor value, CallOptions call) {
    return new AttentionRun(this, call).run(query, key, value);
  }

  final long embedDim() {
    return embedDim;
  }

  final long numHeads() {
    return numHeads;
  }

  final Options settings() {
    return options;
  }
}
