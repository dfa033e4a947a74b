package org.torch4j.type;

import java.util.Locale;

/** The order in which the elements of a tensor lie in memory, {@code torch.memory_format}. */
public enum MemoryFormat {
  /** Row-major. */
  CONTIGUOUS_FORMAT(0),
  /** Like the tensor that is copied. */
  PRESERVE_FORMAT(0),
  /** Images with their channels side by side: NHWC. */
  CHANNELS_LAST(4),
  /** Volumes with their channels side by side: NDHWC. */
  CHANNELS_LAST_3D(5);

  private final int dims;

  MemoryFormat(int dims) {
    this.dims = dims;
  }

  /** The dimensions a tensor must have, 0 for any. */
  public int dims() {
    return dims;
  }

  /** As PyTorch writes it: {@code channels_last}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
