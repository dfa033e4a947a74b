package org.torch4j.cpu;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;

/** The named kernels of the backend; each family of kernels adds its own. */
final class KernelTable {
  private final Map<String, Consumer<KernelCall>> kernels = new HashMap<>();

  /** Adds the kernel of op {@code name}. */
  void add(String name, Consumer<KernelCall> kernel) {
    if (kernels.put(name, kernel) != null) {
      throw new IllegalStateException("two kernels named " + name);
    }
  }

  /** The kernel of op {@code name}, or null. */
  @Nullable Consumer<KernelCall> get(String name) {
    return kernels.get(name);
  }
}
