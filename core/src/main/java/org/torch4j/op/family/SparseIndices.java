package org.torch4j.op.family;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Components.Coordinates;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Places in the sparse dimensions as one number, row-major, and sums and rows by them. */
final class SparseIndices {
  private SparseIndices() {}

  /** The sizes of the sparse dimensions. */
  static long[] sizes(Coordinates c, Shape shape) {
    return Arrays.copyOf(shape.toArray(), (int) c.indices().size(0));
  }

  static long product(long[] sizes) {
    long n = 1;
    for (long s : sizes) {
      n = Math.multiplyExact(n, s);
    }
    return n;
  }

  /** One number for each column of indices. */
  static Tensor flat(Tensor indices, long[] sizes) {
    if (sizes.length == 1) {
      return indices.select(0, 0);
    }
    Tensor flat = Torch.zeros(Shape.of(indices.size(1)), DType.INT64);
    for (int d = 0; d < sizes.length; d++) {
      flat = flat.mul(sizes[d]).add(indices.select(0, d));
    }
    return flat;
  }

  /** The indices of numbers that {@link #flat} made. */
  static Tensor unflat(Tensor flat, long[] sizes) {
    if (sizes.length == 0) {
      return Torch.zeros(Shape.of(0, flat.numel()), DType.INT64);
    }
    Tensor[] rows = new Tensor[sizes.length];
    Tensor rest = flat;
    for (int d = sizes.length - 1; d >= 0; d--) {
      rows[d] = d == 0 ? rest : rest.remainder(sizes[d]);
      rest = d == 0 ? rest : rest.div(Torch.tensor(sizes[d]), "floor");
    }
    return Torch.stack(Arrays.asList(rows));
  }

  /** A strided tensor with its sparse dimensions as one. */
  static Tensor rows(Tensor strided, long[] sizes) {
    long[] all = strided.shape().toArray();
    long[] merged = new long[all.length - sizes.length + 1];
    merged[0] = product(sizes);
    System.arraycopy(all, sizes.length, merged, 1, merged.length - 1);
    return strided.reshape(merged);
  }

  /** Row {@code to[i]} of the result gathers row i; truth values are joined by or. */
  static Tensor sum(Tensor values, Tensor to, long count) {
    long[] sizes = values.shape().toArray();
    sizes[0] = count;
    if (values.dtype() == DType.BOOL) {
      return sum(values.toInt(), to, count).ne(0);
    }
    return Torch.zeros(Shape.of(sizes), values.dtype()).indexAdd(0, to, values);
  }

  /** The value whose ascending key is asked for, 0 where there is none. */
  static Tensor lookUp(Tensor keys, Tensor values, Tensor asked) {
    long[] block = values.shape().toArray();
    block[0] = asked.numel();
    if (keys.numel() == 0) {
      return Torch.zeros(Shape.of(block), values.dtype());
    }
    Tensor at = Torch.searchsorted(keys, asked).clampMax(keys.numel() - 1);
    Tensor found = keys.indexSelect(0, at).eq(asked);
    long[] column = new long[block.length];
    Arrays.fill(column, 1);
    column[0] = asked.numel();
    return values.indexSelect(0, at).mul(found.view(column));
  }
}
