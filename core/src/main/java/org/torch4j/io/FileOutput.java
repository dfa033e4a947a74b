package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/**
 * A file that is written from its start to its end, and what watches how far it got.
 *
 * <p>It goes to the system in blocks of 2 MiB at multiples of their size. The system then keeps it
 * in huge pages, and whoever maps the file has one page fault where there would be 32 or more.
 */
final class FileOutput implements AutoCloseable {
  private static final int BLOCK = 2 << 20;

  private final FileChannel channel;
  private final LongConsumer progress;
  private final Storage block = Storage.allocate(DType.UINT8, BLOCK);
  private final ByteBuffer buffer = block.segment().asByteBuffer();

  /** What is with the system already; the buffer holds what comes after it. */
  private long written;

  FileOutput(FileChannel channel, LongConsumer progress) {
    this.channel = channel;
    this.progress = progress;
  }

  /** Where the next byte goes. */
  long position() {
    return written + buffer.position();
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), buffer.remaining());
      if (length == BLOCK && bytes.isDirect()) {
        written += put(bytes.slice(bytes.position(), length), written);
      } else {
        buffer.put(bytes.slice(bytes.position(), length));
      }
      bytes.position(bytes.position() + length);
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
    progress.accept(position());
  }

  /** Hands the last bytes to the system; nothing may be added afterwards. */
  void flush() throws IOException {
    written += put(buffer.flip(), written);
    buffer.clear();
  }

  private int put(ByteBuffer bytes, long at) throws IOException {
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + length - bytes.remaining());
    }
    return length;
  }

  /** Writes over bytes that were written already. */
  void overwrite(long at, ByteBuffer bytes) throws IOException {
    int gone = Math.clamp(written - at, 0, bytes.remaining());
    put(bytes.slice(bytes.position(), gone), at);
    if (gone < bytes.remaining()) {
      int place = (int) (at + gone - written);
      buffer.put(place, bytes, bytes.position() + gone, bytes.remaining() - gone);
    }
  }

  /** Writes {@code content} block by block. */
  void write(MemorySegment content) throws IOException {
    long size = content.byteSize();
    for (long at = 0; at < size; ) {
      long length = Math.min(buffer.remaining(), size - at);
      write(bytes(content.asSlice(at, length)));
      at += length;
    }
  }

  /** The bytes of {@code part}: itself where it is native, else a copy. */
  static ByteBuffer bytes(MemorySegment part) {
    if (part.isNative()) {
      return part.asByteBuffer();
    }
    ByteBuffer copy = ByteBuffer.allocate((int) part.byteSize());
    MemorySegment.ofBuffer(copy).copyFrom(part);
    return copy;
  }

  /** Gives the buffer's memory back. */
  @Override
  public void close() {
    block.release();
  }
}
