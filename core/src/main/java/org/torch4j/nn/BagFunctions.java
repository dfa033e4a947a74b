package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.EmbeddingBags;
import org.torch4j.type.DType;
import org.torch4j.type.ShapeException;

/** Bags of embeddings: the forms of the input, checks. */
final class BagFunctions {
  private BagFunctions() {}

  static Tensor embeddingBag(
      Tensor input, Tensor weight, @Nullable Tensor offsets, EmbeddingBagOptions options) {
    Tensor samples = options.perSampleWeights();
    if (samples != null && !samples.shape().equals(input.shape())) {
      throw new ShapeException(
          "embedding_bag: per_sample_weights must have the shape of the input "
              + input.shape()
              + ", got "
              + samples.shape());
    }
    if (input.dim() != 1 && input.dim() != 2 || (input.dim() == 2) != (offsets == null)) {
      throw new ShapeException(
          "embedding_bag: expected a vector of indices with offsets, or rows without, got input "
              + input.shape()
              + " and offsets "
              + (offsets == null ? "None" : offsets.shape()));
    }
    long mode = List.of("sum", "mean", "max").indexOf(options.mode());
    if (mode < 0) {
      throw new IllegalArgumentException(
          "embedding_bag: mode must be 'sum', 'mean' or 'max', got '" + options.mode() + "'");
    }
    Tensor starts = offsets;
    if (starts == null) {
      long step = input.size(1);
      long rows = input.size(0);
      starts = Torch.arange(0L, rows, 1L, DType.INT64).mul(step);
    }
    Double maxNorm = options.maxNorm();
    if (maxNorm != null) {
      EmbeddingBags.RENORM_.call(weight, input, maxNorm, options.normType());
    }
    return EmbeddingBags.EMBEDDING_BAG_PADDING
        .callAll(
            weight,
            input.reshape(-1),
            starts,
            options.scaleGradByFreq(),
            mode,
            options.sparse(),
            samples == null ? null : samples.reshape(-1),
            options.includeLastOffset(),
            options.paddingIdx())[0];
  }
}
