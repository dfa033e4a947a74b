package org.torch4j.backend;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.torch4j.storage.Storage;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceProperties;

/**
 * Devices with memory and queues of their own: what a {@link Backend} whose tensors the host cannot
 * read does beside computing. Work is handed to the current stream of the calling thread and runs
 * in that order; a copy to the host waits for what was handed over before it.
 *
 * <p>Streams and events are objects of the backend's own, which only it looks into.
 */
public interface Accelerator {
  /** How many devices there are. */
  int deviceCount();

  /** Name and figures of a device. */
  DeviceProperties properties(int device);

  /**
   * Fresh memory whose content is undefined.
   *
   * @throws OutOfMemoryError with the figures of the device
   */
  Storage allocate(Device device, long bytes);

  /** Copies bytes of the host to {@code offset} in {@code to}; they may change afterwards. */
  void upload(Storage to, long offset, MemorySegment from);

  /** Copies the bytes at {@code offset} in {@code from} to the host, where they are afterwards. */
  void download(MemorySegment to, Storage from, long offset);

  /** Copies bytes between two storages of its devices. */
  void copy(Storage to, long toOffset, Storage from, long fromOffset, long bytes);

  /** Waits until all work of a device is done. */
  void synchronize(int device);

  /** Figures of a device's allocator, in bytes unless the name says otherwise. */
  Map<String, Long> memoryStats(int device);

  /** Lets the peaks in {@link #memoryStats} start anew from the present figures. */
  void resetPeakStats(int device);

  /** Returns memory that no tensor uses to the system. */
  void emptyCache();

  /** Free and total bytes of a device, as its driver counts them. */
  long[] memoryInfo(int device);

  /** What may be computed with factors rounded to TF32. */
  enum Rounded {
    /** Matrix products. */
    PRODUCTS,
    /** Convolutions. */
    CONVOLUTIONS
  }

  /** Whether factors of float32 may be rounded to 10 bits of fraction, which is faster. */
  boolean allowsTf32(Rounded what);

  /** Says whether they may. */
  void allowTf32(Rounded what, boolean allow);

  /** A new stream of a device; a smaller priority goes first. */
  Object newStream(int device, int priority);

  /** The stream to which the calling thread hands work of a device. */
  Object currentStream(int device);

  /** Chooses the stream to which the calling thread hands work of the stream's device. */
  void setStream(Object stream);

  /** Waits until the work of a stream is done. */
  void synchronizeStream(Object stream);

  /** Whether all work of a stream is done. */
  boolean queryStream(Object stream);

  /** A new event of a device, which may measure times. */
  Object newEvent(int device, boolean timing);

  /** Notes the end of the work of a stream so far. */
  void record(Object event, Object stream);

  /** Lets later work of a stream wait for an event. */
  void await(Object event, Object stream);

  /** Whether an event happened. */
  boolean queryEvent(Object event);

  /** Waits until an event happened. */
  void synchronizeEvent(Object event);

  /** Milliseconds between two events that happened. */
  double elapsed(Object start, Object end);
}
