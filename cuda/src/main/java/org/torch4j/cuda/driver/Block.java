package org.torch4j.cuda.driver;

import org.jspecify.annotations.Nullable;

/** A piece of a segment: used by someone, waiting for other streams, or free. */
final class Block implements Comparable<Block> {
  private static final CudaStream[] NONE = {};

  /** What the driver gave in one piece; all its blocks serve one stream. */
  static final class Segment {
    final long address;
    final long size;
    final boolean small;
    CudaStream stream;

    Segment(long address, long size, boolean small, CudaStream stream) {
      this.address = address;
      this.size = size;
      this.small = small;
      this.stream = stream;
    }
  }

  final Segment segment;
  final long address;
  long size;
  boolean free;
  @Nullable Block before;
  @Nullable Block after;

  /** Other streams whose work uses it. */
  CudaStream[] others = NONE;

  Block(Segment segment, long address, long size) {
    this.segment = segment;
    this.address = address;
    this.size = size;
  }

  boolean isWholeSegment() {
    return size == segment.size;
  }

  /** Cuts it to {@code bytes} and returns the rest. */
  Block split(long bytes) {
    var rest = new Block(segment, address + bytes, size - bytes);
    size = bytes;
    rest.before = this;
    rest.after = after;
    if (after != null) {
      after.before = rest;
    }
    after = rest;
    return rest;
  }

  /** Takes in the block behind it. */
  void join(Block behind) {
    size += behind.size;
    after = behind.after;
    if (after != null) {
      after.before = this;
    }
  }

  void forgetOthers() {
    others = NONE;
  }

  @Override
  public int compareTo(Block other) {
    int bySize = Long.compare(size, other.size);
    return bySize != 0 ? bySize : Long.compareUnsigned(address, other.address);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
