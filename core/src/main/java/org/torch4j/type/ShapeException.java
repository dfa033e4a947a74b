package org.torch4j.type;

/**
 * Shapes, dimensions or indices that an operation cannot work with; the message names the
 * operation, the rule and the values.
 */
public class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An error with its full sentence. */
  public ShapeException(String message) {
    super(message);
  }

  /** An error with its full sentence and what caused it. */
  public ShapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
