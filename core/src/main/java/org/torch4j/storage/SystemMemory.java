package org.torch4j.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pages from the system itself, by {@code mmap} and {@code madvise} of the C library.
 *
 * <p>Java's own allocation clears the memory and so touches each page of 4 KiB once before its use;
 * the system clears pages anyhow, and huge ones of 2 MiB with a five-hundredth of the page faults.
 * Where there is no Linux, or native calls are not allowed, {@link #map} uses Java's allocation.
 */
public final class SystemMemory {
  /** What a huge page takes on most machines. */
  static final long HUGE_PAGE = 2L << 20;

  private static final int READ_WRITE = 3;
  private static final int PRIVATE = 2;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int ADVISE_HUGE_PAGE = 14;
  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux");

  private static long available;
  private static long taken;
  private static long asked;

  private SystemMemory() {}

  /** The functions, looked up when they are first needed. */
  private static final class Calls {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    static final @Nullable MethodHandle MMAP =
        find("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    static final @Nullable MethodHandle MUNMAP =
        find("munmap", FunctionDescriptor.of(INT, LONG, LONG));
    static final @Nullable MethodHandle MADVISE =
        find("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));

    private static @Nullable MethodHandle find(String name, FunctionDescriptor type) {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find(name)
          .map(address -> linker.downcallHandle(address, type))
          .orElse(null);
    }
  }

  /**
   * Fresh memory until {@code owner} closes, aligned to 64 bytes; from the size of a huge page on
   * in huge pages where the system has them.
   *
   * @throws OutOfMemoryError if the system has no room for it
   */
  public static MemorySegment map(long bytes, Arena owner) {
    MemorySegment pages = LINUX && bytes >= HUGE_PAGE && isAllowed() ? pages(bytes, owner) : null;
    return pages == null ? owner.allocate(bytes, 64) : pages;
  }

  private static @Nullable MemorySegment pages(long bytes, Arena owner) {
    if (Calls.MMAP == null || Calls.MUNMAP == null || Calls.MADVISE == null) {
      return null;
    }
    if (!has(bytes)) {
      throw new OutOfMemoryError("the system has no room for " + bytes + " bytes");
    }
    long whole = wholePages(bytes);
    // More than is asked for, so that an aligned part of that size is in it.
    long room = Math.addExact(whole, HUGE_PAGE);
    long at = mmap(room, PRIVATE_ANONYMOUS, -1);
    if (at == -1) {
      throw new OutOfMemoryError("mmap of " + room + " bytes failed");
    }
    long start = at + HUGE_PAGE - 1 & -HUGE_PAGE;
    if (start > at) {
      munmap(at, start - at);
    }
    if (at + room > start + whole) {
      munmap(start + whole, at + room - start - whole);
    }
    MemorySegment memory = owned(start, whole, owner);
    adviseHugePages(memory);
    return memory.asSlice(0, bytes);
  }

  /** The size of the huge pages that hold {@code bytes}. */
  static long wholePages(long bytes) {
    return Math.max(bytes, bytes + HUGE_PAGE - 1 & -HUGE_PAGE);
  }

  /**
   * Whether so many bytes can be had now; a system that promised more would kill processes later.
   * It is asked again when a sixteenth of what it had was taken, or a second went by.
   */
  private static synchronized boolean has(long bytes) {
    long now = System.nanoTime();
    if (taken + bytes > available / 16 || now - asked > 1_000_000_000L) {
      available = number("/proc/meminfo", "MemAvailable:", 1024);
      asked = now;
      taken = 0;
    }
    taken += bytes;
    return bytes <= available;
  }

  /** Bytes that this process may use at most, as far as the system says so. */
  static long limit() {
    return Math.min(
        number("/sys/fs/cgroup/memory.max", "", 1),
        number("/sys/fs/cgroup/memory/memory.limit_in_bytes", "", 1));
  }

  /** The number in the line of {@code file} that begins with {@code name}, or the greatest one. */
  private static long number(String file, String name, long unit) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(digits -> unit * Long.parseLong(digits))
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException | RuntimeException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * The whole of the file with this descriptor, private to this process when it is written to;
   * unmapped when {@code owner} closes. Null where that is not possible.
   */
  public static @Nullable MemorySegment mapFile(int descriptor, long bytes, Arena owner) {
    if (Calls.MMAP == null || Calls.MUNMAP == null) {
      return null;
    }
    long at = mmap(bytes, PRIVATE, descriptor);
    return at == -1 ? null : owned(at, bytes, owner);
  }

  /**
   * Asks for huge pages where {@code memory}, anonymous or a mapped file, is used first. Does
   * nothing where the system has no such thing.
   */
  public static void adviseHugePages(MemorySegment memory) {
    MethodHandle madvise = LINUX && isAllowed() ? Calls.MADVISE : null;
    if (madvise != null) {
      try {
        int _ = (int) madvise.invokeExact(memory.address(), memory.byteSize(), ADVISE_HUGE_PAGE);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whether this process allows native calls from here without a warning. */
  public static boolean isAllowed() {
    return SystemMemory.class.getModule().isNativeAccessEnabled();
  }

  @SuppressWarnings("restricted")
  private static MemorySegment owned(long address, long bytes, Arena owner) {
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, owner, memory -> munmap(memory.address(), bytes));
  }

  private static long mmap(long bytes, int flags, int file) {
    try {
      return (long)
          Objects.requireNonNull(Calls.MMAP).invokeExact(0L, bytes, READ_WRITE, flags, file, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void munmap(long address, long bytes) {
    try {
      int _ = (int) Objects.requireNonNull(Calls.MUNMAP).invokeExact(address, bytes);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
