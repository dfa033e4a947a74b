package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;

/**
 * How elements are moved: alone, or as vectors where they lie side by side.
 *
 * @param width elements of a vector
 * @param type of a vector
 * @param grid that counts vectors
 */
record Vectors(int width, String type, long[] grid) {
  /** {@code stride} is that of the dimension that indices point into. */
  static Vectors of(long[] grid, long stride, StridedArray to, StridedArray from) {
    int bytes = to.dtype().byteSize();
    long places = Launches.address(to) | Launches.address(from);
    for (int width = 16 / bytes; width > 1; width /= 2) {
      long @Nullable [] wide =
          stride % width == 0 && (places & (width * bytes - 1)) == 0
              ? Grids.vectors(grid, width)
              : null;
      if (wide != null) {
        return new Vectors(width, CudaTypes.bytes(width * bytes), wide);
      }
    }
    return new Vectors(1, CudaTypes.bytes(bytes), grid);
  }
}
