package org.torch4j.cuda.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arrays of tests, to the first device and back. */
final class Buffers {
  static final CudaDevice DEVICE = CudaDevice.of(0);

  private Buffers() {}

  static CudaStream stream() {
    return DEVICE.defaultStream();
  }

  static DeviceMemory empty(long bytes) {
    return DEVICE.allocator().allocate(bytes, stream());
  }

  static DeviceMemory upload(float... values) {
    return upload(MemorySegment.ofArray(values));
  }

  static DeviceMemory upload(MemorySegment values) {
    DeviceMemory memory = empty(values.byteSize());
    DEVICE.transfers().toDevice(values, 0, memory.address(), values.byteSize(), stream());
    return memory;
  }

  static MemorySegment download(DeviceMemory memory) {
    MemorySegment values = MemorySegment.ofArray(new byte[(int) memory.bytes()]);
    DEVICE.transfers().toHost(memory.address(), values, 0, memory.bytes(), stream());
    return values;
  }

  static float[] floats(DeviceMemory memory) {
    return download(memory).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** Numbers between -1 and 1, the same each time. */
  static double[] random(int n, long seed) {
    return new java.util.Random(seed).doubles(n, -1, 1).toArray();
  }
}
