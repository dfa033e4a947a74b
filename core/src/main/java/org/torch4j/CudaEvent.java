package org.torch4j;

/**
 * A mark in the work of a {@link CudaStream}, {@code torch.cuda.Event}: to wait for it, to let
 * another stream wait for it, or to measure the time between two.
 *
 * <pre>{@code
 * var start = new CudaEvent();
 * var end = new CudaEvent();
 * start.record();
 * y = model.apply(x);
 * end.record();
 * end.synchronize();
 * IO.println(start.elapsedTime(end) + " ms");
 * }</pre>
 */
public final class CudaEvent {
  private final int device;
  private final Object handle;

  /** An event of the current GPU that measures time. */
  public CudaEvent() {
    this(Cuda.currentDevice(), true);
  }

  CudaEvent(int device, boolean timing) {
    this.device = Cuda.checked(device);
    this.handle = Cuda.accelerator().newEvent(device, timing);
  }

  Object handle() {
    return handle;
  }

  /** Marks the end of the current stream's work so far. */
  public void record() {
    record(new CudaStream(device, Cuda.accelerator().currentStream(device)));
  }

  /** Marks the end of a stream's work so far. */
  public void record(CudaStream stream) {
    Cuda.accelerator().record(handle, stream.handle());
  }

  /** Whether the work before it is done; true before it is recorded. */
  public boolean query() {
    return Cuda.accelerator().queryEvent(handle);
  }

  /** Waits until the work before it is done. */
  public void synchronize() {
    Cuda.accelerator().synchronizeEvent(handle);
  }

  /** Milliseconds from this event to {@code end}; both must have happened. */
  public double elapsedTime(CudaEvent end) {
    return Cuda.accelerator().elapsed(handle, end.handle());
  }
}
