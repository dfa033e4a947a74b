package org.torch4j.type;

/** A device that is absent, or tensors that are on different devices. */
public class DeviceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An error with its full sentence. */
  public DeviceException(String message) {
    super(message);
  }

  /** An error with its full sentence and what caused it. */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
