package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors as linear maps between tensors: their inverses and systems. */
public final class TensorSystems {
  public static final CompositeOp TENSORINV =
      composite("linalg_tensorinv(Tensor self, int ind=2) -> Tensor", TensorSystems::tensorinv);

  public static final CompositeOp TENSORSOLVE =
      composite(
          "linalg_tensorsolve(Tensor self, Tensor other, int[]? dims=None) -> Tensor",
          TensorSystems::tensorsolve);

  private TensorSystems() {}

  private static long product(long[] sizes, int from, int to) {
    long n = 1;
    for (int i = from; i < to; i++) {
      n *= sizes[i];
    }
    return n;
  }

  private static Tensor tensorinv(Args a) {
    Tensor self = a.tensor("self");
    int ind = Math.toIntExact(a.integer("ind"));
    if (ind <= 0) {
      throw new IllegalArgumentException(a.op() + ": ind must be positive, got " + ind);
    }
    long[] sizes = self.shape().toArray();
    int cut = Math.min(ind, sizes.length);
    long rows = product(sizes, 0, cut);
    long columns = product(sizes, cut, sizes.length);
    if (rows != columns) {
      throw new ShapeException(
          a.op()
              + ": the first "
              + ind
              + " sizes must have the product of the others, got "
              + self.shape());
    }
    long[] swapped = new long[sizes.length];
    System.arraycopy(sizes, cut, swapped, 0, sizes.length - cut);
    System.arraycopy(sizes, 0, swapped, sizes.length - cut, cut);
    return Solvers.LINALG_INV.call(self.reshape(rows, columns)).reshape(swapped);
  }

  private static Tensor tensorsolve(Args a) {
    Tensor self = a.tensor("self");
    Tensor other = a.tensor("other");
    long[] dims = a.integersOrNull("dims");
    if (dims != null) {
      self = movedToEnd(self, dims);
    }
    long[] sizes = self.shape().toArray();
    int given = Math.min(other.dim(), sizes.length);
    long[] result = Arrays.copyOfRange(sizes, given, sizes.length);
    long columns = product(result, 0, result.length);
    long rows = product(sizes, 0, given);
    if (rows != columns || rows != other.numel()) {
      throw new ShapeException(
          a.op()
              + ": self of shape "
              + self.shape()
              + " does not make a square system for other of shape "
              + other.shape());
    }
    return Solvers.LINALG_SOLVE
        .call(self.reshape(rows, columns), other.reshape(rows), true)
        .reshape(result);
  }

  private static Tensor movedToEnd(Tensor t, long[] dims) {
    boolean[] moved = new boolean[t.dim()];
    int[] order = new int[t.dim()];
    int at = t.dim() - dims.length;
    for (long d : dims) {
      int dim = Shape.normalizeDim(d, t.dim(), "linalg_tensorsolve");
      if (at < 0 || t.dim() == 0 || moved[dim]) {
        throw new ShapeException(
            "linalg_tensorsolve: dims must differ and be of the tensor, got "
                + Arrays.toString(dims)
                + " for shape "
                + t.shape());
      }
      moved[dim] = true;
      order[at++] = dim;
    }
    at = 0;
    for (int i = 0; i < moved.length; i++) {
      if (!moved[i]) {
        order[at++] = i;
      }
    }
    return t.permute(order);
  }
}
