package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * A table of vectors that integers look up, the vectors of each bag added, averaged or the greatest
 * of them taken, {@code torch.nn.EmbeddingBag}: {@code apply(rows)} of {@code [B, N]}, {@code
 * apply(indices, offsets)} of vectors, {@code apply(indices, offsets, perSampleWeights)}. The
 * vectors start standard normal, the padding vector at zero.
 */
public class EmbeddingBag extends Module {
  private final long numEmbeddings;
  private final long embeddingDim;
  private final EmbeddingBagOptions options;

  /** The table, {@code [numEmbeddings, embeddingDim]}. */
  public Parameter weight;

  /** The defaults: the mean of each bag. */
  public static EmbeddingBagOptions options() {
    return EmbeddingBagOptions.defaults();
  }

  /** A table of this many vectors of this size. */
  public EmbeddingBag(long numEmbeddings, long embeddingDim) {
    this(numEmbeddings, embeddingDim, options());
  }

  /** A table with these options; {@code perSampleWeights} are an input of apply. */
  public EmbeddingBag(long numEmbeddings, long embeddingDim, EmbeddingBagOptions options) {
    this(new Parameter(Torch.empty(numEmbeddings, embeddingDim)), options);
    resetParameters();
  }

  private EmbeddingBag(Parameter table, EmbeddingBagOptions options) {
    this.numEmbeddings = table.size(0);
    this.embeddingDim = table.size(1);
    Long padding = options.paddingIdx();
    if (padding != null && (padding >= numEmbeddings || padding < -numEmbeddings)) {
      throw new IndexOutOfBoundsException(
          "embedding_bag: padding_idx "
              + padding
              + " is not within the "
              + numEmbeddings
              + " embeddings");
    }
    this.options =
        padding != null && padding < 0 ? options.paddingIdx(padding + numEmbeddings) : options;
    weight = table;
  }

  /** A table that exists, {@code from_pretrained}; it does not learn if {@code freeze}. */
  public static EmbeddingBag fromPretrained(
      Tensor embeddings, boolean freeze, EmbeddingBagOptions options) {
    if (embeddings.dim() != 2) {
      throw new ShapeException(
          "EmbeddingBag: expected a 2D table, got " + embeddings.dim() + "D " + embeddings.shape());
    }
    return new EmbeddingBag(new Parameter(embeddings, !freeze), options);
  }

  /** A table that exists and does not learn. */
  public static EmbeddingBag fromPretrained(Tensor embeddings) {
    return fromPretrained(embeddings, true, options());
  }

  /** Draws the table anew. */
  public void resetParameters() {
    Init.normal_(weight);
    Long padding = options.paddingIdx();
    if (padding != null) {
      GradMode.with(false, () -> weight.select(0, padding).zero_());
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.embeddingBag(input, weight, null, options);
  }

  @Override
  public Tensor forward(Tensor input, Tensor offsets) {
    return F.embeddingBag(input, weight, offsets, options);
  }

  @Override
  public Tensor forward(Tensor input, Tensor offsets, Tensor perSampleWeights) {
    return F.embeddingBag(input, weight, offsets, options.perSampleWeights(perSampleWeights));
  }

  @Override
  public String extraRepr() {
    StringBuilder s = new StringBuilder().append(numEmbeddings).append(", ").append(embeddingDim);
    if (options.maxNorm() != null) {
      s.append(", max_norm=").append(PythonText.of(options.maxNorm()));
    }
    if (options.normType() != 2) {
      s.append(", norm_type=").append(PythonText.of(options.normType()));
    }
    if (options.scaleGradByFreq()) {
      s.append(", scale_grad_by_freq=True");
    }
    s.append(", mode=").append(options.mode());
    if (options.paddingIdx() != null) {
      s.append(", padding_idx=").append(options.paddingIdx());
    }
    return s.toString();
  }
}
