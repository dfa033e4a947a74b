package org.torch4j.cuda.driver;

/**
 * Memory of a device as this program uses it, {@code torch.cuda.memory_stats}; all but the counts
 * in bytes.
 *
 * @param allocated in use by tensors now
 * @param peakAllocated most of it since the start or the last reset
 * @param reserved taken from the driver, in use or kept for later
 * @param peakReserved most of it since the start or the last reset
 * @param allocations how many were asked for
 * @param mallocs how many went to the driver
 * @param outOfMemory how many found no memory
 * @param collections of garbage that were asked for because memory ran short
 */
public record MemoryStatistics(
    long allocated,
    long peakAllocated,
    long reserved,
    long peakReserved,
    long allocations,
    long mallocs,
    long outOfMemory,
    long collections) {}
