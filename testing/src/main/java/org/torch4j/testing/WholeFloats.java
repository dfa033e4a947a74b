package org.torch4j.testing;

import org.torch4j.Cuda;
import org.torch4j.type.Device;

/**
 * Lets a device compute float32 in float32 until it is closed: comparisons with the CPU have no
 * room for TF32, to which convolutions and recurrent networks may round on a GPU.
 */
public final class WholeFloats implements AutoCloseable {
  private final boolean restores;

  private WholeFloats(boolean restores) {
    this.restores = restores;
  }

  /** From now on. */
  public static WholeFloats on(Device device) {
    boolean rounded = device.type() == Device.Type.CUDA && Cuda.isCudnnTf32Allowed();
    if (rounded) {
      Cuda.allowCudnnTf32(false);
    }
    return new WholeFloats(rounded);
  }

  /** As it was. */
  @Override
  public void close() {
    if (restores) {
      Cuda.allowCudnnTf32(true);
    }
  }
}
