package org.torch4j.nn;

import org.torch4j.Tensor;

/** How far the rows of two tensors are apart. */
@FunctionalInterface
public interface DistanceFunction {
  /** A distance for each pair of rows. */
  Tensor apply(Tensor first, Tensor second);
}
