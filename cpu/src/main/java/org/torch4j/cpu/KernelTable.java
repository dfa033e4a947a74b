package org.torch4j.cpu;

import org.torch4j.backend.NamedKernels;

/** The named kernels of the backend. */
final class KernelTable extends NamedKernels {
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
}
