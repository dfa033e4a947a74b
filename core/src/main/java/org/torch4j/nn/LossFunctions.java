package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.CtcLoss;
import org.torch4j.op.family.Losses;
import org.torch4j.op.family.MarginLosses;

/** Losses between predictions and targets, and distances; part of {@link F}. */
abstract class LossFunctions extends MarginFunctions {
  LossFunctions() {}

  /** The mean cross entropy of logits and class indices or probabilities. */
  public static Tensor crossEntropy(Tensor input, Tensor target) {
    return crossEntropy(input, target, CrossEntropyLoss.options());
  }

  /** The cross entropy of logits and class indices or probabilities. */
  public static Tensor crossEntropy(Tensor input, Tensor target, CrossEntropyLoss.Options options) {
    return Losses.CROSS_ENTROPY.call(
        input,
        target,
        options.weight(),
        Reduction.code("cross_entropy", options.reduction()),
        options.ignoreIndex(),
        options.labelSmoothing());
  }

  /** The mean negative log likelihood of class indices under log probabilities. */
  public static Tensor nllLoss(Tensor input, Tensor target) {
    return nllLoss(input, target, NLLLoss.options());
  }

  /** The negative log likelihood of class indices under log probabilities. */
  public static Tensor nllLoss(Tensor input, Tensor target, NLLLoss.Options options) {
    return Losses.NLL_LOSS.call(
        input,
        target,
        options.weight(),
        Reduction.code("nll_loss", options.reduction()),
        options.ignoreIndex());
  }

  /** The mean squared difference. */
  public static Tensor mseLoss(Tensor input, Tensor target) {
    return mseLoss(input, target, "mean");
  }

  /** The squared differences, reduced: {@code none}, {@code mean} or {@code sum}. */
  public static Tensor mseLoss(Tensor input, Tensor target, String reduction) {
    Reduction.warnIfBroadcast("mse_loss", input, target);
    return Losses.MSE_LOSS.call(input, target, Reduction.code("mse_loss", reduction));
  }

  /** The mean absolute difference. */
  public static Tensor l1Loss(Tensor input, Tensor target) {
    return l1Loss(input, target, "mean");
  }

  /** The absolute differences, reduced. */
  public static Tensor l1Loss(Tensor input, Tensor target, String reduction) {
    Reduction.warnIfBroadcast("l1_loss", input, target);
    return Losses.L1_LOSS.call(input, target, Reduction.code("l1_loss", reduction));
  }

  /** The mean of {@link #smoothL1Loss(Tensor, Tensor, String, double)} with beta 1. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target) {
    return smoothL1Loss(input, target, "mean", 1);
  }

  /** Squares where the difference is below {@code beta}, absolute differences elsewhere. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target, String reduction, double beta) {
    Reduction.warnIfBroadcast("smooth_l1_loss", input, target);
    return Losses.SMOOTH_L1_LOSS.call(
        input, target, Reduction.code("smooth_l1_loss", reduction), beta);
  }

  /** The mean cross entropy of probabilities and targets between 0 and 1. */
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
    return binaryCrossEntropy(input, target, BCELoss.options());
  }

  /** The cross entropy of probabilities and targets between 0 and 1. */
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target, BCELoss.Options options) {
    return Losses.BINARY_CROSS_ENTROPY.call(
        input,
        target,
        options.weight(),
        Reduction.code("binary_cross_entropy", options.reduction()));
  }

  /** The mean cross entropy of logits and targets between 0 and 1. */
  public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
    return binaryCrossEntropyWithLogits(input, target, BCEWithLogitsLoss.options());
  }

  /** The cross entropy of logits and targets between 0 and 1. */
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor input, Tensor target, BCEWithLogitsLoss.Options options) {
    return Losses.BINARY_CROSS_ENTROPY_WITH_LOGITS.call(
        input,
        target,
        options.weight(),
        options.posWeight(),
        Reduction.code("binary_cross_entropy_with_logits", options.reduction()));
  }

  /** The mean pointwise divergence; {@code batchmean} is the one per sample. */
  public static Tensor klDiv(Tensor input, Tensor target) {
    return klDiv(input, target, "mean", false);
  }

  /** The divergence of {@code target} from log probabilities, also {@code batchmean}. */
  public static Tensor klDiv(Tensor input, Tensor target, String reduction, boolean logTarget) {
    boolean perSample = reduction.equals("batchmean");
    Tensor loss =
        Losses.KL_DIV.call(
            input, target, Reduction.code("kl_div", perSample ? "sum" : reduction), logTarget);
    return perSample && input.dim() > 0 ? loss.div(input.size(0)) : loss;
  }

  /** The mean of {@link #huberLoss(Tensor, Tensor, String, double)} with delta 1. */
  public static Tensor huberLoss(Tensor input, Tensor target) {
    return huberLoss(input, target, "mean", 1);
  }

  /** Half the squares up to a difference of {@code delta}, straight lines beyond. */
  public static Tensor huberLoss(Tensor input, Tensor target, String reduction, double delta) {
    Reduction.warnIfBroadcast("huber_loss", input, target);
    return Losses.HUBER_LOSS.call(input, target, Reduction.code("huber_loss", reduction), delta);
  }

  /** The mean of {@link #gaussianNllLoss(Tensor, Tensor, Tensor, boolean, double, String)}. */
  public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor var) {
    return gaussianNllLoss(input, target, var, false, 1e-6, "mean");
  }

  /**
   * The negative log likelihood of targets under normal distributions of mean {@code input} and
   * variance {@code var}.
   *
   * @param full whether the constant {@code log(2 pi) / 2} is added
   * @param eps the least variance
   */
  public static Tensor gaussianNllLoss(
      Tensor input, Tensor target, Tensor var, boolean full, double eps, String reduction) {
    return GaussianLoss.of(
        input, target, var, full, eps, Reduction.code("gaussian_nll_loss", reduction));
  }

  /** The mean negative log likelihood of counts under rates whose logarithms are given. */
  public static Tensor poissonNllLoss(Tensor input, Tensor target) {
    return poissonNllLoss(input, target, PoissonNllOptions.defaults());
  }

  /** The negative log likelihood of counts under Poisson distributions. */
  public static Tensor poissonNllLoss(Tensor input, Tensor target, PoissonNllOptions options) {
    return MarginLosses.POISSON_NLL_LOSS.call(
        input,
        target,
        options.logInput(),
        options.full(),
        options.eps(),
        Reduction.code("poisson_nll_loss", options.reduction()));
  }

  /** The mean CTC loss with blank 0. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, CtcOptions.defaults());
  }

  /**
   * The connectionist temporal classification loss.
   *
   * @param logProbs log probabilities {@code [T, N, C]} or {@code [T, C]}, from log_softmax
   * @param targets labels {@code [N, S]}, or those of all samples in one row
   * @param inputLengths how many steps of each sample count
   * @param targetLengths how many labels each sample has
   */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      Tensor inputLengths,
      Tensor targetLengths,
      CtcOptions options) {
    return CtcLoss.CTC_LOSS_TENSOR.call(
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        options.blank(),
        Reduction.code("ctc_loss", options.reduction()),
        options.zeroInfinity());
  }

  /** The same with lengths as numbers. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      CtcOptions options) {
    return CtcLoss.CTC_LOSS.call(
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        options.blank(),
        Reduction.code("ctc_loss", options.reduction()),
        options.zeroInfinity());
  }
}
