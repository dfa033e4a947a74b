package org.torch4j.type;

/**
 * What a device says of itself, {@code torch.cuda.get_device_properties}.
 *
 * @param name as its maker calls it
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param totalMemory in bytes
 * @param multiProcessorCount number of multiprocessors
 * @param maxThreadsPerMultiProcessor threads that one of them runs at a time
 */
public record DeviceProperties(
    String name,
    int major,
    int minor,
    long totalMemory,
    int multiProcessorCount,
    int maxThreadsPerMultiProcessor) {}
