package org.torch4j;

/**
 * A queue of work on a GPU, {@code torch.cuda.Stream}: what is handed to it runs in order; two
 * streams run side by side unless one is told to wait. {@link Cuda#stream} chooses one.
 */
public final class CudaStream {
  private final int device;
  private final Object handle;

  /** A new stream of the current GPU. */
  public CudaStream() {
    this(Cuda.currentDevice());
  }

  /** A new stream of a GPU. */
  public CudaStream(int device) {
    this(device, 0, true);
  }

  private CudaStream(int device, int priority, boolean checked) {
    this(device, Cuda.accelerator().newStream(Cuda.checked(device), priority));
  }

  CudaStream(int device, Object handle) {
    this.device = device;
    this.handle = handle;
  }

  /** A new stream of the current GPU; smaller priorities go first, -1 before 0. */
  public static CudaStream withPriority(int priority) {
    return new CudaStream(Cuda.currentDevice(), priority, true);
  }

  /** The number of its GPU. */
  public int device() {
    return device;
  }

  Object handle() {
    return handle;
  }

  /** Waits until its work is done. */
  public void synchronize() {
    Cuda.accelerator().synchronizeStream(handle);
  }

  /** Whether its work is done. */
  public boolean query() {
    return Cuda.accelerator().queryStream(handle);
  }

  /** Lets what is handed to it from now on wait for an event. */
  public void waitEvent(CudaEvent event) {
    Cuda.accelerator().await(event.handle(), handle);
  }

  /** Lets what is handed to it from now on wait for what was handed to {@code other} so far. */
  public void waitStream(CudaStream other) {
    waitEvent(other.recordEvent());
  }

  /** An event at the end of its work so far. */
  public CudaEvent recordEvent() {
    CudaEvent event = new CudaEvent(device, false);
    event.record(this);
    return event;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CudaStream s && s.handle.equals(handle);
  }

  @Override
  public int hashCode() {
    return handle.hashCode();
  }

  @Override
  public String toString() {
    return "CudaStream(cuda:" + device + ")";
  }
}
