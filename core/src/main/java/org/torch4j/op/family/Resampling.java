package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.family.Taps.Mode;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Images of other sizes. All ways are separable, so each dimension is resampled by itself. */
public final class Resampling {
  /** Output place o of dimension dim is the sum of weight[o, k] times input place index[o, k]. */
  public static final KernelOp RESAMPLE =
      kernel(
              "resample(Tensor self, Tensor index, Tensor weight, int dim) -> Tensor",
              a -> sized(a, "self", a.tensor("index", 2).size(0)))
          .grad(
              "self",
              c ->
                  Resampling.RESAMPLE_BACKWARD.call(
                      c.grad(),
                      c.saved("index"),
                      c.saved("weight"),
                      c.get("dim"),
                      c.shape("self").get((int) c.integer("dim"))))
          .noGrad("index", "weight")
          .without("self")
          .build();

  public static final KernelOp RESAMPLE_BACKWARD =
      kernel(
              "resample_backward(Tensor grad_output, Tensor index, Tensor weight, int dim, int"
                  + " size) -> Tensor",
              a -> sized(a, "grad_output", a.integer("size")))
          .grad(
              "grad_output",
              c ->
                  Resampling.RESAMPLE.call(
                      c.grad(), c.saved("index"), c.saved("weight"), c.get("dim")))
          .noGrad("index", "weight")
          .without("grad_output")
          .build();

  public static final CompositeOp NEAREST1D = plain("upsample_nearest1d", 1, Mode.NEAREST);
  public static final CompositeOp NEAREST2D = plain("upsample_nearest2d", 2, Mode.NEAREST);
  public static final CompositeOp NEAREST3D = plain("upsample_nearest3d", 3, Mode.NEAREST);
  public static final CompositeOp NEAREST1D_VEC = vec("upsample_nearest1d", 1, Mode.NEAREST);
  public static final CompositeOp NEAREST2D_VEC = vec("upsample_nearest2d", 2, Mode.NEAREST);
  public static final CompositeOp NEAREST3D_VEC = vec("upsample_nearest3d", 3, Mode.NEAREST);
  public static final CompositeOp EXACT1D =
      plain("_upsample_nearest_exact1d", 1, Mode.NEAREST_EXACT);
  public static final CompositeOp EXACT2D =
      plain("_upsample_nearest_exact2d", 2, Mode.NEAREST_EXACT);
  public static final CompositeOp EXACT3D =
      plain("_upsample_nearest_exact3d", 3, Mode.NEAREST_EXACT);
  public static final CompositeOp LINEAR1D = plain("upsample_linear1d", 1, Mode.LINEAR);
  public static final CompositeOp BILINEAR2D = plain("upsample_bilinear2d", 2, Mode.LINEAR);
  public static final CompositeOp TRILINEAR3D = plain("upsample_trilinear3d", 3, Mode.LINEAR);
  public static final CompositeOp BICUBIC2D = plain("upsample_bicubic2d", 2, Mode.CUBIC);
  public static final CompositeOp LINEAR1D_VEC = vec("upsample_linear1d", 1, Mode.LINEAR);
  public static final CompositeOp BILINEAR2D_VEC = vec("upsample_bilinear2d", 2, Mode.LINEAR);
  public static final CompositeOp TRILINEAR3D_VEC = vec("upsample_trilinear3d", 3, Mode.LINEAR);
  public static final CompositeOp BICUBIC2D_VEC = vec("upsample_bicubic2d", 2, Mode.CUBIC);
  public static final CompositeOp BILINEAR2D_AA =
      plain("_upsample_bilinear2d_aa", 2, Mode.LINEAR_ANTIALIAS);
  public static final CompositeOp BICUBIC2D_AA =
      plain("_upsample_bicubic2d_aa", 2, Mode.CUBIC_ANTIALIAS);

  private Resampling() {}

  private static boolean aligns(Mode mode) {
    return mode != Mode.NEAREST && mode != Mode.NEAREST_EXACT;
  }

  private static CompositeOp plain(String name, int rank, Mode mode) {
    String[] names = {"scales"};
    if (rank > 1) {
      names = rank == 2 ? new String[] {"scales_h", "scales_w"} : depth();
    }
    StringBuilder schema = new StringBuilder(name);
    schema.append("(Tensor self, int[").append(rank).append("] output_size");
    schema.append(aligns(mode) ? ", bool align_corners" : "");
    for (String n : names) {
      schema.append(", float? ").append(n).append("=None");
    }
    String[] factors = names;
    return composite(
        schema.append(") -> Tensor").toString(),
        a -> {
          double[] given = new double[rank];
          for (int i = 0; i < rank; i++) {
            given[i] = a.isNull(factors[i]) ? 0 : a.real(factors[i]);
          }
          boolean align = aligns(mode) && a.flag("align_corners");
          long[] size = SpatialConvolution.spread(a, "output_size", rank);
          return resample(a.op(), a.tensor("self"), mode, size, given, align);
        });
  }

  private static String[] depth() {
    return new String[] {"scales_d", "scales_h", "scales_w"};
  }

  private static CompositeOp vec(String name, int rank, Mode mode) {
    return composite(
        name
            + ".vec(Tensor input, int[]? output_size"
            + (aligns(mode) ? ", bool align_corners" : "")
            + ", float[]? scale_factors) -> Tensor",
        a -> {
          Tensor input = a.tensor("input", rank + 2);
          double[] factors = a.get("scale_factors") instanceof double[] f ? f : new double[rank];
          if (factors.length != rank) {
            throw new ShapeException(
                a.op()
                    + ": scale_factors must have "
                    + rank
                    + " values, got "
                    + Arrays.toString(factors));
          }
          long[] size = a.integersOrNull("output_size");
          if ((size == null) == a.isNull("scale_factors")) {
            throw new IllegalArgumentException(
                a.op()
                    + ": exactly one of output_size and scale_factors must be given, got input "
                    + input.shape());
          }
          if (size == null) {
            size = new long[rank];
            for (int i = 0; i < rank; i++) {
              size[i] = (long) (input.size(input.dim() - rank + i) * factors[i]);
            }
          }
          boolean align = aligns(mode) && a.flag("align_corners");
          return resample(a.op(), input, mode, size, factors, align);
        });
  }

  private static boolean isHalf(DType dtype) {
    return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
  }

  private static KernelOp.Spec sized(Args a, String name, long size) {
    Tensor t = a.tensor(name);
    long[] sizes = t.shape().toArray();
    Tensor index = a.indices("index");
    a.tensor("index", 2);
    a.tensor("weight", index.shape());
    int dim = Math.toIntExact(a.integer("dim"));
    if (dim < 0
        || dim >= sizes.length
        || name.equals("grad_output") && sizes[dim] != index.size(0)) {
      throw new ShapeException(
          a.op() + ": index " + index.shape() + " does not fit dim " + dim + " of " + t.shape());
    }
    sizes[dim] = size;
    return new KernelOp.Spec(t.dtype(), Shape.of(sizes));
  }

  /**
   * Resamples the last dimensions.
   *
   * @param factors the factors that the user gave, 0 where none
   */
  static Tensor resample(
      String op, Tensor self, Mode mode, long[] size, double[] factors, boolean align) {
    int rank = size.length;
    if (self.dim() != rank + 2) {
      throw new ShapeException(
          op + ": expected an input of " + (rank + 2) + " dimensions, got shape " + self.shape());
    }
    DType dtype = self.dtype();
    if (!dtype.isFloatingPoint() && !(dtype == DType.UINT8 && !aligns(mode))) {
      throw new DTypeException(op + ": expected a floating-point tensor, got " + dtype);
    }
    for (int i = 0; i < rank; i++) {
      if (size[i] < 1 || self.size(i + 2) < 1) {
        throw new ShapeException(
            op
                + ": input and output sizes must be positive, got input "
                + self.shape()
                + " and output size "
                + Arrays.toString(size));
      }
    }
    // Half types round once, at the end.
    Tensor result = isHalf(dtype) ? self.to(DType.FLOAT32) : self;
    for (int i = rank - 1; i >= 0; i--) {
      Taps taps =
          Taps.of(mode, self.size(i + 2), size[i], factors[i], align, dtype != DType.FLOAT64);
      result = RESAMPLE.call(result, taps.index(), taps.weight(), (long) (i + 2));
    }
    return result.to(dtype);
  }
}
