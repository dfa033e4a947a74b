package org.torch4j.cuda.driver;

import java.util.Locale;

/** The allocator's figures; guarded by its lock. */
final class MemoryCounters {
  private long allocated;
  private long peakAllocated;
  private long reserved;
  private long peakReserved;
  private long allocations;
  private long mallocs;
  private long outOfMemory;
  private long collections;

  void asked() {
    allocations++;
  }

  void allocated(long bytes) {
    allocated += bytes;
    peakAllocated = Math.max(peakAllocated, allocated);
  }

  void freed(long bytes) {
    allocated -= bytes;
  }

  void reserved(long bytes) {
    mallocs++;
    reserved += bytes;
    peakReserved = Math.max(peakReserved, reserved);
  }

  void returned(long bytes) {
    reserved -= bytes;
  }

  void outOfMemory() {
    outOfMemory++;
  }

  void collected() {
    collections++;
  }

  long allocated() {
    return allocated;
  }

  void resetPeaks() {
    peakAllocated = allocated;
    peakReserved = reserved;
  }

  MemoryStatistics statistics() {
    return new MemoryStatistics(
        allocated,
        peakAllocated,
        reserved,
        peakReserved,
        allocations,
        mallocs,
        outOfMemory,
        collections);
  }

  static String text(long bytes) {
    return bytes < 10 << 20
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
  }
}
