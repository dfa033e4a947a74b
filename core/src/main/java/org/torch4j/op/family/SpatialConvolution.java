package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Scalar;
import org.torch4j.type.ShapeException;

/** The convolutions by their number of spatial dimensions, and products of two inputs. */
public final class SpatialConvolution {
  public static final CompositeOp CONV1D = convolution(1);
  public static final CompositeOp CONV2D = convolution(2);
  public static final CompositeOp CONV3D = convolution(3);
  public static final CompositeOp CONV1D_PADDING = withPaddingText(1);
  public static final CompositeOp CONV2D_PADDING = withPaddingText(2);
  public static final CompositeOp CONV3D_PADDING = withPaddingText(3);
  public static final CompositeOp CONV_TRANSPOSE1D = transposed(1, "");
  public static final CompositeOp CONV_TRANSPOSE2D = transposed(2, ".input");
  public static final CompositeOp CONV_TRANSPOSE3D = transposed(3, ".input");

  /** Over sequences [time, batch, channels] with weight [kernel, in, out]. */
  public static final CompositeOp CONV_TBC =
      composite(
          "conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor",
          SpatialConvolution::sequence);

  /** y[o] = x1 W[o] x2 + b[o] for weight [out, in1, in2]. */
  public static final CompositeOp BILINEAR =
      composite(
          "bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor",
          SpatialConvolution::bilinear);

  private SpatialConvolution() {}

  private static String schema(String text, int rank) {
    return text.replace("n]", rank + "]");
  }

  private static CompositeOp convolution(int rank) {
    return composite(
        schema(
            "conv"
                + rank
                + "d(Tensor input, Tensor weight, Tensor? bias=None, int[n] stride=1,"
                + " int[n] padding=0, int[n] dilation=1, int groups=1) -> Tensor",
            rank),
        a -> convolve(rank, a, spread(a, "padding", rank)));
  }

  private static CompositeOp withPaddingText(int rank) {
    return composite(
        schema(
            "conv"
                + rank
                + "d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[n] stride=1,"
                + " str padding='valid', int[n] dilation=1, int groups=1) -> Tensor",
            rank),
        a -> byText(rank, a));
  }

  private static CompositeOp transposed(int rank, String overload) {
    return composite(
        schema(
            "conv_transpose"
                + rank
                + "d"
                + overload
                + "(Tensor input, Tensor weight, Tensor? bias=None, int[n] stride=1,"
                + " int[n] padding=0, int[n] output_padding=0, int groups=1, int[n] dilation=1)"
                + " -> Tensor",
            rank),
        a -> general(rank, a, spread(a, "padding", rank), spread(a, "output_padding", rank)));
  }

  private static Tensor general(int rank, Args a, long[] padding, long[] extra) {
    check(rank, a);
    return Convolution.GENERAL.call(
        a.tensor("input"),
        a.tensor("weight"),
        a.tensorOrNull("bias"),
        spread(a, "stride", rank),
        padding,
        spread(a, "dilation", rank),
        a.op().startsWith("conv_transpose"),
        extra,
        a.integer("groups"));
  }

  private static Tensor convolve(int rank, Args a, long[] padding) {
    return general(rank, a, padding, new long[rank]);
  }

  private static void check(int rank, Args a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    String received = ", got input " + input.shape() + " and weight " + weight.shape();
    if (weight.dim() != rank + 2) {
      throw new ShapeException(
          a.op() + ": weight must have " + (rank + 2) + " dimensions" + received);
    }
    if (input.dim() != rank + 1 && input.dim() != rank + 2) {
      throw new ShapeException(
          a.op()
              + ": input must have "
              + (rank + 1)
              + " dimensions (unbatched) or "
              + (rank + 2)
              + " (batched)"
              + received);
    }
  }

  static long[] spread(Args a, String name, int rank) {
    long[] values = a.integers(name);
    if (values.length != 1 && values.length != rank) {
      throw new ShapeException(
          a.op()
              + ": "
              + name
              + " must have 1 or "
              + rank
              + " values, got "
              + Arrays.toString(values));
    }
    if (values.length == rank) {
      return values;
    }
    long[] all = new long[rank];
    Arrays.fill(all, values[0]);
    return all;
  }

  private static Tensor byText(int rank, Args a) {
    check(rank, a);
    String text = a.text("padding");
    if (text.equals("valid")) {
      return convolve(rank, a, new long[rank]);
    }
    if (!text.equals("same")) {
      throw new IllegalArgumentException(
          a.op() + ": padding must be 'same', 'valid' or numbers, got '" + text + "'");
    }
    long[] dilation = spread(a, "dilation", rank);
    for (long s : spread(a, "stride", rank)) {
      if (s != 1) {
        throw new IllegalArgumentException(
            a.op() + ": padding='same' is not possible for strided convolutions, got stride " + s);
      }
    }
    long[] padding = new long[rank];
    long[] more = new long[2 * rank];
    boolean symmetric = true;
    for (int i = 0; i < rank; i++) {
      long total = dilation[i] * (a.tensor("weight").size(i + 2) - 1);
      padding[i] = total / 2;
      more[2 * (rank - 1 - i) + 1] = total % 2;
      symmetric &= total % 2 == 0;
    }
    // What an even kernel needs more stands behind the end.
    return symmetric
        ? convolve(rank, a, padding)
        : convolve(
            rank,
            a.with("input", Padding.CONSTANT.call(a.tensor("input"), more, Scalar.ZERO)),
            padding);
  }

  private static Tensor sequence(Args a) {
    Tensor self = a.tensor("self");
    Tensor weight = a.tensor("weight");
    if (self.dim() != 3 || weight.dim() != 3) {
      throw new ShapeException(
          "conv_tbc: input and weight must have 3 dimensions, got "
              + self.shape()
              + " and "
              + weight.shape());
    }
    return Convolution.GENERAL
        .call(
            self.permute(1, 2, 0),
            weight.permute(2, 1, 0),
            a.tensor("bias"),
            new long[] {1},
            new long[] {a.integer("pad")},
            new long[] {1},
            false,
            new long[] {0},
            1L)
        .permute(2, 0, 1);
  }

  private static Tensor bilinear(Args a) {
    Tensor x1 = a.tensor("input1");
    Tensor x2 = a.tensor("input2");
    Tensor weight = a.tensor("weight");
    boolean fits = x1.dim() == x2.dim() && x1.dim() > 0 && weight.dim() == 3;
    for (int d = 0; fits && d < x1.dim() - 1; d++) {
      fits = x1.size(d) == x2.size(d);
    }
    if (!fits || weight.size(1) != x1.size(-1) || weight.size(2) != x2.size(-1)) {
      throw new ShapeException(
          "bilinear: expected inputs [*, in1] and [*, in2] for weight [out, in1, in2], got "
              + x1.shape()
              + ", "
              + x2.shape()
              + " and "
              + weight.shape());
    }
    long out = weight.size(0);
    long in1 = weight.size(1);
    long in2 = weight.size(2);
    Tensor left = x1.reshape(x1.numel() / Math.max(1, in1), in1);
    Tensor right = x2.reshape(x2.numel() / Math.max(1, in2), in2);
    Tensor half = left.matmul(weight.permute(1, 0, 2).reshape(in1, out * in2));
    Tensor y = half.reshape(left.size(0), out, in2).matmul(right.unsqueeze(2)).squeeze(2);
    long[] sizes = x1.shape().toArray();
    sizes[sizes.length - 1] = out;
    Tensor bias = a.tensorOrNull("bias");
    Tensor result = y.reshape(sizes);
    return bias == null ? result : result.add(bias);
  }
}
