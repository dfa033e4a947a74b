package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.Randoms;
import org.torch4j.type.Scalar;

/**
 * The nonlinearities and dropouts of {@link F} that can write into their input: with the flag
 * {@code inplace}, or under the name with an underscore.
 */
abstract class InPlaceActivations extends ActivationFunctions {
  InPlaceActivations() {}

  /** {@link #relu(Tensor)} in place. */
  public static Tensor relu_(Tensor input) {
    return Activations.RELU.callInPlace(input);
  }

  /** {@link #relu(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor relu(Tensor input, boolean inplace) {
    return inplace ? relu_(input) : relu(input);
  }

  /** {@link #relu6(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor relu6(Tensor input, boolean inplace) {
    return inplace ? Activations.RELU6.callInPlace(input) : relu6(input);
  }

  /** {@link #silu(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor silu(Tensor input, boolean inplace) {
    return inplace ? Activations.SILU.callInPlace(input) : silu(input);
  }

  /** {@link #mish(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor mish(Tensor input, boolean inplace) {
    return inplace ? Activations.MISH.callInPlace(input) : mish(input);
  }

  /** {@link #hardsigmoid(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor hardsigmoid(Tensor input, boolean inplace) {
    return inplace ? Activations.HARDSIGMOID.callInPlace(input) : hardsigmoid(input);
  }

  /** {@link #hardswish(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor hardswish(Tensor input, boolean inplace) {
    return inplace ? Activations.HARDSWISH.callInPlace(input) : hardswish(input);
  }

  /** {@link #selu(Tensor)} in place. */
  public static Tensor selu_(Tensor input) {
    return Activations.SELU.callInPlace(input);
  }

  /** {@link #selu(Tensor)}, written into the input if {@code inplace}. */
  public static Tensor selu(Tensor input, boolean inplace) {
    return inplace ? selu_(input) : selu(input);
  }

  /** {@link #leakyRelu(Tensor, double)} in place. */
  public static Tensor leakyRelu_(Tensor input, double negativeSlope) {
    return Activations.LEAKY_RELU.callInPlace(input, Scalar.of(negativeSlope));
  }

  /** {@link #leakyRelu(Tensor)} in place. */
  public static Tensor leakyRelu_(Tensor input) {
    return leakyRelu_(input, 0.01);
  }

  /** {@link #leakyRelu(Tensor, double)}, written into the input if {@code inplace}. */
  public static Tensor leakyRelu(Tensor input, double negativeSlope, boolean inplace) {
    return inplace ? leakyRelu_(input, negativeSlope) : leakyRelu(input, negativeSlope);
  }

  /** {@link #elu(Tensor, double)} in place. */
  public static Tensor elu_(Tensor input, double alpha) {
    return Activations.ELU.callInPlace(input, Scalar.of(alpha), Scalar.ONE, Scalar.ONE);
  }

  /** {@link #elu(Tensor)} in place. */
  public static Tensor elu_(Tensor input) {
    return elu_(input, 1);
  }

  /** {@link #elu(Tensor, double)}, written into the input if {@code inplace}. */
  public static Tensor elu(Tensor input, double alpha, boolean inplace) {
    return inplace ? elu_(input, alpha) : elu(input, alpha);
  }

  /** {@link #celu(Tensor, double)} in place. */
  public static Tensor celu_(Tensor input, double alpha) {
    return Activations.CELU.callInPlace(input, Scalar.of(alpha));
  }

  /** {@link #celu(Tensor)} in place. */
  public static Tensor celu_(Tensor input) {
    return celu_(input, 1);
  }

  /** {@link #celu(Tensor, double)}, written into the input if {@code inplace}. */
  public static Tensor celu(Tensor input, double alpha, boolean inplace) {
    return inplace ? celu_(input, alpha) : celu(input, alpha);
  }

  /** {@link #hardtanh(Tensor, double, double)} in place. */
  public static Tensor hardtanh_(Tensor input, double minVal, double maxVal) {
    return Activations.HARDTANH.callInPlace(input, Scalar.of(minVal), Scalar.of(maxVal));
  }

  /** {@link #hardtanh(Tensor)} in place. */
  public static Tensor hardtanh_(Tensor input) {
    return hardtanh_(input, -1, 1);
  }

  /** {@link #hardtanh(Tensor, double, double)}, written into the input if {@code inplace}. */
  public static Tensor hardtanh(Tensor input, double minVal, double maxVal, boolean inplace) {
    return inplace ? hardtanh_(input, minVal, maxVal) : hardtanh(input, minVal, maxVal);
  }

  /** {@link #threshold(Tensor, double, double)} in place. */
  public static Tensor threshold_(Tensor input, double threshold, double value) {
    return Activations.THRESHOLD.callInPlace(input, Scalar.of(threshold), Scalar.of(value));
  }

  /** {@link #threshold(Tensor, double, double)}, written into the input if {@code inplace}. */
  public static Tensor threshold(Tensor input, double threshold, double value, boolean inplace) {
    return inplace ? threshold_(input, threshold, value) : threshold(input, threshold, value);
  }

  /** {@link #rrelu(Tensor, double, double, boolean)} in place. */
  public static Tensor rrelu_(Tensor input, double lower, double upper, boolean training) {
    return Activations.RRELU.callInPlace(input, Scalar.of(lower), Scalar.of(upper), training, null);
  }

  /** {@link #rrelu(Tensor)} in place. */
  public static Tensor rrelu_(Tensor input) {
    return rrelu_(input, 1.0 / 8, 1.0 / 3, false);
  }

  /** {@link #rrelu(Tensor, double, double, boolean)}, into the input if {@code inplace}. */
  public static Tensor rrelu(
      Tensor input, double lower, double upper, boolean training, boolean inplace) {
    return inplace ? rrelu_(input, lower, upper, training) : rrelu(input, lower, upper, training);
  }

  /** {@link F#dropout(Tensor, double, boolean)}, written into the input if {@code inplace}. */
  public static Tensor dropout(Tensor input, double p, boolean training, boolean inplace) {
    return inplace
        ? Randoms.dropoutInPlace(input, F.probability(p), training)
        : Randoms.DROPOUT.call(input, F.probability(p), training);
  }

  /** {@link F#dropout2d(Tensor, double, boolean)}, written into the input if {@code inplace}. */
  public static Tensor dropout2d(Tensor input, double p, boolean training, boolean inplace) {
    return inplace
        ? Randoms.FEATURE_DROPOUT.callInPlace(input, F.probability(p), training)
        : Randoms.FEATURE_DROPOUT.call(input, F.probability(p), training);
  }

  /** {@link F#alphaDropout(Tensor, double, boolean)}, written into the input if {@code inplace}. */
  public static Tensor alphaDropout(Tensor input, double p, boolean training, boolean inplace) {
    return inplace
        ? Dropouts.ALPHA_DROPOUT.callInPlace(input, F.probability(p), training)
        : Dropouts.ALPHA_DROPOUT.call(input, F.probability(p), training);
  }

  /**
   * {@link F#featureAlphaDropout(Tensor, double, boolean)}, written into the input if {@code
   * inplace}.
   */
  public static Tensor featureAlphaDropout(
      Tensor input, double p, boolean training, boolean inplace) {
    return inplace
        ? Dropouts.FEATURE_ALPHA_DROPOUT.callInPlace(input, F.probability(p), training)
        : Dropouts.FEATURE_ALPHA_DROPOUT.call(input, F.probability(p), training);
  }

  /** {@link F#dropout1d(Tensor, double, boolean)}, into the input if {@code inplace}. */
  public static Tensor dropout1d(Tensor input, double p, boolean training, boolean inplace) {
    Tensor output = F.dropout1d(inplace ? input.clone() : input, p, training);
    return inplace ? input.copy_(output) : output;
  }

  /** {@link F#dropout3d(Tensor, double, boolean)}, into the input if {@code inplace}. */
  public static Tensor dropout3d(Tensor input, double p, boolean training, boolean inplace) {
    Tensor output = F.dropout3d(inplace ? input.clone() : input, p, training);
    return inplace ? input.copy_(output) : output;
  }

  /** {@link F#channelShuffle(Tensor, long)}, {@code F.native_channel_shuffle}. */
  public static Tensor nativeChannelShuffle(Tensor input, long groups) {
    return F.channelShuffle(input, groups);
  }
}
