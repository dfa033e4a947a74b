package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A file that is written from its start to its end, and what watches how far it got. */
final class FileOutput {
  /** Small enough that the checksum finds in the cache what is written next. */
  private static final int BLOCK = 1 << 20;

  private final FileChannel channel;
  private final LongConsumer progress;
  private long position;

  FileOutput(FileChannel channel, LongConsumer progress) {
    this.channel = channel;
    this.progress = progress;
  }

  /** Where the next byte goes. */
  long position() {
    return position;
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    progress.accept(position);
  }

  /** Writes over bytes that were written already. */
  void overwrite(long at, ByteBuffer bytes) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += channel.write(bytes, place);
    }
  }

  /** Writes {@code content} block by block, which {@code crc} sees too. */
  void write(MemorySegment content, @Nullable CRC32 crc) throws IOException {
    long size = content.byteSize();
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
      if (crc != null) {
        crc.update(bytes.duplicate());
      }
      write(bytes);
    }
  }
}
