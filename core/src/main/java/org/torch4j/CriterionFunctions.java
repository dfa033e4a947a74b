package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.CtcLoss;
import org.torch4j.op.family.Losses;
import org.torch4j.op.family.MarginLosses;

/**
 * Losses of {@link Torch}, with the arguments of ATen; {@link org.torch4j.nn.F} has them with
 * options.
 */
abstract class CriterionFunctions extends NormFunctions {
  CriterionFunctions() {}

  /**
   * Binary cross entropy of the sigmoid of {@code self}; reduction 0 none, 1 mean, 2 sum, {@code
   * torch.binary_cross_entropy_with_logits}.
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor self, Tensor target) {
    return Losses.BINARY_CROSS_ENTROPY_WITH_LOGITS.call(self, target, null, null, 1L);
  }

  /** {@link #binaryCrossEntropyWithLogits(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor self,
      Tensor target,
      @Nullable Tensor weight,
      @Nullable Tensor posWeight,
      long reduction) {
    return Losses.BINARY_CROSS_ENTROPY_WITH_LOGITS.call(self, target, weight, posWeight, reduction);
  }

  /**
   * {@code 1 - cos} for like pairs, {@code cos - margin} for others; reduction 0 none, 1 mean, 2
   * sum, {@code torch.cosine_embedding_loss}.
   */
  public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
    return MarginLosses.COSINE_EMBEDDING_LOSS.call(input1, input2, target, 0.0, 1L);
  }

  /** {@link #cosineEmbeddingLoss(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor cosineEmbeddingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
    return MarginLosses.COSINE_EMBEDDING_LOSS.call(input1, input2, target, margin, reduction);
  }

  /**
   * The distance of like pairs, {@code margin - distance} of others; reduction 0 none, 1 mean, 2
   * sum, {@code torch.hinge_embedding_loss}.
   */
  public static Tensor hingeEmbeddingLoss(Tensor self, Tensor target) {
    return MarginLosses.HINGE_EMBEDDING_LOSS.call(self, target, 1.0, 1L);
  }

  /** {@link #hingeEmbeddingLoss(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor hingeEmbeddingLoss(
      Tensor self, Tensor target, double margin, long reduction) {
    return MarginLosses.HINGE_EMBEDDING_LOSS.call(self, target, margin, reduction);
  }

  /**
   * The divergence of {@code target} from the distribution whose logarithms are given; reduction 0
   * none, 1 mean, 2 sum, {@code torch.kl_div}.
   */
  public static Tensor klDiv(Tensor self, Tensor target) {
    return Losses.KL_DIV.call(self, target, 1L, false);
  }

  /** {@link #klDiv(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor klDiv(Tensor self, Tensor target, long reduction, boolean logTarget) {
    return Losses.KL_DIV.call(self, target, reduction, logTarget);
  }

  /**
   * How much the order of two inputs misses {@code target} and the margin; reduction 0 none, 1
   * mean, 2 sum, {@code torch.margin_ranking_loss}.
   */
  public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
    return MarginLosses.MARGIN_RANKING_LOSS.call(input1, input2, target, 0.0, 1L);
  }

  /** {@link #marginRankingLoss(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor marginRankingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
    return MarginLosses.MARGIN_RANKING_LOSS.call(input1, input2, target, margin, reduction);
  }

  /**
   * The negative log-likelihood of counts; reduction 0 none, 1 mean, 2 sum, {@code
   * torch.poisson_nll_loss}.
   */
  public static Tensor poissonNllLoss(
      Tensor input, Tensor target, boolean logInput, boolean full, double eps, long reduction) {
    return MarginLosses.POISSON_NLL_LOSS.call(input, target, logInput, full, eps, reduction);
  }

  /**
   * How much the positive is not nearer than the negative by the margin; reduction 0 none, 1 mean,
   * 2 sum, {@code torch.triplet_margin_loss}.
   */
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return MarginLosses.TRIPLET_MARGIN_LOSS.call(
        anchor, positive, negative, 1.0, 2.0, 1e-06, false, 1L);
  }

  /** {@link #tripletMarginLoss(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      double p,
      double eps,
      boolean swap,
      long reduction) {
    return MarginLosses.TRIPLET_MARGIN_LOSS.call(
        anchor, positive, negative, margin, p, eps, swap, reduction);
  }

  /**
   * Connectionist temporal classification; reduction 0 none, 1 mean, 2 sum, {@code torch.ctc_loss}.
   */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return CtcLoss.CTC_LOSS.call(logProbs, targets, inputLengths, targetLengths, 0L, 1L, false);
  }

  /** {@link #ctcLoss(Tensor, Tensor, long[], long[])} with all arguments of ATen. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      long blank,
      long reduction,
      boolean zeroInfinity) {
    return CtcLoss.CTC_LOSS.call(
        logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
  }

  /** {@link #ctcLoss(Tensor, Tensor, long[], long[])} with lengths in tensors. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
    return CtcLoss.CTC_LOSS_TENSOR.call(
        logProbs, targets, inputLengths, targetLengths, 0L, 1L, false);
  }

  /** {@link #ctcLoss(Tensor, Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      Tensor inputLengths,
      Tensor targetLengths,
      long blank,
      long reduction,
      boolean zeroInfinity) {
    return CtcLoss.CTC_LOSS_TENSOR.call(
        logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
  }
}
