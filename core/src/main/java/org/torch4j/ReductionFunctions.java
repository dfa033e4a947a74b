package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Reductions, sorting and softmax of {@link Torch}. */
abstract class ReductionFunctions extends StatisticsFunctions {
  ReductionFunctions() {}

  /** The sum of all elements; int64 for integers and bool, {@code torch.sum}. */
  public static Tensor sum(Tensor self) {
    return self.sum();
  }

  /** The sums over {@code dims}. */
  public static Tensor sum(Tensor self, long... dims) {
    return self.sum(dims);
  }

  /** The sums over one dimension. */
  public static Tensor sum(Tensor self, long dim, boolean keepdim) {
    return self.sum(dim, keepdim);
  }

  /** The sums over {@code dims}, all if null. */
  public static Tensor sum(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.sum(dims, keepdim);
  }

  /** The sums over {@code dims}, all if null, computed in {@code dtype}. */
  public static Tensor sum(
      Tensor self, long @Nullable [] dims, boolean keepdim, @Nullable DType dtype) {
    return self.sum(dims, keepdim, dtype);
  }

  /** Sums over what was broadcast, so that the result has {@code shape}, {@code sum_to_size}. */
  public static Tensor sumToSize(Tensor self, Shape shape) {
    return self.sumToSize(shape);
  }

  /** The mean of all elements, {@code torch.mean}; floating point only. */
  public static Tensor mean(Tensor self) {
    return self.mean();
  }

  /** The means over {@code dims}. */
  public static Tensor mean(Tensor self, long... dims) {
    return self.mean(dims);
  }

  /** The means over one dimension. */
  public static Tensor mean(Tensor self, long dim, boolean keepdim) {
    return self.mean(dim, keepdim);
  }

  /** The means over {@code dims}, all if null. */
  public static Tensor mean(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.mean(dims, keepdim);
  }

  /** The product of all elements, {@code torch.prod}. */
  public static Tensor prod(Tensor self) {
    return self.prod();
  }

  /** The products over {@code dims}. */
  public static Tensor prod(Tensor self, long... dims) {
    return self.prod(dims);
  }

  /** The products over one dimension. */
  public static Tensor prod(Tensor self, long dim, boolean keepdim) {
    return self.prod(dim, keepdim);
  }

  /** The products over {@code dims}, all if null. */
  public static Tensor prod(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.prod(dims, keepdim);
  }

  /** The variance of all elements with Bessel's correction, {@code torch.var}. */
  public static Tensor var(Tensor self) {
    return self.var();
  }

  /** The variances over {@code dims} with Bessel's correction. */
  public static Tensor var(Tensor self, long... dims) {
    return self.var(dims);
  }

  /** The variances over one dimension. */
  public static Tensor var(Tensor self, long dim, boolean keepdim) {
    return self.var(dim, keepdim);
  }

  /** The variances over {@code dims}, all if null, divided by {@code n - correction}. */
  public static Tensor var(Tensor self, long @Nullable [] dims, long correction, boolean keepdim) {
    return self.var(dims, correction, keepdim);
  }

  /** The standard deviation of all elements with Bessel's correction, {@code torch.std}. */
  public static Tensor std(Tensor self) {
    return self.std();
  }

  /** The standard deviations over {@code dims} with Bessel's correction. */
  public static Tensor std(Tensor self, long... dims) {
    return self.std(dims);
  }

  /** The standard deviations over one dimension. */
  public static Tensor std(Tensor self, long dim, boolean keepdim) {
    return self.std(dim, keepdim);
  }

  /** The standard deviations over {@code dims}, all if null, from {@code n - correction}. */
  public static Tensor std(Tensor self, long @Nullable [] dims, long correction, boolean keepdim) {
    return self.std(dims, correction, keepdim);
  }

  /** The largest elements over {@code dims}, all if none; ties share the gradient. */
  public static Tensor amax(Tensor self, long... dims) {
    return self.amax(dims);
  }

  /** The largest elements over one dimension. */
  public static Tensor amax(Tensor self, long dim, boolean keepdim) {
    return self.amax(dim, keepdim);
  }

  /** The largest elements over {@code dims}; ties share the gradient, {@code torch.amax}. */
  public static Tensor amax(Tensor self, long[] dims, boolean keepdim) {
    return self.amax(dims, keepdim);
  }

  /** The smallest elements over {@code dims}, all if none; ties share the gradient. */
  public static Tensor amin(Tensor self, long... dims) {
    return self.amin(dims);
  }

  /** The smallest elements over one dimension. */
  public static Tensor amin(Tensor self, long dim, boolean keepdim) {
    return self.amin(dim, keepdim);
  }

  /** The smallest elements over {@code dims}; ties share the gradient, {@code torch.amin}. */
  public static Tensor amin(Tensor self, long[] dims, boolean keepdim) {
    return self.amin(dims, keepdim);
  }

  /** The largest element, {@code torch.max}. */
  public static Tensor max(Tensor self) {
    return self.max();
  }

  /** The smallest element, {@code torch.min}. */
  public static Tensor min(Tensor self) {
    return self.min();
  }

  /** The larger elements of two tensors, {@code torch.maximum}. */
  public static Tensor max(Tensor self, Tensor other) {
    return self.max(other);
  }

  /** The smaller elements of two tensors, {@code torch.minimum}. */
  public static Tensor min(Tensor self, Tensor other) {
    return self.min(other);
  }

  /** The largest elements along {@code dim} and where they stand. */
  public static ValuesIndices max(Tensor self, int dim) {
    return self.max(dim);
  }

  /** The largest elements along {@code dim} and where they stand, {@code torch.max}. */
  public static ValuesIndices max(Tensor self, int dim, boolean keepdim) {
    return self.max(dim, keepdim);
  }

  /** The smallest elements along {@code dim} and where they stand. */
  public static ValuesIndices min(Tensor self, int dim) {
    return self.min(dim);
  }

  /** The smallest elements along {@code dim} and where they stand, {@code torch.min}. */
  public static ValuesIndices min(Tensor self, int dim, boolean keepdim) {
    return self.min(dim, keepdim);
  }

  /** The place of the largest element in row-major order, {@code torch.argmax}. */
  public static Tensor argmax(Tensor self) {
    return self.argmax();
  }

  /** The places of the largest elements along {@code dim}. */
  public static Tensor argmax(Tensor self, int dim) {
    return self.argmax(dim);
  }

  /** The places of the largest elements along {@code dim}. */
  public static Tensor argmax(Tensor self, int dim, boolean keepdim) {
    return self.argmax(dim, keepdim);
  }

  /** The place of the smallest element in row-major order, {@code torch.argmin}. */
  public static Tensor argmin(Tensor self) {
    return self.argmin();
  }

  /** The places of the smallest elements along {@code dim}. */
  public static Tensor argmin(Tensor self, int dim) {
    return self.argmin(dim);
  }

  /** The places of the smallest elements along {@code dim}. */
  public static Tensor argmin(Tensor self, int dim, boolean keepdim) {
    return self.argmin(dim, keepdim);
  }

  /** Whether an element is nonzero, over {@code dims} or all, {@code torch.any}. */
  public static Tensor any(Tensor self, long... dims) {
    return self.any(dims);
  }

  /** Whether an element is nonzero, over one dimension. */
  public static Tensor any(Tensor self, long dim, boolean keepdim) {
    return self.any(dim, keepdim);
  }

  /** Whether an element is nonzero, over {@code dims}. */
  public static Tensor any(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.any(dims, keepdim);
  }

  /** Whether all elements are nonzero, over {@code dims} or all, {@code torch.all}. */
  public static Tensor all(Tensor self, long... dims) {
    return self.all(dims);
  }

  /** Whether all elements are nonzero, over one dimension. */
  public static Tensor all(Tensor self, long dim, boolean keepdim) {
    return self.all(dim, keepdim);
  }

  /** Whether all elements are nonzero, over {@code dims}. */
  public static Tensor all(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.all(dims, keepdim);
  }

  /** How many elements are nonzero, over {@code dims} or all, {@code torch.count_nonzero}. */
  public static Tensor countNonzero(Tensor self, long... dims) {
    return self.countNonzero(dims);
  }

  /** The Euclidean norm of all elements, {@code torch.norm}. */
  public static Tensor norm(Tensor self) {
    return self.norm();
  }

  /** The p-norm of all elements; p may be infinite. */
  public static Tensor norm(Tensor self, double p) {
    return self.norm(p);
  }

  /** The p-norms over {@code dims}, all if null. */
  public static Tensor norm(Tensor self, double p, long @Nullable [] dims, boolean keepdim) {
    return self.norm(p, dims, keepdim);
  }

  /** The logarithms of the summed exponentials, without overflow, {@code torch.logsumexp}. */
  public static Tensor logsumexp(Tensor self, long... dims) {
    return self.logsumexp(dims);
  }

  /** The logarithms of the summed exponentials over one dimension. */
  public static Tensor logsumexp(Tensor self, long dim, boolean keepdim) {
    return self.logsumexp(dim, keepdim);
  }

  /** The logarithms of the summed exponentials, without overflow. */
  public static Tensor logsumexp(Tensor self, long[] dims, boolean keepdim) {
    return self.logsumexp(dims, keepdim);
  }

  /** The running sums along {@code dim}, {@code torch.cumsum}. */
  public static Tensor cumsum(Tensor self, int dim) {
    return self.cumsum(dim);
  }

  /** The running products along {@code dim}, {@code torch.cumprod}. */
  public static Tensor cumprod(Tensor self, int dim) {
    return self.cumprod(dim);
  }

  /** The running maxima along {@code dim} and where they stand, {@code torch.cummax}. */
  public static ValuesIndices cummax(Tensor self, int dim) {
    return self.cummax(dim);
  }

  /** The running minima along {@code dim} and where they stand, {@code torch.cummin}. */
  public static ValuesIndices cummin(Tensor self, int dim) {
    return self.cummin(dim);
  }

  /** The elements along the last dimension in ascending order, {@code torch.sort}. */
  public static ValuesIndices sort(Tensor self) {
    return self.sort();
  }

  /** The elements along {@code dim} in order, stable, and where they stood; NaN is largest. */
  public static ValuesIndices sort(Tensor self, int dim, boolean descending) {
    return self.sort(dim, descending);
  }

  /** The places of the elements along {@code dim} in order, {@code torch.argsort}. */
  public static Tensor argsort(Tensor self, int dim, boolean descending) {
    return self.argsort(dim, descending);
  }

  /** The {@code k} largest elements along the last dimension, {@code torch.topk}. */
  public static ValuesIndices topk(Tensor self, long k) {
    return self.topk(k);
  }

  /** The {@code k} largest or smallest elements along {@code dim} and where they stand. */
  public static ValuesIndices topk(Tensor self, long k, int dim, boolean largest, boolean sorted) {
    return self.topk(k, dim, largest, sorted);
  }

  /** The {@code k}-th smallest elements along {@code dim}, k from 1, {@code torch.kthvalue}. */
  public static ValuesIndices kthvalue(Tensor self, long k, int dim, boolean keepdim) {
    return self.kthvalue(k, dim, keepdim);
  }

  /** The exponentials along {@code dim} divided by their sum, {@code torch.softmax}. */
  public static Tensor softmax(Tensor self, int dim) {
    return self.softmax(dim);
  }

  /** The logarithm of {@code softmax}, exact where that is near 0, {@code torch.log_softmax}. */
  public static Tensor logSoftmax(Tensor self, int dim) {
    return self.logSoftmax(dim);
  }
}
