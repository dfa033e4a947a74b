package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.EmbeddingBags;
import org.torch4j.op.family.Randoms;
import org.torch4j.type.Scalar;

/** Functions of {@link Torch} that change their first argument, with further arguments. */
abstract class InPlaceFunctions extends InPlaceElementary {
  InPlaceFunctions() {}

  /** Kept between {@code min} and {@code max} in place, {@code torch.clamp_}. */
  public static Tensor clamp_(Tensor self, @Nullable Number min, @Nullable Number max) {
    return self.clamp_(min, max);
  }

  /** Kept above {@code min} in place. */
  public static Tensor clampMin_(Tensor self, Number min) {
    return self.clamp_(min, null);
  }

  /** Kept below {@code max} in place. */
  public static Tensor clampMax_(Tensor self, Number max) {
    return self.clamp_(null, max);
  }

  /** {@link #clamp_}, under NumPy's name. */
  public static Tensor clip_(Tensor self, @Nullable Number min, @Nullable Number max) {
    return self.clamp_(min, max);
  }

  /** The greatest common divisors in place, {@code torch.gcd_}. */
  public static Tensor gcd_(Tensor self, Tensor other) {
    return self.gcd_(other);
  }

  /** The least common multiples in place, {@code torch.lcm_}. */
  public static Tensor lcm_(Tensor self, Tensor other) {
    return self.lcm_(other);
  }

  /** Times 2 to the power of {@code other} in place, {@code torch.ldexp_}. */
  public static Tensor ldexp_(Tensor self, Tensor other) {
    return self.ldexp_(other);
  }

  /** {@code self * log(other)} in place, {@code torch.xlogy_}. */
  public static Tensor xlogy_(Tensor self, Tensor other) {
    return self.xlogy_(other);
  }

  /** log(x / (1 - x)) in place, {@code torch.logit_}. */
  public static Tensor logit_(Tensor self) {
    return Elementary.LOGIT.callInPlace(self, (Object) null);
  }

  /** log(x / (1 - x)) in place, x kept {@code eps} away from 0 and 1. */
  public static Tensor logit_(Tensor self, double eps) {
    return self.logit_(eps);
  }

  /** NaN and infinities replaced in place, {@code torch.nan_to_num_}. */
  public static Tensor nanToNum_(
      Tensor self, @Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    return self.nanToNum_(nan, posinf, neginf);
  }

  /** NaN becomes 0, infinities the largest finite values, in place. */
  public static Tensor nanToNum_(Tensor self) {
    return self.nanToNum_(null, null, null);
  }

  /** One value everywhere, {@code torch.fill_}. */
  public static Tensor fill_(Tensor self, Object value) {
    return self.fill_(value);
  }

  /** Zero everywhere, {@code torch.zero_}. */
  public static Tensor zero_(Tensor self) {
    return self.zero_();
  }

  /** {@code mat @ vec} added in place, {@code torch.addmv_}. */
  public static Tensor addmv_(Tensor self, Tensor mat, Tensor vec) {
    return self.addmv_(mat, vec);
  }

  /** Values written at indices, {@code torch.index_put_}. */
  public static Tensor indexPut_(
      Tensor self, List<? extends @Nullable Tensor> indices, Tensor values) {
    return self.indexPut_(indices, values, false);
  }

  /** Other sizes and strides over the memory, in place, {@code torch.as_strided_}. */
  public static Tensor asStrided_(Tensor self, long[] size, long[] stride, long storageOffset) {
    return self.asStrided_(size, stride, storageOffset);
  }

  /** Resized to the shape of another, {@code torch.resize_as_}. */
  public static Tensor resizeAs_(Tensor self, Tensor theTemplate) {
    return self.resizeAs_(theTemplate);
  }

  /** Cut off its history, {@code torch.detach_}. */
  public static Tensor detach_(Tensor self) {
    return self.detach_();
  }

  // ---- activations and dropout

  /** {@code torch.celu_}, CELU in place. */
  public static Tensor celu_(Tensor self, double alpha) {
    return Activations.CELU.callInPlace(self, Scalar.of(alpha));
  }

  /** SELU in place, {@code torch.selu_}. */
  public static Tensor selu_(Tensor self) {
    return Activations.SELU.callInPlace(self);
  }

  /** Elements not above {@code threshold} replaced, {@code torch.threshold_}. */
  public static Tensor threshold_(Tensor self, Number threshold, Number value) {
    return Activations.THRESHOLD.callInPlace(self, Scalar.of(threshold), Scalar.of(value));
  }

  /** Negative elements times random slopes, in place, {@code torch.rrelu_}. */
  public static Tensor rrelu_(Tensor self, double lower, double upper, boolean training) {
    return Activations.RRELU.callInPlace(self, Scalar.of(lower), Scalar.of(upper), training, null);
  }

  /** {@code torch.dropout_}: dropout in place. */
  public static Tensor dropout_(Tensor self, double p, boolean training) {
    return Randoms.DROPOUT.callInPlace(self, p, training);
  }

  /** {@code torch.feature_dropout_}: feature dropout in place. */
  public static Tensor featureDropout_(Tensor self, double p, boolean training) {
    return Randoms.FEATURE_DROPOUT.callInPlace(self, p, training);
  }

  /** {@code torch.alpha_dropout_}: alpha dropout in place. */
  public static Tensor alphaDropout_(Tensor self, double p, boolean training) {
    return Dropouts.ALPHA_DROPOUT.callInPlace(self, p, training);
  }

  /** {@code torch.feature_alpha_dropout_}: feature alpha dropout in place. */
  public static Tensor featureAlphaDropout_(Tensor self, double p, boolean training) {
    return Dropouts.FEATURE_ALPHA_DROPOUT.callInPlace(self, p, training);
  }

  /**
   * Rows of a table that {@code indices} name, shortened in place to a norm of {@code maxNorm},
   * {@code torch.embedding_renorm_}.
   */
  public static Tensor embeddingRenorm_(
      Tensor weight, Tensor indices, double maxNorm, double normType) {
    return EmbeddingBags.RENORM_.call(weight, indices, maxNorm, normType);
  }
}
