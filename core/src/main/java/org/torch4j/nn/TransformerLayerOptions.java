package org.torch4j.nn;

import java.util.function.UnaryOperator;
import org.torch4j.Tensor;

/**
 * What {@link TransformerEncoderLayer} and {@link TransformerDecoderLayer} may be told besides
 * their sizes.
 *
 * @param dimFeedforward features between the two linear layers, 2048 by default
 * @param dropout with which probability elements are zeroed in training, 0.1 by default
 * @param activation what stands between the two linear layers, relu by default; a module is
 *     registered as {@code activation}
 * @param layerNormEps added to the variances, 1e-5 by default
 * @param batchFirst whether batches come as {@code [N, L, *]}, false by default
 * @param normFirst whether layers normalise before attention and feedforward, not after, false by
 *     default
 */
public record TransformerLayerOptions(
    long dimFeedforward,
    double dropout,
    UnaryOperator<Tensor> activation,
    double layerNormEps,
    boolean batchFirst,
    boolean normFirst) {
  static final TransformerLayerOptions DEFAULT =
      new TransformerLayerOptions(2048, 0.1, F::relu, 1e-5, false, false);

  /** Features between the two linear layers. */
  public TransformerLayerOptions dimFeedforward(long features) {
    return new TransformerLayerOptions(
        features, dropout, activation, layerNormEps, batchFirst, normFirst);
  }

  /** With which probability elements are zeroed in training. */
  public TransformerLayerOptions dropout(double p) {
    F.probability(p);
    return new TransformerLayerOptions(
        dimFeedforward, p, activation, layerNormEps, batchFirst, normFirst);
  }

  /** What stands between the two linear layers. */
  public TransformerLayerOptions activation(UnaryOperator<Tensor> function) {
    return new TransformerLayerOptions(
        dimFeedforward, dropout, function, layerNormEps, batchFirst, normFirst);
  }

  /** What stands between the two linear layers, {@code relu} or {@code gelu}. */
  public TransformerLayerOptions activation(String name) {
    return activation(named(name));
  }

  /** What is added to the variances. */
  public TransformerLayerOptions layerNormEps(double eps) {
    return new TransformerLayerOptions(
        dimFeedforward, dropout, activation, eps, batchFirst, normFirst);
  }

  /** Whether batches come as {@code [N, L, *]}. */
  public TransformerLayerOptions batchFirst(boolean on) {
    return new TransformerLayerOptions(
        dimFeedforward, dropout, activation, layerNormEps, on, normFirst);
  }

  /** Whether layers normalise before attention and feedforward, not after. */
  public TransformerLayerOptions normFirst(boolean on) {
    return new TransformerLayerOptions(
        dimFeedforward, dropout, activation, layerNormEps, batchFirst, on);
  }

  /** The attention of a layer with these options. */
  MultiheadAttention attention(long dModel, long nhead) {
    return new MultiheadAttention(
        dModel, nhead, MultiheadAttention.options().dropout(dropout).batchFirst(batchFirst));
  }

  /** A normalisation of a layer with these options. */
  LayerNorm norm(long dModel) {
    return new LayerNorm(dModel, LayerNorm.options().eps(layerNormEps));
  }

  static UnaryOperator<Tensor> named(String name) {
    return switch (name) {
      case "relu" -> F::relu;
      case "gelu" -> F::gelu;
      default -> throw new IllegalArgumentException("activation should be relu/gelu, not " + name);
    };
  }
}
