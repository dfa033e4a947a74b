package org.torch4j.nn;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * An encoder and a decoder that looks at what the encoder gave (Vaswani et al., 2017), {@code
 * torch.nn.Transformer}: from a source {@code [S, N, dModel]} and a target {@code [T, N, dModel]}
 * to {@code [T, N, dModel]}, or batches first, or without a batch.
 *
 * <pre>{@code
 * Transformer model = new Transformer(512, 16, Transformer.options().numEncoderLayers(12));
 * Tensor out =
 *     model.apply(
 *         Torch.rand(10, 32, 512),
 *         Torch.rand(20, 32, 512),
 *         Transformer.callOptions().tgtMask(Transformer.generateSquareSubsequentMask(20)));
 * }</pre>
 */
public class Transformer extends Module {
  private final long dModel;
  private final boolean batchFirst;

  /** Reads the source: a {@link TransformerEncoder}, or another module, which is given no masks. */
  public Module encoder;

  /** Makes the output from target and memory: a {@link TransformerDecoder}, or another module. */
  public Module decoder;

  /**
   * What {@link Transformer} may be told besides its sizes.
   *
   * @param numEncoderLayers layers of the encoder, 6 by default
   * @param numDecoderLayers layers of the decoder, 6 by default
   * @param layer what each layer is told
   * @param customEncoder the encoder to use, or null
   * @param customDecoder the decoder to use, or null
   */
  public record Options(
      long numEncoderLayers,
      long numDecoderLayers,
      TransformerLayerOptions layer,
      @Nullable Module customEncoder,
      @Nullable Module customDecoder) {
    /** Layers of the encoder. */
    public Options numEncoderLayers(long count) {
      return new Options(count, numDecoderLayers, layer, customEncoder, customDecoder);
    }

    /** Layers of the decoder. */
    public Options numDecoderLayers(long count) {
      return new Options(numEncoderLayers, count, layer, customEncoder, customDecoder);
    }

    /** What each layer is told. */
    public Options layer(TransformerLayerOptions options) {
      return new Options(numEncoderLayers, numDecoderLayers, options, customEncoder, customDecoder);
    }

    /** Features between the two linear layers of a layer. */
    public Options dimFeedforward(long features) {
      return layer(layer.dimFeedforward(features));
    }

    /** With which probability elements are zeroed in training. */
    public Options dropout(double p) {
      return layer(layer.dropout(p));
    }

    /** What stands between the two linear layers of a layer. */
    public Options activation(UnaryOperator<Tensor> function) {
      return layer(layer.activation(function));
    }

    /** What stands between the two linear layers of a layer, {@code relu} or {@code gelu}. */
    public Options activation(String name) {
      return layer(layer.activation(name));
    }

    /** The encoder to use; layers made for it must not follow. */
    public Options customEncoder(@Nullable Module module) {
      return new Options(numEncoderLayers, numDecoderLayers, layer, module, customDecoder);
    }

    /** The decoder to use. */
    public Options customDecoder(@Nullable Module module) {
      return new Options(numEncoderLayers, numDecoderLayers, layer, customEncoder, module);
    }

    /** What is added to the variances. */
    public Options layerNormEps(double eps) {
      return layer(layer.layerNormEps(eps));
    }

    /** Whether batches come as {@code [N, L, *]}. */
    public Options batchFirst(boolean on) {
      return layer(layer.batchFirst(on));
    }

    /** Whether layers normalise before attention and feedforward, not after. */
    public Options normFirst(boolean on) {
      return layer(layer.normFirst(on));
    }
  }

  /**
   * The masks of a call, each or null: true in a bool mask ignores; a floating-point mask is added
   * to the scores.
   *
   * @param srcMask over pairs of source positions, {@code [S, S]} or {@code [N * nhead, S, S]}
   * @param tgtMask over pairs of target positions, {@code [T, T]} or {@code [N * nhead, T, T]}
   * @param memoryMask over pairs of target and source positions, {@code [T, S]}
   * @param srcKeyPaddingMask over source positions in the encoder, {@code [N, S]} or {@code [S]}
   * @param tgtKeyPaddingMask over target positions, {@code [N, T]} or {@code [T]}
   * @param memoryKeyPaddingMask over source positions in the decoder, {@code [N, S]} or {@code [S]}
   */
  public record CallOptions(
      @Nullable Tensor srcMask,
      @Nullable Tensor tgtMask,
      @Nullable Tensor memoryMask,
      @Nullable Tensor srcKeyPaddingMask,
      @Nullable Tensor tgtKeyPaddingMask,
      @Nullable Tensor memoryKeyPaddingMask) {
    private CallOptions with(int place, @Nullable Tensor mask) {
      @Nullable Tensor[] all = {
        srcMask, tgtMask, memoryMask, srcKeyPaddingMask, tgtKeyPaddingMask, memoryKeyPaddingMask
      };
      all[place] = mask;
      return new CallOptions(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    /** Over pairs of source positions. */
    public CallOptions srcMask(@Nullable Tensor mask) {
      return with(0, mask);
    }

    /** Over pairs of target positions. */
    public CallOptions tgtMask(@Nullable Tensor mask) {
      return with(1, mask);
    }

    /** Over pairs of target and source positions. */
    public CallOptions memoryMask(@Nullable Tensor mask) {
      return with(2, mask);
    }

    /** Over source positions in the encoder. */
    public CallOptions srcKeyPaddingMask(@Nullable Tensor mask) {
      return with(3, mask);
    }

    /** Over target positions. */
    public CallOptions tgtKeyPaddingMask(@Nullable Tensor mask) {
      return with(4, mask);
    }

    /** Over source positions in the decoder. */
    public CallOptions memoryKeyPaddingMask(@Nullable Tensor mask) {
      return with(5, mask);
    }
  }

  /** The defaults: 6 layers each, 2048 features inside, dropout 0.1, relu. */
  public static Options options() {
    return new Options(6, 6, TransformerLayerOptions.DEFAULT, null, null);
  }

  /** The defaults of a call: no masks. */
  public static CallOptions callOptions() {
    return new CallOptions(null, null, null, null, null, null);
  }

  /** 512 features and 8 heads. */
  public Transformer() {
    this(512, 8, options());
  }

  /** This many features and heads. */
  public Transformer(long dModel, long nhead) {
    this(dModel, nhead, options());
  }

  /** A transformer with these options. */
  public Transformer(long dModel, long nhead, Options options) {
    this.dModel = dModel;
    TransformerLayerOptions layer = options.layer;
    batchFirst = layer.batchFirst();
    encoder =
        options.customEncoder != null
            ? options.customEncoder
            : new TransformerEncoder(
                new TransformerEncoderLayer(dModel, nhead, layer),
                options.numEncoderLayers,
                layer.norm(dModel));
    decoder =
        options.customDecoder != null
            ? options.customDecoder
            : new TransformerDecoder(
                new TransformerDecoderLayer(dModel, nhead, layer),
                options.numDecoderLayers,
                layer.norm(dModel));
    draw();
  }

  private void draw() {
    for (Parameter p : parameters()) {
      if (p.dim() > 1) {
        Init.xavierUniform_(p);
      }
    }
  }

  /** Zeros where a position may look, minus infinity where it would look ahead: {@code [n, n]}. */
  public static Tensor generateSquareSubsequentMask(long sz) {
    return generateSquareSubsequentMask(sz, Device.CPU);
  }

  /** The same on a device. */
  public static Tensor generateSquareSubsequentMask(long sz, Device device) {
    Tensor none = Torch.full(Shape.of(sz, sz), Double.NEGATIVE_INFINITY, DType.FLOAT32);
    return none.triu(1).to(device);
  }

  /** Runs the hooks, encoder and decoder. */
  public final Tensor apply(Tensor src, Tensor tgt, CallOptions call) {
    return Aside.tensor(this, call, src, tgt);
  }

  @Override
  public Tensor forward(Tensor src, Tensor tgt) {
    CallOptions call = (CallOptions) Aside.given(this);
    return forward(src, tgt, call == null ? callOptions() : call);
  }

  /** The output; to be called through {@code apply}. */
  public Tensor forward(Tensor src, Tensor tgt, CallOptions call) {
    int batch = batchFirst ? 0 : 1;
    if (src.dim() == 3 && tgt.dim() == 3 && src.size(batch) != tgt.size(batch)) {
      throw wrong("the batch number of src and tgt must be equal", src, tgt);
    }
    if (src.size(-1) != dModel || tgt.size(-1) != dModel) {
      throw wrong("the feature number of src and tgt must be equal to d_model " + dModel, src, tgt);
    }
    Tensor memory =
        encoder instanceof TransformerEncoder e
            ? e.apply(src, new TransformerEncoder.CallOptions(call.srcMask, call.srcKeyPaddingMask))
            : encoder.apply(src);
    return decoder instanceof TransformerDecoder d
        ? d.apply(
            tgt,
            memory,
            new TransformerDecoderLayer.CallOptions(
                call.tgtMask, call.memoryMask, call.tgtKeyPaddingMask, call.memoryKeyPaddingMask))
        : decoder.apply(tgt, memory);
  }

  private static ShapeException wrong(String rule, Tensor src, Tensor tgt) {
    return new ShapeException(
        "transformer: " + rule + ", got src " + src.shape() + " and tgt " + tgt.shape());
  }
}
