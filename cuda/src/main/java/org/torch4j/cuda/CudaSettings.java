package org.torch4j.cuda;

/** Switches of the backend. */
final class CudaSettings {
  private static volatile boolean allowTf32 = Boolean.getBoolean("torch4j.cuda.allowTf32");

  private CudaSettings() {}

  /** Whether float32 may be rounded to 10 bits of fraction for the tensor cores; off by default. */
  static boolean allowTf32() {
    return allowTf32;
  }

  static void setAllowTf32(boolean allow) {
    allowTf32 = allow;
  }
}
