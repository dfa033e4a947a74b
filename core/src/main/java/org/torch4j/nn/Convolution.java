package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * What the convolutions of one, two and three dimensions share. {@code weight} is {@code
 * [outChannels, inChannels / groups, kernel...]}; weight and bias start uniform within {@code 1 /
 * sqrt(inChannels / groups * kernel elements)}.
 */
public abstract class Convolution extends Module {
  private long inChannels;
  private final long outChannels;
  private final List<Long> kernelSize;
  private final ConvOptions options;
  private final int dims;
  private boolean open;

  /** The kernels, {@code [outChannels, inChannels / groups, kernel...]}. */
  public Parameter weight;

  /** What is added to each channel, {@code [outChannels]}, or null. */
  public @Nullable Parameter bias;

  Convolution(int dims, long inChannels, long outChannels, long[] kernelSize, ConvOptions options) {
    this(dims, outChannels, kernelSize, options);
    this.inChannels = inChannels;
    open = false;
    weight = new Parameter(Torch.empty(weightShape()));
    bias = options.bias() ? new Parameter(Torch.empty(outChannels)) : null;
    Init.resetLikeLinear(weight, bias);
  }

  /** A layer that learns the number of input channels from the first input. */
  Convolution(int dims, long outChannels, long[] kernelSize, ConvOptions options) {
    this.dims = dims;
    this.outChannels = outChannels;
    this.options = options;
    open = true;
    String name = "Conv" + dims + "d";
    long[] kernel = ConvOptions.spread(ConvOptions.list(kernelSize), dims, name + " kernel_size");
    this.kernelSize = ConvOptions.list(kernel);
    if (options.groups() <= 0) {
      throw new IllegalArgumentException("groups must be a positive integer");
    }
    if (outChannels % options.groups() != 0) {
      throw new IllegalArgumentException("out_channels must be divisible by groups");
    }
    if ("same".equals(options.paddingText()) && options.stride().stream().anyMatch(s -> s != 1)) {
      throw new IllegalArgumentException(
          "padding='same' is not supported for strided convolutions");
    }
    weight = new UninitializedParameter();
    bias = options.bias() ? new UninitializedParameter() : null;
  }

  private long[] weightShape() {
    if (inChannels % options.groups() != 0) {
      throw new IllegalArgumentException("in_channels must be divisible by groups");
    }
    long[] sizes = new long[dims + 2];
    sizes[0] = outChannels;
    sizes[1] = inChannels / options.groups();
    for (int i = 0; i < dims; i++) {
      sizes[2 + i] = kernelSize.get(i);
    }
    return sizes;
  }

  /** A layer with the same settings and a bias. */
  final Convolution likewise() {
    long[] kernel = kernelSize.stream().mapToLong(Long::longValue).toArray();
    ConvOptions o = options.bias(true);
    return switch (dims) {
      case 1 -> new Conv1d(inChannels, outChannels, kernel, o);
      case 2 -> new Conv2d(inChannels, outChannels, kernel, o);
      default -> new Conv3d(inChannels, outChannels, kernel, o);
    };
  }

  final boolean isOpen() {
    return open;
  }

  private void settle(Tensor input) {
    if (input.dim() != dims + 1 && input.dim() != dims + 2) {
      return; // the function refuses it
    }
    inChannels = input.size(-dims - 1);
    long[] shape = weightShape();
    open = false;
    if (Uninitialized.isOpen(weight)) {
      Uninitialized.settle(weight, shape);
      Uninitialized.settle(bias, outChannels);
      resetParameters();
    }
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    Init.resetLikeLinear(weight, bias);
  }

  @Override
  public Tensor forward(Tensor input) {
    if (open) {
      settle(input);
    }
    return ConvFunctions.convolve(dims, input, weight, bias, options);
  }

  @Override
  public String extraRepr() {
    List<String> parts = new ArrayList<>();
    parts.add(Long.toString(inChannels));
    parts.add(Long.toString(outChannels));
    parts.add("kernel_size=" + PythonText.tuple(kernelSize));
    parts.add("stride=" + tuple(options.stride()));
    if (options.paddingText() != null) {
      parts.add("padding=" + options.paddingText());
    } else if (options.padding().stream().anyMatch(p -> p != 0)) {
      parts.add("padding=" + tuple(options.padding()));
    }
    if (options.dilation().stream().anyMatch(d -> d != 1)) {
      parts.add("dilation=" + tuple(options.dilation()));
    }
    if (options.groups() != 1) {
      parts.add("groups=" + options.groups());
    }
    if (bias == null) {
      parts.add("bias=False");
    }
    if (!options.paddingMode().equals("zeros")) {
      parts.add("padding_mode=" + options.paddingMode());
    }
    return String.join(", ", parts);
  }

  private String tuple(List<Long> values) {
    return PythonText.tuple(values.size() == 1 ? Collections.nCopies(dims, values.get(0)) : values);
  }

  static long[] cube(int dims, long size) {
    long[] all = new long[dims];
    Arrays.fill(all, size);
    return all;
  }
}
