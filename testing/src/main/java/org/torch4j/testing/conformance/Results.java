package org.torch4j.testing.conformance;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** What calls give back. */
final class Results {
  private Results() {}

  /** A component of a public record. */
  static @Nullable Object component(Record r, RecordComponent c) {
    try {
      return c.getAccessor().invoke(r);
    } catch (ReflectiveOperationException e) {
      throw new CaseFailure("cannot read " + c.getName() + " of " + r.getClass().getSimpleName());
    }
  }

  /** The reason why a call failed, one line. */
  static String reason(Throwable e) {
    if (e instanceof CaseFailure || e instanceof CallMismatch) {
      return oneLine(e.getMessage());
    }
    String text = e.getClass().getSimpleName() + ": " + oneLine(e.getMessage());
    boolean documented =
        e instanceof IllegalArgumentException
            || e instanceof IndexOutOfBoundsException
            || e instanceof org.torch4j.type.AutogradException;
    StackTraceElement[] trace = e.getStackTrace();
    return documented || trace.length == 0 ? text : text + " (at " + trace[0] + ")";
  }

  private static String oneLine(@Nullable String message) {
    String line = String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() > 300 ? line.substring(0, 297) + "..." : line;
  }
}
