package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.NativeMemory;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/** A file opened for reading, mapped into memory where that is wanted and possible. */
final class FileContent implements AutoCloseable {
  private final Positioned bytes;
  private final String name;
  private final long size;
  private final @Nullable FileChannel channel;
  private final @Nullable MemorySegment mapping;

  private FileContent(
      Positioned bytes,
      String name,
      long size,
      @Nullable FileChannel channel,
      @Nullable MemorySegment mapping) {
    this.bytes = bytes;
    this.name = name;
    this.size = size;
    this.channel = channel;
    this.mapping = mapping;
  }

  /** What is done with an open file. */
  interface Reading<T extends @Nullable Object> {
    T read(FileContent content);
  }

  /**
   * The result of {@code reading}.
   *
   * @throws CheckpointException also in place of every failure of the file system
   */
  static <T extends @Nullable Object> T read(Path path, LoadOptions options, Reading<T> reading) {
    if (Files.isDirectory(path)) {
      throw new CheckpointException("load: " + path + " is a directory");
    }
    try (FileContent content = open(path, options)) {
      return reading.read(content);
    } catch (NoSuchFileException e) {
      throw new CheckpointException("load: no such file: " + path, e);
    } catch (IOException e) {
      throw new CheckpointException("load: cannot read " + path + ": " + AtomicFile.reason(e), e);
    }
  }

  private static FileContent open(Path path, LoadOptions options) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      long size = channel.size();
      MemorySegment mapping = options.mmap() && size > 0 ? PrivateMapping.of(path, channel) : null;
      if (mapping == null) {
        NativeMemory.expect(size);
      }
      return new FileContent(channel::read, path.toString(), size, channel, mapping);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Content that is in memory already; {@code name} stands for it in messages. */
  static FileContent of(byte[] content, String name) {
    return new FileContent(Positioned.of(content), name, content.length, null, null);
  }

  /** Whether it is mapped into memory. */
  boolean isMapped() {
    return mapping != null;
  }

  /** All of it, from its start. */
  ByteSource source() {
    return new ByteSource(bytes, name, 0, size);
  }

  /**
   * The elements that begin at byte {@code start} as a view of the mapped file; null where they
   * must be copied: without a mapping, for small ones, which are faster in Java's memory, where
   * bytes have to be turned, and where numbers would lie across their alignment.
   */
  @Nullable Storage view(DType dtype, long start, long numel, ByteOrder order) {
    MemorySegment all = mapping;
    long length = numel * dtype.byteSize();
    int unit = Math.min(8, dtype.byteSize());
    if (all == null
        || length <= Storage.HEAP_LIMIT
        || start % unit != 0
        || unit > 1 && order != ByteOrder.nativeOrder()
        || length > all.byteSize() - start) {
      return null;
    }
    MemorySegment part = all.asSlice(start, length);
    StorageFill.adjust(part, dtype, order);
    return Storage.ofSegment(part, all);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
