package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;

/** Buffers of one thread, each of one tile of elements of a compute type. */
final class TileBuffers {
  private static final ThreadLocal<TileBuffers> CURRENT = ThreadLocal.withInitial(TileBuffers::new);

  private final @Nullable Object[][] buffers = new Object[ComputeType.values().length][];

  private TileBuffers() {}

  static TileBuffers current() {
    return CURRENT.get();
  }

  /** Buffer number {@code slot}: an int[], long[], float[] or double[]. */
  Object buffer(ComputeType compute, int slot) {
    @Nullable Object[] list = buffers[compute.ordinal()];
    if (list == null || list.length <= slot) {
      @Nullable Object[] longer = new Object[slot + 4];
      if (list != null) {
        System.arraycopy(list, 0, longer, 0, list.length);
      }
      list = longer;
      buffers[compute.ordinal()] = list;
    }
    Object buffer = list[slot];
    if (buffer == null) {
      buffer = Elements.newArray(Operand.nativeType(compute), PointwiseKernels.TILE);
      list[slot] = buffer;
    }
    return buffer;
  }
}
