package org.torch4j.testing.conformance;

import org.jspecify.annotations.Nullable;

/**
 * What became of one check of one case.
 *
 * @param section {@code ops}, {@code modules}, {@code rng} or {@code pth}
 * @param category the kind of op, or the section again
 * @param name the op, class or file
 * @param id the case within it
 * @param check what was checked
 * @param reason why it failed, one line; null if it passed
 */
public record Outcome(
    String section, String category, String name, String id, Check check, @Nullable String reason) {

  /** What is checked of a case. */
  public enum Check {
    /** Results: values, shapes, dtypes, views, changed inputs, texts. */
    VALUES,
    /** Vector-Jacobian products. */
    GRADIENTS,
    /** That wrong calls raise an exception that says what was received. */
    ERRORS
  }

  /** Whether it agrees. */
  public boolean passed() {
    return reason == null;
  }

  /** {@code name/id}. */
  public String place() {
    return name + "/" + id;
  }
}
