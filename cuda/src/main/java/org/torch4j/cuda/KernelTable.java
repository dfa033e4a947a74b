package org.torch4j.cuda;

import org.torch4j.backend.NamedKernels;

/** The named kernels of the backend. */
final class KernelTable extends NamedKernels {
  /** A table of all kernels. */
  KernelTable() {
    MoveKernels.register(this);
    CreationKernels.register(this);
    IndexKernels.register(this);
    AdvancedIndexKernels.register(this);
    OrderKernels.register(this);
    LayerKernels.register(this);
    EmbeddingKernels.register(this);
    SoftmaxKernels.register(this);
    NormKernels.register(this);
    AttentionKernels.register(this);
    FlashKernels.register(this);
    PoolKernels.register(this);
    MatmulKernels.register(this);
    ConvKernels.register(this);
    RecurrentKernels.register(this);
    RecurrentStepKernels.register(this);
    RandomKernels.register(this);
    SampleKernels.register(this);
    DropoutKernels.register(this);
    WindowKernels.register(this);
    NumberKernels.register(this);
    FourierKernels.register(this);
    CtcKernels.register(this);
    LinalgKernels.register(this);
    SpectralKernels.register(this);
    ExponentialKernels.register(this);
  }
}
