package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/**
 * An element type of files that tensors here do not have. It is read as the smallest type that
 * holds its values exactly.
 */
enum ForeignType {
  UINT16("uint16", "u2", "U16", 2, DType.INT32),
  UINT32("uint32", "u4", "U32", 4, DType.INT64),
  /** Values from 2^63 on have no place in int64 and make the file refused. */
  UINT64("uint64", "u8", "U64", 8, DType.INT64),
  FLOAT8_E4M3FN("float8_e4m3fn", null, "F8_E4M3", 1, DType.FLOAT16),
  FLOAT8_E5M2("float8_e5m2", null, "F8_E5M2", 1, DType.FLOAT16),
  COMPLEX32("complex32", null, null, 4, DType.COMPLEX64);

  private static final int BLOCK = 64 << 10;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final String torchName;
  private final @Nullable String numpyName;
  private final @Nullable String safeName;
  private final int byteSize;
  private final DType dtype;

  ForeignType(
      String torchName,
      @Nullable String numpyName,
      @Nullable String safeName,
      int byteSize,
      DType dtype) {
    this.torchName = torchName;
    this.numpyName = numpyName;
    this.safeName = safeName;
    this.byteSize = byteSize;
    this.dtype = dtype;
  }

  static @Nullable ForeignType ofTorch(String name) {
    for (ForeignType t : values()) {
      if (t.torchName.equals(name)) {
        return t;
      }
    }
    return null;
  }

  static @Nullable ForeignType ofNumpy(String name) {
    for (ForeignType t : values()) {
      if (name.equals(t.numpyName)) {
        return t;
      }
    }
    return null;
  }

  static @Nullable ForeignType ofSafetensors(String name) {
    for (ForeignType t : values()) {
      if (name.equals(t.safeName)) {
        return t;
      }
    }
    return null;
  }

  /** Bytes of one element in the file. */
  int byteSize() {
    return byteSize;
  }

  /** What its elements become. */
  DType dtype() {
    return dtype;
  }

  /** The elements that {@code in} has next, in a storage of {@link #dtype}. */
  Storage read(ByteSource in, long numel, ByteOrder order) {
    in.require(Math.multiplyExact(numel, (long) byteSize));
    Storage storage = Storage.allocate(dtype, numel);
    MemorySegment target = storage.segment();
    long at = 0;
    while (at < numel) {
      int n = (int) Math.min(BLOCK / byteSize, numel - at);
      ByteBuffer from = ByteBuffer.wrap(in.bytes((long) n * byteSize)).order(order);
      for (int i = 0; i < n; i++) {
        put(from, target, at++, in);
      }
    }
    storage.fence();
    return storage;
  }

  /** Fills {@code to} from the bytes of a storage, which are in the machine's order. */
  void widen(Storage bytes, Storage to, long numel, ByteSource in) {
    MemorySegment source = bytes.segment();
    long at = 0;
    while (at < numel) {
      int n = (int) Math.min(BLOCK / byteSize, numel - at);
      byte[] block =
          source.asSlice(at * byteSize, (long) n * byteSize).toArray(ValueLayout.JAVA_BYTE);
      ByteBuffer from = ByteBuffer.wrap(block).order(ByteOrder.nativeOrder());
      for (int i = 0; i < n; i++) {
        put(from, to.segment(), at++, in);
      }
    }
    bytes.fence();
    to.fence();
  }

  private void put(ByteBuffer from, MemorySegment to, long i, ByteSource in) {
    switch (this) {
      case UINT16 -> to.setAtIndex(INT, i, from.getShort() & 0xffff);
      case UINT32 -> to.setAtIndex(LONG, i, from.getInt() & 0xffff_ffffL);
      case UINT64 -> {
        long bits = from.getLong();
        if (bits < 0) {
          throw in.fail(
              "holds the uint64 " + Long.toUnsignedString(bits) + ", more than int64 can hold");
        }
        to.setAtIndex(LONG, i, bits);
      }
      case FLOAT8_E4M3FN -> to.setAtIndex(SHORT, i, e4m3(from.get()));
      case FLOAT8_E5M2 -> to.setAtIndex(SHORT, i, (short) (from.get() << 8));
      case COMPLEX32 -> {
        to.setAtIndex(FLOAT, 2 * i, Float.float16ToFloat(from.getShort()));
        to.setAtIndex(FLOAT, 2 * i + 1, Float.float16ToFloat(from.getShort()));
      }
    }
  }

  /** Sign, 4 bits of exponent with bias 7, 3 bits of fraction; no infinities, one NaN. */
  private static short e4m3(byte bits) {
    int magnitude = bits & 0x7f;
    float value =
        magnitude == 0x7f
            ? Float.NaN
            : magnitude < 8
                ? magnitude * 0x1p-9f
                : Math.scalb(8 + (magnitude & 7), (magnitude >> 3) - 10);
    return Float.floatToFloat16(bits < 0 ? -value : value);
  }
}
