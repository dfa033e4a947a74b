package org.torch4j.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the storages that the current thread allocates while it is open, so that the memory of
 * those not kept returns at once when it closes. Regions nest.
 */
public final class Region implements AutoCloseable {
  private static final ThreadLocal<@Nullable Region> CURRENT = new ThreadLocal<>();

  private final @Nullable Region outer;
  private final Thread thread = Thread.currentThread();
  private List<Storage> storages = new ArrayList<>();

  private Region(@Nullable Region outer) {
    this.outer = outer;
  }

  /** Opens a region on the current thread, inside the one that is open, if any. */
  public static Region open() {
    Region region = new Region(CURRENT.get());
    CURRENT.set(region);
    return region;
  }

  static void register(Storage storage) {
    Region region = CURRENT.get();
    if (region != null) {
      region.storages.add(storage);
    }
  }

  /**
   * Releases the storages that {@code mayRelease} accepts and hands the others to the surrounding
   * region, if there is one.
   */
  public void close(Predicate<Storage> mayRelease) {
    if (Thread.currentThread() != thread || CURRENT.get() != this) {
      throw new IllegalStateException(
          "a Scope must be closed by the thread that opened it, inner scopes first");
    }
    CURRENT.set(outer);
    List<Storage> all = storages;
    storages = List.of();
    for (Storage storage : all) {
      if (storage.isKept()) {
        continue;
      }
      if (mayRelease.test(storage)) {
        storage.release();
      } else if (outer != null) {
        outer.storages.add(storage);
      }
    }
  }

  /** Releases everything that was allocated in it. */
  @Override
  public void close() {
    close(storage -> true);
  }
}
