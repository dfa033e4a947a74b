package org.torch4j.type;

import org.jspecify.annotations.Nullable;

/**
 * A use of autograd that has no meaning: a second backward through a freed graph, an in-place
 * change of a value that a gradient needs, a non-scalar root without a gradient.
 */
public class AutogradException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** An error with its full sentence. */
  public AutogradException(String message) {
    super(message);
  }

  /** An error with its full sentence and what caused it. */
  public AutogradException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
