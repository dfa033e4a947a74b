package org.torch4j.type;

/** An element type that an operation cannot work with, or types that cannot be combined. */
public class DTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An error with its full sentence. */
  public DTypeException(String message) {
    super(message);
  }

  /** An error with its full sentence and what caused it. */
  public DTypeException(String message, Throwable cause) {
    super(message, cause);
  }
}
