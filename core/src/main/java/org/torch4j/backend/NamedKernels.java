package org.torch4j.backend;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kernels that a backend runs by the names of ops; each family of kernels adds its own. */
public abstract class NamedKernels {
  private final Map<String, Consumer<KernelCall>> kernels = new HashMap<>();
  private final Map<String, String> homes = new HashMap<>();

  /** An empty table. */
  protected NamedKernels() {}

  /** Adds the kernel of op {@code name}. */
  public final void add(String name, Consumer<KernelCall> kernel) {
    Consumer<KernelCall> kept =
        call -> {
          try {
            kernel.accept(call);
          } finally {
            // Kernels work on addresses; the arguments keep the memory behind them valid.
            Reference.reachabilityFence(call);
          }
        };
    homes.put(name, kernel.getClass().getName().replaceAll("\\$\\$.*|.*\\.(?=[A-Z])", ""));
    if (kernels.put(name, kept) != null) {
      throw new IllegalStateException("two kernels named " + name);
    }
  }

  /** The kernel of op {@code name}, or null. */
  public final @Nullable Consumer<KernelCall> get(String name) {
    return kernels.get(name);
  }

  /** The class in which a kernel is written; empty if there is none of this name. */
  public final String home(String name) {
    return homes.getOrDefault(name, "");
  }
}
