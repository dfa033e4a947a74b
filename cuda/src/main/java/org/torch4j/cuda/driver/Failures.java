package org.torch4j.cuda.driver;

/** Turns what a native call ended with into an exception. */
final class Failures {
  private Failures() {}

  /** For the catch of a method handle's call: an exception of ours goes through as it is. */
  static RuntimeException raised(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(thrown);
  }

  /**
   * {@code name(a=1, b=2)} from names and values in turn; longs above 2^32, which are addresses and
   * handles, in hexadecimal.
   */
  static String call(String function, Object... arguments) {
    var text = new StringBuilder(function).append('(');
    for (int i = 0; i < arguments.length; i += 2) {
      if (i > 0) {
        text.append(", ");
      }
      text.append(arguments[i]).append('=');
      Object value = arguments[i + 1];
      if (value instanceof Long number && (number >>> 32) != 0) {
        text.append("0x").append(Long.toHexString(number));
      } else {
        text.append(value);
      }
    }
    return text.append(')').toString();
  }
}
