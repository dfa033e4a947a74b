package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;
import org.torch4j.op.family.Pooling;
import org.torch4j.type.ShapeException;

/** Pooling as functions: inputs without a batch and the sizes of each dimension. */
final class PoolFunctions {
  private PoolFunctions() {}

  static ValuesIndices max(int dims, Tensor input, List<Long> kernelSize, MaxPoolOptions options) {
    String op = "max_pool" + dims + "d";
    if (check(op, dims, input)) {
      ValuesIndices all = max(dims, input.unsqueeze(0), kernelSize, options);
      return new ValuesIndices(all.values().squeeze(0), all.indices().squeeze(0));
    }
    List<Long> stride = options.stride();
    Tensor[] results =
        Pooling.MAX_POOL.callAll(
            input,
            ConvOptions.spread(kernelSize, dims, op + " kernel_size"),
            ConvOptions.spread(stride == null ? kernelSize : stride, dims, op + " stride"),
            ConvOptions.spread(options.padding(), dims, op + " padding"),
            ConvOptions.spread(options.dilation(), dims, op + " dilation"),
            options.ceilMode());
    return new ValuesIndices(results[0], results[1]);
  }

  static Tensor average(int dims, Tensor input, List<Long> kernelSize, AvgPoolOptions options) {
    String op = "avg_pool" + dims + "d";
    if (check(op, dims, input)) {
      return average(dims, input.unsqueeze(0), kernelSize, options).squeeze(0);
    }
    List<Long> stride = options.stride();
    return Pooling.AVG_POOL.call(
        input,
        ConvOptions.spread(kernelSize, dims, op + " kernel_size"),
        ConvOptions.spread(stride == null ? kernelSize : stride, dims, op + " stride"),
        ConvOptions.spread(options.padding(), dims, op + " padding"),
        options.ceilMode(),
        options.countIncludePad(),
        options.divisorOverride());
  }

  static Tensor adaptiveAverage(int dims, Tensor input, long[] outputSize) {
    return check("adaptive_avg_pool" + dims + "d", dims, input)
        ? Pooling.ADAPTIVE_AVG_POOL.call(input.unsqueeze(0), outputSize).squeeze(0)
        : Pooling.ADAPTIVE_AVG_POOL.call(input, outputSize);
  }

  /** Whether the batch is missing. */
  private static boolean check(String op, int dims, Tensor input) {
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          op
              + ": expected "
              + (dims + 1)
              + "D (unbatched) or "
              + (dims + 2)
              + "D (batched) input, got "
              + input.dim()
              + "D (input "
              + input.shape()
              + ")");
    }
    return input.dim() == dims + 1;
  }
}
