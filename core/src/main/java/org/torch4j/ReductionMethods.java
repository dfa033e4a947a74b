package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Moments;
import org.torch4j.op.family.Normalization;
import org.torch4j.op.family.Norms;
import org.torch4j.op.family.Reductions;
import org.torch4j.op.family.RunningTotals;
import org.torch4j.op.family.Sorting;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * The reductions of {@link Tensor}: over all elements, or over dimensions, which disappear unless
 * {@code keepdim}. Dimensions may be negative.
 */
sealed interface ReductionMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The sum of all elements; int64 for integers and bool, {@code torch.sum}. */
  default Tensor sum() {
    return Reductions.SUM.call(self(), null, false, null);
  }

  /** The sums over {@code dims}. */
  default Tensor sum(long... dims) {
    return Reductions.SUM.call(self(), dims, false, null);
  }

  /** The sums over one dimension. */
  default Tensor sum(long dim, boolean keepdim) {
    return sum(new long[] {dim}, keepdim);
  }

  /** The sums over {@code dims}, all if null. */
  default Tensor sum(long @Nullable [] dims, boolean keepdim) {
    return Reductions.SUM.call(self(), dims, keepdim, null);
  }

  /** The sums over {@code dims}, all if null, computed in {@code dtype}. */
  default Tensor sum(long @Nullable [] dims, boolean keepdim, @Nullable DType dtype) {
    return Reductions.SUM.call(self(), dims, keepdim, dtype);
  }

  /** Sums over what was broadcast, so that the result has {@code shape}, {@code sum_to_size}. */
  default Tensor sumToSize(Shape shape) {
    Tensor self = self();
    if (self.shape().equals(shape)) {
      return self;
    }
    if (!Shape.broadcast(shape, self.shape(), "sum_to_size").equals(self.shape())) {
      throw new org.torch4j.type.ShapeException(
          "sum_to_size: size " + shape + " must broadcast to " + self.shape());
    }
    int extra = self.dim() - shape.dim();
    long[] dims = new long[self.dim()];
    int n = 0;
    for (int i = 0; i < self.dim(); i++) {
      if (i < extra || shape.get(i - extra) == 1 && self.size(i) != 1) {
        dims[n++] = i;
      }
    }
    Tensor out = n == 0 ? self : self.sum(java.util.Arrays.copyOf(dims, n), true);
    return extra == 0 ? out : out.reshape(shape.toArray());
  }

  /** The mean of all elements, {@code torch.mean}; floating point only. */
  default Tensor mean() {
    return Reductions.MEAN.call(self(), null, false, null);
  }

  /** The means over {@code dims}. */
  default Tensor mean(long... dims) {
    return Reductions.MEAN.call(self(), dims, false, null);
  }

  /** The means over one dimension. */
  default Tensor mean(long dim, boolean keepdim) {
    return mean(new long[] {dim}, keepdim);
  }

  /** The means over {@code dims}, all if null. */
  default Tensor mean(long @Nullable [] dims, boolean keepdim) {
    return Reductions.MEAN.call(self(), dims, keepdim, null);
  }

  /** The product of all elements, {@code torch.prod}. */
  default Tensor prod() {
    return Reductions.PROD.call(self(), null, false, null);
  }

  /** The products over {@code dims}. */
  default Tensor prod(long... dims) {
    return Reductions.PROD.call(self(), dims, false, null);
  }

  /** The products over one dimension. */
  default Tensor prod(long dim, boolean keepdim) {
    return prod(new long[] {dim}, keepdim);
  }

  /** The products over {@code dims}, all if null. */
  default Tensor prod(long @Nullable [] dims, boolean keepdim) {
    return Reductions.PROD.call(self(), dims, keepdim, null);
  }

  /** The variance of all elements with Bessel's correction, {@code torch.var}. */
  default Tensor var() {
    return Moments.VAR.call(self(), null, 1L, false);
  }

  /** The variances over {@code dims} with Bessel's correction. */
  default Tensor var(long... dims) {
    return Moments.VAR.call(self(), dims, 1L, false);
  }

  /** The variances over one dimension. */
  default Tensor var(long dim, boolean keepdim) {
    return var(new long[] {dim}, 1, keepdim);
  }

  /** The variances over {@code dims}, all if null, divided by {@code n - correction}. */
  default Tensor var(long @Nullable [] dims, long correction, boolean keepdim) {
    return Moments.VAR.call(self(), dims, correction, keepdim);
  }

  /** The standard deviation of all elements with Bessel's correction, {@code torch.std}. */
  default Tensor std() {
    return Moments.STD.call(self(), null, 1L, false);
  }

  /** The standard deviations over {@code dims} with Bessel's correction. */
  default Tensor std(long... dims) {
    return Moments.STD.call(self(), dims, 1L, false);
  }

  /** The standard deviations over one dimension. */
  default Tensor std(long dim, boolean keepdim) {
    return std(new long[] {dim}, 1, keepdim);
  }

  /** The standard deviations over {@code dims}, all if null, from {@code n - correction}. */
  default Tensor std(long @Nullable [] dims, long correction, boolean keepdim) {
    return Moments.STD.call(self(), dims, correction, keepdim);
  }

  /** The largest elements over {@code dims}, all if none; ties share the gradient. */
  default Tensor amax(long... dims) {
    return Reductions.AMAX.call(self(), dims, false);
  }

  /** The largest elements over one dimension. */
  default Tensor amax(long dim, boolean keepdim) {
    return amax(new long[] {dim}, keepdim);
  }

  /** The largest elements over {@code dims}; ties share the gradient, {@code torch.amax}. */
  default Tensor amax(long[] dims, boolean keepdim) {
    return Reductions.AMAX.call(self(), dims, keepdim);
  }

  /** The smallest elements over {@code dims}, all if none; ties share the gradient. */
  default Tensor amin(long... dims) {
    return Reductions.AMIN.call(self(), dims, false);
  }

  /** The smallest elements over one dimension. */
  default Tensor amin(long dim, boolean keepdim) {
    return amin(new long[] {dim}, keepdim);
  }

  /** The smallest elements over {@code dims}; ties share the gradient, {@code torch.amin}. */
  default Tensor amin(long[] dims, boolean keepdim) {
    return Reductions.AMIN.call(self(), dims, keepdim);
  }

  /** The largest element, {@code torch.max}. */
  default Tensor max() {
    return Reductions.AMAX.call(self(), new long[0], false);
  }

  /** The smallest element, {@code torch.min}. */
  default Tensor min() {
    return Reductions.AMIN.call(self(), new long[0], false);
  }

  /** The larger elements of two tensors, {@code torch.maximum}. */
  default Tensor max(Tensor other) {
    return self().maximum(other);
  }

  /** The smaller elements of two tensors, {@code torch.minimum}. */
  default Tensor min(Tensor other) {
    return self().minimum(other);
  }

  /** The largest elements along {@code dim} and where they stand. */
  default ValuesIndices max(int dim) {
    return max(dim, false);
  }

  /** The largest elements along {@code dim} and where they stand, {@code torch.max}. */
  default ValuesIndices max(int dim, boolean keepdim) {
    return ValuesIndices.of(Reductions.MAX_DIM.callAll(self(), (long) dim), self(), dim, keepdim);
  }

  /** The smallest elements along {@code dim} and where they stand. */
  default ValuesIndices min(int dim) {
    return min(dim, false);
  }

  /** The smallest elements along {@code dim} and where they stand, {@code torch.min}. */
  default ValuesIndices min(int dim, boolean keepdim) {
    return ValuesIndices.of(Reductions.MIN_DIM.callAll(self(), (long) dim), self(), dim, keepdim);
  }

  /** The place of the largest element in row-major order, {@code torch.argmax}. */
  default Tensor argmax() {
    return Reductions.ARGMAX.call(self().reshape(self().numel()), 0L);
  }

  /** The places of the largest elements along {@code dim}. */
  default Tensor argmax(int dim) {
    return Reductions.ARGMAX.call(self(), (long) dim);
  }

  /** The places of the largest elements along {@code dim}. */
  default Tensor argmax(int dim, boolean keepdim) {
    Tensor out = argmax(dim);
    return keepdim && self().dim() > 0 ? out.unsqueeze(dim < 0 ? dim + self().dim() : dim) : out;
  }

  /** The place of the smallest element in row-major order, {@code torch.argmin}. */
  default Tensor argmin() {
    return Reductions.ARGMIN.call(self().reshape(self().numel()), 0L);
  }

  /** The places of the smallest elements along {@code dim}. */
  default Tensor argmin(int dim) {
    return Reductions.ARGMIN.call(self(), (long) dim);
  }

  /** The places of the smallest elements along {@code dim}. */
  default Tensor argmin(int dim, boolean keepdim) {
    Tensor out = argmin(dim);
    return keepdim && self().dim() > 0 ? out.unsqueeze(dim < 0 ? dim + self().dim() : dim) : out;
  }

  /** Whether an element is nonzero, over {@code dims} or all, {@code torch.any}. */
  default Tensor any(long... dims) {
    return Reductions.ANY.call(self(), dims, false);
  }

  /** Whether an element is nonzero, over one dimension. */
  default Tensor any(long dim, boolean keepdim) {
    return any(new long[] {dim}, keepdim);
  }

  /** Whether an element is nonzero, over {@code dims}. */
  default Tensor any(long @Nullable [] dims, boolean keepdim) {
    return Reductions.ANY.call(self(), dims, keepdim);
  }

  /** Whether all elements are nonzero, over {@code dims} or all, {@code torch.all}. */
  default Tensor all(long... dims) {
    return Reductions.ALL.call(self(), dims, false);
  }

  /** Whether all elements are nonzero, over one dimension. */
  default Tensor all(long dim, boolean keepdim) {
    return all(new long[] {dim}, keepdim);
  }

  /** Whether all elements are nonzero, over {@code dims}. */
  default Tensor all(long @Nullable [] dims, boolean keepdim) {
    return Reductions.ALL.call(self(), dims, keepdim);
  }

  /** How many elements are nonzero, over {@code dims} or all, {@code torch.count_nonzero}. */
  default Tensor countNonzero(long... dims) {
    return Reductions.COUNT_NONZERO.call(self(), (Object) dims);
  }

  /** The Euclidean norm of all elements, {@code torch.norm}. */
  default Tensor norm() {
    return Norms.NORM.call(self(), Scalar.of(2.0), null, false);
  }

  /** The p-norm of all elements; p may be infinite. */
  default Tensor norm(double p) {
    return Norms.NORM.call(self(), Scalar.of(p), null, false);
  }

  /** The p-norms over {@code dims}, all if null. */
  default Tensor norm(double p, long @Nullable [] dims, boolean keepdim) {
    return Norms.NORM.call(self(), Scalar.of(p), dims, keepdim);
  }

  /** The logarithms of the summed exponentials, without overflow, {@code torch.logsumexp}. */
  default Tensor logsumexp(long... dims) {
    return Reductions.LOGSUMEXP.call(self(), dims, false);
  }

  /** The logarithms of the summed exponentials over one dimension. */
  default Tensor logsumexp(long dim, boolean keepdim) {
    return logsumexp(new long[] {dim}, keepdim);
  }

  /** The logarithms of the summed exponentials, without overflow. */
  default Tensor logsumexp(long[] dims, boolean keepdim) {
    return Reductions.LOGSUMEXP.call(self(), dims, keepdim);
  }

  /** The running sums along {@code dim}, {@code torch.cumsum}. */
  default Tensor cumsum(int dim) {
    return RunningTotals.CUMSUM.call(self(), (long) dim, null);
  }

  /** The running products along {@code dim}, {@code torch.cumprod}. */
  default Tensor cumprod(int dim) {
    return RunningTotals.CUMPROD.call(self(), (long) dim, null);
  }

  /** The running maxima along {@code dim} and where they stand, {@code torch.cummax}. */
  default ValuesIndices cummax(int dim) {
    return ValuesIndices.of(Sorting.CUMMAX.callAll(self(), (long) dim));
  }

  /** The running minima along {@code dim} and where they stand, {@code torch.cummin}. */
  default ValuesIndices cummin(int dim) {
    return ValuesIndices.of(Sorting.CUMMIN.callAll(self(), (long) dim));
  }

  /** The elements along the last dimension in ascending order, {@code torch.sort}. */
  default ValuesIndices sort() {
    return sort(-1, false);
  }

  /** The elements along {@code dim} in order, stable, and where they stood; NaN is largest. */
  default ValuesIndices sort(int dim, boolean descending) {
    return ValuesIndices.of(Sorting.SORT.callAll(self(), (long) dim, descending, true));
  }

  /** The places of the elements along {@code dim} in order, {@code torch.argsort}. */
  default Tensor argsort(int dim, boolean descending) {
    return sort(dim, descending).indices();
  }

  /** The {@code k} largest elements along the last dimension, {@code torch.topk}. */
  default ValuesIndices topk(long k) {
    return topk(k, -1, true, true);
  }

  /** The {@code k} largest or smallest elements along {@code dim} and where they stand. */
  default ValuesIndices topk(long k, int dim, boolean largest, boolean sorted) {
    return ValuesIndices.of(Sorting.TOPK.callAll(self(), k, (long) dim, largest, sorted));
  }

  /** The {@code k}-th smallest elements along {@code dim}, k from 1, {@code torch.kthvalue}. */
  default ValuesIndices kthvalue(long k, int dim, boolean keepdim) {
    return ValuesIndices.of(Sorting.KTHVALUE.callAll(self(), k, (long) dim), self(), dim, keepdim);
  }

  /** The exponentials along {@code dim} divided by their sum, {@code torch.softmax}. */
  default Tensor softmax(int dim) {
    return Normalization.SOFTMAX.call(self(), (long) dim, null);
  }

  /** The logarithm of {@link #softmax}, exact where that is near 0, {@code torch.log_softmax}. */
  default Tensor logSoftmax(int dim) {
    return Normalization.LOG_SOFTMAX.call(self(), (long) dim, null);
  }
}
