package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * What {@link F#scaledDotProductAttention} may be told.
 *
 * @param attnMask which keys each query sees: bool, or numbers that are added to the scores; null
 *     for all
 * @param dropoutP with what probability a weight is dropped, 0 by default
 * @param isCausal whether query i sees keys 0 to i only, false by default
 * @param scale what scores are multiplied by; null, the default, for {@code 1 / sqrt(E)}
 * @param enableGqa whether several heads of queries may share one of keys and values, false by
 *     default
 */
public record AttentionOptions(
    @Nullable Tensor attnMask,
    double dropoutP,
    boolean isCausal,
    @Nullable Double scale,
    boolean enableGqa) {
  private static final AttentionOptions DEFAULT = new AttentionOptions(null, 0, false, null, false);

  /** The defaults. */
  public static AttentionOptions defaults() {
    return DEFAULT;
  }

  /** Which keys each query sees: bool, or numbers that are added to the scores. */
  public AttentionOptions attnMask(@Nullable Tensor mask) {
    return new AttentionOptions(mask, dropoutP, isCausal, scale, enableGqa);
  }

  /** With what probability a weight is dropped. */
  public AttentionOptions dropoutP(double p) {
    return new AttentionOptions(attnMask, p, isCausal, scale, enableGqa);
  }

  /** Whether query i sees keys 0 to i only. */
  public AttentionOptions isCausal(boolean on) {
    return new AttentionOptions(attnMask, dropoutP, on, scale, enableGqa);
  }

  /** What scores are multiplied by. */
  public AttentionOptions scale(@Nullable Double factor) {
    return new AttentionOptions(attnMask, dropoutP, isCausal, factor, enableGqa);
  }

  /** Whether several heads of queries may share one of keys and values. */
  public AttentionOptions enableGqa(boolean on) {
    return new AttentionOptions(attnMask, dropoutP, isCausal, scale, on);
  }
}
