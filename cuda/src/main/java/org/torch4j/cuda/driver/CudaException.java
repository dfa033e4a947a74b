package org.torch4j.cuda.driver;

import org.torch4j.type.DeviceException;

/** A call into the driver or one of its libraries that failed. */
public final class CudaException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** {@code CUDA_ERROR_OUT_OF_MEMORY}. */
  public static final int OUT_OF_MEMORY = 2;

  /** {@code CUDA_ERROR_NO_DEVICE}. */
  public static final int NO_DEVICE = 100;

  /** {@code CUDA_ERROR_ILLEGAL_ADDRESS}. */
  public static final int ILLEGAL_ADDRESS = 700;

  private final int code;

  CudaException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The library's own error number. */
  public int code() {
    return code;
  }
}
