package org.torch4j;

import java.util.Map;
import java.util.TreeMap;
import org.torch4j.autograd.GradMode;
import org.torch4j.backend.Accelerator;
import org.torch4j.op.Backends;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.DeviceProperties;

/**
 * NVIDIA GPUs, {@code torch.cuda}: what there is, its memory, and the order of its work.
 *
 * <p>A tensor goes there by {@code x.to(device("cuda"))} and a model by {@code model.to(...)}. Work
 * runs behind the program's back, in order; reading a value ({@code item()}, {@code toString()}, a
 * copy to the CPU) waits for it.
 *
 * <pre>{@code
 * Device where = Cuda.isAvailable() ? device("cuda") : device("cpu");
 * }</pre>
 */
public final class Cuda {
  private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

  private Cuda() {}

  /** Whether a GPU can be used; never throws, {@code torch.cuda.is_available}. */
  public static boolean isAvailable() {
    return Backends.reasonAbsent(Device.Type.CUDA) == null;
  }

  /** Why {@link #isAvailable} is false, in one sentence; empty if it is true. */
  public static String reason() {
    String reason = Backends.reasonAbsent(Device.Type.CUDA);
    return reason == null ? "" : reason;
  }

  /** How many GPUs can be used; 0 without any, {@code torch.cuda.device_count}. */
  public static int deviceCount() {
    return isAvailable() ? accelerator().deviceCount() : 0;
  }

  static Accelerator accelerator() {
    Accelerator accelerator = Backends.of(new Device(Device.Type.CUDA, 0)).accelerator();
    if (accelerator == null) {
      throw new DeviceException("cuda: its backend has no devices of its own");
    }
    return accelerator;
  }

  /** The number of the GPU that {@code "cuda"} means on this thread, {@code current_device}. */
  public static int currentDevice() {
    return CURRENT.get();
  }

  /**
   * Says which GPU {@code "cuda"} means on this thread, {@code torch.cuda.set_device}.
   *
   * @throws DeviceException if there is no such GPU
   */
  public static void setDevice(int device) {
    CURRENT.set(checked(device));
  }

  static int checked(int device) {
    int count = accelerator().deviceCount();
    if (device < 0 || device >= count) {
      throw new DeviceException(
          "cuda: device " + device + " does not exist, there are " + count);
    }
    return device;
  }

  private static int current() {
    return checked(currentDevice());
  }

  /** Name and figures of a GPU, {@code torch.cuda.get_device_properties}. */
  public static DeviceProperties getDeviceProperties(int device) {
    return accelerator().properties(checked(device));
  }

  /** The name of the current GPU, {@code torch.cuda.get_device_name}. */
  public static String getDeviceName() {
    return getDeviceName(currentDevice());
  }

  /** The name of a GPU. */
  public static String getDeviceName(int device) {
    return getDeviceProperties(device).name();
  }

  /** Waits until all work of the current GPU is done, {@code torch.cuda.synchronize}. */
  public static void synchronize() {
    accelerator().synchronize(current());
  }

  /** Waits until all work of a GPU is done. */
  public static void synchronize(int device) {
    accelerator().synchronize(checked(device));
  }

  // ---- memory

  /** Bytes that tensors occupy on the current GPU, {@code torch.cuda.memory_allocated}. */
  public static long memoryAllocated() {
    return figure("allocated_bytes.all.current");
  }

  /** The most that tensors occupied, {@code torch.cuda.max_memory_allocated}. */
  public static long maxMemoryAllocated() {
    return figure("allocated_bytes.all.peak");
  }

  /** Bytes taken from the driver, used or cached, {@code torch.cuda.memory_reserved}. */
  public static long memoryReserved() {
    return figure("reserved_bytes.all.current");
  }

  /** The most that was taken from the driver, {@code torch.cuda.max_memory_reserved}. */
  public static long maxMemoryReserved() {
    return figure("reserved_bytes.all.peak");
  }

  private static long figure(String name) {
    return accelerator().memoryStats(current()).getOrDefault(name, 0L);
  }

  /** All figures of the current GPU's allocator by PyTorch's names, {@code memory_stats}. */
  public static Map<String, Long> memoryStats() {
    return new TreeMap<>(accelerator().memoryStats(current()));
  }

  /** The figures as a table for people, {@code torch.cuda.memory_summary}. */
  public static String memorySummary() {
    StringBuilder text = new StringBuilder();
    text.append(getDeviceName()).append('\n');
    memoryStats()
        .forEach((name, value) -> text.append("%-32s %,18d%n".formatted(name, value)));
    return text.toString();
  }

  /** Lets the peaks start anew, {@code torch.cuda.reset_peak_memory_stats}. */
  public static void resetPeakMemoryStats() {
    accelerator().resetPeakStats(current());
  }

  /** Free and total bytes as the driver counts them, {@code torch.cuda.mem_get_info}. */
  public static MemoryInfo memGetInfo() {
    long[] info = accelerator().memoryInfo(current());
    return new MemoryInfo(info[0], info[1]);
  }

  /**
   * Memory of a GPU.
   *
   * @param free bytes that nobody uses
   * @param total bytes in all
   */
  public record MemoryInfo(long free, long total) {}

  /** Returns cached memory that no tensor uses to the driver, {@code torch.cuda.empty_cache}. */
  public static void emptyCache() {
    if (isAvailable()) {
      accelerator().emptyCache();
    }
  }

  // ---- streams

  /** The stream to which this thread hands work, {@code torch.cuda.current_stream}. */
  public static CudaStream currentStream() {
    int device = current();
    return new CudaStream(device, accelerator().currentStream(device));
  }

  /**
   * Hands this thread's work to {@code stream} until the guard is closed, {@code
   * torch.cuda.stream}.
   *
   * <pre>{@code
   * try (var on = Cuda.stream(side)) {
   *   y = x.matmul(w);
   * }
   * }</pre>
   */
  public static GradMode.Guard stream(CudaStream stream) {
    Object before = accelerator().currentStream(stream.device());
    accelerator().setStream(stream.handle());
    return () -> accelerator().setStream(before);
  }

  // ---- products

  /** Whether float32 products may round to TF32, {@code backends.cuda.matmul.allow_tf32}. */
  public static boolean isTf32Allowed() {
    return accelerator().allowsTf32();
  }

  /**
   * Lets products of float32 round their factors to 10 bits of fraction, which tensor cores multiply
   * several times faster; off at the start, as in PyTorch.
   */
  public static void allowTf32(boolean allow) {
    accelerator().allowTf32(allow);
  }
}
