package org.torch4j.cuda.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.MemoryBlock;
import org.torch4j.storage.MemoryBudget;
import org.torch4j.storage.Storage;
import org.torch4j.type.DeviceException;

/**
 * Memory of one device, kept for the next who asks. Memory belongs to a stream: what its owner
 * closed is given away at once within that stream, whose order protects work that still reads it;
 * what other streams used too waits for them. Environment {@code T4J_CUDA_CACHING=0} takes each
 * piece from the driver, for tools that look for wrong accesses.
 */
public final class CachingAllocator {
  private static final long LEAST_FLOOR = 256L << 20;

  /** Pools of one stream. */
  private static final class Pools {
    final BlockPool small = new BlockPool(true);
    final BlockPool large = new BlockPool(false);

    BlockPool of(boolean isSmall) {
      return isSmall ? small : large;
    }
  }

  /** A block that other streams still use. */
  private record Waiting(Block block, long[] events) {}

  private final CudaDevice device;
  private final boolean caching = Settings.on("cuda.caching", true);
  private final Map<CudaStream, Pools> pools = new HashMap<>();
  private final Map<Long, Block.Segment> segments = new HashMap<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final ArrayDeque<Long> events = new ArrayDeque<>();
  private final MemoryCounters counters = new MemoryCounters();
  private final MemoryBudget budget;

  CachingAllocator(CudaDevice device) {
    this.device = device;
    long total = device.properties().totalMemory();
    budget =
        new MemoryBudget(counters::allocated, Math.min(LEAST_FLOOR, total / 8), total / 8, total);
  }

  /** The device whose memory it is. */
  public CudaDevice device() {
    return device;
  }

  /** Memory for the calling thread's stream. */
  public DeviceMemory allocate(long bytes) {
    return allocate(bytes, device.currentStream());
  }

  /**
   * Memory for a storage, with any content, which returns when the storage dies at the latest.
   *
   * @throws OutOfMemoryError with figures, when neither giving back what is kept nor a collection
   *     of garbage makes room
   */
  public synchronized MemoryBlock allocate(Storage storage, long bytes) {
    budget.drain();
    if (budget.isExceededBy(bytes)) {
      collect();
    }
    var owned = new Owned(allocate(bytes));
    owned.owner = budget.own(storage, owned);
    return owned;
  }

  /** Memory that a storage has. */
  private final class Owned implements MemoryBlock {
    private final DeviceMemory memory;
    private MemoryBudget.@Nullable Owner owner;

    Owned(DeviceMemory memory) {
      this.memory = memory;
    }

    @Override
    public long address() {
      return memory.address();
    }

    @Override
    public void free() {
      synchronized (CachingAllocator.this) {
        MemoryBudget.Owner o = owner;
        if (o != null) {
          owner = null;
          budget.disown(o);
          memory.close();
        }
      }
    }
  }

  /**
   * Memory for a stream, with any content, until it is closed.
   *
   * @throws OutOfMemoryError as above
   */
  public synchronized DeviceMemory allocate(long bytes, CudaStream stream) {
    if (bytes < 0) {
      throw new DeviceException("allocate: bytes from 0, received " + bytes);
    }
    device.makeCurrent();
    takeBack();
    counters.asked();
    if (bytes == 0) {
      return new DeviceMemory(this, 0, 0, null);
    }
    long size = caching ? BlockPool.round(bytes) : bytes;
    Block block = caching ? cached(size, stream) : null;
    if (block == null) {
      block = fresh(bytes, size, stream);
    }
    counters.allocated(block.size);
    return new DeviceMemory(this, block.address, bytes, block);
  }

  private @Nullable Block cached(long size, CudaStream stream) {
    boolean small = size <= BlockPool.SMALL;
    return pools(stream).of(small).take(new Block(PROBE, 0, size));
  }

  private static final Block.Segment PROBE = probe();

  @SuppressWarnings("NullAway") // A segment only for comparing sizes: no stream is asked of it.
  private static Block.Segment probe() {
    return new Block.Segment(0, 0, true, null);
  }

  private Pools pools(CudaStream stream) {
    return pools.computeIfAbsent(stream, s -> new Pools());
  }

  /** A block from the driver, or from what making room for it set free. */
  private Block fresh(long bytes, long size, CudaStream stream) {
    long segmentSize = caching ? BlockPool.segmentSize(size) : size;
    CudaException refused = null;
    for (Runnable room : List.<Runnable>of(() -> {}, this::release, this::collectAndRelease)) {
      room.run();
      Block block = caching && refused != null ? cached(size, stream) : null;
      if (block != null) {
        return block;
      }
      try {
        return segment(segmentSize, size, stream);
      } catch (CudaException e) {
        if (e.code() != CudaException.OUT_OF_MEMORY) {
          throw e;
        }
        refused = e;
      }
    }
    counters.outOfMemory();
    throw outOfMemory(bytes);
  }

  private Block segment(long segmentSize, long size, CudaStream stream) {
    long address = DriverMemory.allocate(segmentSize);
    counters.reserved(segmentSize);
    boolean small = size <= BlockPool.SMALL;
    var segment = new Block.Segment(address, segmentSize, small, stream);
    segments.put(address, segment);
    var block = new Block(segment, address, segmentSize);
    return caching ? pools(stream).of(small).fit(block, size) : block;
  }

  /** Takes back what the garbage collector finds dead. */
  synchronized void collect() {
    counters.collected();
    budget.collect();
    takeBack();
  }

  private void collectAndRelease() {
    collect();
    release();
  }

  private OutOfMemoryError outOfMemory(long bytes) {
    MemoryStatistics now = counters.statistics();
    return new OutOfMemoryError(
        device
            + ": out of memory: tried to allocate "
            + MemoryCounters.text(bytes)
            + "; "
            + MemoryCounters.text(now.allocated())
            + " in use by tensors, "
            + MemoryCounters.text(now.reserved() - now.allocated())
            + " kept for reuse, "
            + MemoryCounters.text(DriverMemory.info().free())
            + " free of "
            + MemoryCounters.text(device.properties().totalMemory()));
  }

  /** Its owner closed it: from now on within its stream anyone may have it. */
  synchronized void dropped(Block block) {
    if (caching && block.others.length == 0) {
      put(block);
      return;
    }
    device.makeCurrent();
    if (caching) {
      waiting.add(new Waiting(block, record(block.others)));
      block.forgetOthers();
    } else {
      // The driver waits for the device before it frees.
      counters.freed(block.size);
      free(block);
    }
  }

  synchronized void usedOn(Block block, CudaStream stream) {
    if (stream != block.segment.stream && !Arrays.asList(block.others).contains(stream)) {
      block.others = Arrays.copyOf(block.others, block.others.length + 1);
      block.others[block.others.length - 1] = stream;
    }
  }

  /** Takes in what other streams have finished with. */
  private void takeBack() {
    while (!waiting.isEmpty() && isDone(waiting.getFirst())) {
      Waiting done = waiting.removeFirst();
      Arrays.stream(done.events).forEach(events::add);
      put(done.block);
    }
  }

  private long[] record(CudaStream[] streams) {
    var recorded = new ArrayList<Long>();
    for (CudaStream stream : streams) {
      if (!stream.isClosed()) {
        Long kept = events.poll();
        long event = kept == null ? Driver.createEvent(false) : kept;
        Driver.recordEvent(event, stream.handle());
        recorded.add(event);
      }
    }
    return recorded.stream().mapToLong(Long::longValue).toArray();
  }

  private static boolean isDone(Waiting block) {
    for (long event : block.events) {
      if (!Driver.queryEvent(event)) {
        return false;
      }
    }
    return true;
  }

  private void put(Block block) {
    counters.freed(block.size);
    pools(block.segment.stream).of(block.segment.small).give(block);
  }

  /** Gives back to the driver what no tensor uses, {@code torch.cuda.empty_cache}. */
  public synchronized void emptyCache() {
    device.makeCurrent();
    budget.drain();
    takeBack();
    release();
  }

  private void release() {
    for (Waiting block : List.copyOf(waiting)) {
      Arrays.stream(block.events).forEach(Driver::synchronizeEvent);
    }
    takeBack();
    for (Pools each : pools.values()) {
      each.small.wholeSegments().forEach(this::free);
      each.large.wholeSegments().forEach(this::free);
    }
  }

  private void free(Block block) {
    DriverMemory.free(block.segment.address);
    segments.remove(block.segment.address);
    counters.returned(block.segment.size);
  }

  /** A stream that has ended: its memory is the default stream's from now on. */
  synchronized void forget(CudaStream stream) {
    device.makeCurrent();
    budget.drain();
    takeBack();
    CudaStream heir = device.defaultStream();
    for (Block.Segment segment : segments.values()) {
      if (segment.stream == stream) {
        segment.stream = heir;
      }
    }
    Pools left = pools.remove(stream);
    if (left != null) {
      pools(heir).small.takeAll(left.small);
      pools(heir).large.takeAll(left.large);
    }
  }

  /** The figures now. */
  public synchronized MemoryStatistics statistics() {
    device.makeCurrent();
    budget.drain();
    takeBack();
    return counters.statistics();
  }

  /** Begins the peaks anew, {@code torch.cuda.reset_peak_memory_stats}. */
  public synchronized void resetPeaks() {
    device.makeCurrent();
    budget.drain();
    takeBack();
    counters.resetPeaks();
  }
}
