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
          .grad("self", Pooling::maxGrad)
          .savesResults()
          .without("self")
          .build();

  public static final KernelOp MAX_POOL_BACKWARD =
      kernel(
              "max_pool_backward(Tensor grad_output, Tensor indices, int[] input_size) -> Tensor",
              a ->
                  new KernelOp.Spec(
                      a.tensor("grad_output").dtype(), Shape.of(a.integers("input_size"))))
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

  private Pooling() {}

  private static Tensor adaptiveAgain(GradContext c) {
    long[] grad = c.shape("grad_output").toArray();
    return ADAPTIVE_AVG_POOL.call(c.grad(), Arrays.copyOfRange(grad, 2, grad.length));
  }

  private static KernelOp.Spec[] maxShape(KernelOp.Call a) {
    Shape shape = windows(a, a.integers("dilation"));
    return new KernelOp.Spec[] {
      new KernelOp.Spec(a.tensor("self").dtype(), shape), new KernelOp.Spec(DType.INT64, shape)
    };
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
          "adaptive_avg_pool"
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
    long[] stride = a.integers("stride");
    long[] padding = a.integers("padding");
    int rank = kernel.length;
    String op = a.op() + rank + "d";
    if (self.dim() != rank + 2) {
      throw new ShapeException(
          op + ": expected an input of " + (rank + 2) + " dimensions, got shape " + self.shape());
    }
    long[] sizes = self.shape().toArray();
    for (int i = 0; i < rank; i++) {
      long d = dilation == null ? 1 : dilation[i];
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
