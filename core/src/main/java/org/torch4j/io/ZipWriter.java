package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip archive as PyTorch wants it: stored records whose contents begin at multiples of 64
 * bytes, so that they can be mapped into memory; ZIP64 where sizes ask for it.
 */
final class ZipWriter {
  private static final int ALIGNMENT = 64;
  private static final int BLOCK = 4 << 20;
  private static final long MAX32 = 0xffff_ffffL;
  private static final int MAX16 = 0xffff;
  private static final int UTF8_NAMES = 0x0800;
  private static final short PADDING_ID = 0x4246;
  private static final short DATE_1980 = 0x21;

  private record Written(byte[] name, long header, long size, int crc) {}

  private final FileChannel channel;
  private final List<Written> records = new ArrayList<>();
  private long position;

  ZipWriter(FileChannel channel) {
    this.channel = channel;
  }

  /** Adds a record with the bytes of {@code content}, which is read in blocks. */
  void record(String name, MemorySegment content) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    long header = position;
    long size = content.byteSize();
    int headerSize = writeLocal(path, header, size, 0);
    position = header + headerSize;
    CRC32 crc = new CRC32();
    ByteBuffer copy =
        content.isNative()
            ? ByteBuffer.allocate(0)
            : ByteBuffer.allocate((int) Math.min(size, BLOCK));
    for (long at = 0; at < size; at += BLOCK) {
      MemorySegment part = content.asSlice(at, Math.min(BLOCK, size - at));
      ByteBuffer bytes;
      if (content.isNative()) {
        bytes = part.asByteBuffer();
      } else {
        MemorySegment.ofBuffer(copy.clear().limit((int) part.byteSize())).copyFrom(part);
        bytes = copy;
      }
      crc.update(bytes.duplicate());
      write(bytes);
    }
    int sum = (int) crc.getValue();
    long end = position;
    writeLocal(path, header, size, sum);
    position = end;
    records.add(new Written(path, header, size, sum));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Writes the header before a record at {@code header} and gives its length. */
  private int writeLocal(byte[] name, long header, long size, int crc) throws IOException {
    boolean wide = size >= MAX32;
    int fixed = 30 + name.length + (wide ? 20 : 0) + 4;
    int padding = (int) ((ALIGNMENT - (header + fixed) % ALIGNMENT) % ALIGNMENT);
    ByteBuffer b = ByteBuffer.allocate(fixed + padding).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x04034b50);
    common(b, wide, crc, size, name.length, (wide ? 20 : 0) + 4 + padding);
    b.put(name);
    if (wide) {
      b.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
    }
    b.putShort(PADDING_ID).putShort((short) padding);
    while (b.hasRemaining()) {
      b.put((byte) 'Z');
    }
    b.flip();
    position = header;
    write(b);
    return b.limit();
  }

  private static void common(
      ByteBuffer b, boolean wide, int crc, long size, int nameLength, int extraLength) {
    b.putShort((short) (wide ? 45 : 20)).putShort((short) UTF8_NAMES).putShort((short) 0);
    b.putShort((short) 0).putShort(DATE_1980).putInt(crc);
    int shown = size >= MAX32 ? -1 : (int) size;
    b.putInt(shown).putInt(shown).putShort((short) nameLength).putShort((short) extraLength);
  }

  /** Writes the directory; nothing may be added afterwards. */
  void finish() throws IOException {
    long start = position;
    for (Written r : records) {
      write(central(r));
    }
    long size = position - start;
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
    write(b.flip());
  }

  private static ByteBuffer central(Written r) {
    boolean wideSize = r.size >= MAX32;
    boolean wideHeader = r.header >= MAX32;
    int payload = (wideSize ? 16 : 0) + (wideHeader ? 8 : 0);
    int extra = payload == 0 ? 0 : 4 + payload;
    ByteBuffer b = ByteBuffer.allocate(46 + r.name.length + extra).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x02014b50).putShort((short) 45);
    common(b, extra > 0, r.crc, r.size, r.name.length, extra);
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    b.putInt(wideHeader ? -1 : (int) r.header).put(r.name);
    if (extra > 0) {
      b.putShort((short) 1).putShort((short) payload);
      if (wideSize) {
        b.putLong(r.size).putLong(r.size);
      }
      if (wideHeader) {
        b.putLong(r.header);
      }
    }
    return b.flip();
  }
}
