package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * A table of vectors that integers look up, {@code torch.nn.Embedding}: {@code [*]} to {@code [*,
 * embeddingDim]}. The vectors start standard normal, the padding vector at zero.
 */
public class Embedding extends Module {
  private final long numEmbeddings;
  private final long embeddingDim;
  private final Options options;

  /** The table, {@code [numEmbeddings, embeddingDim]}. */
  public Parameter weight;

  /**
   * What {@link Embedding} may be told.
   *
   * @param paddingIdx an index whose vector gets no gradient, or null
   * @param maxNorm the greatest norm of a vector, longer ones are shortened in place when used; or
   *     null
   * @param normType the p of that norm, 2 by default
   * @param scaleGradByFreq whether a vector's gradient is divided by how often the batch uses it
   * @param sparse whether the table gets a sparse_coo gradient of the rows used, false by default
   */
  public record Options(
      @Nullable Long paddingIdx,
      @Nullable Double maxNorm,
      double normType,
      boolean scaleGradByFreq,
      boolean sparse) {
    static final Options DEFAULT = new Options(null, null, 2, false, false);

    /** An index whose vector gets no gradient; negative counts from the end. */
    public Options paddingIdx(long index) {
      return new Options(index, maxNorm, normType, scaleGradByFreq, sparse);
    }

    /** The greatest norm of a vector. */
    public Options maxNorm(double norm) {
      return new Options(paddingIdx, norm, normType, scaleGradByFreq, sparse);
    }

    /** The p of the norm. */
    public Options normType(double p) {
      return new Options(paddingIdx, maxNorm, p, scaleGradByFreq, sparse);
    }

    /** Whether gradients are divided by how often the batch uses a vector. */
    public Options scaleGradByFreq(boolean on) {
      return new Options(paddingIdx, maxNorm, normType, on, sparse);
    }

    /** Whether the gradient is sparse: for SGD and SparseAdam. */
    public Options sparse(boolean on) {
      return new Options(paddingIdx, maxNorm, normType, scaleGradByFreq, on);
    }

    /** With the padding index counted from the start. */
    Options normalized(long rows) {
      Long index = paddingIdx;
      if (index == null) {
        return this;
      }
      if (index >= rows || index < -rows) {
        throw new IndexOutOfBoundsException(
            "embedding: padding_idx " + index + " is not within the " + rows + " embeddings");
      }
      return index < 0 ? paddingIdx(index + rows) : this;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** A table of this many vectors of this size. */
  public Embedding(long numEmbeddings, long embeddingDim) {
    this(numEmbeddings, embeddingDim, options());
  }

  /** A table with these options. */
  public Embedding(long numEmbeddings, long embeddingDim, Options options) {
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.options = options.normalized(numEmbeddings);
    weight = new Parameter(Torch.empty(numEmbeddings, embeddingDim));
    draw();
  }

  private Embedding(Tensor table, Options options) {
    this.numEmbeddings = table.size(0);
    this.embeddingDim = table.size(1);
    this.options = options.normalized(numEmbeddings);
    weight = new Parameter(table);
  }

  /** A table that exists, {@code from_pretrained}; it does not learn if {@code freeze}. */
  public static Embedding fromPretrained(Tensor embeddings, boolean freeze, Options options) {
    if (embeddings.dim() != 2) {
      throw new ShapeException(
          "Embedding: expected a 2D table, got " + embeddings.dim() + "D " + embeddings.shape());
    }
    Embedding embedding = new Embedding(embeddings, options);
    embedding.weight.requiresGrad_(!freeze);
    return embedding;
  }

  /** A table that exists and does not learn. */
  public static Embedding fromPretrained(Tensor embeddings) {
    return fromPretrained(embeddings, true, options());
  }

  /** Draws the table anew. */
  public void resetParameters() {
    draw();
  }

  private void draw() {
    Init.normal_(weight);
    Long padding = options.paddingIdx;
    if (padding != null) {
      GradMode.with(false, () -> weight.select(0, padding).zero_());
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.embedding(input, weight, options);
  }

  @Override
  public String extraRepr() {
    StringBuilder s = new StringBuilder().append(numEmbeddings).append(", ").append(embeddingDim);
    if (options.paddingIdx != null) {
      s.append(", padding_idx=").append(options.paddingIdx);
    }
    if (options.maxNorm != null) {
      s.append(", max_norm=").append(PythonText.of(options.maxNorm));
    }
    if (options.normType != 2) {
      s.append(", norm_type=").append(PythonText.of(options.normType));
    }
    if (options.scaleGradByFreq) {
      s.append(", scale_grad_by_freq=True");
    }
    if (options.sparse) {
      s.append(", sparse=True");
    }
    return s.toString();
  }
}
