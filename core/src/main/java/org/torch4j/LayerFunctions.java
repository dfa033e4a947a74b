package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Folding;
import org.torch4j.op.family.GridSampling;
import org.torch4j.op.family.Padding;
import org.torch4j.op.family.SpatialConvolution;
import org.torch4j.op.family.SpatialPooling;
import org.torch4j.type.Scalar;

/**
 * Layers of {@link Torch} that move over space: convolution, pooling, sampling. Arguments are those
 * of ATen; {@link org.torch4j.nn.F} has them with options.
 */
abstract class LayerFunctions extends ComplexFunctions {
  LayerFunctions() {}

  // ---- convolution

  /** Convolution over a row [N, C, L], {@code torch.conv1d}. */
  public static Tensor conv1d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV1D.call(
        input, weight, null, new long[] {1}, new long[] {0}, new long[] {1}, 1L);
  }

  /** {@link #conv1d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor conv1d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return SpatialConvolution.CONV1D.call(input, weight, bias, stride, padding, dilation, groups);
  }

  /** Convolution over an image [N, C, H, W], {@code torch.conv2d}. */
  public static Tensor conv2d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV2D.call(
        input, weight, null, new long[] {1, 1}, new long[] {0, 0}, new long[] {1, 1}, 1L);
  }

  /** {@link #conv2d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor conv2d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return SpatialConvolution.CONV2D.call(input, weight, bias, stride, padding, dilation, groups);
  }

  /** Convolution over a volume [N, C, D, H, W], {@code torch.conv3d}. */
  public static Tensor conv3d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV3D.call(
        input, weight, null, new long[] {1, 1, 1}, new long[] {0, 0, 0}, new long[] {1, 1, 1}, 1L);
  }

  /** {@link #conv3d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor conv3d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return SpatialConvolution.CONV3D.call(input, weight, bias, stride, padding, dilation, groups);
  }

  /**
   * The gradient of {@code conv1d} by its input, as an operation, {@code torch.conv_transpose1d}.
   */
  public static Tensor convTranspose1d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV_TRANSPOSE1D.call(
        input, weight, null, new long[] {1}, new long[] {0}, new long[] {0}, 1L, new long[] {1});
  }

  /** {@link #convTranspose1d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor convTranspose1d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return SpatialConvolution.CONV_TRANSPOSE1D.call(
        input, weight, bias, stride, padding, outputPadding, groups, dilation);
  }

  /**
   * The gradient of {@code conv2d} by its input, as an operation, {@code torch.conv_transpose2d}.
   */
  public static Tensor convTranspose2d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV_TRANSPOSE2D.call(
        input,
        weight,
        null,
        new long[] {1, 1},
        new long[] {0, 0},
        new long[] {0, 0},
        1L,
        new long[] {1, 1});
  }

  /** {@link #convTranspose2d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor convTranspose2d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return SpatialConvolution.CONV_TRANSPOSE2D.call(
        input, weight, bias, stride, padding, outputPadding, groups, dilation);
  }

  /**
   * The gradient of {@code conv3d} by its input, as an operation, {@code torch.conv_transpose3d}.
   */
  public static Tensor convTranspose3d(Tensor input, Tensor weight) {
    return SpatialConvolution.CONV_TRANSPOSE3D.call(
        input,
        weight,
        null,
        new long[] {1, 1, 1},
        new long[] {0, 0, 0},
        new long[] {0, 0, 0},
        1L,
        new long[] {1, 1, 1});
  }

  /** {@link #convTranspose3d(Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor convTranspose3d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return SpatialConvolution.CONV_TRANSPOSE3D.call(
        input, weight, bias, stride, padding, outputPadding, groups, dilation);
  }

  /** Convolution over a sequence of shape [time, batch, channel], {@code torch.conv_tbc}. */
  public static Tensor convTbc(Tensor self, Tensor weight, Tensor bias) {
    return SpatialConvolution.CONV_TBC.call(self, weight, bias, 0L);
  }

  /** {@link #convTbc(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor convTbc(Tensor self, Tensor weight, Tensor bias, long pad) {
    return SpatialConvolution.CONV_TBC.call(self, weight, bias, pad);
  }

  /** {@code x1 W x2 + b} for each output, {@code torch.bilinear}. */
  public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight) {
    return SpatialConvolution.BILINEAR.call(input1, input2, weight, null);
  }

  /** {@link #bilinear(Tensor, Tensor, Tensor)} with all arguments of ATen. */
  public static Tensor bilinear(
      Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
    return SpatialConvolution.BILINEAR.call(input1, input2, weight, bias);
  }

  // ---- pooling

  /** Means over windows of [N, C, L], {@code torch.avg_pool1d}. */
  public static Tensor avgPool1d(Tensor self, long[] kernelSize) {
    return SpatialPooling.AVG_POOL1D.call(
        self, kernelSize, new long[0], new long[] {0}, false, true);
  }

  /** {@link #avgPool1d(Tensor, long[])} with all arguments of ATen. */
  public static Tensor avgPool1d(
      Tensor self,
      long[] kernelSize,
      long @Nullable [] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad) {
    return SpatialPooling.AVG_POOL1D.call(
        self, kernelSize, stride, padding, ceilMode, countIncludePad);
  }

  /** Means over as many windows as asked for, {@code torch.adaptive_avg_pool1d}. */
  public static Tensor adaptiveAvgPool1d(Tensor self, long[] outputSize) {
    return SpatialPooling.ADAPTIVE_AVG_POOL1D.call(self, outputSize);
  }

  /**
   * Maxima over as many windows as asked for and their places, {@code torch.adaptive_max_pool1d}.
   */
  public static ValuesIndices adaptiveMaxPool1d(Tensor self, long[] outputSize) {
    return ValuesIndices.of(SpatialPooling.ADAPTIVE_MAX_POOL1D.callAll(self, outputSize));
  }

  /** Maxima over windows of [N, C, L], {@code torch.max_pool1d}. */
  public static Tensor maxPool1d(Tensor self, long[] kernelSize) {
    return SpatialPooling.MAX_POOL1D.call(
        self, kernelSize, new long[0], new long[] {0}, new long[] {1}, false);
  }

  /** {@link #maxPool1d(Tensor, long[])} with all arguments of ATen. */
  public static Tensor maxPool1d(
      Tensor self,
      long[] kernelSize,
      long @Nullable [] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return SpatialPooling.MAX_POOL1D.call(self, kernelSize, stride, padding, dilation, ceilMode);
  }

  /** Maxima over windows of [N, C, H, W], {@code torch.max_pool2d}. */
  public static Tensor maxPool2d(Tensor self, long[] kernelSize) {
    return SpatialPooling.MAX_POOL2D.call(
        self, kernelSize, new long[0], new long[] {0, 0}, new long[] {1, 1}, false);
  }

  /** {@link #maxPool2d(Tensor, long[])} with all arguments of ATen. */
  public static Tensor maxPool2d(
      Tensor self,
      long[] kernelSize,
      long @Nullable [] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return SpatialPooling.MAX_POOL2D.call(self, kernelSize, stride, padding, dilation, ceilMode);
  }

  /** Maxima over windows of [N, C, D, H, W], {@code torch.max_pool3d}. */
  public static Tensor maxPool3d(Tensor self, long[] kernelSize) {
    return SpatialPooling.MAX_POOL3D.call(
        self, kernelSize, new long[0], new long[] {0, 0, 0}, new long[] {1, 1, 1}, false);
  }

  /** {@link #maxPool3d(Tensor, long[])} with all arguments of ATen. */
  public static Tensor maxPool3d(
      Tensor self,
      long[] kernelSize,
      long @Nullable [] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return SpatialPooling.MAX_POOL3D.call(self, kernelSize, stride, padding, dilation, ceilMode);
  }

  /** Maxima over windows of [N, C, L] and their places, {@code torch.max_pool1d_with_indices}. */
  public static ValuesIndices maxPool1dWithIndices(Tensor self, long[] kernelSize) {
    return ValuesIndices.of(
        SpatialPooling.MAX_POOL1D_WITH_INDICES.callAll(
            self, kernelSize, new long[0], new long[] {0}, new long[] {1}, false));
  }

  /** {@link #maxPool1dWithIndices(Tensor, long[])} with all arguments of ATen. */
  public static ValuesIndices maxPool1dWithIndices(
      Tensor self,
      long[] kernelSize,
      long @Nullable [] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return ValuesIndices.of(
        SpatialPooling.MAX_POOL1D_WITH_INDICES.callAll(
            self, kernelSize, stride, padding, dilation, ceilMode));
  }

  // ---- places

  /**
   * The grid that samples an image transformed by {@code theta}, {@code
   * torch.affine_grid_generator}.
   */
  public static Tensor affineGridGenerator(Tensor theta, long[] size, boolean alignCorners) {
    return GridSampling.AFFINE_GRID_GENERATOR.call(theta, size, alignCorners);
  }

  /**
   * The input at the places of {@code grid}; modes 0 bilinear, 1 nearest, 2 bicubic, paddings 0
   * zeros, 1 border, 2 reflection, {@code torch.grid_sampler}.
   */
  public static Tensor gridSampler(
      Tensor input, Tensor grid, long interpolationMode, long paddingMode, boolean alignCorners) {
    return GridSampling.GRID_SAMPLER.call(
        input, grid, interpolationMode, paddingMode, alignCorners);
  }

  /** {@link #gridSampler} of [N, C, H, W], {@code torch.grid_sampler_2d}. */
  public static Tensor gridSampler2d(
      Tensor input, Tensor grid, long interpolationMode, long paddingMode, boolean alignCorners) {
    return GridSampling.GRID_SAMPLER.call(
        input, grid, interpolationMode, paddingMode, alignCorners);
  }

  /** {@link #gridSampler} of [N, C, D, H, W], {@code torch.grid_sampler_3d}. */
  public static Tensor gridSampler3d(
      Tensor input, Tensor grid, long interpolationMode, long paddingMode, boolean alignCorners) {
    return GridSampling.GRID_SAMPLER.call(
        input, grid, interpolationMode, paddingMode, alignCorners);
  }

  /** The channels dealt to groups in turn, {@code torch.channel_shuffle}. */
  public static Tensor channelShuffle(Tensor self, long groups) {
    return Folding.CHANNEL_SHUFFLE.call(self, groups);
  }

  /** {@link #channelShuffle}, {@code torch.native_channel_shuffle}. */
  public static Tensor nativeChannelShuffle(Tensor self, long groups) {
    return Folding.CHANNEL_SHUFFLE.call(self, groups);
  }

  /** Channels spread over space, {@code torch.pixel_shuffle}. */
  public static Tensor pixelShuffle(Tensor self, long upscaleFactor) {
    return Folding.PIXEL_SHUFFLE.call(self, upscaleFactor);
  }

  /** Space gathered in channels, {@code torch.pixel_unshuffle}. */
  public static Tensor pixelUnshuffle(Tensor self, long downscaleFactor) {
    return Folding.PIXEL_UNSHUFFLE.call(self, downscaleFactor);
  }

  /**
   * A border of one value; {@code pad} counts from the last dimension, {@code
   * torch.constant_pad_nd}.
   */
  public static Tensor constantPadNd(Tensor self, long[] pad) {
    return Padding.CONSTANT.call(self, pad, Scalar.of(0));
  }

  /** {@link #constantPadNd(Tensor, long[])} with all arguments of ATen. */
  public static Tensor constantPadNd(Tensor self, long[] pad, Number value) {
    return Padding.CONSTANT.call(self, pad, Scalar.of(value));
  }
}
