package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/** Moves the bytes of a file into a storage. */
final class StorageFill {
  private StorageFill() {}

  /**
   * Fills {@code storage} from the next bytes of {@code in} and gives their CRC-32 as they stand in
   * the file. Numbers are turned to the machine's byte order, truth values become 0 or 1.
   */
  static int fill(Storage storage, DType dtype, ByteSource in, ByteOrder order) {
    CRC32 crc = new CRC32();
    MemorySegment bytes = storage.segment();
    in.read(bytes, crc);
    adjust(bytes, dtype, order);
    storage.fence();
    return (int) crc.getValue();
  }

  /** Turns numbers of {@code order} to the machine's order, and truth values to 0 or 1. */
  static void adjust(MemorySegment bytes, DType dtype, ByteOrder order) {
    int size = dtype.isComplex() ? dtype.byteSize() / 2 : dtype.byteSize();
    if (size > 1 && order != ByteOrder.nativeOrder()) {
      swap(bytes, size);
    }
    if (dtype == DType.BOOL) {
      normalize(bytes);
    }
  }

  private static void swap(MemorySegment bytes, int size) {
    for (long at = 0; at + size <= bytes.byteSize(); at += size) {
      for (int i = 0; i < size / 2; i++) {
        byte low = bytes.get(ValueLayout.JAVA_BYTE, at + i);
        bytes.set(
            ValueLayout.JAVA_BYTE, at + i, bytes.get(ValueLayout.JAVA_BYTE, at + size - 1 - i));
        bytes.set(ValueLayout.JAVA_BYTE, at + size - 1 - i, low);
      }
    }
  }

  private static void normalize(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); at++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, at);
      if (b != 0 && b != 1) {
        bytes.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
      }
    }
  }
}
