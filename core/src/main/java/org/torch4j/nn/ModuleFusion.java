package org.torch4j.nn;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** A batch normalisation in evaluation taken into the product before it. */
final class ModuleFusion {
  private ModuleFusion() {}

  /** How a channel is scaled and moved: {@code scale * (x - mean) + shift}. */
  private record Affine(Tensor scale, Tensor mean, Tensor shift) {
    static Affine of(
        Tensor mean, Tensor variance, double eps, @Nullable Tensor weight, @Nullable Tensor bias) {
      Tensor root = variance.add(eps).rsqrt();
      return new Affine(
          weight == null ? root : root.mul(weight),
          mean,
          bias == null ? Torch.zerosLike(mean) : bias);
    }

    static Affine of(BatchNorm norm) {
      return of(
          Objects.requireNonNull(norm.runningMean, "running_mean"),
          Objects.requireNonNull(norm.runningVar, "running_var"),
          norm.options.eps(),
          norm.weight,
          norm.bias);
    }

    NnUtils.FusedWeights into(Tensor weight, @Nullable Tensor bias, int channelDim) {
      long[] sizes = new long[weight.dim()];
      Arrays.fill(sizes, 1);
      sizes[channelDim] = -1;
      Tensor before = bias == null ? Torch.zerosLike(mean) : bias;
      return new NnUtils.FusedWeights(
          new Parameter(weight.mul(scale.reshape(sizes)).detach()),
          new Parameter(before.sub(mean).mul(scale).add(shift).detach()));
    }
  }

  static NnUtils.FusedWeights weights(
      Tensor weight,
      @Nullable Tensor bias,
      Tensor mean,
      Tensor variance,
      double eps,
      @Nullable Tensor normWeight,
      @Nullable Tensor normBias,
      boolean transpose) {
    return Affine.of(mean, variance, eps, normWeight, normBias)
        .into(weight, bias, transpose ? 1 : 0);
  }

  private static void check(Module module, BatchNorm norm) {
    if (module.isTraining() || norm.isTraining()) {
      throw new IllegalStateException(
          "fuse: only modules in evaluation can be fused; call eval() first");
    }
    if (norm.runningMean == null) {
      throw new IllegalArgumentException(
          "fuse: the normalisation keeps no running statistics that could be fused");
    }
  }

  static Convolution conv(Convolution conv, BatchNorm norm) {
    check(conv, norm);
    NnUtils.FusedWeights fused = Affine.of(norm).into(conv.weight, conv.bias, 0);
    Convolution result = NnUtils.skipInit(conv::likewise);
    result.weight = fused.weight();
    result.bias = fused.bias();
    return result.train(false);
  }

  static TransposedConvolution conv(TransposedConvolution conv, BatchNorm norm) {
    check(conv, norm);
    NnUtils.FusedWeights fused = Affine.of(norm).into(conv.weight, conv.bias, 1);
    TransposedConvolution result = NnUtils.skipInit(conv::likewise);
    result.weight = fused.weight();
    result.bias = fused.bias();
    return result.train(false);
  }

  static Linear linear(Linear linear, BatchNorm norm) {
    check(linear, norm);
    NnUtils.FusedWeights fused = Affine.of(norm).into(linear.weight, linear.bias, 0);
    Linear result =
        NnUtils.skipInit(() -> new Linear(linear.weight.size(1), linear.weight.size(0)));
    result.weight = fused.weight();
    result.bias = fused.bias();
    return result.train(false);
  }
}
