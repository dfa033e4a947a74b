package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Makes several dimensions of one, {@code torch.nn.Unflatten}. */
public class Unflatten extends Module {
  private final int dim;
  private final long[] sizes;
  private final boolean shape;

  /** Splits {@code dim} into these sizes, of which one may be -1. */
  public Unflatten(int dim, long... unflattenedSize) {
    this.dim = dim;
    this.sizes = unflattenedSize.clone();
    this.shape = false;
  }

  /** Splits {@code dim} into the sizes of a shape. */
  public Unflatten(int dim, Shape unflattenedSize) {
    this.dim = dim;
    this.sizes = unflattenedSize.toArray();
    this.shape = true;
  }

  @Override
  public Tensor forward(Tensor input) {
    int at = Shape.normalizeDim(dim, input.dim(), "unflatten");
    long[] before = input.shape().toArray();
    long[] after = new long[before.length - 1 + sizes.length];
    System.arraycopy(before, 0, after, 0, at);
    System.arraycopy(sizes, 0, after, at, sizes.length);
    System.arraycopy(before, at + 1, after, at + sizes.length, before.length - at - 1);
    long known = 1;
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= sizes[i];
      }
    }
    long size = before[at];
    if (open >= 0 ? known == 0 || size % known != 0 : known != size) {
      throw new ShapeException(
          "unflatten: size "
              + size
              + " of dimension "
              + at
              + " does not split into "
              + PythonText.tuple(ConvOptions.list(sizes))
              + " (input "
              + input.shape()
              + ")");
    }
    if (open >= 0) {
      after[at + open] = size / known;
    }
    return input.reshape(after);
  }

  @Override
  public String extraRepr() {
    return "dim="
        + dim
        + ", unflattened_size="
        + (shape ? PythonText.of(Shape.of(sizes)) : PythonText.tuple(ConvOptions.list(sizes)));
  }
}
