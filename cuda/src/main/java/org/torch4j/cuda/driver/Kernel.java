package org.torch4j.cuda.driver;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/** A compiled kernel of one device. */
public final class Kernel {
  private static final int MAX_DYNAMIC_SHARED_SIZE = 8;
  private static final int REGISTERS = 4;
  private static final int LOCAL_BYTES = 3;
  private static final int SHARED_WITHOUT_CONSENT = 48 << 10;

  private final CudaDevice device;
  private final String name;
  private final long function;
  private final int @Nullable [] sizes;
  private int sharedBytes = SHARED_WITHOUT_CONSENT;

  Kernel(CudaDevice device, String name, long function) {
    this.device = device;
    this.name = name;
    this.function = function;
    sizes = DriverCode.parameterSizes(function);
  }

  /** Its name in the source. */
  public String name() {
    return name;
  }

  /** Registers of a thread. */
  public int registers() {
    device.makeCurrent();
    return DriverCode.attribute(REGISTERS, function);
  }

  /** Bytes of a thread in local memory: above 0 registers were spilled. */
  public int localBytes() {
    device.makeCurrent();
    return DriverCode.attribute(LOCAL_BYTES, function);
  }

  /** How many blocks one multiprocessor holds at a time. */
  public int occupancy(int threads, int sharedMemory) {
    device.makeCurrent();
    return DriverCode.occupancy(function, threads, sharedMemory);
  }

  /**
   * {@link #launch(CudaStream, int, int, int, int, int, int, int, LaunchArguments)} in one
   * dimension.
   */
  public void launch(CudaStream stream, int blocks, int threads, LaunchArguments arguments) {
    launch(stream, blocks, 1, 1, threads, 1, 1, 0, arguments);
  }

  /**
   * Puts the kernel into the stream's queue. The caller keeps what the arguments point at reachable
   * until this returns; from then on the stream's order protects it.
   *
   * @param gridX blocks, from 1
   * @param gridY blocks, 1 to 65535
   * @param gridZ blocks, 1 to 65535
   * @param blockX threads; all three multiply to 1024 at most
   * @param shared bytes of dynamic shared memory
   * @throws DeviceException if the sizes or the arguments do not fit the kernel
   */
  public void launch(
      CudaStream stream,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int shared,
      LaunchArguments arguments) {
    check(gridX, gridY, gridZ, blockX, blockY, blockZ);
    checkArguments(arguments);
    device.makeCurrent(arguments.owner());
    if (shared > sharedBytes) {
      consent(shared);
    }
    int result =
        KernelTimes.of(
            stream,
            name,
            () ->
                DriverCode.launch(
                    function,
                    gridX,
                    gridY,
                    gridZ,
                    blockX,
                    blockY,
                    blockZ,
                    shared,
                    stream.handle(),
                    arguments.address()));
    if (result != 0) {
      throw Driver.failure(
          result,
          "cuLaunchKernel",
          "kernel",
          name,
          "grid",
          gridX + "x" + gridY + "x" + gridZ,
          "block",
          blockX + "x" + blockY + "x" + blockZ,
          "shared",
          shared);
    }
    if (Sticky.blocking) {
      waitFor(stream);
    }
  }

  private void waitFor(CudaStream stream) {
    Sticky.launched(name);
    try {
      stream.synchronize();
    } finally {
      Sticky.launched(null);
    }
  }

  private synchronized void consent(int shared) {
    DriverCode.setAttribute(function, MAX_DYNAMIC_SHARED_SIZE, shared);
    sharedBytes = shared;
  }

  private void check(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ) {
    boolean grid = gridX > 0 && gridY > 0 && gridZ > 0 && gridY <= 65535 && gridZ <= 65535;
    boolean block = blockX > 0 && blockY > 0 && blockZ > 0 && blockZ <= 64;
    if (!grid || !block || (long) blockX * blockY * blockZ > 1024) {
      throw new DeviceException(
          name
              + ": a grid from 1 with y and z to 65535 and a block of 1 to 1024 threads, received"
              + " grid "
              + gridX
              + "x"
              + gridY
              + "x"
              + gridZ
              + ", block "
              + blockX
              + "x"
              + blockY
              + "x"
              + blockZ);
    }
  }

  private void checkArguments(LaunchArguments arguments) {
    if (sizes == null) {
      return;
    }
    if (arguments.count() != sizes.length) {
      throw new DeviceException(
          name + ": " + sizes.length + " parameters, received " + arguments.count());
    }
    for (int i = 0; i < sizes.length; i++) {
      if (arguments.size(i) != sizes[i]) {
        throw new DeviceException(
            name
                + ": parameter "
                + i
                + " has "
                + sizes[i]
                + " bytes, received "
                + arguments.size(i));
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
