package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Attention;
import org.torch4j.op.family.Normalization;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** The nonlinearities between layers, and attention; part of {@link F}. */
abstract class ActivationFunctions {
  ActivationFunctions() {}

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

  /** The softmax along {@code dim} of the input converted to {@code dtype}, if it is not null. */
  public static Tensor softmax(Tensor input, int dim, @Nullable DType dtype) {
    return Normalization.SOFTMAX.call(input, (long) dim, dtype);
  }

  /** The logarithm of the softmax along {@code dim} of the input converted to {@code dtype}. */
  public static Tensor logSoftmax(Tensor input, int dim, @Nullable DType dtype) {
    return Normalization.LOG_SOFTMAX.call(input, (long) dim, dtype);
  }

  /** The softmax of {@code -x} along {@code dim}. */
  public static Tensor softmin(Tensor input, int dim) {
    return softmin(input, dim, null);
  }

  /** The softmax of {@code -x} along {@code dim}, computed in {@code dtype} if it is not null. */
  public static Tensor softmin(Tensor input, int dim, @Nullable DType dtype) {
    return softmax(input.neg(), dim, dtype);
  }

  /** {@code x} times {@code tanh(log(1 + exp(x)))}. */
  public static Tensor mish(Tensor input) {
    return Activations.MISH.call(input);
  }

  /** {@code x} where positive, {@code exp(x) - 1} elsewhere, continuous for other alphas, too. */
  public static Tensor celu(Tensor input) {
    return celu(input, 1);
  }

  /** {@code x} where positive, {@code alpha * (exp(x / alpha) - 1)} elsewhere. */
  public static Tensor celu(Tensor input, double alpha) {
    return Activations.CELU.call(input, Scalar.of(alpha));
  }

  /** ELU with the constants that keep mean and variance of what passes many layers. */
  public static Tensor selu(Tensor input) {
    return Activations.SELU.call(input);
  }

  /** One half times the sigmoid of the other, split along the last dimension. */
  public static Tensor glu(Tensor input) {
    return glu(input, -1);
  }

  /** One half times the sigmoid of the other, split along {@code dim}. */
  public static Tensor glu(Tensor input, int dim) {
    return Activations.GLU.call(input, (long) dim);
  }

  /** {@code x} where it is positive, {@code weight * x} elsewhere: one weight, or one a channel. */
  public static Tensor prelu(Tensor input, Tensor weight) {
    return Activations.PRELU.call(input, weight);
  }

  /** Leaky ReLU with the mean of the slopes 1/8 and 1/3. */
  public static Tensor rrelu(Tensor input) {
    return rrelu(input, 1.0 / 8, 1.0 / 3, false);
  }

  /** Leaky ReLU with slopes drawn between the limits if {@code training}, else with their mean. */
  public static Tensor rrelu(Tensor input, double lower, double upper, boolean training) {
    return rrelu(input, lower, upper, training, null);
  }

  /** The same with slopes drawn by {@code generator}, null for the default one. */
  public static Tensor rrelu(
      Tensor input, double lower, double upper, boolean training, @Nullable Generator generator) {
    return Activations.RRELU.call(input, Scalar.of(lower), Scalar.of(upper), training, generator);
  }

  /** {@code x} kept between -1 and 1. */
  public static Tensor hardtanh(Tensor input) {
    return hardtanh(input, -1, 1);
  }

  /** {@code x} kept between two values; nothing passes a gradient on them. */
  public static Tensor hardtanh(Tensor input, double minVal, double maxVal) {
    return Activations.HARDTANH.call(input, Scalar.of(minVal), Scalar.of(maxVal));
  }

  /** {@code x / 6 + 1/2} kept between 0 and 1. */
  public static Tensor hardsigmoid(Tensor input) {
    return Activations.HARDSIGMOID.call(input);
  }

  /** {@code x} times its hard sigmoid. */
  public static Tensor hardswish(Tensor input) {
    return Activations.HARDSWISH.call(input);
  }

  /** {@code x}, but 0 between -1/2 and 1/2. */
  public static Tensor hardshrink(Tensor input) {
    return hardshrink(input, 0.5);
  }

  /** {@code x}, but 0 between {@code -lambd} and {@code lambd}. */
  public static Tensor hardshrink(Tensor input, double lambd) {
    return Activations.HARDSHRINK.call(input, Scalar.of(lambd));
  }

  /** {@code x} moved towards 0 by 1/2, 0 if it comes that far. */
  public static Tensor softshrink(Tensor input) {
    return softshrink(input, 0.5);
  }

  /** {@code x} moved towards 0 by {@code lambd}, 0 if it comes that far. */
  public static Tensor softshrink(Tensor input, double lambd) {
    return Activations.SOFTSHRINK.call(input, Scalar.of(lambd));
  }

  /** {@code x - tanh(x)}. */
  public static Tensor tanhshrink(Tensor input) {
    return input.sub(input.tanh());
  }

  /** {@code x / (1 + |x|)}. */
  public static Tensor softsign(Tensor input) {
    return Activations.SOFTSIGN.call(input);
  }

  /** {@code x} above a threshold, {@code value} elsewhere. */
  public static Tensor threshold(Tensor input, double threshold, double value) {
    return Activations.THRESHOLD.call(input, Scalar.of(threshold), Scalar.of(value));
  }

  /** Draws from the distribution of {@code logits} along the last dimension, softly. */
  public static Tensor gumbelSoftmax(Tensor logits) {
    return gumbelSoftmax(logits, 1, false, -1);
  }

  /**
   * Draws from the distribution of {@code logits} along {@code dim}.
   *
   * @param tau the temperature: the lower, the nearer to a choice
   * @param hard whether the result is a choice (one 1, else 0) with the gradient of the soft one
   */
  public static Tensor gumbelSoftmax(Tensor logits, double tau, boolean hard, int dim) {
    Tensor gumbels =
        Torch.empty(logits.shape(), logits.dtype(), logits.device()).exponential_(1).log().neg();
    Tensor soft = logits.add(gumbels).div(tau).softmax(dim);
    if (!hard) {
      return soft;
    }
    Tensor choice = Torch.zerosLike(soft).scatter(dim, soft.detach().argmax(dim, true), 1);
    return choice.sub(soft.detach()).add(soft);
  }

  /** Attention of each query to all keys: {@code softmax(q k^T / sqrt(E)) v}. */
  public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
    return scaledDotProductAttention(query, key, value, AttentionOptions.defaults());
  }

  /**
   * Attention of queries {@code [.., L, E]} to keys {@code [.., S, E]} with values {@code [.., S,
   * V]}; the result is {@code [.., L, V]}.
   */
  public static Tensor scaledDotProductAttention(
      Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    return Attention.SCALED_DOT_PRODUCT_ATTENTION.call(
        query,
        key,
        value,
        options.attnMask(),
        options.dropoutP(),
        options.isCausal(),
        options.scale(),
        options.enableGqa());
  }

  /**
   * Attention in several heads with these weights, as {@link MultiheadAttention} computes it with
   * its own, {@code multi_head_attention_forward}: inputs are {@code [L, N, E]} or {@code [L, E]}.
   *
   * @param inProjWeight the projections of query, key and value below each other, or null if the
   *     options hold them apart
   * @param inProjBias what they add, or null
   * @param biasK a further key {@code [1, 1, E]}, or null
   * @param biasV its value, or null
   * @param addZeroAttn whether a key and a value of zeros join those given
   * @param dropoutP with which probability weights are dropped in training
   * @param outProjWeight the projection of the joined heads
   * @param outProjBias what it adds, or null
   */
  public static MultiheadAttention.Output multiHeadAttentionForward(
      Tensor query,
      Tensor key,
      Tensor value,
      long embedDimToCheck,
      long numHeads,
      @Nullable Tensor inProjWeight,
      @Nullable Tensor inProjBias,
      @Nullable Tensor biasK,
      @Nullable Tensor biasV,
      boolean addZeroAttn,
      double dropoutP,
      Tensor outProjWeight,
      @Nullable Tensor outProjBias,
      AttentionForwardOptions options) {
    return AttentionForward.run(
        new Tensor[] {query, key, value},
        embedDimToCheck,
        numHeads,
        new AttentionForward.Weights(
            inProjWeight, inProjBias, biasK, biasV, outProjWeight, outProjBias),
        addZeroAttn,
        dropoutP,
        options);
  }
}
