package org.torch4j.testing.conformance;

/** A Python call has no counterpart here, or its arguments fit none; the message says which. */
final class CallMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean refused;

  private CallMismatch(String reason, boolean refused) {
    super(reason, null, false, false);
    this.refused = refused;
  }

  static CallMismatch missing(String what, String name) {
    return new CallMismatch("missing " + what + " " + name, false);
  }

  /** Nothing takes these arguments; {@code refused} if a public entry of the library said so. */
  static CallMismatch unfit(String reason, boolean refused) {
    return new CallMismatch(reason.replaceAll("\\s*\\R\\s*", "; "), refused);
  }

  /** Whether the library itself refused the arguments, naming them. */
  boolean refused() {
    return refused;
  }
}
