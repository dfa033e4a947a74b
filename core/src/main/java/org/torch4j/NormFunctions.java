package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Attention;
import org.torch4j.op.family.Distances;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.EmbeddingBags;
import org.torch4j.op.family.GroupNormalization;
import org.torch4j.type.Scalar;

/**
 * Normalization, activations, dropout and distances of {@link Torch}, with the arguments of ATen;
 * {@link org.torch4j.nn.F} has them with options.
 */
abstract class NormFunctions extends LayerFunctions {
  NormFunctions() {}

  // ---- normalization

  /** Normalization over groups of channels of [N, C, ...], {@code torch.group_norm}. */
  public static Tensor groupNorm(Tensor input, long numGroups) {
    return GroupNormalization.GROUP_NORM.call(input, numGroups, null, null, 1e-05, true);
  }

  /** {@link #groupNorm(Tensor, long)} with all arguments of ATen. */
  public static Tensor groupNorm(
      Tensor input, long numGroups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return GroupNormalization.GROUP_NORM.call(input, numGroups, weight, bias, eps, true);
  }

  /** Normalization of each channel of each sample, {@code torch.instance_norm}. */
  public static Tensor instanceNorm(Tensor input) {
    return GroupNormalization.INSTANCE_NORM.call(
        input, null, null, null, null, true, 0.1, 1e-05, true);
  }

  /** {@link #instanceNorm(Tensor)} with all arguments of ATen. */
  public static Tensor instanceNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      boolean useInputStats,
      double momentum,
      double eps) {
    return GroupNormalization.INSTANCE_NORM.call(
        input, weight, bias, runningMean, runningVar, useInputStats, momentum, eps, true);
  }

  /**
   * Batch normalization with the means and inverse deviations that it used, {@code
   * torch.native_batch_norm}.
   */
  public static List<Tensor> nativeBatchNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      boolean training,
      double momentum,
      double eps) {
    return List.of(
        GroupNormalization.NATIVE_BATCH_NORM.callAll(
            input, weight, bias, runningMean, runningVar, training, momentum, eps));
  }

  /**
   * Layer normalization with the means and inverse deviations that it used, {@code
   * torch.native_layer_norm}.
   */
  public static List<Tensor> nativeLayerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    return List.of(
        GroupNormalization.NATIVE_LAYER_NORM.callAll(input, normalizedShape, weight, bias, eps));
  }

  /**
   * Group normalization with the means and inverse deviations that it used, {@code
   * torch.native_group_norm}.
   */
  public static List<Tensor> nativeGroupNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      long N,
      long C,
      long HxW,
      long group,
      double eps) {
    return List.of(
        GroupNormalization.NATIVE_GROUP_NORM.callAll(input, weight, bias, N, C, HxW, group, eps));
  }

  // ---- activations

  /** {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}, {@code torch.celu}. */
  public static Tensor celu(Tensor self) {
    return Activations.CELU.call(self, Scalar.of(1.0));
  }

  /** {@link #celu(Tensor)} with all arguments of ATen. */
  public static Tensor celu(Tensor self, Number alpha) {
    return Activations.CELU.call(self, Scalar.of(alpha));
  }

  /** ELU with the scale that keeps mean and variance, {@code torch.selu}. */
  public static Tensor selu(Tensor self) {
    return Activations.SELU.call(self);
  }

  /** Elements beyond {@code lambd}, else 0, {@code torch.hardshrink}. */
  public static Tensor hardshrink(Tensor self) {
    return Activations.HARDSHRINK.call(self, Scalar.of(0.5));
  }

  /** {@link #hardshrink(Tensor)} with all arguments of ATen. */
  public static Tensor hardshrink(Tensor self, Number lambd) {
    return Activations.HARDSHRINK.call(self, Scalar.of(lambd));
  }

  /** Elements above {@code threshold}, else {@code value}, {@code torch.threshold}. */
  public static Tensor threshold(Tensor self, Number threshold, Number value) {
    return Activations.THRESHOLD.call(self, Scalar.of(threshold), Scalar.of(value));
  }

  /** Negative elements times the weight of their channel, {@code torch.prelu}. */
  public static Tensor prelu(Tensor self, Tensor weight) {
    return Activations.PRELU.call(self, weight);
  }

  /**
   * Negative elements times a random slope when training, else the mean slope, {@code torch.rrelu}.
   */
  public static Tensor rrelu(Tensor self) {
    return Activations.RRELU.call(
        self, Scalar.of(0.125), Scalar.of(0.3333333333333333), false, null);
  }

  /** {@link #rrelu(Tensor)} with all arguments of ATen. */
  public static Tensor rrelu(
      Tensor self, Number lower, Number upper, boolean training, @Nullable Generator generator) {
    return Activations.RRELU.call(self, Scalar.of(lower), Scalar.of(upper), training, generator);
  }

  // ---- dropout

  /**
   * Elements set to what SELU tends to with probability {@code p}, when training, {@code
   * torch.alpha_dropout}.
   */
  public static Tensor alphaDropout(Tensor input, double p, boolean training) {
    return Dropouts.ALPHA_DROPOUT.call(input, p, training);
  }

  /** {@link #alphaDropout} of whole channels, {@code torch.feature_alpha_dropout}. */
  public static Tensor featureAlphaDropout(Tensor input, double p, boolean training) {
    return Dropouts.FEATURE_ALPHA_DROPOUT.call(input, p, training);
  }

  // ---- tables

  /**
   * Rows of {@code weight} joined by bags, with the bag of each index, the sizes and the places of
   * maxima; mode 0 sum, 1 mean, 2 max, {@code torch.embedding_bag}.
   */
  public static List<Tensor> embeddingBag(Tensor weight, Tensor indices, Tensor offsets) {
    return List.of(
        EmbeddingBags.EMBEDDING_BAG_PADDING.callAll(
            weight, indices, offsets, false, 0L, false, null, false, null));
  }

  /** {@link #embeddingBag(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static List<Tensor> embeddingBag(
      Tensor weight,
      Tensor indices,
      Tensor offsets,
      boolean scaleGradByFreq,
      long mode,
      boolean sparse,
      @Nullable Tensor perSampleWeights,
      boolean includeLastOffset,
      @Nullable Long paddingIdx) {
    return List.of(
        EmbeddingBags.EMBEDDING_BAG_PADDING.callAll(
            weight,
            indices,
            offsets,
            scaleGradByFreq,
            mode,
            sparse,
            perSampleWeights,
            includeLastOffset,
            paddingIdx));
  }

  // ---- distances

  /** The cosine of the angle between vectors along {@code dim}, {@code torch.cosine_similarity}. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2) {
    return Distances.COSINE_SIMILARITY.call(x1, x2, 1L, 1e-08);
  }

  /** {@link #cosineSimilarity(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2, long dim, double eps) {
    return Distances.COSINE_SIMILARITY.call(x1, x2, dim, eps);
  }

  /** The p-norms of the differences of rows, {@code torch.pairwise_distance}. */
  public static Tensor pairwiseDistance(Tensor x1, Tensor x2) {
    return Distances.PAIRWISE_DISTANCE.call(x1, x2, 2.0, 1e-06, false);
  }

  /** {@link #pairwiseDistance(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
    return Distances.PAIRWISE_DISTANCE.call(x1, x2, p, eps, keepdim);
  }

  /** The p-norms of the differences of all pairs of rows, {@code torch.pdist}. */
  public static Tensor pdist(Tensor self) {
    return Distances.PDIST.call(self, 2.0);
  }

  /** {@link #pdist(Tensor)} with all arguments of ATen. */
  public static Tensor pdist(Tensor self, double p) {
    return Distances.PDIST.call(self, p);
  }

  // ---- attention

  /** Attention of each query to all keys, {@code softmax(q k^T / sqrt(E)) v}. */
  public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
    return scaledDotProductAttention(query, key, value, null, 0, false, null);
  }

  /**
   * Attention with a mask, {@code torch.nn.functional.scaled_dot_product_attention}.
   *
   * @param attnMask where attention is allowed, bool, or what is added to the scores; null for none
   * @param dropoutP with which probability weights are zeroed
   * @param isCausal whether no query sees keys behind its own place
   * @param scale of the scores, null for {@code 1 / sqrt(E)}
   */
  public static Tensor scaledDotProductAttention(
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor attnMask,
      double dropoutP,
      boolean isCausal,
      @Nullable Double scale) {
    return Attention.SCALED_DOT_PRODUCT_ATTENTION.call(
        query, key, value, attnMask, dropoutP, isCausal, scale, false);
  }
}
