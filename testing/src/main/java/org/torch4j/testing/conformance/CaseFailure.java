package org.torch4j.testing.conformance;

/** A case does not agree; the message is the reason, one line. */
final class CaseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaseFailure(String reason) {
    super(reason, null, false, false);
  }
}
