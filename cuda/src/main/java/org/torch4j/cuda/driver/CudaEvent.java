package org.torch4j.cuda.driver;

import org.torch4j.type.DeviceException;

/** A mark in a stream's work, {@code torch.cuda.Event}. */
public final class CudaEvent implements AutoCloseable {
  private final CudaDevice device;
  private final boolean timing;
  private long handle;
  private boolean recorded;

  private CudaEvent(CudaDevice device, boolean timing) {
    this.device = device;
    this.timing = timing;
    device.makeCurrent();
    handle = Driver.createEvent(timing);
  }

  /** An event without a time. */
  public static CudaEvent of(CudaDevice device) {
    return new CudaEvent(device, false);
  }

  /** An event whose time {@link #elapsedTime} reads. */
  public static CudaEvent timed(CudaDevice device) {
    return new CudaEvent(device, true);
  }

  /** Marks the end of the work that the stream has now. */
  public void record(CudaStream stream) {
    device.makeCurrent();
    Driver.recordEvent(handle(), stream.handle());
    recorded = true;
  }

  /** Whether the marked work is done; true if nothing was marked. */
  public boolean query() {
    device.makeCurrent();
    return Driver.queryEvent(handle());
  }

  /** Waits for the marked work. */
  public void synchronize() {
    device.makeCurrent();
    Driver.synchronizeEvent(handle());
  }

  /** Milliseconds from this event to another; both recorded and done. */
  public double elapsedTime(CudaEvent end) {
    if (!timing || !end.timing || !recorded || !end.recorded) {
      throw new DeviceException(
          "elapsedTime: two events made with timing and recorded, received timing "
              + timing
              + " and "
              + end.timing
              + ", recorded "
              + recorded
              + " and "
              + end.recorded);
    }
    device.makeCurrent();
    return Driver.elapsedMillis(handle(), end.handle());
  }

  void letWait(CudaStream stream) {
    stream.device().makeCurrent();
    Driver.waitEvent(stream.handle(), handle());
  }

  private long handle() {
    if (handle == 0) {
      throw new DeviceException("event: it is closed");
    }
    return handle;
  }

  /** Gives it back; streams that wait for it go on waiting. */
  @Override
  public void close() {
    if (handle != 0) {
      device.makeCurrent();
      Driver.destroyEvent(handle);
      handle = 0;
    }
  }
}
