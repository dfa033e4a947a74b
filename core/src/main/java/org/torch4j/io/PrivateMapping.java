package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.SystemMemory;

/**
 * Maps a file so that writes to the memory change private copies of its pages and never the file.
 * The mapping ends when the collector finds it unreachable.
 */
final class PrivateMapping {
  private PrivateMapping() {}

  /** The whole file as memory, or null where this process can only read it. */
  static @Nullable MemorySegment of(Path path, FileChannel readable) throws IOException {
    MemorySegment mapping = map(path, readable);
    if (mapping != null) {
      SystemMemory.adviseHugePages(mapping);
    }
    return mapping;
  }

  private static @Nullable MemorySegment map(Path path, FileChannel readable) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Java asks for a writable channel although a private mapping never writes to the file.
      return channel.map(FileChannel.MapMode.PRIVATE, 0, channel.size(), Arena.ofAuto());
    } catch (FileSystemException e) {
      return readOnlyFile(path, readable.size());
    }
  }

  /**
   * The same for a file that may not be written: the system has no objection to a private mapping
   * of it, only Java's own method has. Null where native calls are not allowed.
   */
  static @Nullable MemorySegment readOnlyFile(Path path, long size) throws IOException {
    if (!SystemMemory.isAllowed() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return null;
    }
    try {
      return Posix.map(path, size);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("mmap failed", e);
    }
  }

  /** {@code open} and {@code close} of the C library, where there is one. */
  private static final class Posix {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static @Nullable MethodHandle function(
        String name, FunctionDescriptor type, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      MemorySegment address = library.find(name).orElse(null);
      return address == null ? null : linker.downcallHandle(address, type, options);
    }

    static @Nullable MemorySegment map(Path path, long size) throws Throwable {
      MethodHandle open =
          function(
              "open",
              FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT, INT),
              Linker.Option.firstVariadicArg(2));
      MethodHandle close = function("close", FunctionDescriptor.of(INT, INT));
      if (open == null || close == null) {
        return null;
      }
      try (Arena arena = Arena.ofConfined()) {
        int file = (int) open.invokeExact(arena.allocateFrom(path.toString()), 0, 0);
        if (file < 0) {
          return null;
        }
        MemorySegment mapping = SystemMemory.mapFile(file, size, Arena.ofAuto());
        int _ = (int) close.invokeExact(file);
        return mapping;
      }
    }
  }
}
