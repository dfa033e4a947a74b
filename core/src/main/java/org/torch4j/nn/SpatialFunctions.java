package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.family.Folding;
import org.torch4j.op.family.GridSampling;
import org.torch4j.op.family.Matmul;
import org.torch4j.op.family.Padding;
import org.torch4j.op.family.SpatialConvolution;

/**
 * Linear maps, convolutions, padding and what rearranges or resamples images; part of {@link F}.
 */
abstract class SpatialFunctions extends InPlaceActivations {
  SpatialFunctions() {}

  /** {@code x A^T}. */
  public static Tensor linear(Tensor input, Tensor weight) {
    return linear(input, weight, null);
  }

  /** {@code x A^T + b} for {@code weight} {@code [out, in]} and {@code bias} {@code [out]}. */
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Matmul.LINEAR.call(input, weight, bias);
  }

  /** Convolves {@code [N, C, L]} with stride 1 and no padding. */
  public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv1d(input, weight, bias, Conv1d.options());
  }

  /** Convolves {@code [N, C, L]} or {@code [C, L]}. */
  public static Tensor conv1d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(1, input, weight, bias, options);
  }

  /** Convolves {@code [N, C, H, W]} with stride 1 and no padding. */
  public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv2d(input, weight, bias, Conv2d.options());
  }

  /** Convolves {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor conv2d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(2, input, weight, bias, options);
  }

  /** Convolves {@code [N, C, D, H, W]} with stride 1 and no padding. */
  public static Tensor conv3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return conv3d(input, weight, bias, Conv3d.options());
  }

  /** Convolves {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
  public static Tensor conv3d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    return ConvFunctions.convolve(3, input, weight, bias, options);
  }

  /** {@code x1 W x2 + b} for {@code weight} {@code [out, in1, in2]}. */
  public static Tensor bilinear(
      Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
    return SpatialConvolution.BILINEAR.call(input1, input2, weight, bias);
  }

  /** The transpose of a convolution with stride 1 and no padding, over {@code [N, C, L]}. */
  public static Tensor convTranspose1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return convTranspose1d(input, weight, bias, ConvTransposeOptions.DEFAULT);
  }

  /** The transpose of a convolution, over {@code [N, C, L]} or {@code [C, L]}. */
  public static Tensor convTranspose1d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvTransposeOptions options) {
    return ConvFunctions.transposed(1, input, weight, bias, options);
  }

  /** The transpose of a convolution with stride 1 and no padding, over {@code [N, C, H, W]}. */
  public static Tensor convTranspose2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return convTranspose2d(input, weight, bias, ConvTransposeOptions.DEFAULT);
  }

  /** The transpose of a convolution, over {@code [N, C, H, W]} or {@code [C, H, W]}. */
  public static Tensor convTranspose2d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvTransposeOptions options) {
    return ConvFunctions.transposed(2, input, weight, bias, options);
  }

  /** The transpose of a convolution with stride 1 and no padding, over {@code [N, C, D, H, W]}. */
  public static Tensor convTranspose3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return convTranspose3d(input, weight, bias, ConvTransposeOptions.DEFAULT);
  }

  /** The transpose of a convolution, over {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
  public static Tensor convTranspose3d(
      Tensor input, Tensor weight, @Nullable Tensor bias, ConvTransposeOptions options) {
    return ConvFunctions.transposed(3, input, weight, bias, options);
  }

  /** Convolves {@code [time, batch, in]} with a weight {@code [kernel, in, out]}. */
  public static Tensor convTbc(Tensor input, Tensor weight, Tensor bias, long pad) {
    return SpatialConvolution.CONV_TBC.call(input, weight, bias, pad);
  }

  /** Adds zeros: pairs of before and after, the last dimension first; negative cuts. */
  public static Tensor pad(Tensor input, long... pad) {
    return pad(input, pad, "constant", 0);
  }

  /** Adds by a mode: {@code constant}, {@code reflect}, {@code replicate}, {@code circular}. */
  public static Tensor pad(Tensor input, long[] pad, String mode, double value) {
    return Padding.PAD.call(input, pad, mode, value);
  }

  /** The windows of {@code [N, C, H, W]} as columns {@code [N, C * window, windows]}. */
  public static Tensor unfold(Tensor input, long... kernelSize) {
    return unfold(input, kernelSize, FoldOptions.defaults());
  }

  /** The windows of {@code [N, C, H, W]} as columns {@code [N, C * window, windows]}. */
  public static Tensor unfold(Tensor input, long[] kernelSize, FoldOptions options) {
    return Folding.IM2COL.call(
        input, kernelSize, options.dilations(), options.paddings(), options.strides());
  }

  /** Columns added to images {@code [N, C, H, W]}: the transpose of {@link #unfold}. */
  public static Tensor fold(
      Tensor input, long[] outputSize, long[] kernelSize, FoldOptions options) {
    return Folding.COL2IM.call(
        input, outputSize, kernelSize, options.dilations(), options.paddings(), options.strides());
  }

  /** Channels {@code C * r * r} become {@code r} times as many rows and columns. */
  public static Tensor pixelShuffle(Tensor input, long upscaleFactor) {
    return Folding.PIXEL_SHUFFLE.call(input, upscaleFactor);
  }

  /** The inverse of {@link #pixelShuffle}. */
  public static Tensor pixelUnshuffle(Tensor input, long downscaleFactor) {
    return Folding.PIXEL_UNSHUFFLE.call(input, downscaleFactor);
  }

  /** Channels in groups, dealt out one from each group in turn. */
  public static Tensor channelShuffle(Tensor input, long groups) {
    return Folding.CHANNEL_SHUFFLE.call(input, groups);
  }

  /**
   * Resizes the spatial dimensions of {@code [N, C, L]}, {@code [.., H, W]}, {@code [.., D, H, W]}.
   */
  public static Tensor interpolate(Tensor input, InterpolateOptions options) {
    return Interpolation.interpolate(input, options);
  }

  /** Resizes by the mode {@code nearest}, whatever the options say; use {@link #interpolate}. */
  public static Tensor upsampleNearest(Tensor input, InterpolateOptions options) {
    return interpolate(input, options.mode("nearest"));
  }

  /** Resizes by the mode {@code bilinear} with corners aligned; use {@link #interpolate}. */
  public static Tensor upsampleBilinear(Tensor input, InterpolateOptions options) {
    return interpolate(input, options.mode("bilinear").alignCorners(true));
  }

  /** Resizes by the options' mode; use {@link #interpolate}. */
  public static Tensor upsample(Tensor input, InterpolateOptions options) {
    return interpolate(input, options);
  }

  /** Reads images at the places of a grid, bilinearly, with zeros around. */
  public static Tensor gridSample(Tensor input, Tensor grid) {
    return gridSample(input, grid, "bilinear", "zeros", false);
  }

  /**
   * Reads {@code [N, C, H, W]} at the places of {@code [N, Ho, Wo, 2]}, x before y, from -1 to 1.
   *
   * @param mode {@code bilinear}, {@code nearest} or {@code bicubic}
   * @param paddingMode {@code zeros}, {@code border} or {@code reflection}
   * @param alignCorners whether -1 and 1 are the centers of the outer pixels; null for false
   */
  public static Tensor gridSample(
      Tensor input, Tensor grid, String mode, String paddingMode, @Nullable Boolean alignCorners) {
    return GridSampling.GRID_SAMPLER.call(
        input,
        grid,
        code("mode", mode, "bilinear", "nearest", "bicubic"),
        code("padding_mode", paddingMode, "zeros", "border", "reflection"),
        Boolean.TRUE.equals(alignCorners));
  }

  /** The grid of affine maps {@code theta} for images of {@code size}. */
  public static Tensor affineGrid(Tensor theta, long[] size, @Nullable Boolean alignCorners) {
    return GridSampling.AFFINE_GRID_GENERATOR.call(theta, size, Boolean.TRUE.equals(alignCorners));
  }

  private static long code(String what, String value, String... names) {
    int code = List.of(names).indexOf(value);
    if (code < 0) {
      throw new IllegalArgumentException(
          "grid_sample: " + what + " must be one of " + List.of(names) + ", got '" + value + "'");
    }
    return code;
  }
}
