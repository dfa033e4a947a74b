package org.torch4j.cuda.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pinned memory of the host through which data goes to a device without waiting: a few slots that
 * are filled one after the other. A slot is used again when the streams that read from it have
 * passed an event recorded when it was full.
 */
final class PinnedRing {
  private static final long ALIGNMENT = 64;

  /** A piece of pinned memory, and who still reads it. */
  private static final class Slot {
    @Nullable MemorySegment memory;
    final Set<CudaStream> readers = new LinkedHashSet<>();
    final List<CudaEvent> events = new ArrayList<>();
  }

  private final Slot[] slots;
  private final long slotBytes;
  private int current;
  private long used;

  PinnedRing(int slots, long slotBytes) {
    this.slots = new Slot[slots];
    for (int i = 0; i < slots; i++) {
      this.slots[i] = new Slot();
    }
    this.slotBytes = slotBytes;
  }

  /** Copies host memory to a device in a stream's order; the source may change at once after. */
  synchronized void upload(
      MemorySegment source, long offset, long address, long bytes, CudaStream stream) {
    long done = 0;
    while (done < bytes) {
      if (used == slotBytes) {
        next();
      }
      MemorySegment memory = memory(slots[current]);
      long part = Math.min(bytes - done, slotBytes - used);
      MemorySegment.copy(source, offset + done, memory, used, part);
      slots[current].readers.add(stream);
      DriverMemory.toDevice(address + done, memory.address() + used, part, stream.handle());
      used = Math.min(slotBytes, used + part + ALIGNMENT - 1 & -ALIGNMENT);
      done += part;
    }
  }

  private MemorySegment memory(Slot slot) {
    MemorySegment memory = slot.memory;
    if (memory == null) {
      memory = DriverMemory.allocateHost(slotBytes);
      slot.memory = memory;
    }
    return memory;
  }

  private void next() {
    Slot full = slots[current];
    for (CudaStream reader : full.readers) {
      if (!reader.isClosed()) {
        full.events.add(reader.recordEvent());
      }
    }
    full.readers.clear();
    current = (current + 1) % slots.length;
    used = 0;
    Slot reused = slots[current];
    for (CudaEvent event : reused.events) {
      event.synchronize();
      event.close();
    }
    reused.events.clear();
  }
}
