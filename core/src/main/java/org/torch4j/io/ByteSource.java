package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A range of a file read from its start to its end. Every length that the file announces is held
 * against what the range still has before memory is taken for it.
 */
final class ByteSource {
  /** Small enough that the checksum finds in the cache what was read last. */
  private static final int BLOCK = 512 << 10;

  /** What one thread takes of a long checksum. */
  private static final long CHECKED_BLOCK = 4L << 20;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private static final int MAX_LINE = 64 << 10;

  private final Positioned bytes;
  private final String file;
  private final long end;
  private final int capacity;
  private ByteBuffer buffer = NONE;
  private long next;

  ByteSource(Positioned bytes, String file, long start, long end) {
    this.bytes = bytes;
    this.file = file;
    this.end = end;
    this.next = start;
    this.capacity = (int) Math.max(16, Math.min(64 << 10, end - start));
  }

  /** A part of the same file, with its own position. */
  ByteSource range(long from, long to) {
    return new ByteSource(bytes, file, from, to);
  }

  /** Other bytes, which messages call by the name of the same file. */
  ByteSource of(Positioned other, long length) {
    return new ByteSource(other, file, 0, length);
  }

  /** The file's name. */
  String file() {
    return file;
  }

  /** The exception for this file; {@code what} continues a sentence that begins with its name. */
  CheckpointException fail(String what) {
    return new CheckpointException(file + " " + what);
  }

  /** The exception for a failure of the file system. */
  CheckpointException unreadable(IOException cause) {
    return new CheckpointException(file + " cannot be read: " + AtomicFile.reason(cause), cause);
  }

  /** Whether {@link #range} of what was read already is out of reach. */
  boolean isForwardOnly() {
    return bytes.isForwardOnly();
  }

  long position() {
    return next - buffer.remaining();
  }

  long remaining() {
    return end - position();
  }

  /** Fails unless {@code bytes} more are there. */
  void require(long bytes) {
    if (bytes < 0 || bytes > remaining()) {
      throw fail(
          "is damaged: "
              + (bytes < 0 ? "a length of " + bytes : bytes + " bytes are announced")
              + " at byte "
              + position()
              + ", where "
              + remaining()
              + " remain");
    }
  }

  private void need(int bytes) {
    if (buffer.remaining() < bytes) {
      require(bytes);
      if (buffer == NONE) {
        buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
      }
      buffer.compact();
      int want = (int) Math.min(buffer.remaining(), end - next);
      buffer.limit(buffer.position() + want);
      while (buffer.hasRemaining()) {
        fill(buffer);
      }
      buffer.flip();
    }
  }

  private void fill(ByteBuffer target) {
    try {
      int n = bytes.read(target, next);
      if (n <= 0) {
        throw fail("is truncated: it ends at byte " + next + " of " + end);
      }
      next += n;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  int u8() {
    need(1);
    return buffer.get() & 0xff;
  }

  int u16() {
    need(2);
    return buffer.getShort() & 0xffff;
  }

  int i32() {
    need(4);
    return buffer.getInt();
  }

  long u32() {
    return i32() & 0xffff_ffffL;
  }

  long i64() {
    need(8);
    return buffer.getLong();
  }

  /** A double with its high byte first, as pickles have them. */
  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(i64()));
  }

  /** The next {@code length} bytes. */
  byte[] bytes(long length) {
    require(length);
    if (length > Integer.MAX_VALUE - 16) {
      throw fail("holds one value of " + length + " bytes, more than a Java array takes");
    }
    byte[] out = new byte[(int) length];
    int have = Math.min(out.length, buffer.remaining());
    buffer.get(out, 0, have);
    ByteBuffer rest = ByteBuffer.wrap(out, have, out.length - have);
    while (rest.hasRemaining()) {
      fill(rest);
    }
    return out;
  }

  /** Passes over {@code length} bytes. */
  void skip(long length) {
    require(length);
    long inside = Math.min(length, buffer.remaining());
    buffer.position(buffer.position() + (int) inside);
    next += length - inside;
  }

  /** The text up to the next line feed, which is consumed. */
  String line() {
    byte[] line = new byte[64];
    for (int n = 0; ; n++) {
      int b = u8();
      if (b == '\n') {
        return new String(line, 0, n, StandardCharsets.UTF_8);
      }
      if (n == MAX_LINE) {
        throw fail("is damaged: a line of more than " + MAX_LINE + " bytes");
      }
      if (n == line.length) {
        line = Arrays.copyOf(line, 2 * n);
      }
      line[n] = (byte) b;
    }
  }

  /** Reads the next bytes straight into {@code target}; {@code crc} sees them too. */
  void read(MemorySegment target, CRC32 crc) {
    require(target.byteSize());
    long at = Math.min(buffer.remaining(), target.byteSize());
    if (at > 0 || !target.isNative()) {
      byte[] copy = bytes(target.isNative() ? at : target.byteSize());
      crc.update(copy);
      MemorySegment.copy(MemorySegment.ofArray(copy), 0, target, 0, copy.length);
      at = copy.length;
    }
    for (; at < target.byteSize(); at += BLOCK) {
      ByteBuffer view = target.asSlice(at, Math.min(BLOCK, target.byteSize() - at)).asByteBuffer();
      while (view.hasRemaining()) {
        fill(view);
      }
      crc.update(view.flip());
    }
  }

  /** The CRC-32 of all that remains, which is consumed. */
  int checksum() {
    if (isForwardOnly() || remaining() <= CHECKED_BLOCK) {
      return checksumInOrder();
    }
    long start = position();
    int[] crcs = new int[Math.toIntExact((end - start + CHECKED_BLOCK - 1) / CHECKED_BLOCK)];
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < crcs.length; i++) {
      int block = i;
      long from = start + block * CHECKED_BLOCK;
      ByteSource part = range(from, Math.min(end, from + CHECKED_BLOCK));
      pieces.add(() -> crcs[block] = part.checksumInOrder());
    }
    SharedWork.run(pieces, crcs.length / 2);
    skip(remaining());
    int crc = crcs[0];
    for (int i = 1; i < crcs.length; i++) {
      long from = start + i * CHECKED_BLOCK;
      crc = Crc32.joined(crc, crcs[i], Math.min(end, from + CHECKED_BLOCK) - from);
    }
    return crc;
  }

  private int checksumInOrder() {
    CRC32 crc = new CRC32();
    while (remaining() > 0) {
      need(1);
      crc.update(buffer);
    }
    return (int) crc.getValue();
  }
}
