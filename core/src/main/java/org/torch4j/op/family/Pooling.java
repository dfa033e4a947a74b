package org.torch4j.op.family;

import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Maxima and means over windows. Inputs are [N, C, spatial...]; windows have the spatial rank. */
public final class Pooling {
  private static final String WINDOW = "int[] kernel_size, int[] stride, int[] padding";

  /** Values, and where each came from inside its plane. */
  public static final KernelOp MAX_POOL =
      kernelAll(
              "max_pool(Tensor self, "
                  + WINDOW
                  + ", int[] dilation, bool ceil_mode)"
                  + " -> (Tensor, Tensor)",
              Pooling::maxShape)
          .grad(
              "self",
              c ->
                  Pooling.MAX_POOL_BACKWARD.call(
                      c.grad(),
                      c.result(1),
                      c.shape("self").toArray(),
                      c.get("kernel_size"),
                      c.get("stride"),
                      c.get("padding"),
                      c.get("dilation")))
          .savesResults()
          .without("self")
          .build();

  /** Windows, where they are known, say which places of the output an element may have gone to. */
  public static final KernelOp MAX_POOL_BACKWARD =
      kernel(
              "max_pool_backward(Tensor grad_output, Tensor indices, int[] input_size,"
                  + " int[] kernel_size=[], int[] stride=[], int[] padding=[],"
                  + " int[] dilation=[]) -> Tensor",
              Pooling::placed)
          .grad("grad_output", Pooling::gatherPlane)
          .noGrad("indices")
          .build();

  public static final KernelOp AVG_POOL =
      kernel(
              "avg_pool(Tensor self, "
                  + WINDOW
                  + ", bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor",
              a -> new KernelOp.Spec(a.tensor("self").dtype(), windows(a, null)))
          .grad(
              "self",
              c ->
                  Pooling.AVG_BACKWARD.call(
                      c.grad(),
                      c.shape("self").toArray(),
                      c.get("kernel_size"),
                      c.get("stride"),
                      c.get("padding"),
                      c.get("ceil_mode"),
                      c.get("count_include_pad"),
                      c.get("divisor_override")))
          .without("self")
          .build();

  private static final KernelOp AVG_BACKWARD =
      kernel(
              "avg_pool_backward(Tensor grad_output, int[] input_size, "
                  + WINDOW
                  + ", bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      a.tensor("grad_output").dtype(), Shape.of(a.integers("input_size"))))
          .grad(
              "grad_output",
              c ->
                  Pooling.AVG_POOL.call(
                      c.grad(),
                      c.get("kernel_size"),
                      c.get("stride"),
                      c.get("padding"),
                      c.get("ceil_mode"),
                      c.get("count_include_pad"),
                      c.get("divisor_override")))
          .without("grad_output")
          .build();

  public static final KernelOp ADAPTIVE_AVG_POOL =
      kernel(
              "adaptive_avg_pool(Tensor self, int[] output_size) -> Tensor",
              a -> new KernelOp.Spec(a.tensor("self").dtype(), adaptive(a)))
          .grad("self", c -> Pooling.ADAPTIVE_BACKWARD.call(c.grad(), c.shape("self").toArray()))
          .without("self")
          .build();

  private static final KernelOp ADAPTIVE_BACKWARD =
      kernel(
              "adaptive_avg_pool_backward(Tensor grad_output, int[] input_size) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      a.tensor("grad_output").dtype(), Shape.of(a.integers("input_size"))))
          .grad("grad_output", Pooling::adaptiveAgain)
          .without("grad_output")
          .build();

  /** Values, and where each came from inside its plane. */
  public static final KernelOp ADAPTIVE_MAX_POOL =
      kernelAll(
              "adaptive_max_pool(Tensor self, int[] output_size) -> (Tensor, Tensor)",
              a -> both(a, adaptive(a)))
          .grad("self", Pooling::maxGrad)
          .savesResults()
          .without("self")
          .build();

  /** Windows that start at places drawn by {@code random_samples} [N, C, spatial rank]. */
  public static final KernelOp FRACTIONAL_MAX_POOL =
      kernelAll(
              "fractional_max_pool(Tensor self, int[] kernel_size, int[] output_size,"
                  + " Tensor random_samples) -> (Tensor, Tensor)",
              a -> both(a, fractional(a)))
          .grad("self", Pooling::maxGrad)
          .noGrad("random_samples")
          .savesResults()
          .without("self", "random_samples")
          .build();

  /** Puts each element where its index in the output's plane says; the others are 0. */
  public static final KernelOp MAX_UNPOOL =
      kernel(
              "max_unpool(Tensor self, Tensor indices, int[] output_size) -> Tensor",
              Pooling::unpool)
          .grad("self", Pooling::gatherPlane)
          .noGrad("indices")
          .without("self")
          .build();

  private Pooling() {}

  private static KernelOp.Spec[] both(Args a, Shape shape) {
    return new KernelOp.Spec[] {
      new KernelOp.Spec(a.tensor("self").dtype(), shape), new KernelOp.Spec(DType.INT64, shape)
    };
  }

  private static Shape fractional(Args a) {
    Tensor self = a.tensor("self");
    long[] out = a.integers("output_size");
    int rank = out.length;
    long[] kernel = a.integers("kernel_size", rank);
    String op = a.op() + rank + "d";
    if (self.dim() != rank + 2) {
      throw new ShapeException(
          op + ": expected an input of " + (rank + 2) + " dimensions, got shape " + self.shape());
    }
    Tensor samples = a.tensor("random_samples");
    // one set for each sample; more, as PyTorch takes them, are not looked at
    if (samples.dim() != 3
        || samples.size(0) < self.size(0)
        || samples.size(1) != self.size(1)
        || samples.size(2) != rank) {
      throw new ShapeException(
          op
              + ": random_samples must have at least shape "
              + Shape.of(self.size(0), self.size(1), rank)
              + ", got "
              + samples.shape());
    }
    if (samples.dtype() != self.dtype()) {
      throw new DTypeException(
          op
              + ": random_samples must be "
              + self.dtype()
              + " like the input, got "
              + samples.dtype());
    }
    long[] sizes = self.shape().toArray();
    for (int i = 0; i < rank; i++) {
      if (out[i] < 1 || kernel[i] < 1 || out[i] + kernel[i] - 1 > sizes[i + 2]) {
        throw new ShapeException(
            op
                + ": "
                + out[i]
                + " windows of "
                + kernel[i]
                + " do not fit in size "
                + sizes[i + 2]
                + " of input "
                + self.shape());
      }
      sizes[i + 2] = out[i];
    }
    return Shape.of(sizes);
  }

  private static KernelOp.Spec placed(Args a) {
    Tensor grad = a.tensor("grad_output");
    a.indices("indices");
    a.tensor("indices", grad.shape());
    long[] input = a.integers("input_size", grad.dim());
    if (grad.dim() < 3 || input[0] != grad.size(0) || input[1] != grad.size(1)) {
      throw new ShapeException(
          a.op()
              + ": expected gradients of "
              + Arrays.toString(input)
              + " in all but the last sizes, got "
              + grad.shape());
    }
    return new KernelOp.Spec(grad.dtype(), Shape.of(input));
  }

  private static KernelOp.Spec unpool(Args a) {
    Tensor self = a.tensor("self");
    Tensor indices = a.tensor("indices");
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException("max_unpool: indices must be int64, got " + indices.dtype());
    }
    if (!indices.shape().equals(self.shape())) {
      throw new ShapeException(
          "max_unpool: indices must have the shape of the input, got "
              + indices.shape()
              + " and "
              + self.shape());
    }
    long[] out = a.integers("output_size");
    long[] sizes = self.shape().toArray();
    if (sizes.length != out.length + 2) {
      throw new ShapeException(
          "max_unpool"
              + out.length
              + "d: expected an input of "
              + (out.length + 2)
              + " dimensions, got shape "
              + self.shape());
    }
    System.arraycopy(out, 0, sizes, 2, out.length);
    return new KernelOp.Spec(self.dtype(), Shape.of(sizes));
  }

  private static Tensor adaptiveAgain(GradContext c) {
    long[] grad = c.shape("grad_output").toArray();
    return ADAPTIVE_AVG_POOL.call(c.grad(), Arrays.copyOfRange(grad, 2, grad.length));
  }

  private static KernelOp.Spec[] maxShape(KernelOp.Call a) {
    return both(a, windows(a, a.integers("dilation")));
  }

  private static Tensor maxGrad(GradContext c) {
    return MAX_POOL_BACKWARD.call(c.grad(), c.result(1), c.shape("self").toArray());
  }

  private static Tensor gatherPlane(GradContext c) {
    Tensor indices = c.saved("indices");
    Tensor places = indices.flatten(2);
    return c.grad().flatten(2).gather(2, places).reshape(indices.shape().toArray());
  }

  private static Shape adaptive(Args a) {
    Tensor self = a.tensor("self");
    long[] out = a.integers("output_size");
    if (self.dim() != out.length + 2) {
      throw new ShapeException(
          a.op()
              + out.length
              + "d: expected an input of "
              + (out.length + 2)
              + " dimensions, got shape "
              + self.shape());
    }
    long[] sizes = self.shape().toArray();
    System.arraycopy(out, 0, sizes, 2, out.length);
    return Shape.of(sizes);
  }

  private static Shape windows(Args a, long @Nullable [] dilation) {
    Tensor self = a.tensor("self");
    long[] kernel = a.integers("kernel_size");
    int rank = kernel.length;
    long[] stride = a.integers("stride", rank);
    long[] padding = a.integers("padding", rank);
    if (dilation != null) {
      a.integers("dilation", rank);
    }
    String op = a.op() + rank + "d";
    if (self.dim() != rank + 2) {
      throw new ShapeException(
          op + ": expected an input of " + (rank + 2) + " dimensions, got shape " + self.shape());
    }
    long[] sizes = self.shape().toArray();
    for (int i = 0; i < rank; i++) {
      long d = dilation == null ? 1 : dilation[i];
      long most = Math.max(kernel[i], Math.max(stride[i], d));
      if (most > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            op + ": kernel_size, stride and dilation must not exceed 2147483647, got " + most);
      }
      if (kernel[i] < 1 || stride[i] < 1 || d < 1) {
        throw new IllegalArgumentException(
            op
                + ": kernel_size, stride and dilation must be positive, got "
                + kernel[i]
                + ", "
                + stride[i]
                + ", "
                + d);
      }
      if (padding[i] < 0 || padding[i] > kernel[i] / 2) {
        throw new IllegalArgumentException(
            op
                + ": padding must be between 0 and half of kernel_size "
                + kernel[i]
                + ", got "
                + padding[i]);
      }
      sizes[i + 2] =
          size(sizes[i + 2], kernel[i], stride[i], padding[i], d, a.flag("ceil_mode"), op);
    }
    return Shape.of(sizes);
  }

  private static long size(
      long in, long kernel, long stride, long padding, long dilation, boolean ceil, String op) {
    long room = in + 2 * padding - dilation * (kernel - 1) - 1;
    if (room < 0) {
      throw new ShapeException(
          op
              + ": a window of "
              + (dilation * (kernel - 1) + 1)
              + " does not fit in the padded size "
              + (in + 2 * padding));
    }
    long out = (ceil ? room + stride - 1 : room) / stride + 1;
    // The last window must start inside the input or its left padding.
    return ceil && (out - 1) * stride >= in + padding ? out - 1 : out;
  }
}
