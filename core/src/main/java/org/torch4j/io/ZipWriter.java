package org.torch4j.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a zip archive as PyTorch wants it: stored records whose contents begin at multiples of 64
 * bytes, so that they can be mapped into memory; ZIP64 where sizes ask for it.
 */
final class ZipWriter {
  private static final int ALIGNMENT = 64;
  private static final int BLOCK = 64 << 10;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long MAX32 = 0xffff_ffffL;
  private static final int MAX16 = 0xffff;
  private static final int UTF8_NAMES = 0x0800;
  private static final short PADDING_ID = 0x4246;
  private static final short DATE_1980 = 0x21;

  private record Written(byte[] name, long header, long size, long packed, int method, int crc) {}

  private final FileOutput out;
  private final List<Written> records = new ArrayList<>();

  ZipWriter(FileOutput out) {
    this.out = out;
  }

  /** Adds a record with the bytes of {@code parts}, one after the other. */
  void record(String name, MemorySegment... parts) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    long header = out.position();
    long size = 0;
    for (MemorySegment part : parts) {
      size += part.byteSize();
    }
    out.write(local(path, header, size, size, STORED, 0));
    Checksum checksum = Checksum.of(parts);
    int sum;
    try {
      for (MemorySegment part : parts) {
        out.write(part);
      }
    } finally {
      // Nobody may read the memory when the caller goes on, not even after a failure.
      sum = checksum.value();
    }
    out.overwrite(header, local(path, header, size, size, STORED, sum));
    records.add(new Written(path, header, size, size, STORED, sum));
  }

  /** Adds a record with the bytes of {@code parts}, compressed. */
  void deflated(String name, MemorySegment... parts) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    long header = out.position();
    // Its length is known only afterwards, so the header has room for any.
    out.write(local(path, header, MAX32, MAX32, DEFLATED, 0));
    long start = out.position();
    CRC32 crc = new CRC32();
    long size = 0;
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      ByteBuffer packed = ByteBuffer.allocate(BLOCK);
      for (MemorySegment part : parts) {
        size += part.byteSize();
        for (long at = 0; at < part.byteSize(); at += BLOCK) {
          byte[] block = part.asSlice(at, Math.min(BLOCK, part.byteSize() - at)).toArray(JAVA_BYTE);
          crc.update(block);
          deflater.setInput(block);
          while (!deflater.needsInput()) {
            drain(deflater, packed);
          }
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        drain(deflater, packed);
      }
    }
    int sum = (int) crc.getValue();
    long length = out.position() - start;
    ByteBuffer exact = local(path, header, MAX32, MAX32, DEFLATED, sum);
    int extra = 30 + path.length;
    exact.putLong(extra + 4, size).putLong(extra + 12, length);
    out.overwrite(header, exact);
    records.add(new Written(path, header, size, length, DEFLATED, sum));
  }

  private void drain(Deflater deflater, ByteBuffer packed) throws IOException {
    deflater.deflate(packed.clear());
    out.write(packed.flip());
  }

  /** The header before a record at {@code header}. */
  private static ByteBuffer local(
      byte[] name, long header, long size, long packed, int method, int crc) {
    boolean wide = size >= MAX32 || packed >= MAX32;
    int fixed = 30 + name.length + (wide ? 20 : 0) + 4;
    int padding = (int) ((ALIGNMENT - (header + fixed) % ALIGNMENT) % ALIGNMENT);
    ByteBuffer b = ByteBuffer.allocate(fixed + padding).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x04034b50);
    common(b, wide, crc, size, packed, method);
    b.putShort((short) name.length).putShort((short) ((wide ? 20 : 0) + 4 + padding));
    b.put(name);
    if (wide) {
      b.putShort((short) 1).putShort((short) 16).putLong(size).putLong(packed);
    }
    b.putShort(PADDING_ID).putShort((short) padding);
    while (b.hasRemaining()) {
      b.put((byte) 'Z');
    }
    return b.flip();
  }

  private static void common(
      ByteBuffer b, boolean wide, int crc, long size, long packed, int method) {
    b.putShort((short) (wide ? 45 : 20)).putShort((short) UTF8_NAMES).putShort((short) method);
    b.putShort((short) 0).putShort(DATE_1980).putInt(crc);
    b.putInt(wide ? -1 : (int) packed).putInt(wide ? -1 : (int) size);
  }

  /** Writes the directory; nothing may be added afterwards. */
  void finish() throws IOException {
    long start = out.position();
    for (Written r : records) {
      out.write(central(r));
    }
    long size = out.position() - start;
    boolean wide = records.size() >= MAX16 || size >= MAX32 || start >= MAX32;
    ByteBuffer b = ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN);
    int count = records.size();
    if (wide) {
      b.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0);
      b.putInt(0).putLong(count).putLong(count).putLong(size).putLong(start);
      b.putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1);
    }
    short few = (short) (wide ? MAX16 : count);
    b.putInt(0x06054b50).putInt(0).putShort(few).putShort(few);
    b.putInt(wide ? -1 : (int) size).putInt(wide ? -1 : (int) start).putShort((short) 0);
    out.write(b.flip());
  }

  private static ByteBuffer central(Written r) {
    boolean wideSize = r.size >= MAX32 || r.packed >= MAX32;
    boolean wideHeader = r.header >= MAX32;
    int payload = (wideSize ? 16 : 0) + (wideHeader ? 8 : 0);
    int extra = payload == 0 ? 0 : 4 + payload;
    ByteBuffer b = ByteBuffer.allocate(46 + r.name.length + extra).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x02014b50).putShort((short) 45);
    common(b, wideSize, r.crc, r.size, r.packed, r.method);
    b.putShort((short) r.name.length).putShort((short) extra);
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    b.putInt(wideHeader ? -1 : (int) r.header).put(r.name);
    if (extra > 0) {
      b.putShort((short) 1).putShort((short) payload);
      if (wideSize) {
        b.putLong(r.size).putLong(r.packed);
      }
      if (wideHeader) {
        b.putLong(r.header);
      }
    }
    return b.flip();
  }
}
