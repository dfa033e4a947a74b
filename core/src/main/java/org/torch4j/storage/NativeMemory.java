package org.torch4j.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The caching allocator of native CPU memory: blocks in size classes, four to a doubling, aligned
 * to 64 bytes. Freed blocks wait in a list per class for the next request of that class.
 *
 * <p>A block returns when its storage is released, or when the collector finds the storage
 * unreachable. Blocks in use are counted; when they would grow past a budget, twice what was in use
 * after the last collection, a collection is asked for first. So a loop that only drops references
 * keeps a flat size. The budget has a floor, from 64 MiB to 1 GiB, which rises while collections
 * take more than a fiftieth of the time and falls again. Blocks up to 1 MiB are cut from larger
 * chunks that are kept; larger ones are whole huge pages of {@link SystemMemory} and return to the
 * system when {@link #emptyCache} is called or memory runs out.
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

  private static final long LATE_NANOS = 1_000_000_000L;

  private static final ReferenceQueue<Object> DEAD = new ReferenceQueue<>();
  private static final Object LOCK = new Object();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final ArrayDeque<Block>[] FREE = new ArrayDeque[CLASSES];

  private static MemorySegment chunk = MemorySegment.NULL;
  private static @Nullable Owner owners;
  private static long used;
  private static long cached;
  private static long peak;
  private static long floor = LEAST_FLOOR;
  private static long budget = floor;
  private static long collections;
  private static long lastCollection = System.nanoTime();

  private NativeMemory() {}

  /** Figures of the allocator, in bytes, and how many collections the budget asked for. */
  public record Statistics(long used, long cached, long peak, long collections) {}

  /** One piece of native memory of a size class. */
  static final class Block implements MemoryBlock {
    private final MemorySegment memory;
    private final @Nullable Arena arena;
    private final int sizeClass;
    private @Nullable Owner owner;
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
        Owner o = owner;
        if (inUse && o != null) {
          inUse = false;
          unlink(o);
          o.clear();
          owner = null;
          used -= memory.byteSize();
          cached += memory.byteSize();
          freeList(sizeClass).push(this);
        }
      }
    }
  }

  /** Reaches the queue when its storage is dead; the list keeps it reachable until then. */
  private static final class Owner extends PhantomReference<Storage> {
    final Block block;
    @Nullable Owner before;
    @Nullable Owner after;

    Owner(Storage storage, Block block) {
      super(storage, DEAD);
      this.block = block;
    }
  }

  private static void link(Owner owner) {
    owner.after = owners;
    if (owners != null) {
      owners.before = owner;
    }
    owners = owner;
  }

  private static void unlink(Owner owner) {
    if (owner.before != null) {
      owner.before.after = owner.after;
    } else {
      owners = owner.after;
    }
    if (owner.after != null) {
      owner.after.before = owner.before;
    }
  }

  /** A block of at least {@code bytes}, which returns when {@code storage} dies at the latest. */
  static Block allocate(Storage storage, long bytes) {
    // Large blocks fill their huge pages, so that all of the memory they take can be used.
    int sizeClass = sizeClass(bytes > CHUNK / 4 ? SystemMemory.wholePages(bytes) : bytes);
    synchronized (LOCK) {
      drain();
      Block block = freeList(sizeClass).poll();
      if (block == null && used + classBytes(sizeClass) > budget) {
        collect();
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
      Owner owner = new Owner(storage, block);
      block.owner = owner;
      link(owner);
      return block;
    }
  }

  /**
   * Says that about so many bytes will be allocated: then they need one collection at most, and
   * none where it could not give back much.
   */
  public static void expect(long bytes) {
    synchronized (LOCK) {
      drain();
      if (used + bytes > budget) {
        if (used > Math.max(floor, bytes / 4)) {
          collect();
        }
        // Blocks are up to a quarter larger than what they hold.
        budget = Math.max(budget, used + bytes + bytes / 4);
      }
    }
  }

  private static Block fresh(int sizeClass, long requested) {
    long bytes = classBytes(sizeClass);
    try {
      return map(sizeClass, bytes);
    } catch (OutOfMemoryError first) {
      emptyCache();
      collect();
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

  /** Runs the collector, takes back what it found, and sets the next budget. */
  private static void collect() {
    collections++;
    long start = System.nanoTime();
    // Found dead for certain: once it is in the queue, the collection's references are arriving.
    PhantomReference<Object> mark = new PhantomReference<>(new Object(), DEAD);
    System.gc();
    try {
      boolean marked = false;
      long until = System.nanoTime() + 500_000_000L;
      while (System.nanoTime() < until) {
        Reference<?> dead = DEAD.remove(marked ? 2 : 500);
        marked |= dead == mark;
        if (dead instanceof Owner owner) {
          owner.block.free();
        } else if (dead == null && marked) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Reference.reachabilityFence(mark);
    long end = System.nanoTime();
    adapt(end - start, start - lastCollection);
    lastCollection = end;
    budget = Math.max(floor, 2 * used);
  }

  /**
   * A small floor keeps memory in the caches of the processor; collecting must stay rare, though.
   */
  private static void adapt(long pause, long interval) {
    if (pause > interval / 50) {
      floor = Math.min(GREATEST_FLOOR, 2 * floor);
    } else if (pause < interval / 400) {
      floor = Math.max(LEAST_FLOOR, floor / 2);
    }
  }

  private static void drain() {
    boolean found = false;
    for (Reference<?> dead = DEAD.poll(); dead != null; dead = DEAD.poll()) {
      if (dead instanceof Owner owner) {
        owner.block.free();
        found = true;
      }
    }
    if (found && System.nanoTime() - lastCollection < LATE_NANOS) {
      // A busy machine delivers late; what was dead already must not have raised the budget.
      budget = Math.min(budget, Math.max(floor, 2 * used));
    }
  }

  /** Returns the cached large blocks to the system, {@code torch.cuda.empty_cache} for the CPU. */
  public static void emptyCache() {
    synchronized (LOCK) {
      drain();
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
      drain();
      return new Statistics(used, cached, peak, collections);
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
