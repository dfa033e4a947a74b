package org.torch4j.type;

/**
 * A matrix for which the wanted decomposition or solution does not exist or was not found: it is
 * singular, not positive definite, or the iteration did not converge, {@code
 * torch.linalg.LinAlgError}.
 */
public class LinalgException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with the op, the rule and the received values in its message. */
  public LinalgException(String message) {
    super(message);
  }
}
