package org.torch4j.cuda;

import java.util.Arrays;
import org.torch4j.backend.ComputeType;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.Kernel;
import org.torch4j.cuda.driver.LaunchArguments;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Scalar;

/** What launches of all kinds of kernels share. */
final class Launches {
  /** Threads of a block where nothing speaks for another number. */
  static final int THREADS = 256;

  private Launches() {}

  /** The device of an array. */
  static CudaDevice device(StridedArray a) {
    return CudaDevice.of(a.storage().device().index());
  }

  /** Where the first element is. */
  static long address(StridedArray a) {
    Storage storage = a.storage();
    return storage.address() + a.layout().offset() * a.dtype().byteSize();
  }

  /** Blocks for {@code work} threads that stride over the rest. */
  static int blocks(CudaDevice device, long work) {
    long most = 16L * device.properties().multiprocessors();
    return (int) Math.clamp(Math.ceilDiv(work, THREADS), 1, Math.max(most, 1));
  }

  /** Queues a kernel on the current stream of its device. */
  static void run(Kernel kernel, CudaDevice device, int blocks, LaunchArguments arguments) {
    kernel.launch(device.currentStream(), blocks, THREADS, arguments);
  }

  /** Adds a number in the compute type. */
  static void scalar(LaunchArguments arguments, ComputeType compute, Scalar s) {
    switch (compute) {
      case INT -> arguments.i32((int) s.longValue());
      case LONG -> arguments.i64(s.longValue());
      case FLOAT -> arguments.f32((float) s.doubleValue());
      case DOUBLE -> arguments.f64(s.doubleValue());
    }
  }

  /** Adds a struct of indices. */
  static void indices(LaunchArguments arguments, long[] values, boolean small) {
    if (small) {
      arguments.ints(Arrays.stream(values).mapToInt(v -> (int) v).toArray());
    } else {
      arguments.longs(values);
    }
  }

  /** Adds one index. */
  static void index(LaunchArguments arguments, long value, boolean small) {
    if (small) {
      arguments.i32((int) value);
    } else {
      arguments.i64(value);
    }
  }
}
