package org.torch4j.io;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a file asks for more than data: the first refusal ends the reading, or all are
 * noted and the file's values are shown without them. Nothing is executed in either case.
 */
final class Refusals {
  private final @Nullable Set<String> noted;

  private Refusals(@Nullable Set<String> noted) {
    this.noted = noted;
  }

  /** Reading ends at the first. */
  static Refusals fatal() {
    return new Refusals(null);
  }

  /** Reading goes on; {@link #names} tells afterwards. */
  static Refusals noted() {
    return new Refusals(new LinkedHashSet<>());
  }

  void add(RefusedException e) {
    if (noted == null) {
      throw e;
    }
    noted.add(e.name());
  }

  /** What was refused, in the file's order. */
  Set<String> names() {
    return noted == null ? Set.of() : noted;
  }
}
