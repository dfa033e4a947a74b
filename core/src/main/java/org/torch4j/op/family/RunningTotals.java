package org.torch4j.op.family;

import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Sums and products of all elements up to each along a dimension. */
public final class RunningTotals {
  public static final KernelOp CUMSUM =
      kernel(
              "cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
              RunningTotals::wide)
          .grad("self", c -> reverseCumsum(c.grad(), c.integer("dim")))
          .complex(RunningTotals::complexCumsum)
          .without("self")
          .build();

  public static final KernelOp CUMPROD =
      kernel(
              "cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
              RunningTotals::wide)
          .grad("self", RunningTotals::cumprodGrad)
          .complex(RunningTotals::complexCumprod)
          .build();

  private RunningTotals() {}

  private static KernelOp.Spec wide(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    DType asked = a.dtype("dtype");
    DType type = asked != null ? asked : self.dtype().isIntegral() ? DType.INT64 : self.dtype();
    return new KernelOp.Spec(type, self.shape());
  }

  private static Tensor complexCumsum(Args a) {
    Tensor self = inDtype(a);
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
    return self.dim() == 0 ? self.clone() : self.viewAsReal().cumsum(dim).viewAsComplex();
  }

  private static Tensor inDtype(Args a) {
    Tensor self = a.tensor("self");
    DType asked = a.dtype("dtype");
    return asked == null ? self : self.to(asked);
  }

  /** Each step doubles how many factors each element has. */
  private static Tensor complexCumprod(Args a) {
    Tensor product = inDtype(a).clone();
    int dim = Shape.normalizeDim(a.integer("dim"), product.dim(), a.op());
    long n = product.dim() == 0 ? 1 : product.size(dim);
    for (long step = 1; step < n; step *= 2) {
      Tensor next = product.narrow(dim, step, n - step).mul(product.narrow(dim, 0, n - step));
      product = Torch.cat(List.of(product.narrow(dim, 0, step), next), dim);
    }
    return product;
  }

  static Tensor reverseCumsum(Tensor g, long dim) {
    if (g.dim() == 0) {
      return g;
    }
    return g.flip(dim).cumsum((int) dim).flip(dim);
  }

  private static Tensor cumprodGrad(GradContext c) {
    Tensor self = c.saved("self").conj();
    long dim = c.integer("dim");
    if (self.dim() == 0) {
      return c.grad();
    }
    // d out_j / d self_i is the product of self_k over k <= j without i; written as a sum over j
    // of exclusive products, which is right where elements are zero.
    int d = Shape.normalizeDim(dim, self.dim(), "cumprod");
    long n = self.size(d);
    if (n == 0) {
      return c.grad();
    }
    Tensor[] parts = new Tensor[(int) n];
    for (int i = 0; i < n; i++) {
      Tensor before =
          i == 0
              ? Torch.onesLike(self.narrow(d, 0, 1))
              : self.narrow(d, 0, i).prod(new long[] {d}, true);
      Tensor sum = c.grad().narrow(d, i, 1).mul(before);
      if (i + 1 < n) {
        Tensor after = self.narrow(d, i + 1, n - i - 1).cumprod(d);
        sum =
            sum.add(
                c.grad()
                    .narrow(d, i + 1, n - i - 1)
                    .mul(after)
                    .sum(new long[] {d}, true)
                    .mul(before));
      }
      parts[i] = sum;
    }
    return Torch.cat(Arrays.asList(parts), d);
  }
}
