package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Histograms;
import org.torch4j.op.family.Norms;
import org.torch4j.op.family.Quantiles;
import org.torch4j.op.family.Reductions;
import org.torch4j.op.family.RunningTotals;
import org.torch4j.op.family.Scans;
import org.torch4j.op.family.Sorting;
import org.torch4j.op.family.Uniques;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * More reductions of {@link Tensor}: medians, quantiles, histograms, distinct elements,
 * differences.
 */
sealed interface StatisticsMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The sums over {@code dims}, all if null, without NaN, {@code torch.nansum}. */
  default Tensor nansum(long @Nullable [] dims, boolean keepdim) {
    return Reductions.NANSUM.call(self(), dims, keepdim, null);
  }

  /** The sum of all elements that are not NaN, {@code torch.nansum}. */
  default Tensor nansum() {
    return Reductions.NANSUM.call(self(), null, false, null);
  }

  /** The means over {@code dims}, all if null, without NaN, {@code torch.nanmean}. */
  default Tensor nanmean(long @Nullable [] dims, boolean keepdim) {
    return Reductions.NANMEAN.call(self(), dims, keepdim, null);
  }

  /** The mean of all elements that are not NaN, {@code torch.nanmean}. */
  default Tensor nanmean() {
    return Reductions.NANMEAN.call(self(), null, false, null);
  }

  /**
   * The lower median of all elements; NaN if one is; equal elements share the gradient, {@code
   * torch.median}.
   */
  default Tensor median() {
    return Quantiles.MEDIAN.call(self());
  }

  /** The lower medians along {@code dim} and where they stand, {@code torch.median}. */
  default ValuesIndices median(int dim, boolean keepdim) {
    return ValuesIndices.of(Quantiles.MEDIAN_DIM.callAll(self(), (long) dim, keepdim));
  }

  /** The lower median of all elements that are not NaN, {@code torch.nanmedian}. */
  default Tensor nanmedian() {
    return Quantiles.NANMEDIAN.call(self());
  }

  /**
   * The lower medians along {@code dim} of what is not NaN, and where they stand, {@code
   * torch.nanmedian}.
   */
  default ValuesIndices nanmedian(int dim, boolean keepdim) {
    return ValuesIndices.of(Quantiles.NANMEDIAN_DIM.callAll(self(), (long) dim, keepdim));
  }

  /**
   * The most frequent elements along {@code dim}, the smallest of several, and where one stands,
   * {@code torch.mode}.
   */
  default ValuesIndices mode(int dim, boolean keepdim) {
    return ValuesIndices.of(Quantiles.MODE.callAll(self(), (long) dim, keepdim));
  }

  /**
   * The most frequent elements along the last dimension and where one stands, {@code torch.mode}.
   */
  default ValuesIndices mode() {
    return mode(-1, false);
  }

  /** The {@code q}-quantile of all elements, {@code torch.quantile}. */
  default Tensor quantile(double q) {
    return Quantiles.QUANTILE_SCALAR.call(self(), q, null, false, "linear");
  }

  /**
   * The {@code q}-quantiles along {@code dim}, all elements if null; interpolation is linear,
   * lower, higher, midpoint or nearest, {@code torch.quantile}.
   */
  default Tensor quantile(double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Quantiles.QUANTILE_SCALAR.call(self(), q, dim, keepdim, interpolation);
  }

  /**
   * The quantiles along {@code dim}, all elements if null; several come along a new first
   * dimension, {@code torch.quantile}.
   */
  default Tensor quantile(Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Quantiles.QUANTILE.call(self(), q, dim, keepdim, interpolation);
  }

  /** The {@code q}-quantile of all elements of what is not NaN, {@code torch.nanquantile}. */
  default Tensor nanquantile(double q) {
    return Quantiles.NANQUANTILE_SCALAR.call(self(), q, null, false, "linear");
  }

  /**
   * The {@code q}-quantiles along {@code dim} of what is not NaN, all elements if null;
   * interpolation is linear, lower, higher, midpoint or nearest, {@code torch.nanquantile}.
   */
  default Tensor nanquantile(double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Quantiles.NANQUANTILE_SCALAR.call(self(), q, dim, keepdim, interpolation);
  }

  /**
   * The quantiles along {@code dim} of what is not NaN, all elements if null; several come along a
   * new first dimension, {@code torch.nanquantile}.
   */
  default Tensor nanquantile(Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Quantiles.NANQUANTILE.call(self(), q, dim, keepdim, interpolation);
  }

  /**
   * Counts of the elements in {@code bins} equal bins between {@code min} and {@code max}, the
   * extremes if they are equal, {@code torch.histc}.
   */
  default Tensor histc(long bins, Number min, Number max) {
    return Histograms.HISTC.call(self(), bins, Scalar.of(min), Scalar.of(max));
  }

  /**
   * Counts of the elements in {@code bins} equal bins over their range, {@code torch.histogram}.
   */
  default Histogram histogram(long bins) {
    return Histogram.of(Histograms.HISTOGRAM.callAll(self(), bins, null, null, false));
  }

  /**
   * Weights of the elements in equal bins, over {@code range} unless it is null; divided by the
   * bins' width and the whole if {@code density}, {@code torch.histogram}.
   */
  default Histogram histogram(
      long bins, double @Nullable [] range, @Nullable Tensor weight, boolean density) {
    return Histogram.of(Histograms.HISTOGRAM.callAll(self(), bins, range, weight, density));
  }

  /** Weights of the elements between edges, {@code torch.histogram}. */
  default Histogram histogram(Tensor bins, @Nullable Tensor weight, boolean density) {
    return Histogram.of(Histograms.HISTOGRAM_EDGES.callAll(self(), bins, weight, density));
  }

  /** How often each number from 0 occurs among integers, {@code torch.bincount}. */
  default Tensor bincount() {
    return Histograms.BINCOUNT.call(self(), null, 0L);
  }

  /**
   * The weights of each number from 0 among integers, counts if null, at least {@code minlength} of
   * them, {@code torch.bincount}.
   */
  default Tensor bincount(@Nullable Tensor weights, long minlength) {
    return Histograms.BINCOUNT.call(self(), weights, minlength);
  }

  /** The least and the greatest element, {@code torch.aminmax}. */
  default MinMax aminmax() {
    return MinMax.of(Reductions.AMINMAX.callAll(self(), null, false));
  }

  /**
   * The least and the greatest elements along {@code dim}, of all if null, {@code torch.aminmax}.
   */
  default MinMax aminmax(@Nullable Long dim, boolean keepdim) {
    return MinMax.of(Reductions.AMINMAX.callAll(self(), dim, keepdim));
  }

  /** The p-norm of the difference of two tensors, {@code torch.dist}. */
  default Tensor dist(Tensor other, double p) {
    return Norms.DIST.call(self(), other, Scalar.of(p));
  }

  /**
   * Slices along {@code dim} whose p-norm is above {@code maxnorm} shrunk to it, {@code
   * torch.renorm}.
   */
  default Tensor renorm(double p, int dim, double maxnorm) {
    return Norms.RENORM.call(self(), Scalar.of(p), (long) dim, Scalar.of(maxnorm));
  }

  /** The elements along the first dimension in ascending order, {@code torch.msort}. */
  default Tensor msort() {
    return Sorting.MSORT.call(self());
  }

  /**
   * The running logarithms of summed exponentials along {@code dim}, {@code torch.logcumsumexp}.
   */
  default Tensor logcumsumexp(int dim) {
    return Scans.LOGCUMSUMEXP.call(self(), (long) dim);
  }

  /** The differences of neighbours along the last dimension, {@code torch.diff}. */
  default Tensor diff() {
    return Scans.DIFF.call(self(), 1L, -1L, null, null);
  }

  /**
   * The {@code n}-th differences along {@code dim}, other tensors put before and behind first,
   * {@code torch.diff}.
   */
  default Tensor diff(long n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
    return Scans.DIFF.call(self(), n, (long) dim, prepend, append);
  }

  /** The running sums along {@code dim}, computed in {@code dtype}, {@code torch.cumsum}. */
  default Tensor cumsum(int dim, @Nullable DType dtype) {
    return RunningTotals.CUMSUM.call(self(), (long) dim, dtype);
  }

  /** The running products along {@code dim}, computed in {@code dtype}, {@code torch.cumprod}. */
  default Tensor cumprod(int dim, @Nullable DType dtype) {
    return RunningTotals.CUMPROD.call(self(), (long) dim, dtype);
  }

  /** The distinct elements, sorted, {@code torch.unique}. */
  default Tensor unique() {
    return Uniques.results(self(), null, false, false, false).get(0);
  }

  /** The distinct elements, or slices along {@code dim}; always sorted, {@code torch.unique}. */
  default Tensor unique(boolean sorted, @Nullable Long dim) {
    return Uniques.results(self(), dim, false, false, false).get(0);
  }

  /**
   * The distinct elements or slices, and for each element its place among them, {@code
   * torch.unique}.
   */
  default List<Tensor> uniqueWithInverse(boolean sorted, @Nullable Long dim) {
    return Uniques.results(self(), dim, false, true, false);
  }

  /** The distinct elements or slices, and how often each occurs, {@code torch.unique}. */
  default List<Tensor> uniqueWithCounts(boolean sorted, @Nullable Long dim) {
    return Uniques.results(self(), dim, false, false, true);
  }

  /**
   * The distinct elements or slices, then, if asked for, the place of each element among them and
   * how often each occurs, {@code torch.unique}.
   */
  default List<Tensor> unique(
      boolean sorted, boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
    return Uniques.results(self(), dim, false, returnInverse, returnCounts);
  }

  /** One of each run of equal elements, {@code torch.unique_consecutive}. */
  default Tensor uniqueConsecutive() {
    return Uniques.results(self(), null, true, false, false).get(0);
  }

  /**
   * One of each run of equal elements, or slices along {@code dim}, {@code
   * torch.unique_consecutive}.
   */
  default Tensor uniqueConsecutive(@Nullable Long dim) {
    return Uniques.results(self(), dim, true, false, false).get(0);
  }

  /**
   * One of each run, and for each element the place of its run, {@code torch.unique_consecutive}.
   */
  default List<Tensor> uniqueConsecutiveWithInverse(@Nullable Long dim) {
    return Uniques.results(self(), dim, true, true, false);
  }

  /** One of each run, and the runs' lengths, {@code torch.unique_consecutive}. */
  default List<Tensor> uniqueConsecutiveWithCounts(@Nullable Long dim) {
    return Uniques.results(self(), dim, true, false, true);
  }

  /**
   * One of each run, then, if asked for, the place of each element's run and the runs' lengths,
   * {@code torch.unique_consecutive}.
   */
  default List<Tensor> uniqueConsecutive(
      boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
    return Uniques.results(self(), dim, true, returnInverse, returnCounts);
  }
}
