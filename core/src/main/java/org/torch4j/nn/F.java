// Over 400 lines because torch.nn.functional is one room; each function only calls an op.
package org.torch4j.nn;

import static org.torch4j.nn.ConvOptions.list;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Losses;
import org.torch4j.op.family.Matmul;
import org.torch4j.op.family.Normalization;
import org.torch4j.op.family.Randoms;
import org.torch4j.op.family.Reductions;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The functions of neural networks, {@code torch.nn.functional}: what the modules of this package
 * compute, for given weights.
 */
public final class F {
  private F() {}

  // ---- activations

  /** {@code max(x, 0)}. */
  public static Tensor relu(Tensor input) {
    return Activations.RELU.call(input);
  }

  /** {@code min(max(x, 0), 6)}. */
  public static Tensor relu6(Tensor input) {
    return Activations.RELU6.call(input);
  }

  /** {@code x} times the normal distribution function of {@code x}. */
  public static Tensor gelu(Tensor input) {
    return gelu(input, "none");
  }

  /** The same, exactly for {@code none}, by an approximation for {@code tanh}. */
  public static Tensor gelu(Tensor input, String approximate) {
    return Activations.GELU.call(input, approximate);
  }

  /** {@code x * sigmoid(x)}. */
  public static Tensor silu(Tensor input) {
    return Activations.SILU.call(input);
  }

  /** {@code x} where positive, {@code 0.01 x} elsewhere. */
  public static Tensor leakyRelu(Tensor input) {
    return leakyRelu(input, 0.01);
  }

  /** {@code x} where positive, {@code negativeSlope * x} elsewhere. */
  public static Tensor leakyRelu(Tensor input, double negativeSlope) {
    return Activations.LEAKY_RELU.call(input, Scalar.of(negativeSlope));
  }

  /** {@code x} where positive, {@code exp(x) - 1} elsewhere. */
  public static Tensor elu(Tensor input) {
    return elu(input, 1);
  }

  /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
  public static Tensor elu(Tensor input, double alpha) {
    return Activations.ELU.call(input, Scalar.of(alpha), Scalar.ONE, Scalar.ONE);
  }

  /** {@code 1 / (1 + exp(-x))}. */
  public static Tensor sigmoid(Tensor input) {
    return input.sigmoid();
  }

  /** {@code log(sigmoid(x))}. */
  public static Tensor logsigmoid(Tensor input) {
    return Activations.LOG_SIGMOID.call(input);
  }

  /** The hyperbolic tangent. */
  public static Tensor tanh(Tensor input) {
    return input.tanh();
  }

  /** {@code log(1 + exp(x))}. */
  public static Tensor softplus(Tensor input) {
    return softplus(input, 1, 20);
  }

  /** {@code log(1 + exp(beta x)) / beta}; {@code x} where {@code beta x > threshold}. */
  public static Tensor softplus(Tensor input, double beta, double threshold) {
    return Activations.SOFTPLUS.call(input, Scalar.of(beta), Scalar.of(threshold));
  }

  /** {@code exp(x)} over its sum along {@code dim}. */
  public static Tensor softmax(Tensor input, int dim) {
    return Normalization.SOFTMAX.call(input, (long) dim, null);
  }

  /** The logarithm of the softmax along {@code dim}. */
  public static Tensor logSoftmax(Tensor input, int dim) {
    return Normalization.LOG_SOFTMAX.call(input, (long) dim, null);
  }

  // ---- linear, convolution, pooling

  /** {@code x A^T}. */
  public static Tensor linear(Tensor input, Tensor weight) {
    return linear(input, weight, null);
  }

  /** {@code x A^T + b} for {@code weight} {@code [out, in]} and {@code bias} {@code [out]}. */
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Matmul.LINEAR.call(input, weight, bias);
  }

  /** Convolves {@code [N, C, L]} with stride 1 and no padding. */
  public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv1d(input, weight, bias, Conv1d.options());
  }

  /** Convolves {@code [N, C, L]} or {@code [C, L]}. */
  public static Tensor conv1d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(1, input, weight, bias, options);
  }

  /** Convolves {@code [N, C, H, W]} with stride 1 and no padding. */
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv2d(input, weight, bias, Conv2d.options());
  }

  /** Convolves {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor conv2d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(2, input, weight, bias, options);
  }

  /** Convolves {@code [N, C, D, H, W]} with stride 1 and no padding. */
  public static Tensor conv3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv3d(input, weight, bias, Conv3d.options());
  }

  /** Convolves {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
  public static Tensor conv3d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(3, input, weight, bias, options);
  }

  /** The greatest element of each window of {@code [N, C, L]}. */
  public static Tensor maxPool1d(Tensor input, long kernelSize) {
    return maxPool1d(input, kernelSize, MaxPool1d.options());
  }

  /** The greatest element of each window of {@code [N, C, L]} or {@code [C, L]}. */
  public static Tensor maxPool1d(Tensor input, long kernelSize, MaxPoolOptions options) {
    return PoolFunctions.max(1, input, list(kernelSize), options).values();
  }

  /** The greatest element of each window of {@code [N, C, H, W]}. */
  public static Tensor maxPool2d(Tensor input, long kernelSize) {
    return maxPool2d(input, kernelSize, MaxPool2d.options());
  }

  /** The greatest element of each window of {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor maxPool2d(Tensor input, long kernelSize, MaxPoolOptions options) {
    return PoolFunctions.max(2, input, list(kernelSize), options).values();
  }

  /** The average of each window of {@code [N, C, H, W]}. */
  public static Tensor avgPool2d(Tensor input, long kernelSize) {
    return avgPool2d(input, kernelSize, AvgPool2d.options());
  }

  /** The average of each window of {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor avgPool2d(Tensor input, long kernelSize, AvgPoolOptions options) {
    return PoolFunctions.average(2, input, list(kernelSize), options);
  }

  /** Averages over windows so that height and width become these; one number counts for both. */
  public static Tensor adaptiveAvgPool2d(Tensor input, long... outputSize) {
    List<Long> sizes = list(outputSize);
    return PoolFunctions.adaptiveAverage(
        2, input, ConvOptions.spread(sizes, 2, "adaptive_avg_pool2d output_size"));
  }

  /** Adds zeros: pairs of before and after, the last dimension first; negative cuts. */
  public static Tensor pad(Tensor input, long... pad) {
    return pad(input, pad, "constant", 0);
  }

  /** Adds by a mode: {@code constant}, {@code reflect}, {@code replicate}, {@code circular}. */
  public static Tensor pad(Tensor input, long[] pad, String mode, double value) {
    return Padding.pad(input, pad, mode, value);
  }

  // ---- dropout

  /** Zeroes elements with probability {@code p} if {@code training}, scaling the others. */
  public static Tensor dropout(Tensor input, double p, boolean training) {
    return Randoms.DROPOUT.call(input, probability(p), training);
  }

  /** Zeroes whole channels of {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor dropout2d(Tensor input, double p, boolean training) {
    probability(p);
    if (input.dim() == 3) {
      return Randoms.FEATURE_DROPOUT.call(input.unsqueeze(0), p, training).squeeze(0);
    }
    return Randoms.FEATURE_DROPOUT.call(input, p, training);
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
        input, weight, bias, runningMean, runningVar, training, momentum, eps);
  }

  /** Layer normalisation over the last dimensions, which have these sizes. */
  public static Tensor layerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    return Normalization.LAYER_NORM.call(input, normalizedShape, weight, bias, eps);
  }

  /** Divides by the 2-norm along dimension 1. */
  public static Tensor normalize(Tensor input) {
    return normalize(input, 2, 1, 1e-12);
  }

  /** Divides by the p-norm along {@code dim}, or by {@code eps} if that is greater. */
  public static Tensor normalize(Tensor input, double p, int dim, double eps) {
    Tensor norm = Reductions.NORM.call(input, Scalar.of(p), new long[] {dim}, true);
    return input.div(norm.clampMin(eps));
  }

  // ---- tables

  /** Looks up rows of {@code weight}. */
  public static Tensor embedding(Tensor input, Tensor weight) {
    return embedding(input, weight, Embedding.options());
  }

  /** Looks up rows of {@code weight}; with a maximal norm, long rows are shortened in place. */
  public static Tensor embedding(Tensor input, Tensor weight, Embedding.Options options) {
    Embedding.Options normal = options.normalized(weight.size(0));
    Double maxNorm = normal.maxNorm();
    if (maxNorm != null) {
      NnUtils.renormRows(weight, input, maxNorm, normal.normType());
    }
    Long padding = normal.paddingIdx();
    return Indexing.EMBEDDING.call(
        weight, input, padding == null ? -1L : padding, normal.scaleGradByFreq());
  }

  /** A 1 at each class index, in a new last dimension as long as the greatest index needs. */
  public static Tensor oneHot(Tensor input) {
    return oneHot(input, -1);
  }

  /** A 1 at each class index, in a new last dimension of {@code numClasses}, int64. */
  public static Tensor oneHot(Tensor input, long numClasses) {
    if (input.dtype() != DType.INT64 && input.dtype() != DType.INT32) {
      throw new DTypeException(
          "one_hot: class indices must be int32 or int64, got " + input.dtype());
    }
    boolean empty = input.numel() == 0;
    long least = empty ? 0 : input.amin().itemLong();
    long most = empty ? -1 : input.amax().itemLong();
    long classes = numClasses < 0 ? most + 1 : numClasses;
    if (least < 0 || most >= classes) {
      throw new IndexOutOfBoundsException(
          "one_hot: class index "
              + (least < 0 ? least : most)
              + " is out of range for "
              + classes
              + " classes");
    }
    if (classes <= 0) {
      throw new ShapeException("one_hot: an empty input needs a positive number of classes");
    }
    long[] sizes = new long[input.dim() + 1];
    System.arraycopy(input.shape().toArray(), 0, sizes, 0, input.dim());
    sizes[input.dim()] = classes;
    return Torch.zeros(Shape.of(sizes), DType.INT64)
        .scatter_(input.dim(), input.toLong().unsqueeze(input.dim()), 1);
  }

  // ---- losses

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
}
