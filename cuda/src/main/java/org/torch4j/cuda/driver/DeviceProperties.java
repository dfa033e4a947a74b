package org.torch4j.cuda.driver;

/**
 * What a device is, {@code torch.cuda.get_device_properties}.
 *
 * @param major of its compute capability
 * @param minor of its compute capability
 * @param totalMemory in bytes
 * @param multiprocessors their number
 * @param threadsPerMultiprocessor that may be resident at a time
 * @param sharedMemoryPerBlock in bytes, with the kernel's consent to more than 48 KiB
 * @param l2Bytes size of the second-level cache
 */
public record DeviceProperties(
    String name,
    int major,
    int minor,
    long totalMemory,
    int multiprocessors,
    int threadsPerMultiprocessor,
    int sharedMemoryPerBlock,
    int l2Bytes) {
  static DeviceProperties of(int device) {
    return new DeviceProperties(
        Driver.deviceName(device),
        Driver.attribute(75, device),
        Driver.attribute(76, device),
        Driver.totalMemory(device),
        Driver.attribute(16, device),
        Driver.attribute(39, device),
        Driver.attribute(97, device),
        Driver.attribute(38, device));
  }

  /** {@code sm_90}. */
  public String architecture() {
    return "sm_" + major + minor;
  }
}
