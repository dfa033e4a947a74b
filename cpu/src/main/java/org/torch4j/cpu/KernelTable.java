package org.torch4j.cpu;

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
    MatmulKernels.register(this);
    LinalgKernels.register(this);
    FftKernels.register(this);
    ConvKernels.register(this);
    PoolKernels.register(this);
    AdaptivePoolKernels.register(this);
    FoldKernels.register(this);
    ResampleKernels.register(this);
    PadKernels.register(this);
    CtcKernels.register(this);
    SoftmaxKernels.register(this);
    RecurrentKernels.register(this);
    AttentionKernels.register(this);
    LayerNormKernels.register(this);
    LossKernels.register(this);
    EmbeddingKernels.register(this);
    IndexKernels.register(this);
    ScatterKernels.register(this);
    AdvancedIndexKernels.register(this);
    SearchKernels.register(this);
    SortKernels.register(this);
    ExtremeKernels.register(this);
    ScanKernels.register(this);
    StatisticsKernels.register(this);
    UniqueKernels.register(this);
    NumberKernels.register(this);
    CopyKernels.register(this);
    FillKernels.register(this);
    RandomKernels.register(this);
  }

  /** Adds the kernel of op {@code name}. */
  void add(String name, Consumer<KernelCall> kernel) {
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
  @Nullable Consumer<KernelCall> get(String name) {
    return kernels.get(name);
  }

  /** The class in which a kernel is written; empty if there is none of this name. */
  String home(String name) {
    return homes.getOrDefault(name, "");
  }
}
