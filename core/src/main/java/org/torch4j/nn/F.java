package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.EmbeddingBags;
import org.torch4j.op.family.GroupNormalization;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Normalization;
import org.torch4j.op.family.Norms;
import org.torch4j.op.family.Randoms;
import org.torch4j.type.Scalar;
import org.torch4j.type.ShapeException;

/**
 * The functions of neural networks, {@code torch.nn.functional}: what the modules of this package
 * compute, for given weights.
 */
public final class F extends LossFunctions {
  private F() {}

  // ---- dropout

  /** Zeroes elements with probability {@code p} if {@code training}, scaling the others. */
  public static Tensor dropout(Tensor input, double p, boolean training) {
    return Randoms.DROPOUT.call(input, probability(p), training);
  }

  /** Zeroes whole channels of {@code [N, C, L]} or {@code [C, L]}. */
  public static Tensor dropout1d(Tensor input, double p, boolean training) {
    return channelDropout(1, input, p, training);
  }

  /** Zeroes whole channels of {@code [N, C, H, W]}; {@code [N, C, L]} is taken as that, too. */
  public static Tensor dropout2d(Tensor input, double p, boolean training) {
    return Randoms.FEATURE_DROPOUT.call(input, probability(p), training);
  }

  /** Zeroes whole channels of {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
  public static Tensor dropout3d(Tensor input, double p, boolean training) {
    return channelDropout(3, input, p, training);
  }

  private static Tensor channelDropout(int dims, Tensor input, double p, boolean training) {
    probability(p);
    return input.dim() == dims + 1
        ? Randoms.FEATURE_DROPOUT.call(input.unsqueeze(0), p, training).squeeze(0)
        : Randoms.FEATURE_DROPOUT.call(input, p, training);
  }

  /** Sets elements to what SELU tends to, keeping mean and variance. */
  public static Tensor alphaDropout(Tensor input, double p, boolean training) {
    return Dropouts.ALPHA_DROPOUT.call(input, probability(p), training);
  }

  /** Sets whole channels to what SELU tends to, keeping mean and variance. */
  public static Tensor featureAlphaDropout(Tensor input, double p, boolean training) {
    return Dropouts.FEATURE_ALPHA_DROPOUT.call(input, probability(p), training);
  }

  static double probability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "dropout: probability has to be between 0 and 1, got " + PythonText.of(p));
    }
    return p;
  }

  // ---- normalisation

  /** Batch normalisation; running statistics are changed in place if {@code training}. */
  public static Tensor batchNorm(
      Tensor input,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      boolean training,
      double momentum,
      double eps) {
    return Normalization.BATCH_NORM.call(
        input, weight, bias, runningMean, runningVar, training, momentum, eps, true);
  }

  /** Layer normalisation over the last dimensions, which have these sizes. */
  public static Tensor layerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    return Normalization.LAYER_NORM.call(input, normalizedShape, weight, bias, eps, true);
  }

  /** Divides by the 2-norm along dimension 1. */
  public static Tensor normalize(Tensor input) {
    return normalize(input, 2, 1, 1e-12);
  }

  /** Divides by the p-norm along {@code dim}, or by {@code eps} if that is greater. */
  public static Tensor normalize(Tensor input, double p, int dim, double eps) {
    Tensor norm = Norms.NORM.call(input, Scalar.of(p), new long[] {dim}, true);
    return input.div(norm.clampMin(eps));
  }

  /** Normalisation over groups of channels of {@code [N, C, *]}. */
  public static Tensor groupNorm(
      Tensor input, long numGroups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return GroupNormalization.GROUP_NORM.call(input, numGroups, weight, bias, eps, true);
  }

  /** Normalisation of each channel of each sample of {@code [N, C, *]}. */
  public static Tensor instanceNorm(Tensor input) {
    return instanceNorm(input, null, null, null, null, true, 0.1, 1e-5);
  }

  /** The same; running statistics are changed in place if {@code useInputStats}, else used. */
  public static Tensor instanceNorm(
      Tensor input,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      boolean useInputStats,
      double momentum,
      double eps) {
    return GroupNormalization.INSTANCE_NORM.call(
        input, weight, bias, runningMean, runningVar, useInputStats, momentum, eps, true);
  }

  /** Division by the root of the mean square over the last dimensions. */
  public static Tensor rmsNorm(
      Tensor input, long[] normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
    return Normalization.RMS_NORM.call(input, normalizedShape, weight, eps);
  }

  /** Division by the squares of {@code size} neighbouring channels, with PyTorch's constants. */
  public static Tensor localResponseNorm(Tensor input, long size) {
    return localResponseNorm(input, size, 1e-4, 0.75, 1);
  }

  /** Division by {@code (k + alpha * mean of neighbouring channels' squares)^beta}. */
  public static Tensor localResponseNorm(
      Tensor input, long size, double alpha, double beta, double k) {
    if (input.dim() < 3) {
      throw new ShapeException(
          "local_response_norm: expected at least 3 dimensions, got shape " + input.shape());
    }
    if (input.numel() == 0) {
      return input;
    }
    long[] sizes = input.shape().toArray();
    Tensor squares = input.mul(input).reshape(sizes[0], 1, sizes[1], -1);
    Tensor padded = pad(squares, 0, 0, size / 2, (size - 1) / 2);
    AvgPoolOptions steps = AvgPoolOptions.defaults().stride(1);
    Tensor mean = avgPool2d(padded, new long[] {size, 1}, steps).reshape(sizes);
    return input.div(mean.mul(alpha).add(k).pow(beta));
  }

  // ---- tables

  /** Looks up rows of {@code weight}. */
  public static Tensor embedding(Tensor input, Tensor weight) {
    return embedding(input, weight, Embedding.options());
  }

  /** Looks up rows of {@code weight}; with a maximal norm, long rows are shortened in place. */
  public static Tensor embedding(Tensor input, Tensor weight, Embedding.Options options) {
    Embedding.Options normal = options.normalized(weight.dim() == 0 ? 0 : weight.size(0));
    Double maxNorm = normal.maxNorm();
    if (maxNorm != null) {
      EmbeddingBags.RENORM_.call(weight, input, maxNorm, normal.normType());
    }
    Long padding = normal.paddingIdx();
    return Indexing.EMBEDDING.call(
        weight, input, padding == null ? -1L : padding, normal.scaleGradByFreq(), normal.sparse());
  }

  /** A 1 at each class index, in a new last dimension as long as the greatest index needs. */
  public static Tensor oneHot(Tensor input) {
    return oneHot(input, -1);
  }

  /** A 1 at each class index, in a new last dimension of {@code numClasses}, int64. */
  public static Tensor oneHot(Tensor input, long numClasses) {
    return EmbeddingBags.ONE_HOT.call(input, numClasses);
  }

  /** The means of rows of {@code weight} by bags: bag b starts at index {@code offsets[b]}. */
  public static Tensor embeddingBag(Tensor input, Tensor weight, @Nullable Tensor offsets) {
    return embeddingBag(input, weight, offsets, EmbeddingBagOptions.defaults());
  }

  /**
   * Rows of {@code weight} brought together by bags: those of each row of {@code input}, or of the
   * stretches of a vector that start at {@code offsets}.
   */
  public static Tensor embeddingBag(
      Tensor input, Tensor weight, @Nullable Tensor offsets, EmbeddingBagOptions options) {
    return BagFunctions.embeddingBag(input, weight, offsets, options);
  }
}
