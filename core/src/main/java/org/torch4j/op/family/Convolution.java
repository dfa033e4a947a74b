package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Convolutions. Three kernels, the convolution and its two gradients, are closed under
 * differentiation: each one's gradients are the other two. A transposed convolution is the gradient
 * of the input.
 */
public final class Convolution {
  private static final String GEOMETRY =
      ", int[] stride, int[] padding, int[] dilation, int groups) -> Tensor";

  /** input [N, C, spatial...], weight [O, C / groups, kernel...]. */
  public static final KernelOp CONVOLUTION =
      kernel("convolution(Tensor input, Tensor weight, Tensor? bias" + GEOMETRY, Convolution::shape)
          .grad("input", c -> inputGrad(c, c.grad(), c.saved("weight"), c.shape("input")))
          .grad("weight", c -> weightGrad(c, c.grad(), c.saved("input"), c.shape("weight")))
          .grad("bias", Convolution::biasGrad)
          .without("bias")
          .build();

  /** The gradient of the input, of shape {@code input_size}. */
  public static final KernelOp CONV_INPUT =
      kernel(
              "conv_input(Tensor grad_output, Tensor weight, int[] input_size" + GEOMETRY,
              Convolution::inputShape)
          .grad(
              "grad_output",
              c -> cut(again(c, c.grad(), c.saved("weight")), c.shape("grad_output")))
          .grad("weight", c -> weightGrad(c, c.saved("grad_output"), c.grad(), c.shape("weight")))
          .build();

  /** The gradient of the weight, of shape {@code weight_size}. */
  public static final KernelOp CONV_WEIGHT =
      kernel(
              "conv_weight(Tensor grad_output, Tensor input, int[] weight_size" + GEOMETRY,
              Convolution::weightShape)
          .grad(
              "grad_output", c -> cut(again(c, c.saved("input"), c.grad()), c.shape("grad_output")))
          .grad("input", c -> inputGrad(c, c.saved("grad_output"), c.grad(), c.shape("input")))
          .build();

  /** Convolution or, with {@code transposed}, its transpose; ATen's general form. */
  public static final CompositeOp GENERAL =
      composite(
          "convolution_general(Tensor input, Tensor weight, Tensor? bias, int[] stride,"
              + " int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups)"
              + " -> Tensor",
          Convolution::general);

  private Convolution() {}

  private static DType dtype(Args a, String first) {
    Tensor x = a.tensor(first);
    String second = a.has("weight") ? "weight" : "input";
    if (x.dtype() != a.tensor(second).dtype()) {
      throw new DTypeException(
          a.op()
              + ": expected one dtype, got "
              + first
              + " "
              + x.dtype()
              + " and "
              + second
              + " "
              + a.tensor(second).dtype());
    }
    return x.dtype();
  }

  /** A geometry argument stretched to one value per spatial dimension. */
  private static long[] spread(Args a, String name, int rank, long least) {
    long[] values = a.integers(name);
    if (values.length != rank && values.length != 1) {
      throw new ShapeException(
          "conv"
              + rank
              + "d: "
              + name
              + " must have 1 or "
              + rank
              + " values, got "
              + Arrays.toString(values));
    }
    for (long v : values) {
      if (v < least) {
        throw new IllegalArgumentException(
            "conv"
                + rank
                + "d: "
                + name
                + " must be at least "
                + least
                + ", got "
                + Arrays.toString(values));
      }
    }
    if (values.length == rank) {
      return values;
    }
    long[] all = new long[rank];
    Arrays.fill(all, values[0]);
    return all;
  }

  private static KernelOp.Spec shape(KernelOp.Call a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    long[] sizes = sizes(a, input.shape(), weight.shape());
    String op = "conv" + (sizes.length - 2) + "d";
    checkBias(a, op, sizes[1]);
    checkDtype(op, input, a.tensorOrNull("bias"));
    return new KernelOp.Spec(dtype(a, "input"), Shape.of(sizes));
  }

  /** The sizes of a convolution of such an input. */
  private static long[] sizes(Args a, Shape input, Shape weight) {
    int rank = weight.dim() - 2;
    String op = "conv" + rank + "d";
    String shapes = "(input " + input + ", weight " + weight + ")";
    if (rank < 1 || input.dim() != weight.dim()) {
      throw new ShapeException(
          "convolution: expected input [N, C, ...] and weight [O, C, ...], got " + shapes);
    }
    long groups = a.integer("groups");
    if (groups < 1 || groups > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(op + ": groups must be positive, got " + groups);
    }
    long out = weight.get(0);
    long channels = weight.get(1) * groups;
    if (input.get(1) != channels) {
      throw new ShapeException(
          op
              + ": input has "
              + input.get(1)
              + " channels, weight wants "
              + channels
              + (groups > 1 ? " in " + groups + " groups " : " ")
              + shapes);
    }
    if (out % groups != 0) {
      throw new ShapeException(
          op + ": " + out + " output channels are not divisible by groups " + groups);
    }
    long[] sizes = new long[rank + 2];
    sizes[0] = input.get(0);
    sizes[1] = out;
    for (int i = 0; i < rank; i++) {
      long reach = geometry(a, "dilation", rank, 1)[i] * (weight.get(i + 2) - 1) + 1;
      long padded = input.get(i + 2) + 2 * geometry(a, "padding", rank, 0)[i];
      if (reach > padded) {
        throw new ShapeException(
            op
                + ": kernel size "
                + reach
                + " is greater than the padded input size "
                + padded
                + " in dimension "
                + (i + 2)
                + " "
                + shapes);
      }
      sizes[i + 2] = (padded - reach) / geometry(a, "stride", rank, 1)[i] + 1;
    }
    return sizes;
  }

  private static long[] geometry(Args a, String name, int rank, long least) {
    long[] values = a.integers(name, rank);
    for (long v : values) {
      if (v < least || v > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            a.op()
                + ": "
                + name
                + " must be from "
                + least
                + " to 2147483647, got "
                + Arrays.toString(values));
      }
    }
    return values;
  }

  /** A gradient; the output that it belongs to may be longer than its convolution asks for. */
  private static Tensor outputGrad(Args a, long[] sizes) {
    Tensor grad = a.tensor("grad_output", sizes.length);
    for (int d = 0; d < sizes.length; d++) {
      if (d < 2 ? grad.size(d) != sizes[d] : grad.size(d) > sizes[d]) {
        throw new ShapeException(
            a.op()
                + ": grad_output must have shape "
                + Arrays.toString(sizes)
                + ", got "
                + grad.shape());
      }
    }
    return grad;
  }

  private static KernelOp.Spec inputShape(KernelOp.Call a) {
    Shape input = Shape.of(a.integers("input_size"));
    outputGrad(a, sizes(a, input, a.tensor("weight").shape()));
    return new KernelOp.Spec(dtype(a, "grad_output"), input);
  }

  private static KernelOp.Spec weightShape(KernelOp.Call a) {
    Shape weight = Shape.of(a.integers("weight_size"));
    outputGrad(a, sizes(a, a.tensor("input").shape(), weight));
    return new KernelOp.Spec(dtype(a, "grad_output"), weight);
  }

  private static void checkBias(Args a, String op, long channels) {
    Tensor bias = a.tensorOrNull("bias");
    if (bias != null && (bias.dim() != 1 || bias.size(0) != channels)) {
      throw new ShapeException(
          op
              + ": bias of shape "
              + bias.shape()
              + " does not fit "
              + channels
              + " output channels");
    }
  }

  private static void checkDtype(String op, Tensor input, @Nullable Tensor bias) {
    if (bias != null && bias.dtype() != input.dtype()) {
      throw new DTypeException(
          op + ": expected one dtype, got input " + input.dtype() + " and bias " + bias.dtype());
    }
  }

  /** An output may be longer than its convolution asks for; what that gives beyond is dropped. */
  private static Tensor cut(Tensor t, Shape shape) {
    Tensor part = t;
    for (int d = 2; d < shape.dim(); d++) {
      if (part.size(d) > shape.get(d)) {
        part = part.narrow(d, 0, shape.get(d));
      }
    }
    return part;
  }

  private static Tensor again(GradContext c, Tensor input, Tensor weight) {
    return CONVOLUTION.call(
        input, weight, null, c.get("stride"), c.get("padding"), c.get("dilation"), c.get("groups"));
  }

  private static Tensor inputGrad(GradContext c, Tensor grad, Tensor weight, Shape input) {
    return CONV_INPUT.call(
        grad,
        weight,
        input.toArray(),
        c.get("stride"),
        c.get("padding"),
        c.get("dilation"),
        c.get("groups"));
  }

  private static Tensor weightGrad(GradContext c, Tensor grad, Tensor input, Shape weight) {
    return CONV_WEIGHT.call(
        grad,
        input,
        weight.toArray(),
        c.get("stride"),
        c.get("padding"),
        c.get("dilation"),
        c.get("groups"));
  }

  private static @Nullable Tensor biasGrad(GradContext c) {
    if (c.wasNull("bias")) {
      return null;
    }
    return c.grad().sum(Reductions.allButChannels(c.grad().dim()), false);
  }

  private static Tensor general(Args a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    int rank = weight.dim() - 2;
    if (rank < 1 || rank > 3) {
      throw new ShapeException(
          "convolution: weight must have 3 to 5 dimensions, got shape " + weight.shape());
    }
    if (input.dim() == rank + 1) {
      Args batched = a.with("input", input.unsqueeze(0));
      return general(batched).squeeze(0);
    }
    if (input.dim() != rank + 2) {
      throw new ShapeException(
          "conv"
              + rank
              + "d: expected an input of "
              + (rank + 1)
              + " or "
              + (rank + 2)
              + " dimensions, got shape "
              + input.shape());
    }
    long groups = a.integer("groups");
    if (groups < 1) {
      throw new IllegalArgumentException(
          "conv" + rank + "d: groups must be positive, got " + groups);
    }
    long[] stride = spread(a, "stride", rank, 1);
    long[] padding = spread(a, "padding", rank, 0);
    long[] dilation = spread(a, "dilation", rank, 1);
    if (input.dtype().isComplex() && weight.dtype() == input.dtype()) {
      return complex(a);
    }
    if (!a.flag("transposed")) {
      return CONVOLUTION.call(
          input, weight, a.tensorOrNull("bias"), stride, padding, dilation, groups);
    }
    return transposed(a, stride, padding, dilation);
  }

  /** (x + iy) * (u + iv) by four real convolutions. */
  private static Tensor complex(Args a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    Tensor bias = a.tensorOrNull("bias");
    checkDtype("convolution", input, bias);
    Args bare = a.with("bias", null);
    Tensor re = realPart(bare, input.real(), weight.real());
    Tensor im = realPart(bare, input.real(), weight.imag());
    re = re.sub(realPart(bare, input.imag(), weight.imag()));
    im = im.add(realPart(bare, input.imag(), weight.real()));
    Tensor out = Torch.complex(re, im);
    checkBias(a, "convolution", out.size(1));
    return bias == null ? out : out.add(column(bias, weight.dim() - 2));
  }

  private static Tensor realPart(Args bare, Tensor input, Tensor weight) {
    return general(bare.with("input", input).with("weight", weight));
  }

  /** A bias beside the channels. */
  private static Tensor column(Tensor bias, int rank) {
    long[] sizes = new long[rank + 1];
    Arrays.fill(sizes, 1);
    sizes[0] = bias.size(0);
    return bias.reshape(sizes);
  }

  private static Tensor transposed(Args a, long[] stride, long[] padding, long[] dilation) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    int rank = stride.length;
    long groups = a.integer("groups");
    String op = "conv_transpose" + rank + "d";
    if (input.size(1) != weight.size(0)) {
      throw new ShapeException(
          op
              + ": input has "
              + input.size(1)
              + " channels, weight wants "
              + weight.size(0)
              + " (input "
              + input.shape()
              + ", weight "
              + weight.shape()
              + ")");
    }
    if (weight.size(0) % groups != 0) {
      throw new ShapeException(
          op + ": " + weight.size(0) + " input channels are not divisible by groups " + groups);
    }
    long[] extra = spread(a, "output_padding", rank, 0);
    long[] sizes = new long[rank + 2];
    sizes[0] = input.size(0);
    sizes[1] = weight.size(1) * groups;
    for (int i = 0; i < rank; i++) {
      if (extra[i] >= Math.max(stride[i], dilation[i])) {
        throw new IllegalArgumentException(
            op
                + ": output_padding "
                + extra[i]
                + " must be smaller than stride "
                + stride[i]
                + " or dilation "
                + dilation[i]);
      }
      sizes[i + 2] =
          (input.size(i + 2) - 1) * stride[i]
              - 2 * padding[i]
              + dilation[i] * (weight.size(i + 2) - 1)
              + extra[i]
              + 1;
      if (sizes[i + 2] < 1) {
        throw new ShapeException(
            op
                + ": the output size would be "
                + sizes[i + 2]
                + " in dimension "
                + (i + 2)
                + " (input "
                + input.shape()
                + ", weight "
                + weight.shape()
                + ")");
      }
    }
    checkBias(a, op, sizes[1]);
    checkDtype(op, input, a.tensorOrNull("bias"));
    Tensor out = CONV_INPUT.call(input, weight, sizes, stride, padding, dilation, groups);
    Tensor bias = a.tensorOrNull("bias");
    return bias == null ? out : out.add(column(bias, rank));
  }
}
