package org.torch4j;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.Accelerator;
import org.torch4j.op.Backends;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.DeviceProperties;

/**
 * NVIDIA GPUs, {@code torch.cuda}: what there is, its memory, and the order of its work. Where a
 * device is not named, the calling thread's current one is meant, number 0 unless {@link
 * #setDevice} chose another.
 *
 * <p>Work runs behind the program's back, in order; reading a value ({@code item()}, {@code
 * toString()}, a copy to the CPU) waits for it.
 *
 * <pre>{@code
 * Device where = Cuda.isAvailable() ? device("cuda") : device("cpu");
 * var model = new Net().to(where);
 * }</pre>
 */
public final class Cuda extends CudaRandomFunctions {
  private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

  private Cuda() {}

  /** Whether a GPU can be used; never throws. */
  public static boolean isAvailable() {
    return Backends.reasonAbsent(Device.Type.CUDA) == null;
  }

  /** Why {@link #isAvailable} is false, in one sentence; empty if it is true. */
  public static String reason() {
    String reason = Backends.reasonAbsent(Device.Type.CUDA);
    return reason == null ? "" : reason;
  }

  private static Accelerator accelerator() {
    return Objects.requireNonNull(
        Backends.of(new Device(Device.Type.CUDA, 0)).accelerator(),
        "the CUDA backend has no accelerator");
  }

  /** Number of GPUs, 0 where none can be used; never throws. */
  public static int deviceCount() {
    return isAvailable() ? accelerator().deviceCount() : 0;
  }

  static int checked(int device) {
    int count = deviceCount();
    if (device < 0 || device >= count) {
      throw new DeviceException(
          count == 0
              ? "cuda:" + device + ": " + reason()
              : "cuda:" + device + ": the devices are 0 to " + (count - 1));
    }
    return device;
  }

  /** The device that the calling thread means where none is named. */
  public static int currentDevice() {
    return CURRENT.get();
  }

  /** Chooses the device that the calling thread means where none is named. */
  public static void setDevice(int device) {
    CURRENT.set(checked(device));
  }

  /** The name that the maker gave a device. */
  public static String getDeviceName(int device) {
    return getDeviceProperties(device).name();
  }

  /** The name that the maker gave the current device. */
  public static String getDeviceName() {
    return getDeviceName(currentDevice());
  }

  /** Name and figures of a device. */
  public static DeviceProperties getDeviceProperties(int device) {
    return accelerator().properties(checked(device));
  }

  /** Major and minor number of a device's compute capability. */
  public static int[] getDeviceCapability(int device) {
    DeviceProperties p = getDeviceProperties(device);
    return new int[] {p.major(), p.minor()};
  }

  /** Waits until all work of the current device is done. */
  public static void synchronize() {
    synchronize(currentDevice());
  }

  /** Waits until all work of a device is done. */
  public static void synchronize(int device) {
    accelerator().synchronize(checked(device));
  }

  // ---- memory

  /** Figures of a device's memory by PyTorch's names, bytes unless the name counts something. */
  public static Map<String, Long> memoryStats(int device) {
    return accelerator().memoryStats(checked(device));
  }

  private static long figure(int device, String name) {
    return memoryStats(device).getOrDefault(name, 0L);
  }

  /** Bytes that tensors use on a device. */
  public static long memoryAllocated(int device) {
    return figure(device, "allocated_bytes.all.current");
  }

  /** Bytes that tensors use on the current device. */
  public static long memoryAllocated() {
    return memoryAllocated(currentDevice());
  }

  /** The most bytes that tensors used on a device. */
  public static long maxMemoryAllocated(int device) {
    return figure(device, "allocated_bytes.all.peak");
  }

  /** The most bytes that tensors used on the current device. */
  public static long maxMemoryAllocated() {
    return maxMemoryAllocated(currentDevice());
  }

  /** Bytes taken from a device, in use or kept for later. */
  public static long memoryReserved(int device) {
    return figure(device, "reserved_bytes.all.current");
  }

  /** Bytes taken from the current device, in use or kept for later. */
  public static long memoryReserved() {
    return memoryReserved(currentDevice());
  }

  /** The most bytes taken from a device. */
  public static long maxMemoryReserved(int device) {
    return figure(device, "reserved_bytes.all.peak");
  }

  /** The most bytes taken from the current device. */
  public static long maxMemoryReserved() {
    return maxMemoryReserved(currentDevice());
  }

  /** Lets the peaks of a device start anew from the present figures. */
  public static void resetPeakMemoryStats(int device) {
    accelerator().resetPeakStats(checked(device));
  }

  /** Lets the peaks of the current device start anew from the present figures. */
  public static void resetPeakMemoryStats() {
    resetPeakMemoryStats(currentDevice());
  }

  /** All figures of the current device's memory, a line each, {@code torch.cuda.memory_summary}. */
  public static String memorySummary() {
    StringBuilder text = new StringBuilder(getDeviceName());
    memoryStats(currentDevice())
        .forEach((name, value) -> text.append("%n%-32s %,18d".formatted(name, value)));
    return text.toString();
  }

  /** Free and total bytes of a device as its driver counts them, {@code mem_get_info}. */
  public static MemoryInfo memGetInfo(int device) {
    long[] info = accelerator().memoryInfo(checked(device));
    return new MemoryInfo(info[0], info[1]);
  }

  /**
   * Memory of a device.
   *
   * @param free bytes that nobody uses
   * @param total bytes in all
   */
  public record MemoryInfo(long free, long total) {}

  /** Returns memory that no tensor uses to the devices; does nothing without one. */
  public static void emptyCache() {
    if (isAvailable()) {
      accelerator().emptyCache();
    }
  }

  // ---- products

  /** Whether products of float32 may round, {@code torch.backends.cuda.matmul.allow_tf32}. */
  public static boolean isTf32Allowed() {
    return accelerator().allowsTf32(Accelerator.Rounded.PRODUCTS);
  }

  /**
   * Lets products of float32 round their factors to 10 bits of fraction, which tensor cores
   * multiply several times faster; off at the start, as in PyTorch.
   */
  public static void allowTf32(boolean allow) {
    accelerator().allowTf32(Accelerator.Rounded.PRODUCTS, allow);
  }

  /**
   * Whether convolutions and recurrent networks of float32 may round, {@code
   * torch.backends.cudnn.allow_tf32}.
   */
  public static boolean isCudnnTf32Allowed() {
    return accelerator().allowsTf32(Accelerator.Rounded.CONVOLUTIONS);
  }

  /** The same for convolutions and recurrent networks; on at the start, as in PyTorch. */
  public static void allowCudnnTf32(boolean allow) {
    accelerator().allowTf32(Accelerator.Rounded.CONVOLUTIONS, allow);
  }

  // ---- streams

  /** A queue of work on a device; its works run one after the other. */
  public static final class Stream {
    private final int device;
    private final Object handle;

    /** A new stream of the current device. */
    public Stream() {
      this(currentDevice(), 0);
    }

    /**
     * A new stream.
     *
     * @param priority below 0 goes before others
     */
    public Stream(int device, int priority) {
      this(device, accelerator().newStream(checked(device), priority));
    }

    private Stream(int device, Object handle) {
      this.device = device;
      this.handle = handle;
    }

    /** The device that it belongs to. */
    public Device device() {
      return new Device(Device.Type.CUDA, device);
    }

    /** Waits until its work is done. */
    public void synchronize() {
      accelerator().synchronizeStream(handle);
    }

    /** Whether all its work is done. */
    public boolean query() {
      return accelerator().queryStream(handle);
    }

    /** Lets later work of this stream wait for an event. */
    public void waitEvent(Event event) {
      accelerator().await(event.handle(device), handle);
    }

    /** Lets later work of this stream wait for the present work of another. */
    public void waitStream(Stream other) {
      waitEvent(other.recordEvent());
    }

    /** A new event after its present work. */
    public Event recordEvent() {
      Event event = new Event();
      event.record(this);
      return event;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Stream s && s.handle.equals(handle);
    }

    @Override
    public int hashCode() {
      return handle.hashCode();
    }

    @Override
    public String toString() {
      return "Stream(device=" + device() + ", " + handle + ")";
    }
  }

  /** A mark in the work of a stream. */
  public static final class Event {
    private final boolean timing;
    private @Nullable Object handle;

    /** An event without a time. */
    public Event() {
      this(false);
    }

    /**
     * An event.
     *
     * @param timing whether {@link #elapsedTime} is to be asked
     */
    public Event(boolean timing) {
      this.timing = timing;
    }

    private synchronized Object handle(int device) {
      Object made = handle;
      if (made == null) {
        made = accelerator().newEvent(device, timing);
        handle = made;
      }
      return made;
    }

    private synchronized Object recorded(String what) {
      if (handle == null) {
        throw new DeviceException(what + ": the event was not recorded");
      }
      return handle;
    }

    /** Marks the end of the present work of the current stream. */
    public void record() {
      record(currentStream());
    }

    /** Marks the end of the present work of a stream. */
    public void record(Stream stream) {
      accelerator().record(handle(stream.device), stream.handle);
    }

    /** Whether the marked work is done; true if nothing was marked. */
    public synchronized boolean query() {
      return handle == null || accelerator().queryEvent(handle);
    }

    /** Waits until the marked work is done. */
    public void synchronize() {
      accelerator().synchronizeEvent(recorded("synchronize"));
    }

    /** Milliseconds from this event to another, both made with timing, recorded and done. */
    public double elapsedTime(Event end) {
      return accelerator().elapsed(recorded("elapsedTime"), end.recorded("elapsedTime"));
    }
  }

  /** The stream to which the calling thread hands work of the current device. */
  public static Stream currentStream() {
    return currentStream(currentDevice());
  }

  /** The stream to which the calling thread hands work of a device. */
  public static Stream currentStream(int device) {
    return new Stream(device, accelerator().currentStream(checked(device)));
  }

  /** Chooses the stream to which the calling thread hands work of its device. */
  public static void setStream(Stream stream) {
    accelerator().setStream(stream.handle);
  }

  /** The result of {@code body}, whose work goes to {@code stream}. */
  public static <T extends @Nullable Object> T stream(Stream stream, Supplier<T> body) {
    Stream before = currentStream(stream.device);
    setStream(stream);
    try {
      return body.get();
    } finally {
      setStream(before);
    }
  }
}
