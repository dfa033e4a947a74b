package org.torch4j.nn;

import java.util.List;

/**
 * What did not match when a state was loaded, {@code torch.nn.modules.module._IncompatibleKeys}.
 *
 * @param missingKeys keys of the module that the state lacks
 * @param unexpectedKeys keys of the state that the module lacks
 */
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {
  /** Copies the lists. */
  public IncompatibleKeys {
    missingKeys = List.copyOf(missingKeys);
    unexpectedKeys = List.copyOf(unexpectedKeys);
  }

  /** Whether nothing is missing and nothing was left over. */
  public boolean isEmpty() {
    return missingKeys.isEmpty() && unexpectedKeys.isEmpty();
  }

  /** As PyTorch prints it. */
  @Override
  public String toString() {
    return isEmpty()
        ? "<All keys matched successfully>"
        : "IncompatibleKeys(missing_keys="
            + PythonText.of(missingKeys)
            + ", unexpected_keys="
            + PythonText.of(unexpectedKeys)
            + ")";
  }
}
