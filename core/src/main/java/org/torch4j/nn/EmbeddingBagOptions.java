package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * What {@link F#embeddingBag} may be told.
 *
 * @param maxNorm rows longer than this are shortened in place; null, the default, for none
 * @param normType the p of that norm, 2 by default
 * @param scaleGradByFreq whether gradients are divided by how often a row was used, false by
 *     default
 * @param mode {@code sum}, {@code mean} (the default) or {@code max}
 * @param sparse whether the table gets a sparse_coo gradient of the rows used, false by default
 * @param perSampleWeights a weight for each index, with mode {@code sum}; null, the default, for 1
 * @param includeLastOffset whether the last offset is the end of the last bag, false by default
 * @param paddingIdx a row that counts for nothing; null, the default, for none
 */
public record EmbeddingBagOptions(
    @Nullable Double maxNorm,
    double normType,
    boolean scaleGradByFreq,
    String mode,
    boolean sparse,
    @Nullable Tensor perSampleWeights,
    boolean includeLastOffset,
    @Nullable Long paddingIdx) {
  private static final EmbeddingBagOptions DEFAULT =
      new EmbeddingBagOptions(null, 2, false, "mean", false, null, false, null);

  /** The defaults. */
  public static EmbeddingBagOptions defaults() {
    return DEFAULT;
  }

  /** Rows longer than this are shortened in place; null, the default, for none. */
  public EmbeddingBagOptions maxNorm(@Nullable Double value) {
    return new EmbeddingBagOptions(
        value,
        normType,
        scaleGradByFreq,
        mode,
        sparse,
        perSampleWeights,
        includeLastOffset,
        paddingIdx);
  }

  /** The p of that norm, 2 by default. */
  public EmbeddingBagOptions normType(double value) {
    return new EmbeddingBagOptions(
        maxNorm,
        value,
        scaleGradByFreq,
        mode,
        sparse,
        perSampleWeights,
        includeLastOffset,
        paddingIdx);
  }

  /** Whether gradients are divided by how often a row was used, false by default. */
  public EmbeddingBagOptions scaleGradByFreq(boolean value) {
    return new EmbeddingBagOptions(
        maxNorm, normType, value, mode, sparse, perSampleWeights, includeLastOffset, paddingIdx);
  }

  /** {@code sum}, {@code mean} (the default) or {@code max}. */
  public EmbeddingBagOptions mode(String value) {
    return new EmbeddingBagOptions(
        maxNorm,
        normType,
        scaleGradByFreq,
        value,
        sparse,
        perSampleWeights,
        includeLastOffset,
        paddingIdx);
  }

  /** Whether the gradient is sparse: for SGD and SparseAdam, false by default. */
  public EmbeddingBagOptions sparse(boolean value) {
    return new EmbeddingBagOptions(
        maxNorm,
        normType,
        scaleGradByFreq,
        mode,
        value,
        perSampleWeights,
        includeLastOffset,
        paddingIdx);
  }

  /** A weight for each index, with mode {@code sum}; null, the default, for 1. */
  public EmbeddingBagOptions perSampleWeights(@Nullable Tensor value) {
    return new EmbeddingBagOptions(
        maxNorm, normType, scaleGradByFreq, mode, sparse, value, includeLastOffset, paddingIdx);
  }

  /** Whether the last offset is the end of the last bag, false by default. */
  public EmbeddingBagOptions includeLastOffset(boolean value) {
    return new EmbeddingBagOptions(
        maxNorm, normType, scaleGradByFreq, mode, sparse, perSampleWeights, value, paddingIdx);
  }

  /** A row that counts for nothing; null, the default, for none. */
  public EmbeddingBagOptions paddingIdx(@Nullable Long value) {
    return new EmbeddingBagOptions(
        maxNorm,
        normType,
        scaleGradByFreq,
        mode,
        sparse,
        perSampleWeights,
        includeLastOffset,
        value);
  }
}
