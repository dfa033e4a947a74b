package org.torch4j.storage;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ties memory that Java's heap does not feel to the garbage collector: it learns which storages
 * died, and when memory in use would grow past a budget, about twice what was in use after the last
 * collection, it asks for a collection first. So a loop that only drops references keeps a flat
 * size. The budget has a floor, which rises while collections take more than an eighth of the time
 * and falls again.
 *
 * <p>A collection of the young generation, which finds most dead storages, takes a tenth of the
 * time of a full one. Java has no call for it; it comes when enough was allocated.
 *
 * <p>Guarded by the lock of the allocator that uses it.
 */
public final class MemoryBudget {
  private static final long LATE_NANOS = 1_000_000_000L;
  private static final long WAIT_MILLIS = 500;
  private static final long QUIET_MILLIS = 2;

  /** So small that no collector puts it aside as a large object. */
  private static final int FILLER = 1 << 18;

  private static final long LEAST_FILL = 40L << 20;

  /** Written only: keeps the compiler from leaving allocations out. */
  @SuppressWarnings("UnusedVariable")
  private static volatile byte @Nullable [] filler;

  private final ReferenceQueue<Object> dead = new ReferenceQueue<>();
  private final LongSupplier used;
  private final long leastFloor;
  private final long greatestFloor;
  private final long limit;
  private @Nullable Owner owners;
  private long floor;
  private long budget;
  private long collections;
  private long lastCollection = System.nanoTime();
  private long nextFill;

  /** Collections for which a young generation that was too large to fill is not tried again. */
  private long rest = 16;

  /**
   * A budget.
   *
   * @param used tells the bytes in use
   * @param leastFloor bytes below which no collection is asked for
   * @param greatestFloor how far that rises at most
   * @param limit bytes that there are
   */
  public MemoryBudget(LongSupplier used, long leastFloor, long greatestFloor, long limit) {
    this.used = used;
    this.leastFloor = leastFloor;
    this.greatestFloor = Math.max(leastFloor, greatestFloor);
    this.limit = limit;
    floor = leastFloor;
    budget = floor;
  }

  /** Reaches the queue when its storage is dead; the list keeps it reachable until then. */
  public static final class Owner extends PhantomReference<Storage> {
    private final MemoryBlock block;
    private @Nullable Owner before;
    private @Nullable Owner after;

    private Owner(Storage storage, MemoryBlock block, ReferenceQueue<Object> queue) {
      super(storage, queue);
      this.block = block;
    }
  }

  /** Frees {@code block} at the first {@link #drain} after {@code storage} was found dead. */
  public Owner own(Storage storage, MemoryBlock block) {
    Owner owner = new Owner(storage, block, dead);
    owner.after = owners;
    if (owners != null) {
      owners.before = owner;
    }
    owners = owner;
    return owner;
  }

  /** The block was freed: its storage's death is of no interest any more. */
  public void disown(Owner owner) {
    if (owner.before != null) {
      owner.before.after = owner.after;
    } else if (owners == owner) {
      owners = owner.after;
    }
    if (owner.after != null) {
      owner.after.before = owner.before;
    }
    owner.clear();
  }

  /** Whether so many bytes more should wait for a collection. */
  public boolean isExceededBy(long bytes) {
    return used.getAsLong() + bytes > budget;
  }

  /**
   * Says that about so many bytes will be allocated: then they need one collection at most, and
   * none where it could not give back much.
   */
  public void expect(long bytes) {
    drain();
    if (isExceededBy(bytes)) {
      if (used.getAsLong() > Math.max(floor, bytes / 4)) {
        collect();
      }
      // Blocks are up to a quarter larger than what they hold.
      budget = Math.max(budget, used.getAsLong() + bytes + bytes / 4);
    }
  }

  /** Runs the collector, takes back what it found, and sets the next budget. */
  public void collect() {
    collections++;
    long start = System.nanoTime();
    boolean enough = false;
    if (collections >= nextFill) {
      long before = used.getAsLong();
      if (await(MemoryBudget::fillYoung)) {
        enough = used.getAsLong() <= before / 2;
      } else {
        nextFill = collections + rest;
        rest *= 2;
      }
    }
    if (!enough) {
      await(
          () -> {
            System.gc();
            return true;
          });
    }
    long end = System.nanoTime();
    adapt(end - start, start - lastCollection);
    lastCollection = end;
    budget = next();
  }

  /** Frees what {@code collector} finds dead, if it says that it ran. */
  private boolean await(BooleanSupplier collector) {
    // Found dead for certain: once it is in the queue, the collection's references are arriving.
    PhantomReference<Object> mark = new PhantomReference<>(new Object(), dead);
    if (!collector.getAsBoolean()) {
      return false;
    }
    try {
      boolean marked = false;
      long until = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
      while (System.nanoTime() < until) {
        Reference<?> found = dead.remove(marked ? QUIET_MILLIS : WAIT_MILLIS);
        marked |= found == mark;
        if (found instanceof Owner owner) {
          owner.block.free();
        } else if (found == null && marked) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Reference.reachabilityFence(mark);
    return true;
  }

  /**
   * Allocates until a collection comes; false if none does for half as much as lives: a full
   * collection, which looks at all of that, is as fast then.
   */
  private static boolean fillYoung() {
    Runtime heap = Runtime.getRuntime();
    long most = Math.max(LEAST_FILL, (heap.totalMemory() - heap.freeMemory()) / 2);
    WeakReference<Object> young = new WeakReference<>(new Object());
    for (long filled = 0; filled < most && !young.refersTo(null); filled += FILLER) {
      filler = new byte[FILLER];
    }
    filler = null;
    return young.refersTo(null);
  }

  /** Twice what is in use, but not closer to the limit than half the way. */
  private long next() {
    long now = used.getAsLong();
    return Math.max(floor, Math.min(2 * now, now + Math.max(0, limit - now) / 2));
  }

  /**
   * A small floor keeps memory in the caches of the processor; collecting must stay rare, though.
   */
  private void adapt(long pause, long interval) {
    if (pause > interval / 8) {
      floor = Math.min(greatestFloor, 2 * floor);
    } else if (pause < interval / 100) {
      floor = Math.max(leastFloor, floor / 2);
    }
  }

  /** Frees the blocks of storages that are known to be dead. */
  public void drain() {
    boolean found = false;
    for (Reference<?> reference = dead.poll(); reference != null; reference = dead.poll()) {
      if (reference instanceof Owner owner) {
        owner.block.free();
        found = true;
      }
    }
    if (found && System.nanoTime() - lastCollection < LATE_NANOS) {
      // A busy machine delivers late; what was dead already must not have raised the budget.
      budget = Math.min(budget, next());
    }
  }

  /** How many collections were asked for. */
  public long collections() {
    return collections;
  }
}
