package org.torch4j.type;

/** An operation met a tensor whose {@link Layout} it is not defined for. */
public class LayoutException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With the op, the rule and the layouts received. */
  public LayoutException(String message) {
    super(message);
  }

  /** With the exception of the part that met it. */
  public LayoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
