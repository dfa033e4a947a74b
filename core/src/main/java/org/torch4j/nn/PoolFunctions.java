package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.ValuesIndices;
import org.torch4j.op.Placement;
import org.torch4j.op.family.SpatialPooling;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Pooling as functions: the sizes of each dimension, defaults that depend on others. */
final class PoolFunctions {
  private PoolFunctions() {}

  static ValuesIndices pair(Tensor[] results) {
    return new ValuesIndices(results[0], results[1]);
  }

  static ValuesIndices max(int dims, Tensor input, List<Long> kernelSize, MaxPoolOptions options) {
    String op = "max_pool" + dims + "d";
    List<Long> stride = options.stride();
    Object[] args = {
      input,
      ConvOptions.spread(kernelSize, dims, op + " kernel_size"),
      ConvOptions.spread(stride == null ? kernelSize : stride, dims, op + " stride"),
      ConvOptions.spread(options.padding(), dims, op + " padding"),
      ConvOptions.spread(options.dilation(), dims, op + " dilation"),
      options.ceilMode()
    };
    return pair(
        switch (dims) {
          case 1 -> SpatialPooling.MAX_POOL1D_WITH_INDICES.callAll(args);
          case 2 -> SpatialPooling.MAX_POOL2D_WITH_INDICES.callAll(args);
          default -> SpatialPooling.MAX_POOL3D_WITH_INDICES.callAll(args);
        });
  }

  static Tensor average(int dims, Tensor input, List<Long> kernelSize, AvgPoolOptions options) {
    String op = "avg_pool" + dims + "d";
    List<Long> stride = options.stride();
    Object kernel = ConvOptions.spread(kernelSize, dims, op + " kernel_size");
    Object step = ConvOptions.spread(stride == null ? kernelSize : stride, dims, op + " stride");
    Object padding = ConvOptions.spread(options.padding(), dims, op + " padding");
    Long divisor = options.divisorOverride();
    boolean ceil = options.ceilMode();
    boolean count = options.countIncludePad();
    return switch (dims) {
      case 1 -> {
        if (divisor != null) {
          throw new IllegalArgumentException("avg_pool1d: takes no divisor, got " + divisor);
        }
        yield SpatialPooling.AVG_POOL1D.call(input, kernel, step, padding, ceil, count);
      }
      case 2 -> SpatialPooling.AVG_POOL2D.call(input, kernel, step, padding, ceil, count, divisor);
      default -> SpatialPooling.AVG_POOL3D.call(input, kernel, step, padding, ceil, count, divisor);
    };
  }

  /** One size for all dimensions or one for each; null keeps that of the input. */
  static long[] outputSize(String op, int dims, Tensor input, List<@Nullable Long> sizes) {
    if (sizes.size() != 1 && sizes.size() != dims || input.dim() < dims) {
      throw new ShapeException(
          op
              + ": output_size must have 1 or "
              + dims
              + " numbers, got "
              + sizes
              + " for input "
              + input.shape());
    }
    long[] all = new long[dims];
    for (int i = 0; i < dims; i++) {
      Long size = sizes.get(sizes.size() == 1 ? 0 : i);
      all[i] = size == null ? input.size(input.dim() - dims + i) : size;
    }
    return all;
  }

  static Tensor adaptiveAverage(int dims, Tensor input, List<@Nullable Long> sizes) {
    long[] size = outputSize("adaptive_avg_pool" + dims + "d", dims, input, sizes);
    return switch (dims) {
      case 1 -> SpatialPooling.ADAPTIVE_AVG_POOL1D.call(input, size);
      case 2 -> SpatialPooling.ADAPTIVE_AVG_POOL2D.call(input, size);
      default -> SpatialPooling.ADAPTIVE_AVG_POOL3D.call(input, size);
    };
  }

  static ValuesIndices adaptiveMax(int dims, Tensor input, List<@Nullable Long> sizes) {
    long[] size = outputSize("adaptive_max_pool" + dims + "d", dims, input, sizes);
    return pair(
        switch (dims) {
          case 1 -> SpatialPooling.ADAPTIVE_MAX_POOL1D.callAll(input, size);
          case 2 -> SpatialPooling.ADAPTIVE_MAX_POOL2D.callAll(input, size);
          default -> SpatialPooling.ADAPTIVE_MAX_POOL3D.callAll(input, size);
        });
  }

  static ValuesIndices fractional(
      int dims, Tensor input, long[] kernelSize, FractionalPoolOptions options) {
    String op = "fractional_max_pool" + dims + "d";
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          op
              + ": expected "
              + (dims + 1)
              + " or "
              + (dims + 2)
              + " dimensions, got input "
              + input.shape());
    }
    List<Long> size = options.outputSize();
    List<Double> ratio = options.outputRatio();
    if ((size == null) == (ratio == null)) {
      throw new IllegalArgumentException(
          op + ": either output_size or output_ratio must be given, got " + size + " and " + ratio);
    }
    long[] out = new long[dims];
    for (int i = 0; i < dims; i++) {
      if (size != null) {
        out[i] = size.get(size.size() == 1 ? 0 : i);
      } else if (ratio != null) {
        double part = ratio.get(ratio.size() == 1 ? 0 : i);
        out[i] = (long) (input.size(input.dim() - dims + i) * part);
      }
    }
    Tensor samples = options.randomSamples();
    if (samples == null) {
      long n = input.dim() == dims + 1 ? 1 : input.size(0);
      samples =
          Placement.on(
              input.device(),
              () -> Torch.rand(Shape.of(n, input.size(-dims - 1), dims), input.dtype()));
    }
    long[] kernel = ConvOptions.spread(ConvOptions.list(kernelSize), dims, op + " kernel_size");
    return pair(
        dims == 2
            ? SpatialPooling.FRACTIONAL_MAX_POOL2D.callAll(input, kernel, out, samples)
            : SpatialPooling.FRACTIONAL_MAX_POOL3D.callAll(input, kernel, out, samples));
  }

  static Tensor unpool(
      int dims, Tensor input, Tensor indices, long[] kernelSize, MaxUnpoolOptions options) {
    String op = "max_unpool" + dims + "d";
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          op
              + ": expected "
              + (dims + 1)
              + " or "
              + (dims + 2)
              + " dimensions, got input "
              + input.shape());
    }
    List<Long> window = ConvOptions.list(kernelSize);
    List<Long> step = options.stride();
    long[] kernel = ConvOptions.spread(window, dims, op + " kernel_size");
    long[] stride = ConvOptions.spread(step == null ? window : step, dims, op + " stride");
    long[] padding = ConvOptions.spread(options.padding(), dims, op + " padding");
    long[] size = unpooledSize(op, input, kernel, stride, padding, options.outputSize());
    return switch (dims) {
      case 1 ->
          SpatialPooling.MAX_UNPOOL2D
              .call(input.unsqueeze(-1), indices.unsqueeze(-1), new long[] {size[0], 1})
              .squeeze(-1);
      case 2 -> SpatialPooling.MAX_UNPOOL2D.call(input, indices, size);
      default -> SpatialPooling.MAX_UNPOOL3D.call(input, indices, size, stride, padding);
    };
  }

  /** The size that was pooled: as asked, if pooling gives the input's size for it. */
  private static long[] unpooledSize(
      String op,
      Tensor input,
      long[] kernel,
      long[] stride,
      long[] padding,
      @Nullable List<Long> asked) {
    int dims = kernel.length;
    long[] size = new long[dims];
    for (int i = 0; i < dims; i++) {
      long given = input.size(input.dim() - dims + i);
      size[i] = (given - 1) * stride[i] + kernel[i] - 2 * padding[i];
    }
    if (asked == null) {
      return size;
    }
    int skipped = asked.size() - dims;
    if (skipped != 0 && asked.size() != input.dim()) {
      throw new ShapeException(
          op + ": output_size must have " + dims + " or " + input.dim() + " numbers, got " + asked);
    }
    for (int i = 0; i < dims; i++) {
      long wanted = asked.get(skipped + i);
      if (Math.abs(wanted - size[i]) >= stride[i]) {
        throw new ShapeException(
            op
                + ": output_size must differ from "
                + size[i]
                + " by less than the stride "
                + stride[i]
                + " in dimension "
                + i
                + ", got "
                + wanted);
      }
      size[i] = wanted;
    }
    return size;
  }
}
