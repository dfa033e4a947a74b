package org.torch4j.op.family;

import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Numerical derivatives of samples along dimensions, {@code torch.gradient}. */
public final class Gradients {
  private static final String TAIL = ", int edge_order=1) -> Tensor[]";

  public static final CompositeOp GRADIENT =
      gradient("scalarint(Tensor self, *, Scalar? spacing=None, int? dim=None");
  public static final CompositeOp GRADIENT_DIMS =
      gradient("scalararray(Tensor self, *, Scalar spacing, int[] dim");
  public static final CompositeOp GRADIENT_ARRAY = gradient("array(Tensor self, *, int[] dim");
  public static final CompositeOp GRADIENT_SPACINGS =
      gradient("scalarrayint(Tensor self, *, Scalar[] spacing, int? dim=None");
  public static final CompositeOp GRADIENT_SPACINGS_DIMS =
      gradient("scalarrayarray(Tensor self, *, Scalar[] spacing, int[] dim");
  public static final CompositeOp GRADIENT_COORDINATES =
      gradient("tensorarrayint(Tensor self, *, Tensor[] spacing, int? dim=None");
  public static final CompositeOp GRADIENT_COORDINATES_DIMS =
      gradient("tensorarray(Tensor self, *, Tensor[] spacing, int[] dim");

  private Gradients() {}

  private static CompositeOp gradient(String head) {
    return compositeAll("gradient." + head + TAIL, Gradients::all);
  }

  private static Tensor[] all(Args a) {
    Tensor self = a.tensor("self");
    Object spacing = a.has("spacing") ? a.get("spacing") : null;
    int[] dims = dims(a.get("dim"), self);
    long order = a.integer("edge_order");
    int given =
        spacing instanceof Scalar[] s ? s.length : spacing instanceof Tensor[] t ? t.length : -1;
    if (given >= 0 && given != dims.length) {
      throw new ShapeException(
          "gradient: expected one spacing for each of "
              + dims.length
              + " dimensions, got "
              + given
              + ": dim "
              + Arrays.toString(dims));
    }
    if (order != 1 && order != 2) {
      throw new IllegalArgumentException("gradient: edge_order must be 1 or 2, got " + order);
    }
    Tensor[] out = new Tensor[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (self.size(dims[i]) < order + 1) {
        throw new ShapeException(
            "gradient: each dimension must have at least edge_order + 1 = "
                + (order + 1)
                + " samples, got dimension "
                + dims[i]
                + " of shape "
                + self.shape());
      }
      out[i] =
          spacing instanceof Tensor[] t
              ? uneven(self, dims[i], t[i], order == 2)
              : even(self, dims[i], step(spacing, i), order == 2);
    }
    return out;
  }

  private static double step(@Nullable Object spacing, int i) {
    return spacing instanceof Scalar[] s
        ? s[i].doubleValue()
        : spacing instanceof Scalar one ? one.doubleValue() : 1;
  }

  private static int[] dims(@Nullable Object dim, Tensor self) {
    long[] list;
    if (dim instanceof long[] l) {
      list = l;
    } else if (dim instanceof Long one) {
      list = new long[] {one};
    } else {
      list = new long[self.dim()];
      Arrays.setAll(list, i -> i);
    }
    int[] dims = new int[list.length];
    boolean[] seen = new boolean[Math.max(1, self.dim())];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Shape.normalizeDim(list[i], self.dim(), "gradient");
      if (seen[dims[i]]) {
        throw new ShapeException("gradient: dim " + dims[i] + " appears multiple times");
      }
      seen[dims[i]] = true;
    }
    return dims;
  }

  private static Tensor even(Tensor f, int dim, double h, boolean second) {
    long n = f.size(dim);
    Tensor inner = f.narrow(dim, 2, n - 2).sub(f.narrow(dim, 0, n - 2)).div(2 * h);
    Tensor first;
    Tensor last;
    if (second) {
      first = at(f, dim, 0).mul(-3).add(at(f, dim, 1).mul(4)).sub(at(f, dim, 2)).div(2 * h);
      last =
          at(f, dim, n - 1).mul(3).sub(at(f, dim, n - 2).mul(4)).add(at(f, dim, n - 3)).div(2 * h);
    } else {
      first = at(f, dim, 1).sub(at(f, dim, 0)).div(h);
      last = at(f, dim, n - 1).sub(at(f, dim, n - 2)).div(h);
    }
    return Torch.cat(Arrays.asList(first, inner, last), dim);
  }

  private static Tensor at(Tensor f, int dim, long i) {
    return f.narrow(dim, i, 1);
  }

  /** Parabolas through three neighbours; at the ends lines, or parabolas for order 2. */
  private static Tensor uneven(Tensor f, int dim, Tensor coordinates, boolean second) {
    long n = f.size(dim);
    if (coordinates.dim() != 1 || coordinates.size(0) != n) {
      throw new ShapeException(
          "gradient: coordinates must have one value for each of "
              + n
              + " samples, got shape "
              + coordinates.shape());
    }
    long[] sizes = new long[f.dim()];
    Arrays.fill(sizes, 1);
    sizes[dim] = n - 1;
    Tensor h = coordinates.narrow(0, 1, n - 1).sub(coordinates.narrow(0, 0, n - 1)).reshape(sizes);
    Tensor left = h.narrow(dim, 0, n - 2);
    Tensor right = h.narrow(dim, 1, n - 2);
    Tensor sum = left.add(right);
    Tensor a = right.neg().div(left.mul(sum));
    Tensor b = right.sub(left).div(left.mul(right));
    Tensor c = left.div(right.mul(sum));
    Tensor inner =
        a.mul(f.narrow(dim, 0, n - 2))
            .add(b.mul(f.narrow(dim, 1, n - 2)))
            .add(c.mul(f.narrow(dim, 2, n - 2)));
    Tensor first;
    Tensor last;
    if (second) {
      first = parabola(f, dim, 0, 1, 2, at(h, dim, 0), at(h, dim, 1));
      last = parabola(f, dim, n - 1, n - 2, n - 3, at(h, dim, n - 2), at(h, dim, n - 3)).neg();
    } else {
      first = at(f, dim, 1).sub(at(f, dim, 0)).div(at(h, dim, 0));
      last = at(f, dim, n - 1).sub(at(f, dim, n - 2)).div(at(h, dim, n - 2));
    }
    return Torch.cat(Arrays.asList(first, inner, last), dim);
  }

  /** The slope at sample i of the parabola through i, j and k, which are h1 and h2 apart. */
  private static Tensor parabola(Tensor f, int dim, long i, long j, long k, Tensor h1, Tensor h2) {
    Tensor sum = h1.add(h2);
    Tensor a = h1.add(sum).neg().div(h1.mul(sum));
    Tensor b = sum.div(h1.mul(h2));
    Tensor c = h1.neg().div(h2.mul(sum));
    return a.mul(at(f, dim, i)).add(b.mul(at(f, dim, j))).add(c.mul(at(f, dim, k)));
  }
}
