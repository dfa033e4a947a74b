package org.torch4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read from any place: a file, an array, the content of a compressed record. */
@FunctionalInterface
interface Positioned {
  /** Reads some bytes from {@code position} on into {@code target}; -1 where none are left. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Whether places before the last one read are out of reach. */
  default boolean isForwardOnly() {
    return false;
  }

  /** The bytes of an array. */
  static Positioned of(byte[] content) {
    return (target, position) -> {
      if (position >= content.length) {
        return -1;
      }
      int n = (int) Math.min(target.remaining(), content.length - position);
      target.put(content, (int) position, n);
      return n;
    };
  }
}
