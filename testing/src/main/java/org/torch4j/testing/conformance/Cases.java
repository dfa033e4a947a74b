package org.torch4j.testing.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.Device;

/** Runs checks of one section and keeps what became of them. */
final class Cases {
  private final String section;
  private final Conformance.Options options;
  private final List<Outcome> into;

  Cases(String section, Conformance.Options options, List<Outcome> into) {
    this.section = section;
    this.options = options;
    this.into = into;
  }

  Device device() {
    return options.device();
  }

  boolean takes(String name, String id) {
    return options.takes(section, name, id);
  }

  void add(String category, String name, String id, Outcome.Check check, @Nullable String reason) {
    into.add(new Outcome(section, category, name, id, check, reason));
  }

  /** The reason why this fails, or null. A fault of the library is a reason, not an end. */
  static @Nullable String reason(Runnable check) {
    try {
      check.run();
      return null;
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      return Results.reason(e);
    } catch (OutOfMemoryError e) {
      return "OutOfMemoryError: " + e.getMessage();
    }
  }
}
