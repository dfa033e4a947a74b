package org.torch4j.cuda.driver;

import org.torch4j.type.DeviceException;

/** A queue of work on a device, {@code torch.cuda.Stream}; its works run one after the other. */
public final class CudaStream implements AutoCloseable {
  private final CudaDevice device;
  private final long handle;
  private final boolean permanent;
  private volatile boolean closed;

  private CudaStream(CudaDevice device, int priority, boolean permanent) {
    this.device = device;
    this.permanent = permanent;
    device.makeCurrent();
    handle = Driver.createStream(priority);
  }

  /** A new stream. */
  public static CudaStream of(CudaDevice device) {
    return new CudaStream(device, 0, false);
  }

  /**
   * A new stream whose work goes before others'.
   *
   * @param priority 0 or below, lower is more urgent; clipped to what the device has
   */
  public static CudaStream of(CudaDevice device, int priority) {
    device.makeCurrent();
    return new CudaStream(device, Math.max(priority, Driver.greatestPriority()), false);
  }

  static CudaStream permanent(CudaDevice device, int priority) {
    return new CudaStream(device, priority, true);
  }

  boolean isClosed() {
    return closed;
  }

  /** The device that it belongs to. */
  public CudaDevice device() {
    return device;
  }

  /** The driver's handle, for libraries. */
  public long handle() {
    if (closed) {
      throw new DeviceException("stream: it is closed");
    }
    return handle;
  }

  /** Waits for its work. */
  public void synchronize() {
    device.makeCurrent();
    Driver.synchronizeStream(handle());
  }

  /** Whether its work is done. */
  public boolean query() {
    device.makeCurrent();
    return Driver.queryStream(handle());
  }

  /** Lets later work of this stream wait for an event. */
  public void waitEvent(CudaEvent event) {
    event.letWait(this);
  }

  /** Lets later work of this stream wait for the work that another has now. */
  public void waitStream(CudaStream other) {
    if (other != this) {
      try (CudaEvent event = other.recordEvent()) {
        waitEvent(event);
      }
    }
  }

  /** A new event after the work that it has now. */
  public CudaEvent recordEvent() {
    CudaEvent event = CudaEvent.of(device);
    event.record(this);
    return event;
  }

  /** Waits for its work and gives the stream back; memory that was its own stays valid. */
  @Override
  public void close() {
    if (permanent) {
      throw new DeviceException("stream: the device's own streams cannot be closed");
    }
    if (!closed) {
      synchronize();
      device.allocator().forget(this);
      closed = true;
      Driver.destroyStream(handle);
    }
  }

  @Override
  public String toString() {
    return "stream 0x" + Long.toHexString(handle) + " of " + device;
  }
}
