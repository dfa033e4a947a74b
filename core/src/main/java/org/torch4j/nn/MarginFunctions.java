package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Distances;
import org.torch4j.op.family.MarginLosses;
import org.torch4j.type.Scalar;

/** Losses with margins, and distances; part of {@link F}. */
abstract class MarginFunctions extends PoolingFunctions {
  MarginFunctions() {}

  /** The cosine of the angle of rows along dimension 1. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2) {
    return cosineSimilarity(x1, x2, 1, 1e-8);
  }

  /** The cosine of the angle along {@code dim}; norms count as at least {@code eps}. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
    return Distances.COSINE_SIMILARITY.call(x1, x2, (long) dim, eps);
  }

  /** The 2-norm of the difference of rows. */
  public static Tensor pairwiseDistance(Tensor x1, Tensor x2) {
    return pairwiseDistance(x1, x2, 2, 1e-6, false);
  }

  /** The p-norm of the difference along the last dimension, to which {@code eps} is added. */
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
    return Distances.PAIRWISE_DISTANCE.call(x1, x2, p, eps, keepdim);
  }

  /** The 2-norms of the differences of all pairs of rows. */
  public static Tensor pdist(Tensor input) {
    return pdist(input, 2);
  }

  /** The p-norms of the differences of all pairs of rows, the first row's first. */
  public static Tensor pdist(Tensor input, double p) {
    return Distances.PDIST.call(input, p);
  }

  /** The mean of {@code log(1 + exp(-target * input))}. */
  public static Tensor softMarginLoss(Tensor input, Tensor target) {
    return softMarginLoss(input, target, "mean");
  }

  /** {@code log(1 + exp(-target * input))} for targets 1 and -1, reduced. */
  public static Tensor softMarginLoss(Tensor input, Tensor target, String reduction) {
    return MarginLosses.SOFT_MARGIN_LOSS.call(
        input, target, Reduction.code("soft_margin_loss", reduction));
  }

  /** The mean of {@code max(0, -target * (input1 - input2))}. */
  public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
    return marginRankingLoss(input1, input2, target, 0, "mean");
  }

  /** {@code max(0, margin - target * (input1 - input2))} for targets 1 and -1, reduced. */
  public static Tensor marginRankingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, String reduction) {
    return MarginLosses.MARGIN_RANKING_LOSS.call(
        input1, input2, target, margin, Reduction.code("margin_ranking_loss", reduction));
  }

  /** The mean of {@link #hingeEmbeddingLoss(Tensor, Tensor, double, String)} with margin 1. */
  public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
    return hingeEmbeddingLoss(input, target, 1, "mean");
  }

  /** The input for target 1, {@code max(0, margin - input)} for target -1, reduced. */
  public static Tensor hingeEmbeddingLoss(
      Tensor input, Tensor target, double margin, String reduction) {
    return MarginLosses.HINGE_EMBEDDING_LOSS.call(
        input, target, margin, Reduction.code("hinge_embedding_loss", reduction));
  }

  /** The mean of {@link #cosineEmbeddingLoss(Tensor, Tensor, Tensor, double, String)}, margin 0. */
  public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
    return cosineEmbeddingLoss(input1, input2, target, 0, "mean");
  }

  /** {@code 1 - cos} for target 1, {@code max(0, cos - margin)} for target -1, reduced. */
  public static Tensor cosineEmbeddingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, String reduction) {
    return MarginLosses.COSINE_EMBEDDING_LOSS.call(
        input1, input2, target, margin, Reduction.code("cosine_embedding_loss", reduction));
  }

  /** The mean of {@code max(0, |anchor - positive| - |anchor - negative| + 1)}. */
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return tripletMarginLoss(anchor, positive, negative, TripletMarginOptions.defaults());
  }

  /** {@code max(0, |anchor - positive| - |anchor - negative| + margin)}, reduced. */
  public static Tensor tripletMarginLoss(
      Tensor anchor, Tensor positive, Tensor negative, TripletMarginOptions options) {
    return MarginLosses.TRIPLET_MARGIN_LOSS.call(
        anchor,
        positive,
        negative,
        options.margin(),
        options.p(),
        options.eps(),
        options.swap(),
        Reduction.code("triplet_margin_loss", options.reduction()));
  }

  /** The triplet margin loss with a distance of one's own. */
  public static Tensor tripletMarginWithDistanceLoss(
      Tensor anchor, Tensor positive, Tensor negative, TripletDistanceOptions options) {
    long reduction = Reduction.code("triplet_margin_with_distance_loss", options.reduction());
    DistanceFunction given = options.distanceFunction();
    DistanceFunction distance = given == null ? MarginFunctions::pairwiseDistance : given;
    Tensor near = distance.apply(anchor, positive);
    Tensor far = distance.apply(anchor, negative);
    if (options.swap()) {
      far = far.minimum(distance.apply(positive, negative));
    }
    Tensor loss = near.sub(far).add(options.margin()).clampMin(0);
    return reduction == 0 ? loss : reduction == 1 ? loss.mean() : loss.sum();
  }

  /** The mean margin loss of scores {@code [N, C]} and right classes {@code [N]}. */
  public static Tensor multiMarginLoss(Tensor input, Tensor target) {
    return multiMarginLoss(input, target, MultiMarginOptions.defaults());
  }

  /** The mean over classes of {@code max(0, margin - x[right] + x[other])^p}, reduced. */
  public static Tensor multiMarginLoss(Tensor input, Tensor target, MultiMarginOptions options) {
    return MarginLosses.MULTI_MARGIN_LOSS.call(
        input,
        target,
        Scalar.of(options.p()),
        Scalar.of(options.margin()),
        options.weight(),
        Reduction.code("multi_margin_loss", options.reduction()));
  }

  /** The mean margin loss of scores and several right classes; -1 ends their list. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
    return multilabelMarginLoss(input, target, "mean");
  }

  /** The margin loss of scores {@code [N, C]} and lists of right classes {@code [N, C]}. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target, String reduction) {
    return MarginLosses.MULTILABEL_MARGIN_LOSS.call(
        input, target, Reduction.code("multilabel_margin_loss", reduction));
  }

  /** The mean cross entropy of logits of independent classes. */
  public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
    return multilabelSoftMarginLoss(input, target, null, "mean");
  }

  /** The cross entropy of logits of independent classes, the mean of them, then reduced. */
  public static Tensor multilabelSoftMarginLoss(
      Tensor input, Tensor target, @Nullable Tensor weight, String reduction) {
    long code = Reduction.code("multilabel_soft_margin_loss", reduction);
    Tensor right = target.mul(Activations.LOG_SIGMOID.call(input));
    Tensor wrong = target.rsub(1).mul(Activations.LOG_SIGMOID.call(input.neg()));
    Tensor each = right.add(wrong).neg();
    Tensor loss = (weight == null ? each : each.mul(weight)).mean(-1, false);
    return code == 0 ? loss : code == 1 ? loss.mean() : loss.sum();
  }
}
