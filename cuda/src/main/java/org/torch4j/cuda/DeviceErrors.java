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
 * Wrong values that kernels found on a device: indices out of range, weights that are none. Looking
 * for them would stop the queue, so they are raised when the host waits for the device anyway.
 */
final class DeviceErrors {
  private static final Map<CudaDevice, DeviceErrors> ALL = new ConcurrentHashMap<>();

  private final CudaDevice device;
  private final DeviceMemory cell;
  private final List<String> ops = new ArrayList<>();
  private volatile boolean possible;

  private DeviceErrors(CudaDevice device) {
    this.device = device;
    this.cell = device.allocator().allocate(32, device.defaultStream());
    clear(device.currentStream());
    device.synchronize();
  }

  static DeviceErrors of(CudaDevice device) {
    return ALL.computeIfAbsent(device, DeviceErrors::new);
  }

  /**
   * Where kernels note the op, the index and the size, or the value and what it should have been.
   */
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
    DeviceErrors errors = ALL.get(device);
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
      throw error(ops.get((int) op - 1), found);
    }
  }

  private static RuntimeException error(String op, MemorySegment found) {
    long value = found.getAtIndex(ValueLayout.JAVA_LONG, 1);
    double number = Double.longBitsToDouble(value);
    return switch ((int) found.getAtIndex(ValueLayout.JAVA_LONG, 3)) {
      case 1 -> wrong(op, "probabilities must be from 0 to 1, got " + number);
      case 2 -> wrong(op, "weights must be finite and not negative, got " + number);
      case 3 -> wrong(op, "the weights of a distribution must not all be 0");
      case 4 -> wrong(op, "rates must not be negative, got " + number);
      default ->
          new IndexOutOfBoundsException(
              op
                  + ": index "
                  + value
                  + " is out of range for a dimension of size "
                  + found.getAtIndex(ValueLayout.JAVA_LONG, 2));
    };
  }

  private static IllegalArgumentException wrong(String op, String rule) {
    return new IllegalArgumentException(op + ": " + rule);
  }
}
