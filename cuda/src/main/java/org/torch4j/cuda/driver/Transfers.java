package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * Copies between the host and one device, within the device and between devices, in the order of a
 * stream. Copies to the host wait; all others return at once.
 */
public final class Transfers {
  private static final long SLOT = 8 << 20;
  private static final int SLOTS = 4;
  private static final long CELL = 4096;
  private static final long HALF = 4 << 20;

  private final CudaDevice device;
  private final PinnedRing ring;
  private final Object cellLock = new Object();
  private final Object bufferLock = new Object();
  private @Nullable MemorySegment cell;
  private @Nullable MemorySegment buffer;

  Transfers(CudaDevice device) {
    this(device, SLOTS, SLOT);
  }

  Transfers(CudaDevice device, int slots, long slotBytes) {
    this.device = device;
    ring = new PinnedRing(slots, slotBytes);
  }

  /**
   * Copies host memory, on the heap or not, to the device. The source may change at once after.
   *
   * @param offset of the first byte in {@code source}
   */
  public void toDevice(
      MemorySegment source, long offset, long address, long bytes, CudaStream stream) {
    bounds("toDevice", source, offset, bytes);
    device.makeCurrent();
    ring.upload(source, offset, address, bytes, stream);
  }

  /** Copies device memory to the host and waits for it. */
  public void toHost(
      long address, MemorySegment target, long offset, long bytes, CudaStream stream) {
    bounds("toHost", target, offset, bytes);
    device.makeCurrent();
    if (bytes == 0) {
      return;
    }
    if (bytes <= CELL) {
      synchronized (cellLock) {
        MemorySegment pinned = fetch(address, bytes, stream);
        MemorySegment.copy(pinned, 0, target, offset, bytes);
      }
    } else {
      synchronized (bufferLock) {
        download(address, target, offset, bytes, stream);
      }
    }
  }

  /** One element of up to 8 bytes as its bits, for {@code item()}; waits. */
  public long bits(long address, int bytes, CudaStream stream) {
    device.makeCurrent();
    synchronized (cellLock) {
      MemorySegment pinned = fetch(address, bytes, stream);
      long bits = pinned.get(JAVA_LONG, 0);
      return bytes == 8 ? bits : bits & ((1L << (8 * bytes)) - 1);
    }
  }

  private MemorySegment fetch(long address, long bytes, CudaStream stream) {
    MemorySegment pinned = cell;
    if (pinned == null) {
      pinned = DriverMemory.allocateHost(CELL);
      cell = pinned;
    }
    DriverMemory.toHost(pinned.address(), address, bytes, stream.handle());
    Driver.synchronizeStream(stream.handle());
    return pinned;
  }

  /** Through two halves: one is copied out while the other is filled. */
  private void download(
      long address, MemorySegment target, long offset, long bytes, CudaStream stream) {
    MemorySegment pinned = buffer;
    if (pinned == null) {
      pinned = DriverMemory.allocateHost(2 * HALF);
      buffer = pinned;
    }
    try (CudaEvent even = CudaEvent.of(device);
        CudaEvent odd = CudaEvent.of(device)) {
      long parts = (bytes + HALF - 1) / HALF;
      for (long part = 0; part <= parts; part++) {
        if (part < parts) {
          long at = part * HALF;
          long half = pinned.address() + (part & 1) * HALF;
          DriverMemory.toHost(half, address + at, Math.min(HALF, bytes - at), stream.handle());
          ((part & 1) == 0 ? even : odd).record(stream);
        }
        if (part > 0) {
          long before = part - 1;
          ((before & 1) == 0 ? even : odd).synchronize();
          long at = before * HALF;
          MemorySegment.copy(
              pinned, (before & 1) * HALF, target, offset + at, Math.min(HALF, bytes - at));
        }
      }
    }
  }

  /** Copies within the device; the two places do not overlap. */
  public void copy(long to, long from, long bytes, CudaStream stream) {
    if (bytes > 0) {
      device.makeCurrent();
      DriverMemory.onDevice(to, from, bytes, stream.handle());
    }
  }

  /**
   * Copies rows within the device.
   *
   * @param toPitch bytes from row to row
   * @param fromPitch bytes from row to row
   * @param width bytes of a row
   */
  public void copyRows(
      long to, long toPitch, long from, long fromPitch, long width, long rows, CudaStream stream) {
    if (width > 0 && rows > 0) {
      device.makeCurrent();
      DriverMemory.onDevice2d(to, toPitch, from, fromPitch, width, rows, stream.handle());
    }
  }

  /** Copies memory of another device to this one, in a stream of this one. */
  public void fromPeer(long to, CudaDevice peer, long from, long bytes, CudaStream stream) {
    if (bytes > 0) {
      device.makeCurrent();
      DriverMemory.toPeer(to, device.context(), from, peer.context(), bytes, stream.handle());
    }
  }

  /**
   * Fills memory with a repeated element.
   *
   * @param elementBytes 1, 2 or 4
   * @param value whose low bits are the element
   */
  public void fill(long address, int elementBytes, int value, long count, CudaStream stream) {
    if (count == 0) {
      return;
    }
    device.makeCurrent();
    switch (elementBytes) {
      case 1 -> DriverMemory.fill8(address, (byte) value, count, stream.handle());
      case 2 -> DriverMemory.fill16(address, (short) value, count, stream.handle());
      case 4 -> DriverMemory.fill32(address, value, count, stream.handle());
      default ->
          throw new DeviceException("fill: elements of 1, 2 or 4 bytes, received " + elementBytes);
    }
  }

  private static void bounds(String what, MemorySegment host, long offset, long bytes) {
    if (offset < 0 || bytes < 0 || offset > host.byteSize() - bytes) {
      throw new DeviceException(
          what
              + ": bytes "
              + offset
              + " to "
              + (offset + bytes)
              + " of host memory that has "
              + host.byteSize());
    }
  }
}
