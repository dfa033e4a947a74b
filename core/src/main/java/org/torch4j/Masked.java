package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Reductions and normalisations of the elements under a mask, {@code torch.masked}. A mask is a
 * bool tensor that broadcasts to the input, null for all elements; others count as the operation's
 * neutral element. A null dtype stands for that of the input.
 */
public final class Masked {
  private Masked() {}

  /**
   * The sums; small integers add up in int64 over {@code dim}, all dimensions if null, {@code
   * torch.masked.sum}.
   */
  public static Tensor sum(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.SUM.call(input, dim, keepdim, dtype, mask);
  }

  /** The sums; small integers add up in int64 under the mask. */
  public static Tensor sum(Tensor input, @Nullable Tensor mask) {
    return sum(input, null, false, null, mask);
  }

  /** The products over {@code dim}, all dimensions if null, {@code torch.masked.prod}. */
  public static Tensor prod(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.PROD.call(input, dim, keepdim, dtype, mask);
  }

  /** The products under the mask. */
  public static Tensor prod(Tensor input, @Nullable Tensor mask) {
    return prod(input, null, false, null, mask);
  }

  /** The largest elements over {@code dim}, all dimensions if null, {@code torch.masked.amax}. */
  public static Tensor amax(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.AMAX.call(input, dim, keepdim, dtype, mask);
  }

  /** The largest elements under the mask. */
  public static Tensor amax(Tensor input, @Nullable Tensor mask) {
    return amax(input, null, false, null, mask);
  }

  /** The smallest elements over {@code dim}, all dimensions if null, {@code torch.masked.amin}. */
  public static Tensor amin(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.AMIN.call(input, dim, keepdim, dtype, mask);
  }

  /** The smallest elements under the mask. */
  public static Tensor amin(Tensor input, @Nullable Tensor mask) {
    return amin(input, null, false, null, mask);
  }

  /** The means over {@code dim}, all dimensions if null, {@code torch.masked.mean}. */
  public static Tensor mean(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.MEAN.call(input, dim, keepdim, dtype, mask);
  }

  /** The means under the mask. */
  public static Tensor mean(Tensor input, @Nullable Tensor mask) {
    return mean(input, null, false, null, mask);
  }

  /**
   * The logarithms of the summed exponentials over {@code dim}, all dimensions if null, {@code
   * torch.masked.logsumexp}.
   */
  public static Tensor logsumexp(
      Tensor input,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.LOGSUMEXP.call(input, dim, keepdim, dtype, mask);
  }

  /** The logarithms of the summed exponentials under the mask. */
  public static Tensor logsumexp(Tensor input, @Nullable Tensor mask) {
    return logsumexp(input, null, false, null, mask);
  }

  /**
   * The places of the largest elements along {@code dim}, of all elements if null, in the input's
   * dtype.
   */
  public static Tensor argmax(
      Tensor input,
      @Nullable Long dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.ARGMAX.call(input, dim, keepdim, dtype, mask);
  }

  /**
   * The places of the smallest elements along {@code dim}, of all elements if null, in the input's
   * dtype.
   */
  public static Tensor argmin(
      Tensor input,
      @Nullable Long dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.ARGMIN.call(input, dim, keepdim, dtype, mask);
  }

  /** The variances over {@code dim}, all dimensions if null, {@code torch.masked.var}. */
  public static Tensor var(
      Tensor input,
      long @Nullable [] dim,
      boolean unbiased,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.VAR.call(input, dim, unbiased, keepdim, dtype, mask);
  }

  /** The standard deviations over {@code dim}, all dimensions if null, {@code torch.masked.std}. */
  public static Tensor std(
      Tensor input,
      long @Nullable [] dim,
      boolean unbiased,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.STD.call(input, dim, unbiased, keepdim, dtype, mask);
  }

  /** The running sums along {@code dim}, {@code torch.masked.cumsum}. */
  public static Tensor cumsum(
      Tensor input, long dim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.CUMSUM.call(input, dim, dtype, mask);
  }

  /** The running products along {@code dim}, {@code torch.masked.cumprod}. */
  public static Tensor cumprod(
      Tensor input, long dim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.CUMPROD.call(input, dim, dtype, mask);
  }

  /** The softmax along {@code dim}, {@code torch.masked.softmax}. */
  public static Tensor softmax(
      Tensor input, long dim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.SOFTMAX.call(input, dim, dtype, mask);
  }

  /** The logarithm of the softmax along {@code dim}, {@code torch.masked.log_softmax}. */
  public static Tensor logSoftmax(
      Tensor input, long dim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.LOG_SOFTMAX.call(input, dim, dtype, mask);
  }

  /** The softmax of the negated input along {@code dim}, {@code torch.masked.softmin}. */
  public static Tensor softmin(
      Tensor input, long dim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.SOFTMIN.call(input, dim, dtype, mask);
  }

  /** The lower medians along {@code dim}, {@code torch.masked.median}. */
  public static Tensor median(
      Tensor input, long dim, boolean keepdim, @Nullable DType dtype, @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.MEDIAN.call(input, dim, keepdim, dtype, mask);
  }

  /** The norms of order {@code ord} over {@code dim}, all dimensions if null. */
  public static Tensor norm(
      Tensor input,
      double ord,
      long @Nullable [] dim,
      boolean keepdim,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.NORM.call(input, Scalar.of(ord), dim, keepdim, dtype, mask);
  }

  /** The input divided by its norm along {@code dim}, which counts as at least {@code eps}. */
  public static Tensor normalize(
      Tensor input,
      double ord,
      long dim,
      double eps,
      @Nullable DType dtype,
      @Nullable Tensor mask) {
    return org.torch4j.op.family.Masked.NORMALIZE.call(
        input, Scalar.of(ord), dim, eps, dtype, mask);
  }

  /** The logarithms of the summed exponentials of two tensors, each with a mask of its own. */
  public static Tensor logaddexp(
      Tensor input,
      Tensor other,
      @Nullable DType dtype,
      @Nullable Tensor inputMask,
      @Nullable Tensor otherMask) {
    return org.torch4j.op.family.Masked.LOGADDEXP.call(input, other, dtype, inputMask, otherMask);
  }
}
