package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import java.util.function.Function;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.ShapeException;

/** The pooling ops by their number of spatial dimensions; inputs may come without a batch. */
public final class SpatialPooling {
  private static final String PAIR = " -> (Tensor, Tensor)";

  public static final CompositeOp MAX_POOL1D = maxPool(1);
  public static final CompositeOp MAX_POOL2D = maxPool(2);
  public static final CompositeOp MAX_POOL3D = maxPool(3);
  public static final CompositeOp MAX_POOL1D_WITH_INDICES = maxPoolWithIndices(1);
  public static final CompositeOp MAX_POOL2D_WITH_INDICES = maxPoolWithIndices(2);
  public static final CompositeOp MAX_POOL3D_WITH_INDICES = maxPoolWithIndices(3);

  public static final CompositeOp AVG_POOL1D =
      composite(
          "avg_pool1d(Tensor self, int[1] kernel_size, int[1]? stride=[], int[1] padding=0,"
              + " bool ceil_mode=False, bool count_include_pad=True) -> Tensor",
          a -> average(1, a));

  public static final CompositeOp AVG_POOL2D = avgPool(2);
  public static final CompositeOp AVG_POOL3D = avgPool(3);

  public static final CompositeOp ADAPTIVE_AVG_POOL1D = adaptiveAverage(1);
  public static final CompositeOp ADAPTIVE_AVG_POOL2D = adaptiveAverage(2);
  public static final CompositeOp ADAPTIVE_AVG_POOL3D = adaptiveAverage(3);
  public static final CompositeOp ADAPTIVE_MAX_POOL1D = adaptiveMax(1);
  public static final CompositeOp ADAPTIVE_MAX_POOL2D = adaptiveMax(2);
  public static final CompositeOp ADAPTIVE_MAX_POOL3D = adaptiveMax(3);

  public static final CompositeOp FRACTIONAL_MAX_POOL2D = fractional(2);
  public static final CompositeOp FRACTIONAL_MAX_POOL3D = fractional(3);

  public static final CompositeOp MAX_UNPOOL2D =
      composite(
          "max_unpool2d(Tensor self, Tensor indices, int[2] output_size) -> Tensor",
          a -> unpool(2, a));

  public static final CompositeOp MAX_UNPOOL3D =
      composite(
          "max_unpool3d(Tensor self, Tensor indices, int[3] output_size, int[3] stride,"
              + " int[3] padding) -> Tensor",
          a -> unpool(3, a));

  private SpatialPooling() {}

  private static String window(int rank) {
    return "d(Tensor self, int[n] kernel_size, int[n]? stride=[], int[n] padding=0"
        .replace("n]", rank + "]");
  }

  private static CompositeOp maxPool(int rank) {
    return composite(
        "max_pool"
            + rank
            + window(rank)
            + ", int[n] dilation=1, bool ceil_mode=False) -> Tensor".replace("n]", rank + "]"),
        a -> max(rank, a)[0]);
  }

  private static CompositeOp maxPoolWithIndices(int rank) {
    String name = "max_pool" + rank + "d_with_indices" + window(rank).substring(1);
    return compositeAll(
        name + ", int[n] dilation=1, bool ceil_mode=False)".replace("n]", rank + "]") + PAIR,
        a -> max(rank, a));
  }

  private static CompositeOp avgPool(int rank) {
    return composite(
        "avg_pool"
            + rank
            + window(rank)
            + ", bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None)"
            + " -> Tensor",
        a -> average(rank, a));
  }

  private static CompositeOp adaptiveAverage(int rank) {
    return composite(
        "adaptive_avg_pool" + rank + "d(Tensor self, int[" + rank + "] output_size) -> Tensor",
        a -> {
          long[] size = outputSize(rank, a);
          return batched(a, rank, x -> single(Pooling.ADAPTIVE_AVG_POOL.call(x, size)))[0];
        });
  }

  private static CompositeOp adaptiveMax(int rank) {
    return compositeAll(
        "adaptive_max_pool" + rank + "d(Tensor self, int[" + rank + "] output_size)" + PAIR,
        a -> {
          long[] size = outputSize(rank, a);
          return batched(a, rank, x -> Pooling.ADAPTIVE_MAX_POOL.callAll(x, size));
        });
  }

  private static CompositeOp fractional(int rank) {
    String size = "int[" + rank + "] ";
    return compositeAll(
        "fractional_max_pool"
            + rank
            + "d(Tensor self, "
            + size
            + "kernel_size, "
            + size
            + "output_size, Tensor random_samples)"
            + PAIR,
        a -> {
          long[] kernel = spread(a, "kernel_size", rank);
          long[] out = outputSize(rank, a);
          Tensor samples = a.tensor("random_samples");
          return batched(
              a, rank, x -> Pooling.FRACTIONAL_MAX_POOL.callAll(x, kernel, out, samples));
        });
  }

  private static Tensor[] single(Tensor t) {
    return new Tensor[] {t};
  }

  /** Adds the dimension of the batch where it is missing, and takes it from the results. */
  private static Tensor[] batched(Args a, int rank, Function<Tensor, Tensor[]> body) {
    Tensor self = a.tensor("self");
    if (self.dim() != rank + 1 && self.dim() != rank + 2) {
      throw new ShapeException(
          a.op()
              + ": expected "
              + (rank + 1)
              + "D (unbatched) or "
              + (rank + 2)
              + "D (batched) input, got "
              + self.dim()
              + "D (input "
              + self.shape()
              + ")");
    }
    for (int d = self.dim() - rank - 1; d < self.dim(); d++) {
      if (self.size(d) == 0) {
        throw new ShapeException(
            a.op() + ": only the batch may be empty, got input " + self.shape());
      }
    }
    if (self.dim() == rank + 2) {
      return body.apply(self);
    }
    Tensor[] results = body.apply(self.unsqueeze(0));
    Tensor[] cut = new Tensor[results.length];
    Arrays.setAll(cut, i -> results[i].squeeze(0));
    return cut;
  }

  private static long[] spread(Args a, String name, int rank) {
    long[] values = a.integers(name);
    if (values.length == 1 && rank > 1) {
      long[] all = new long[rank];
      Arrays.fill(all, values[0]);
      return all;
    }
    if (values.length != rank) {
      throw new ShapeException(
          a.op()
              + ": "
              + name
              + " must have 1 or "
              + rank
              + " values, got "
              + Arrays.toString(values));
    }
    return values;
  }

  private static long[] outputSize(int rank, Args a) {
    long[] sizes = spread(a, "output_size", rank);
    for (long size : sizes) {
      if (size < 0) {
        throw new ShapeException(
            a.op() + ": output_size must not be negative, got " + Arrays.toString(sizes));
      }
    }
    return sizes;
  }

  private static long[] stride(Args a, int rank) {
    long[] stride = a.integersOrNull("stride");
    return stride == null || stride.length == 0
        ? spread(a, "kernel_size", rank)
        : spread(a, "stride", rank);
  }

  private static Tensor[] max(int rank, Args a) {
    long[] kernel = spread(a, "kernel_size", rank);
    long[] stride = stride(a, rank);
    long[] padding = spread(a, "padding", rank);
    long[] dilation = spread(a, "dilation", rank);
    return batched(
        a,
        rank,
        x -> Pooling.MAX_POOL.callAll(x, kernel, stride, padding, dilation, a.flag("ceil_mode")));
  }

  private static Tensor average(int rank, Args a) {
    Long divisor = a.has("divisor_override") ? (Long) a.get("divisor_override") : null;
    if (divisor != null && divisor == 0) {
      throw new IllegalArgumentException(a.op() + ": divisor_override must not be zero, got 0");
    }
    long[] kernel = spread(a, "kernel_size", rank);
    long[] stride = stride(a, rank);
    long[] padding = spread(a, "padding", rank);
    return batched(
        a,
        rank,
        x ->
            single(
                Pooling.AVG_POOL.call(
                    x,
                    kernel,
                    stride,
                    padding,
                    a.flag("ceil_mode"),
                    a.flag("count_include_pad"),
                    divisor)))[0];
  }

  private static Tensor unpool(int rank, Args a) {
    Tensor indices = a.tensor("indices");
    if (!indices.shape().equals(a.tensor("self").shape())) {
      throw new ShapeException(
          a.op()
              + ": indices must have the shape of the input, got "
              + indices.shape()
              + " and "
              + a.tensor("self").shape());
    }
    long[] size = spread(a, "output_size", rank);
    return batched(
        a,
        rank,
        x -> single(Pooling.MAX_UNPOOL.call(x, indices.reshape(x.shape().toArray()), size)))[0];
  }
}
