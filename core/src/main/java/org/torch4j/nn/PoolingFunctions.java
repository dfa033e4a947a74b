// Over 400 lines because each op comes in three numbers of dimensions.
package org.torch4j.nn;

import static org.torch4j.nn.ConvOptions.list;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/** Pooling; part of {@link F}. */
abstract class PoolingFunctions extends SpatialFunctions {
  PoolingFunctions() {}

  /** The greatest element of each window of {@code [N, C, L]}, which moves by its size. */
  public static Tensor maxPool1d(Tensor input, long kernelSize) {
    return maxPool1d(input, kernelSize, MaxPoolOptions.DEFAULT);
  }

  /** The greatest element of each window of {@code [N, C, L]}, with or without the batch. */
  public static Tensor maxPool1d(Tensor input, long kernelSize, MaxPoolOptions options) {
    return maxPool1d(input, new long[] {kernelSize}, options);
  }

  /** The greatest element of each window, whose size may differ by dimension. */
  public static Tensor maxPool1d(Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return maxPool1dWithIndices(input, kernelSize, options).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices maxPool1dWithIndices(
      Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return PoolFunctions.max(1, input, list(kernelSize), options);
  }

  /** The average of each window of {@code [N, C, L]}, which moves by its size. */
  public static Tensor avgPool1d(Tensor input, long kernelSize) {
    return avgPool1d(input, kernelSize, AvgPoolOptions.DEFAULT);
  }

  /** The average of each window of {@code [N, C, L]}, with or without the batch. */
  public static Tensor avgPool1d(Tensor input, long kernelSize, AvgPoolOptions options) {
    return avgPool1d(input, new long[] {kernelSize}, options);
  }

  /** The average of each window, whose size may differ by dimension. */
  public static Tensor avgPool1d(Tensor input, long[] kernelSize, AvgPoolOptions options) {
    return PoolFunctions.average(1, input, list(kernelSize), options);
  }

  /** Averages over windows so that the spatial sizes become these. */
  public static Tensor adaptiveAvgPool1d(Tensor input, long... outputSize) {
    return adaptiveAvgPool1d(input, nullable(outputSize));
  }

  /** Averages over windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveAvgPool1d(Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveAverage(1, input, outputSize);
  }

  /** The greatest elements of windows so that the spatial sizes become these. */
  public static Tensor adaptiveMaxPool1d(Tensor input, long... outputSize) {
    return adaptiveMaxPool1d(input, nullable(outputSize));
  }

  /** The greatest elements of windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveMaxPool1d(Tensor input, List<@Nullable Long> outputSize) {
    return adaptiveMaxPool1dWithIndices(input, outputSize).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices adaptiveMaxPool1dWithIndices(Tensor input, long... outputSize) {
    return adaptiveMaxPool1dWithIndices(input, nullable(outputSize));
  }

  /** The same, and where in the input's plane each stood; null keeps a size. */
  public static ValuesIndices adaptiveMaxPool1dWithIndices(
      Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveMax(1, input, outputSize);
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool1d(Tensor input, Tensor indices, long... kernelSize) {
    return maxUnpool1d(input, indices, kernelSize, MaxUnpoolOptions.defaults());
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool1d(
      Tensor input, Tensor indices, long[] kernelSize, MaxUnpoolOptions options) {
    return PoolFunctions.unpool(1, input, indices, kernelSize, options);
  }

  /** The greatest element of each window of {@code [N, C, H, W]}, which moves by its size. */
  public static Tensor maxPool2d(Tensor input, long kernelSize) {
    return maxPool2d(input, kernelSize, MaxPoolOptions.DEFAULT);
  }

  /** The greatest element of each window of {@code [N, C, H, W]}, with or without the batch. */
  public static Tensor maxPool2d(Tensor input, long kernelSize, MaxPoolOptions options) {
    return maxPool2d(input, new long[] {kernelSize}, options);
  }

  /** The greatest element of each window, whose size may differ by dimension. */
  public static Tensor maxPool2d(Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return maxPool2dWithIndices(input, kernelSize, options).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices maxPool2dWithIndices(
      Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return PoolFunctions.max(2, input, list(kernelSize), options);
  }

  /** The average of each window of {@code [N, C, H, W]}, which moves by its size. */
  public static Tensor avgPool2d(Tensor input, long kernelSize) {
    return avgPool2d(input, kernelSize, AvgPoolOptions.DEFAULT);
  }

  /** The average of each window of {@code [N, C, H, W]}, with or without the batch. */
  public static Tensor avgPool2d(Tensor input, long kernelSize, AvgPoolOptions options) {
    return avgPool2d(input, new long[] {kernelSize}, options);
  }

  /** The average of each window, whose size may differ by dimension. */
  public static Tensor avgPool2d(Tensor input, long[] kernelSize, AvgPoolOptions options) {
    return PoolFunctions.average(2, input, list(kernelSize), options);
  }

  /** Averages over windows so that the spatial sizes become these. */
  public static Tensor adaptiveAvgPool2d(Tensor input, long... outputSize) {
    return adaptiveAvgPool2d(input, nullable(outputSize));
  }

  /** Averages over windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveAvgPool2d(Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveAverage(2, input, outputSize);
  }

  /** The greatest elements of windows so that the spatial sizes become these. */
  public static Tensor adaptiveMaxPool2d(Tensor input, long... outputSize) {
    return adaptiveMaxPool2d(input, nullable(outputSize));
  }

  /** The greatest elements of windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveMaxPool2d(Tensor input, List<@Nullable Long> outputSize) {
    return adaptiveMaxPool2dWithIndices(input, outputSize).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices adaptiveMaxPool2dWithIndices(Tensor input, long... outputSize) {
    return adaptiveMaxPool2dWithIndices(input, nullable(outputSize));
  }

  /** The same, and where in the input's plane each stood; null keeps a size. */
  public static ValuesIndices adaptiveMaxPool2dWithIndices(
      Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveMax(2, input, outputSize);
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool2d(Tensor input, Tensor indices, long... kernelSize) {
    return maxUnpool2d(input, indices, kernelSize, MaxUnpoolOptions.defaults());
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool2d(
      Tensor input, Tensor indices, long[] kernelSize, MaxUnpoolOptions options) {
    return PoolFunctions.unpool(2, input, indices, kernelSize, options);
  }

  /** The greatest element of each window of {@code [N, C, D, H, W]}, which moves by its size. */
  public static Tensor maxPool3d(Tensor input, long kernelSize) {
    return maxPool3d(input, kernelSize, MaxPoolOptions.DEFAULT);
  }

  /** The greatest element of each window of {@code [N, C, D, H, W]}, with or without the batch. */
  public static Tensor maxPool3d(Tensor input, long kernelSize, MaxPoolOptions options) {
    return maxPool3d(input, new long[] {kernelSize}, options);
  }

  /** The greatest element of each window, whose size may differ by dimension. */
  public static Tensor maxPool3d(Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return maxPool3dWithIndices(input, kernelSize, options).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices maxPool3dWithIndices(
      Tensor input, long[] kernelSize, MaxPoolOptions options) {
    return PoolFunctions.max(3, input, list(kernelSize), options);
  }

  /** The average of each window of {@code [N, C, D, H, W]}, which moves by its size. */
  public static Tensor avgPool3d(Tensor input, long kernelSize) {
    return avgPool3d(input, kernelSize, AvgPoolOptions.DEFAULT);
  }

  /** The average of each window of {@code [N, C, D, H, W]}, with or without the batch. */
  public static Tensor avgPool3d(Tensor input, long kernelSize, AvgPoolOptions options) {
    return avgPool3d(input, new long[] {kernelSize}, options);
  }

  /** The average of each window, whose size may differ by dimension. */
  public static Tensor avgPool3d(Tensor input, long[] kernelSize, AvgPoolOptions options) {
    return PoolFunctions.average(3, input, list(kernelSize), options);
  }

  /** Averages over windows so that the spatial sizes become these. */
  public static Tensor adaptiveAvgPool3d(Tensor input, long... outputSize) {
    return adaptiveAvgPool3d(input, nullable(outputSize));
  }

  /** Averages over windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveAvgPool3d(Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveAverage(3, input, outputSize);
  }

  /** The greatest elements of windows so that the spatial sizes become these. */
  public static Tensor adaptiveMaxPool3d(Tensor input, long... outputSize) {
    return adaptiveMaxPool3d(input, nullable(outputSize));
  }

  /** The greatest elements of windows so that the spatial sizes become these; null keeps one. */
  public static Tensor adaptiveMaxPool3d(Tensor input, List<@Nullable Long> outputSize) {
    return adaptiveMaxPool3dWithIndices(input, outputSize).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices adaptiveMaxPool3dWithIndices(Tensor input, long... outputSize) {
    return adaptiveMaxPool3dWithIndices(input, nullable(outputSize));
  }

  /** The same, and where in the input's plane each stood; null keeps a size. */
  public static ValuesIndices adaptiveMaxPool3dWithIndices(
      Tensor input, List<@Nullable Long> outputSize) {
    return PoolFunctions.adaptiveMax(3, input, outputSize);
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool3d(Tensor input, Tensor indices, long... kernelSize) {
    return maxUnpool3d(input, indices, kernelSize, MaxUnpoolOptions.defaults());
  }

  /** Puts what was pooled back where the indices say; the rest is 0. */
  public static Tensor maxUnpool3d(
      Tensor input, Tensor indices, long[] kernelSize, MaxUnpoolOptions options) {
    return PoolFunctions.unpool(3, input, indices, kernelSize, options);
  }

  /** The greatest elements of windows that are placed at random, {@code [N, C, H, W]}. */
  public static Tensor fractionalMaxPool2d(
      Tensor input, long[] kernelSize, FractionalPoolOptions options) {
    return fractionalMaxPool2dWithIndices(input, kernelSize, options).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices fractionalMaxPool2dWithIndices(
      Tensor input, long[] kernelSize, FractionalPoolOptions options) {
    return PoolFunctions.fractional(2, input, kernelSize, options);
  }

  /** The greatest elements of windows that are placed at random, {@code [N, C, D, H, W]}. */
  public static Tensor fractionalMaxPool3d(
      Tensor input, long[] kernelSize, FractionalPoolOptions options) {
    return fractionalMaxPool3dWithIndices(input, kernelSize, options).values();
  }

  /** The same, and where in the input's plane each stood, {@code return_indices=True}. */
  public static ValuesIndices fractionalMaxPool3dWithIndices(
      Tensor input, long[] kernelSize, FractionalPoolOptions options) {
    return PoolFunctions.fractional(3, input, kernelSize, options);
  }

  /**
   * The p-norm of each window of {@code [N, C, L]}, which moves by {@code stride}, null for its
   * size.
   */
  public static Tensor lpPool1d(
      Tensor input,
      double normType,
      long[] kernelSize,
      long @Nullable [] stride,
      boolean ceilMode) {
    long[] kernel = ConvOptions.spread(list(kernelSize), 1, "lp_pool1d kernel_size");
    AvgPoolOptions options = AvgPoolOptions.DEFAULT.ceilMode(ceilMode);
    Tensor mean =
        avgPool1d(input.pow(normType), kernel, stride == null ? options : options.stride(stride));
    Tensor sum = mean.sign().mul(mean.abs().relu()).mul(kernel[0]);
    return sum.pow(1 / normType);
  }

  /**
   * The p-norm of each window of {@code [N, C, H, W]}, which moves by {@code stride}, null for its
   * size.
   */
  public static Tensor lpPool2d(
      Tensor input,
      double normType,
      long[] kernelSize,
      long @Nullable [] stride,
      boolean ceilMode) {
    long[] kernel = ConvOptions.spread(list(kernelSize), 2, "lp_pool2d kernel_size");
    AvgPoolOptions options = AvgPoolOptions.DEFAULT.ceilMode(ceilMode);
    Tensor mean =
        avgPool2d(input.pow(normType), kernel, stride == null ? options : options.stride(stride));
    Tensor sum = mean.sign().mul(mean.abs().relu()).mul(kernel[0] * kernel[1]);
    return sum.pow(1 / normType);
  }

  private static List<@Nullable Long> nullable(long[] sizes) {
    List<@Nullable Long> out = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      out.add(sizes[i]);
    }
    return out;
  }
}
