package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Gradients;
import org.torch4j.op.family.Histograms;
import org.torch4j.op.family.Moments;
import org.torch4j.op.family.Scans;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * More reductions of {@link Torch}: medians, quantiles, histograms, distinct elements, differences.
 */
abstract class StatisticsFunctions extends ComparisonFunctions {
  StatisticsFunctions() {}

  /** The sums over {@code dims}, all if null, without NaN, {@code torch.nansum}. */
  public static Tensor nansum(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.nansum(dims, keepdim);
  }

  /** The sum of all elements that are not NaN, {@code torch.nansum}. */
  public static Tensor nansum(Tensor self) {
    return self.nansum();
  }

  /** The means over {@code dims}, all if null, without NaN, {@code torch.nanmean}. */
  public static Tensor nanmean(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return self.nanmean(dims, keepdim);
  }

  /** The mean of all elements that are not NaN, {@code torch.nanmean}. */
  public static Tensor nanmean(Tensor self) {
    return self.nanmean();
  }

  /**
   * The lower median of all elements; NaN if one is; equal elements share the gradient, {@code
   * torch.median}.
   */
  public static Tensor median(Tensor self) {
    return self.median();
  }

  /** The lower medians along {@code dim} and where they stand, {@code torch.median}. */
  public static ValuesIndices median(Tensor self, int dim, boolean keepdim) {
    return self.median(dim, keepdim);
  }

  /** The lower median of all elements that are not NaN, {@code torch.nanmedian}. */
  public static Tensor nanmedian(Tensor self) {
    return self.nanmedian();
  }

  /**
   * The lower medians along {@code dim} of what is not NaN, and where they stand, {@code
   * torch.nanmedian}.
   */
  public static ValuesIndices nanmedian(Tensor self, int dim, boolean keepdim) {
    return self.nanmedian(dim, keepdim);
  }

  /**
   * The most frequent elements along {@code dim}, the smallest of several, and where one stands,
   * {@code torch.mode}.
   */
  public static ValuesIndices mode(Tensor self, int dim, boolean keepdim) {
    return self.mode(dim, keepdim);
  }

  /**
   * The most frequent elements along the last dimension and where one stands, {@code torch.mode}.
   */
  public static ValuesIndices mode(Tensor self) {
    return self.mode();
  }

  /** The {@code q}-quantile of all elements, {@code torch.quantile}. */
  public static Tensor quantile(Tensor self, double q) {
    return self.quantile(q);
  }

  /**
   * The {@code q}-quantiles along {@code dim}, all elements if null; interpolation is linear,
   * lower, higher, midpoint or nearest, {@code torch.quantile}.
   */
  public static Tensor quantile(
      Tensor self, double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return self.quantile(q, dim, keepdim, interpolation);
  }

  /**
   * The quantiles along {@code dim}, all elements if null; several come along a new first
   * dimension, {@code torch.quantile}.
   */
  public static Tensor quantile(
      Tensor self, Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return self.quantile(q, dim, keepdim, interpolation);
  }

  /** The {@code q}-quantile of all elements of what is not NaN, {@code torch.nanquantile}. */
  public static Tensor nanquantile(Tensor self, double q) {
    return self.nanquantile(q);
  }

  /**
   * The {@code q}-quantiles along {@code dim} of what is not NaN, all elements if null;
   * interpolation is linear, lower, higher, midpoint or nearest, {@code torch.nanquantile}.
   */
  public static Tensor nanquantile(
      Tensor self, double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return self.nanquantile(q, dim, keepdim, interpolation);
  }

  /**
   * The quantiles along {@code dim} of what is not NaN, all elements if null; several come along a
   * new first dimension, {@code torch.nanquantile}.
   */
  public static Tensor nanquantile(
      Tensor self, Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return self.nanquantile(q, dim, keepdim, interpolation);
  }

  /**
   * Counts of the elements in {@code bins} equal bins between {@code min} and {@code max}, the
   * extremes if they are equal, {@code torch.histc}.
   */
  public static Tensor histc(Tensor self, long bins, Number min, Number max) {
    return self.histc(bins, min, max);
  }

  /**
   * Counts of the elements in {@code bins} equal bins over their range, {@code torch.histogram}.
   */
  public static Histogram histogram(Tensor self, long bins) {
    return self.histogram(bins);
  }

  /**
   * Weights of the elements in equal bins, over {@code range} unless it is null; divided by the
   * bins' width and the whole if {@code density}, {@code torch.histogram}.
   */
  public static Histogram histogram(
      Tensor self, long bins, double @Nullable [] range, @Nullable Tensor weight, boolean density) {
    return self.histogram(bins, range, weight, density);
  }

  /** Weights of the elements between edges, {@code torch.histogram}. */
  public static Histogram histogram(
      Tensor self, Tensor bins, @Nullable Tensor weight, boolean density) {
    return self.histogram(bins, weight, density);
  }

  /** How often each number from 0 occurs among integers, {@code torch.bincount}. */
  public static Tensor bincount(Tensor self) {
    return self.bincount();
  }

  /**
   * The weights of each number from 0 among integers, counts if null, at least {@code minlength} of
   * them, {@code torch.bincount}.
   */
  public static Tensor bincount(Tensor self, @Nullable Tensor weights, long minlength) {
    return self.bincount(weights, minlength);
  }

  /** The least and the greatest element, {@code torch.aminmax}. */
  public static MinMax aminmax(Tensor self) {
    return self.aminmax();
  }

  /**
   * The least and the greatest elements along {@code dim}, of all if null, {@code torch.aminmax}.
   */
  public static MinMax aminmax(Tensor self, @Nullable Long dim, boolean keepdim) {
    return self.aminmax(dim, keepdim);
  }

  /** The p-norm of the difference of two tensors, {@code torch.dist}. */
  public static Tensor dist(Tensor self, Tensor other, double p) {
    return self.dist(other, p);
  }

  /**
   * Slices along {@code dim} whose p-norm is above {@code maxnorm} shrunk to it, {@code
   * torch.renorm}.
   */
  public static Tensor renorm(Tensor self, double p, int dim, double maxnorm) {
    return self.renorm(p, dim, maxnorm);
  }

  /** The elements along the first dimension in ascending order, {@code torch.msort}. */
  public static Tensor msort(Tensor self) {
    return self.msort();
  }

  /**
   * The running logarithms of summed exponentials along {@code dim}, {@code torch.logcumsumexp}.
   */
  public static Tensor logcumsumexp(Tensor self, int dim) {
    return self.logcumsumexp(dim);
  }

  /** The differences of neighbours along the last dimension, {@code torch.diff}. */
  public static Tensor diff(Tensor self) {
    return self.diff();
  }

  /**
   * The {@code n}-th differences along {@code dim}, other tensors put before and behind first,
   * {@code torch.diff}.
   */
  public static Tensor diff(
      Tensor self, long n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
    return self.diff(n, dim, prepend, append);
  }

  /** The running sums along {@code dim}, computed in {@code dtype}, {@code torch.cumsum}. */
  public static Tensor cumsum(Tensor self, int dim, @Nullable DType dtype) {
    return self.cumsum(dim, dtype);
  }

  /** The running products along {@code dim}, computed in {@code dtype}, {@code torch.cumprod}. */
  public static Tensor cumprod(Tensor self, int dim, @Nullable DType dtype) {
    return self.cumprod(dim, dtype);
  }

  /** The distinct elements, sorted, {@code torch.unique}. */
  public static Tensor unique(Tensor self) {
    return self.unique();
  }

  /** The distinct elements, or slices along {@code dim}; always sorted, {@code torch.unique}. */
  public static Tensor unique(Tensor self, boolean sorted, @Nullable Long dim) {
    return self.unique(sorted, dim);
  }

  /**
   * The distinct elements or slices, and for each element its place among them, {@code
   * torch.unique}.
   */
  public static List<Tensor> uniqueWithInverse(Tensor self, boolean sorted, @Nullable Long dim) {
    return self.uniqueWithInverse(sorted, dim);
  }

  /** The distinct elements or slices, and how often each occurs, {@code torch.unique}. */
  public static List<Tensor> uniqueWithCounts(Tensor self, boolean sorted, @Nullable Long dim) {
    return self.uniqueWithCounts(sorted, dim);
  }

  /**
   * The distinct elements or slices, then, if asked for, the place of each element among them and
   * how often each occurs, {@code torch.unique}.
   */
  public static List<Tensor> unique(
      Tensor self,
      boolean sorted,
      boolean returnInverse,
      boolean returnCounts,
      @Nullable Long dim) {
    return self.unique(sorted, returnInverse, returnCounts, dim);
  }

  /** One of each run of equal elements, {@code torch.unique_consecutive}. */
  public static Tensor uniqueConsecutive(Tensor self) {
    return self.uniqueConsecutive();
  }

  /**
   * One of each run of equal elements, or slices along {@code dim}, {@code
   * torch.unique_consecutive}.
   */
  public static Tensor uniqueConsecutive(Tensor self, @Nullable Long dim) {
    return self.uniqueConsecutive(dim);
  }

  /**
   * One of each run, and for each element the place of its run, {@code torch.unique_consecutive}.
   */
  public static List<Tensor> uniqueConsecutiveWithInverse(Tensor self, @Nullable Long dim) {
    return self.uniqueConsecutiveWithInverse(dim);
  }

  /** One of each run, and the runs' lengths, {@code torch.unique_consecutive}. */
  public static List<Tensor> uniqueConsecutiveWithCounts(Tensor self, @Nullable Long dim) {
    return self.uniqueConsecutiveWithCounts(dim);
  }

  /**
   * One of each run, then, if asked for, the place of each element's run and the runs' lengths,
   * {@code torch.unique_consecutive}.
   */
  public static List<Tensor> uniqueConsecutive(
      Tensor self, boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
    return self.uniqueConsecutive(returnInverse, returnCounts, dim);
  }

  /** The standard deviations and the means over {@code dims}, all if null, {@code std_mean}. */
  public static List<Tensor> stdMean(
      Tensor self, long @Nullable [] dims, long correction, boolean keepdim) {
    return List.of(Moments.STD_MEAN.callAll(self, dims, correction, keepdim));
  }

  /** The variances and the means over {@code dims}, all if null, {@code torch.var_mean}. */
  public static List<Tensor> varMean(
      Tensor self, long @Nullable [] dims, long correction, boolean keepdim) {
    return List.of(Moments.VAR_MEAN.callAll(self, dims, correction, keepdim));
  }

  /** The slopes along all dimensions of samples 1 apart, {@code torch.gradient}. */
  public static List<Tensor> gradient(Tensor self) {
    return List.of(Gradients.GRADIENT.callAll(self, null, null, 1L));
  }

  /** The slopes along {@code dim} of samples {@code spacing} apart. */
  public static List<Tensor> gradient(Tensor self, double spacing, long[] dim, int edgeOrder) {
    return List.of(
        Gradients.GRADIENT_DIMS.callAll(self, Scalar.of(spacing), dim, (long) edgeOrder));
  }

  /** The slopes along {@code dim} of samples at the coordinates given for each dimension. */
  public static List<Tensor> gradient(
      Tensor self, List<? extends Tensor> spacing, long[] dim, int edgeOrder) {
    return List.of(
        Gradients.GRADIENT_COORDINATES_DIMS.callAll(
            self, spacing.toArray(new Tensor[0]), dim, (long) edgeOrder));
  }

  /**
   * The elements of segments along {@code axis} reduced by sum, mean, prod, max or min; the
   * segments have these lengths, {@code torch.segment_reduce}.
   */
  public static Tensor segmentReduce(Tensor data, String reduce, Tensor lengths, int axis) {
    return Scans.SEGMENT_REDUCE.call(data, reduce, lengths, null, null, (long) axis, false, null);
  }

  /** Weights of points (the last dimension) in boxes between edges. */
  public static HistogramDd histogramdd(
      Tensor self, List<Tensor> bins, @Nullable Tensor weight, boolean density) {
    return new HistogramDd(Histograms.histogramdd(self, bins, weight, density), bins);
  }

  /** Weights of points (the last dimension) in equal boxes, {@code torch.histogramdd}. */
  public static HistogramDd histogramdd(
      Tensor self,
      long[] bins,
      double @Nullable [] range,
      @Nullable Tensor weight,
      boolean density) {
    List<Tensor> edges = Histograms.edges(self, bins, range);
    return new HistogramDd(Histograms.histogramdd(self, edges, weight, density), edges);
  }

  /** Counts of points (the last dimension) in equal boxes. */
  public static HistogramDd histogramdd(
      Tensor self, long[] bins, @Nullable Tensor weight, boolean density) {
    return histogramdd(self, bins, null, weight, density);
  }
}
