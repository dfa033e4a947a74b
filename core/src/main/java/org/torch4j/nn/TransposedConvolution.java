package org.torch4j.nn;

import static org.torch4j.op.family.Convolution.GENERAL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * What the transposed convolutions of one, two and three dimensions share: the gradient of a
 * convolution by its input, as a layer. {@code weight} is {@code [inChannels, outChannels / groups,
 * kernel...]}; weight and bias start uniform within {@code 1 / sqrt(outChannels / groups * kernel
 * elements)}.
 */
public abstract class TransposedConvolution extends Module {
  private final int dims;
  private long inChannels;
  private final long outChannels;
  private final long[] kernelSize;
  private final long[] stride;
  private final long[] padding;
  private final long[] outputPadding;
  private final long[] dilation;
  private final long groups;
  private boolean open;

  /** The kernels, {@code [inChannels, outChannels / groups, kernel...]}. */
  public Parameter weight;

  /** What is added to each channel, {@code [outChannels]}, or null. */
  public @Nullable Parameter bias;

  TransposedConvolution(
      int dims, long inChannels, long outChannels, long[] kernelSize, ConvTransposeOptions o) {
    this(dims, outChannels, kernelSize, o);
    this.inChannels = inChannels;
    open = false;
    weight = new Parameter(Torch.empty(weightShape()));
    bias = o.bias() ? new Parameter(Torch.empty(outChannels)) : null;
    Init.resetLikeLinear(weight, bias);
  }

  /** A layer that learns the number of input channels from the first input. */
  TransposedConvolution(int dims, long outChannels, long[] kernelSize, ConvTransposeOptions o) {
    this.dims = dims;
    open = true;
    this.outChannels = outChannels;
    this.kernelSize = spread(ConvOptions.list(kernelSize), "kernel_size");
    this.stride = spread(o.stride(), "stride");
    this.padding = spread(o.padding(), "padding");
    this.outputPadding = spread(o.outputPadding(), "output_padding");
    this.dilation = spread(o.dilation(), "dilation");
    this.groups = o.groups();
    if (groups <= 0) {
      throw new IllegalArgumentException("groups must be a positive integer");
    }
    if (outChannels % groups != 0) {
      throw new IllegalArgumentException("out_channels must be divisible by groups");
    }
    weight = new UninitializedParameter();
    bias = o.bias() ? new UninitializedParameter() : null;
  }

  private long[] weightShape() {
    if (inChannels % groups != 0) {
      throw new IllegalArgumentException("in_channels must be divisible by groups");
    }
    long[] sizes = new long[dims + 2];
    sizes[0] = inChannels;
    sizes[1] = outChannels / groups;
    System.arraycopy(kernelSize, 0, sizes, 2, dims);
    return sizes;
  }

  /** A layer with the same settings and a bias. */
  final TransposedConvolution likewise() {
    ConvTransposeOptions o =
        ConvTransposeOptions.DEFAULT
            .stride(stride)
            .padding(padding)
            .outputPadding(outputPadding)
            .dilation(dilation)
            .groups(groups);
    return switch (dims) {
      case 1 -> new ConvTranspose1d(inChannels, outChannels, kernelSize, o);
      case 2 -> new ConvTranspose2d(inChannels, outChannels, kernelSize, o);
      default -> new ConvTranspose3d(inChannels, outChannels, kernelSize, o);
    };
  }

  final boolean isOpen() {
    return open;
  }

  private void settle(Tensor input) {
    inChannels = input.size(-dims - 1);
    long[] shape = weightShape();
    open = false;
    if (Uninitialized.isOpen(weight)) {
      Uninitialized.settle(weight, shape);
      Uninitialized.settle(bias, outChannels);
      resetParameters();
    }
  }

  private long[] spread(List<Long> values, String what) {
    return ConvOptions.spread(values, dims, "ConvTranspose" + dims + "d " + what);
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    Init.resetLikeLinear(weight, bias);
  }

  /** The result for {@code [N, C, spatial...]} or {@code [C, spatial...]}. */
  @Override
  public Tensor forward(Tensor input) {
    return forward(input, (long[]) null);
  }

  /**
   * The result with these sizes, of which a strided convolution would leave the input's.
   *
   * @param outputSize of the spatial dimensions, or of all; null for the least, plus the output
   *     padding
   */
  public Tensor forward(Tensor input, long @Nullable [] outputSize) {
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      throw new ShapeException(
          "conv_transpose"
              + dims
              + "d: expected "
              + (dims + 1)
              + "D (unbatched) or "
              + (dims + 2)
              + "D (batched) input, got "
              + input.dim()
              + "D (input "
              + input.shape()
              + ", weight "
              + weight.shape()
              + ")");
    }
    if (open) {
      settle(input);
    }
    long[] extra = outputSize == null ? outputPadding : extra(input, outputSize);
    return GENERAL.call(input, weight, bias, stride, padding, dilation, true, extra, groups);
  }

  /** How much is added to one side for an output of these sizes. */
  private long[] extra(Tensor input, long[] outputSize) {
    int lead = input.dim() - dims;
    long[] wanted =
        outputSize.length == input.dim()
            ? Arrays.copyOfRange(outputSize, lead, outputSize.length)
            : outputSize;
    if (wanted.length != dims) {
      throw new ShapeException(
          moduleName()
              + ": for "
              + input.dim()
              + "D input, output_size must have "
              + dims
              + " or "
              + input.dim()
              + " elements, got "
              + outputSize.length);
    }
    long[] least = new long[dims];
    long[] most = new long[dims];
    long[] extra = new long[dims];
    boolean fits = true;
    for (int d = 0; d < dims; d++) {
      least[d] =
          (input.size(lead + d) - 1) * stride[d]
              - 2 * padding[d]
              + dilation[d] * (kernelSize[d] - 1)
              + 1;
      most[d] = least[d] + stride[d] - 1;
      extra[d] = wanted[d] - least[d];
      fits &= wanted[d] >= least[d] && wanted[d] <= most[d];
    }
    if (!fits) {
      throw new ShapeException(
          moduleName()
              + ": requested an output size of "
              + Arrays.toString(wanted)
              + ", but valid sizes range from "
              + Arrays.toString(least)
              + " to "
              + Arrays.toString(most)
              + " (for an input of "
              + input.shape()
              + ")");
    }
    return extra;
  }

  @Override
  public String extraRepr() {
    List<String> parts = new ArrayList<>();
    parts.add(Long.toString(inChannels));
    parts.add(Long.toString(outChannels));
    parts.add("kernel_size=" + tuple(kernelSize));
    parts.add("stride=" + tuple(stride));
    if (Arrays.stream(padding).anyMatch(p -> p != 0)) {
      parts.add("padding=" + tuple(padding));
    }
    if (Arrays.stream(dilation).anyMatch(d -> d != 1)) {
      parts.add("dilation=" + tuple(dilation));
    }
    if (Arrays.stream(outputPadding).anyMatch(p -> p != 0)) {
      parts.add("output_padding=" + tuple(outputPadding));
    }
    if (groups != 1) {
      parts.add("groups=" + groups);
    }
    if (bias == null) {
      parts.add("bias=False");
    }
    return String.join(", ", parts);
  }

  private static String tuple(long[] values) {
    return PythonText.tuple(ConvOptions.list(values));
  }
}
