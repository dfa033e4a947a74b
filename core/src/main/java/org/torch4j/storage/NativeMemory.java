package org.torch4j.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The caching allocator of native CPU memory: blocks in size classes, four to a doubling, aligned
 * to 64 bytes. Freed blocks wait in a list per class for the next request of that class.
 *
 * <p>A block returns when its storage is released, or when the collector, which a {@link
 * MemoryBudget} calls, finds the storage unreachable. Blocks up to 1 MiB are cut from larger chunks
 * that are kept; larger ones are whole huge pages of {@link SystemMemory} and return to the system
 * when {@link #emptyCache} is called or memory runs out.
 */
public final class NativeMemory {
  private static final long CHUNK = 4L << 20;
  private static final long LEAST_FLOOR = 64L << 20;
  private static final long GREATEST_FLOOR =
      Math.max(LEAST_FLOOR, Long.getLong("torch4j.memory.budget", 1L << 30));
  private static final int CLASSES = 4 * 64;

  /**
   * Bytes that all blocks together may take; by default as much as the system lets this process
   * use.
   */
  private static final long LIMIT = Long.getLong("torch4j.memory.limit", SystemMemory.limit());

  private static final Object LOCK = new Object();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final ArrayDeque<Block>[] FREE = new ArrayDeque[CLASSES];

  private static MemorySegment chunk = MemorySegment.NULL;
  private static long used;
  private static long cached;
  private static long peak;
  private static final MemoryBudget BUDGET =
      new MemoryBudget(() -> used, LEAST_FLOOR, GREATEST_FLOOR, LIMIT);

  private NativeMemory() {}

  /** Figures of the allocator, in bytes, and how many collections the budget asked for. */
  public record Statistics(long used, long cached, long peak, long collections) {}

  /** One piece of native memory of a size class. */
  static final class Block implements MemoryBlock {
    private final MemorySegment memory;
    private final @Nullable Arena arena;
    private final int sizeClass;
    private MemoryBudget.@Nullable Owner owner;
    private boolean inUse;

    Block(MemorySegment memory, @Nullable Arena arena, int sizeClass) {
      this.memory = memory;
      this.arena = arena;
      this.sizeClass = sizeClass;
    }

    MemorySegment segment() {
      return memory;
    }

    @Override
    public long address() {
      return memory.address();
    }

    /** Returns the block to the free list; a second call does nothing. */
    @Override
    public void free() {
      synchronized (LOCK) {
        MemoryBudget.Owner o = owner;
        if (inUse && o != null) {
          inUse = false;
          BUDGET.disown(o);
          owner = null;
          used -= memory.byteSize();
          cached += memory.byteSize();
          freeList(sizeClass).push(this);
        }
      }
    }
  }

  /** A block of at least {@code bytes}, which returns when {@code storage} dies at the latest. */
  static Block allocate(Storage storage, long bytes) {
    // Large blocks fill their huge pages, so that all of the memory they take can be used.
    int sizeClass = sizeClass(bytes > CHUNK / 4 ? SystemMemory.wholePages(bytes) : bytes);
    synchronized (LOCK) {
      BUDGET.drain();
      Block block = freeList(sizeClass).poll();
      if (block == null && BUDGET.isExceededBy(classBytes(sizeClass))) {
        BUDGET.collect();
        block = freeList(sizeClass).poll();
      }
      if (block == null) {
        block = fresh(sizeClass, bytes);
      } else {
        cached -= block.memory.byteSize();
      }
      used += block.memory.byteSize();
      peak = Math.max(peak, used);
      block.inUse = true;
      block.owner = BUDGET.own(storage, block);
      return block;
    }
  }

  /**
   * Says that about so many bytes will be allocated: then they need one collection at most, and
   * none where it could not give back much.
   */
  public static void expect(long bytes) {
    synchronized (LOCK) {
      BUDGET.expect(bytes);
    }
  }

  private static Block fresh(int sizeClass, long requested) {
    long bytes = classBytes(sizeClass);
    try {
      return map(sizeClass, bytes);
    } catch (OutOfMemoryError first) {
      emptyCache();
      BUDGET.collect();
      emptyCache();
      try {
        return map(sizeClass, bytes);
      } catch (OutOfMemoryError second) {
        OutOfMemoryError e =
            new OutOfMemoryError(
                "out of native memory: requested "
                    + requested
                    + " bytes, in use "
                    + used
                    + ", cached "
                    + cached
                    + ", peak "
                    + peak);
        e.initCause(second);
        throw e;
      }
    }
  }

  private static Block map(int sizeClass, long bytes) {
    if (bytes > LIMIT - used - cached) {
      throw new OutOfMemoryError("more than the " + LIMIT + " bytes of torch4j.memory.limit");
    }
    if (bytes > CHUNK / 4) {
      Arena arena = Arena.ofShared();
      return new Block(SystemMemory.map(bytes, arena), arena, sizeClass);
    }
    if (chunk.byteSize() < bytes) {
      chunk = SystemMemory.map(CHUNK, Arena.global());
    }
    MemorySegment memory = chunk.asSlice(0, bytes);
    chunk = chunk.asSlice(bytes);
    return new Block(memory, null, sizeClass);
  }

  /** Returns the cached large blocks to the system, {@code torch.cuda.empty_cache} for the CPU. */
  public static void emptyCache() {
    synchronized (LOCK) {
      BUDGET.drain();
      for (ArrayDeque<Block> list : FREE) {
        if (list != null) {
          list.removeIf(
              block -> {
                if (block.arena == null) {
                  return false;
                }
                cached -= block.memory.byteSize();
                block.arena.close();
                return true;
              });
        }
      }
    }
  }

  /** The present figures. */
  public static Statistics statistics() {
    synchronized (LOCK) {
      BUDGET.drain();
      return new Statistics(used, cached, peak, BUDGET.collections());
    }
  }

  private static ArrayDeque<Block> freeList(int sizeClass) {
    ArrayDeque<Block> list = FREE[sizeClass];
    if (list == null) {
      list = new ArrayDeque<>();
      FREE[sizeClass] = list;
    }
    return list;
  }

  /** Class 4k + i holds blocks of 2^k * (1 + (i + 1) / 4) bytes. */
  private static int sizeClass(long bytes) {
    long n = Math.max(bytes, 256) - 1;
    int log = 63 - Long.numberOfLeadingZeros(n);
    return 4 * log + (int) (n >>> (log - 2) & 3);
  }

  private static long classBytes(int sizeClass) {
    int log = sizeClass >> 2;
    return (1L << log) + ((sizeClass & 3) + 1L << log - 2);
  }
}
