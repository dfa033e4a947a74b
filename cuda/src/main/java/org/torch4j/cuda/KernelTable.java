package org.torch4j.cuda;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;

/** The named kernels of the backend; each family of kernels adds its own. */
final class KernelTable {
  private final Map<String, Consumer<KernelCall>> kernels = new HashMap<>();
  private final Map<String, String> homes = new HashMap<>();

  /** A table of all kernels. */
  KernelTable() {
    MoveKernels.register(this);
    CreationKernels.register(this);
    IndexKernels.register(this);
    OrderKernels.register(this);
    LayerKernels.register(this);
    PoolKernels.register(this);
    MatmulKernels.register(this);
    ConvKernels.register(this);
    RandomKernels.register(this);
    WindowKernels.register(this);
    NumberKernels.register(this);
    FourierKernels.register(this);
    CtcKernels.register(this);
    LinalgKernels.register(this);
    SpectralKernels.register(this);
    ExponentialKernels.register(this);
  }

  /** Adds the kernel of op {@code name}. */
  void add(String name, Consumer<KernelCall> kernel) {
    Consumer<KernelCall> kept =
        call -> {
          try {
            kernel.accept(call);
          } finally {
            // Launches are queued by address; the arguments keep the memory until then.
            Reference.reachabilityFence(call);
          }
        };
    homes.put(name, kernel.getClass().getName().replaceAll("\\$\\$.*|.*\\.(?=[A-Z])", ""));
    if (kernels.put(name, kept) != null) {
      throw new IllegalStateException("two kernels named " + name);
    }
  }

  /** The kernel of op {@code name}, or null. */
  @Nullable Consumer<KernelCall> get(String name) {
    return kernels.get(name);
  }

  /** The class in which a kernel is written; empty if there is none of this name. */
  String home(String name) {
    return homes.getOrDefault(name, "");
  }
}
