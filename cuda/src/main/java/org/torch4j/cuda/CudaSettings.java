package org.torch4j.cuda;

/** Switches of the backend. */
final class CudaSettings {
  private static volatile boolean tf32Products = Boolean.getBoolean("torch4j.cuda.allowTf32");
  private static volatile boolean tf32Convolutions = true;

  /**
   * Whether cuDNN adds the bias of a convolution in the same kernel. Off, as PyTorch adds it apart:
   * which is faster has not been measured.
   */
  static final boolean FUSES_BIAS = Boolean.getBoolean("torch4j.cudnn.fuseBias");

  private CudaSettings() {}

  /** Whether factors of float32 may be rounded to 10 bits of fraction; off by default. */
  static boolean tf32Products() {
    return tf32Products;
  }

  static void allowTf32Products(boolean allow) {
    tf32Products = allow;
  }

  /** The same for convolutions; on by default. */
  static boolean tf32Convolutions() {
    return tf32Convolutions;
  }

  static void allowTf32Convolutions(boolean allow) {
    tf32Convolutions = allow;
  }
}
