package org.torch4j;

import org.torch4j.op.Backends;
import org.torch4j.type.Device;

/** NVIDIA GPUs, {@code torch.cuda}. */
public final class Cuda {
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
}
