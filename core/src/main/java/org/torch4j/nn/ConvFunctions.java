package org.torch4j.nn;

import static org.torch4j.op.family.Convolution.GENERAL;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.family.SpatialConvolution;
import org.torch4j.type.ShapeException;

/** Convolutions as functions: padding modes, inputs without a batch, checks. */
final class ConvFunctions {
  private ConvFunctions() {}

  static Tensor convolve(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
    String op = "conv" + dims + "d";
    check(op, dims, input, weight, options.groups());
    if (input.dim() == dims + 1) {
      return convolve(dims, input.unsqueeze(0), weight, bias, options).squeeze(0);
    }
    long[] stride = ConvOptions.spread(options.stride(), dims, op + " stride");
    long[] dilation = ConvOptions.spread(options.dilation(), dims, op + " dilation");
    long[] padding = ConvOptions.spread(options.padding(), dims, op + " padding");
    Tensor padded = input;
    boolean same = "same".equals(options.paddingText());
    if (options.paddingText() != null) {
      padding = new long[dims];
    }
    if (same || !options.paddingMode().equals("zeros")) {
      long[] around = new long[2 * dims]; // last dimension first, as F.pad wants it
      boolean symmetric = true;
      for (int i = 0; i < dims; i++) {
        long total = same ? dilation[i] * (weight.size(2 + i) - 1) : 2 * padding[i];
        around[2 * (dims - 1 - i)] = total / 2;
        around[2 * (dims - 1 - i) + 1] = total - total / 2;
        padding[i] = total / 2;
        symmetric &= total % 2 == 0;
      }
      if (!symmetric || !options.paddingMode().equals("zeros")) {
        String mode = options.paddingMode();
        padded = F.pad(input, around, mode.equals("zeros") ? "constant" : mode, 0);
        padding = new long[dims];
      }
    }
    long[] none = new long[dims];
    return GENERAL.call(
        padded, weight, bias, stride, padding, dilation, false, none, options.groups());
  }

  private static void check(String op, int dims, Tensor input, Tensor weight, long groups) {
    String received = " (input " + input.shape() + ", weight " + weight.shape();
    if (weight.dim() != dims + 2) {
      throw new ShapeException(
          op + ": weight must have " + (dims + 2) + " dimensions" + received + ")");
    }
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          op
              + ": expected "
              + (dims + 1)
              + "D (unbatched) or "
              + (dims + 2)
              + "D (batched) input, got "
              + input.dim()
              + "D"
              + received
              + ")");
    }
    long channels = input.size(-dims - 1);
    if (channels != weight.size(1) * groups) {
      throw new ShapeException(
          op
              + ": input has "
              + channels
              + " channels, weight wants "
              + weight.size(1) * groups
              + received
              + ", groups "
              + groups
              + ")");
    }
  }

  static Tensor transposed(
      int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvTransposeOptions options) {
    String op = "conv_transpose" + dims + "d";
    CompositeOp transposed =
        switch (dims) {
          case 1 -> SpatialConvolution.CONV_TRANSPOSE1D;
          case 2 -> SpatialConvolution.CONV_TRANSPOSE2D;
          default -> SpatialConvolution.CONV_TRANSPOSE3D;
        };
    return transposed.call(
        input,
        weight,
        bias,
        ConvOptions.spread(options.stride(), dims, op + " stride"),
        ConvOptions.spread(options.padding(), dims, op + " padding"),
        ConvOptions.spread(options.outputPadding(), dims, op + " output_padding"),
        options.groups(),
        ConvOptions.spread(options.dilation(), dims, op + " dilation"));
  }
}
