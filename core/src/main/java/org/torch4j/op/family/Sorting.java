package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernelAll;

import org.torch4j.Tensor;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Order along a dimension: values, and the indices where they stood. */
public final class Sorting {
  private static final String RESULT = " -> (Tensor values, Tensor indices)";

  public static final KernelOp SORT =
      kernelAll(
              "sort(Tensor self, int dim=-1, bool descending=False, bool stable=False)" + RESULT,
              a -> {
                Tensor self = a.tensor("self");
                Shape.normalizeDim(a.integer("dim"), self.dim(), "sort");
                return both(self, self.shape());
              })
          .savesResults()
          .without("self")
          .grad("self", c -> valueGrad(c, true))
          .build();

  public static final KernelOp TOPK =
      kernelAll(
              "topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True)" + RESULT,
              Sorting::topkShape)
          .savesResults()
          .without("self")
          .grad("self", c -> valueGrad(c, true))
          .build();

  public static final KernelOp KTHVALUE =
      kernelAll("kthvalue(Tensor self, int k, int dim=-1)" + RESULT, Sorting::kthShape)
          .savesResults()
          .separateOut()
          .without("self")
          .grad("self", c -> valueGrad(c, false))
          .build();

  public static final CompositeOp SORT_STABLE =
      compositeAll(
          "sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False)" + RESULT,
          a -> SORT.callAll(a.tensor("self"), a.integer("dim"), a.flag("descending"), true));

  public static final CompositeOp ARGSORT =
      composite(
          "argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor",
          a -> SORT.callAll(a.tensor("self"), a.integer("dim"), a.flag("descending"), true)[1]);

  public static final CompositeOp ARGSORT_STABLE =
      composite(
          "argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False)"
              + " -> Tensor",
          a -> SORT.callAll(a.tensor("self"), a.integer("dim"), a.flag("descending"), true)[1]);

  public static final CompositeOp MSORT =
      composite(
          "msort(Tensor self) -> Tensor", a -> SORT.callAll(a.tensor("self"), 0L, false, true)[0]);

  public static final KernelOp CUMMAX = running("cummax");
  public static final KernelOp CUMMIN = running("cummin");

  private Sorting() {}

  private static KernelOp running(String name) {
    return kernelAll(
            name + "(Tensor self, int dim)" + RESULT,
            a -> {
              Tensor self = a.tensor("self");
              Shape.normalizeDim(a.integer("dim"), self.dim(), name);
              return both(self, self.shape());
            })
        .savesResults()
        .without("self")
        .grad("self", c -> valueGrad(c, true))
        .build();
  }

  private static KernelOp.Spec[] both(Tensor self, Shape shape) {
    return new KernelOp.Spec[] {
      new KernelOp.Spec(self.dtype(), shape), new KernelOp.Spec(DType.INT64, shape)
    };
  }

  private static KernelOp.Spec[] topkShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "topk");
    long k = a.integer("k");
    long n = self.dim() == 0 ? 1 : self.size(dim);
    if (k < 0 || k > n) {
      throw new ShapeException(
          "topk: k " + k + " is out of range for dimension " + dim + " of size " + n);
    }
    long[] sizes = self.shape().toArray();
    if (sizes.length > 0) {
      sizes[dim] = k;
    }
    return both(self, Shape.of(sizes));
  }

  private static KernelOp.Spec[] kthShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "kthvalue");
    long n = self.dim() == 0 ? 1 : self.size(dim);
    if (a.integer("k") < 1 || a.integer("k") > n) {
      throw new ShapeException(
          "kthvalue: k "
              + a.integer("k")
              + " is out of range for dimension "
              + dim
              + " of size "
              + n);
    }
    return both(self, Reductions.without(self.shape(), dim));
  }

  /** Puts the gradients of chosen values back where the values stood. */
  static Tensor valueGrad(GradContext c, boolean kept) {
    Shape shape = c.shape("self");
    Tensor zeros = c.meta("self").zeros();
    if (shape.dim() == 0) {
      return c.grad();
    }
    long dim = Shape.normalizeDim(c.integer("dim"), shape.dim(), "grad");
    Tensor indices = c.result(1);
    Tensor g = c.grad();
    if (!kept) {
      indices = indices.unsqueeze((int) dim);
      g = g.unsqueeze((int) dim);
    }
    return Indexing.SCATTER_ADD_.call(zeros, dim, indices, g);
  }
}
