package org.torch4j.op.family;

import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;

import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Elements copied, converted, filled in, and counted up. */
public final class Copies {
  /** A contiguous copy. */
  public static final PointwiseOp CLONE = pointwise("clone(Tensor self) -> Tensor", SELF);

  /** The elements in another dtype. */
  public static final PointwiseOp TO_COPY =
      pointwise("_to_copy(Tensor self, *, ScalarType? dtype=None) -> Tensor", SELF).converting();

  /** In place only: writes src, converted, over self. */
  public static final PointwiseOp COPY =
      pointwise("copy(Tensor self, Tensor src) -> Tensor", OTHER).converting();

  /** In place only: writes one number everywhere. */
  public static final PointwiseOp FILL =
      pointwise("fill.Scalar(Tensor self, Scalar number) -> Tensor", S0).converting();

  public static final KernelOp ARANGE =
      kernel(
              "arange.steps(int count, Scalar start, Scalar step, ScalarType dtype) -> Tensor",
              a -> new KernelOp.Spec(dtype(a), Shape.of(a.integer("count"))))
          .notDifferentiable();

  public static final KernelOp LINSPACE =
      kernel(
              "linspace.steps(Scalar start, Scalar end, int steps, ScalarType dtype) -> Tensor",
              a -> new KernelOp.Spec(dtype(a), Shape.of(a.integer("steps"))))
          .notDifferentiable();

  public static final KernelOp EYE =
      kernel(
              "eye.m(int n, int m, ScalarType dtype) -> Tensor",
              a -> new KernelOp.Spec(dtype(a), Shape.of(a.integer("n"), a.integer("m"))))
          .notDifferentiable();

  private Copies() {}

  private static DType dtype(KernelOp.Call a) {
    return java.util.Objects.requireNonNull(a.dtype("dtype"));
  }
}
