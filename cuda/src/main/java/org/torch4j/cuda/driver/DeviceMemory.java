package org.torch4j.cuda.driver;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Memory on a device. {@link #close} may be called from any thread and any number of times: it only
 * marks the memory as free; work already in its stream still finds it untouched.
 */
public final class DeviceMemory implements AutoCloseable {
  private static final AtomicIntegerFieldUpdater<DeviceMemory> CLOSED =
      AtomicIntegerFieldUpdater.newUpdater(DeviceMemory.class, "closed");

  private final CachingAllocator allocator;
  private final long address;
  private final long bytes;
  final @Nullable Block block;
  private volatile int closed;

  DeviceMemory(CachingAllocator allocator, long address, long bytes, @Nullable Block block) {
    this.allocator = allocator;
    this.address = address;
    this.bytes = bytes;
    this.block = block;
  }

  /** The device's address, a multiple of 512; 0 for no bytes. */
  public long address() {
    return address;
  }

  /** The bytes that were asked for. */
  public long bytes() {
    return bytes;
  }

  /** The device that it is on. */
  public CudaDevice device() {
    return allocator.device();
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return closed != 0;
  }

  /**
   * Tells that work in another stream than the one it was allocated for uses it: it is not given to
   * anyone before that work is done. {@code Tensor.record_stream}.
   */
  public void usedOn(CudaStream stream) {
    if (block != null) {
      allocator.usedOn(block, stream);
    }
  }

  /** Marks it as free. */
  @Override
  public void close() {
    if (block != null && CLOSED.compareAndSet(this, 0, 1)) {
      allocator.dropped(block);
    }
  }
}
