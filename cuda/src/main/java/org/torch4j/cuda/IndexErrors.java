package org.torch4j.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.CudaStream;
import org.torch4j.cuda.driver.DeviceMemory;

/**
 * Indices out of range that kernels found on a device. Looking for them would stop the queue, so
 * they are raised when the host waits for the device anyway.
 */
final class IndexErrors {
  private static final Map<CudaDevice, IndexErrors> ALL = new ConcurrentHashMap<>();

  private final CudaDevice device;
  private final DeviceMemory cell;
  private final List<String> ops = new ArrayList<>();
  private volatile boolean possible;

  private IndexErrors(CudaDevice device) {
    this.device = device;
    this.cell = device.allocator().allocate(32, device.defaultStream());
    clear(device.currentStream());
    device.synchronize();
  }

  static IndexErrors of(CudaDevice device) {
    return ALL.computeIfAbsent(device, IndexErrors::new);
  }

  /** Where kernels note the op, the index and the size. */
  long address() {
    possible = true;
    return cell.address();
  }

  /** The number by which kernels name an op, from 1. */
  synchronized long number(String op) {
    int known = ops.indexOf(op);
    if (known < 0) {
      ops.add(op);
      known = ops.size() - 1;
    }
    return known + 1L;
  }

  private void clear(CudaStream stream) {
    device.transfers().fill(cell.address(), 1, 0, 32, stream);
  }

  /** Raises what kernels of the device found until now; waits for them. */
  static void raise(CudaDevice device) {
    IndexErrors errors = ALL.get(device);
    if (errors != null && errors.possible) {
      errors.raise();
    }
  }

  private synchronized void raise() {
    possible = false;
    MemorySegment found = MemorySegment.ofArray(new long[4]);
    CudaStream stream = device.currentStream();
    device.transfers().toHost(cell.address(), found, 0, 32, stream);
    long op = found.getAtIndex(ValueLayout.JAVA_LONG, 0);
    if (op > 0 && op <= ops.size()) {
      clear(stream);
      throw new IndexOutOfBoundsException(
          ops.get((int) op - 1)
              + ": index "
              + found.getAtIndex(ValueLayout.JAVA_LONG, 1)
              + " is out of range for a dimension of size "
              + found.getAtIndex(ValueLayout.JAVA_LONG, 2));
    }
  }
}
