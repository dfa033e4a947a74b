package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** What the inverses of max pooling in one, two and three dimensions share. */
public abstract class MaxUnpool extends Module {
  private final int dims;
  private final long[] kernelSize;
  private final MaxUnpoolOptions options;

  MaxUnpool(int dims, long[] kernelSize, MaxUnpoolOptions options) {
    this.dims = dims;
    this.kernelSize =
        ConvOptions.spread(ConvOptions.list(kernelSize), dims, moduleName() + " kernel_size");
    this.options = options;
  }

  /** What was pooled, back where the indices say, and zeros between. */
  @Override
  public Tensor forward(Tensor input, Tensor indices) {
    return PoolFunctions.unpool(dims, input, indices, kernelSize, options);
  }

  /** The same with the size that was pooled, which strides leave open. */
  public Tensor forward(Tensor input, Tensor indices, long @Nullable [] outputSize) {
    return PoolFunctions.unpool(dims, input, indices, kernelSize, options.outputSize(outputSize));
  }

  @Override
  public String extraRepr() {
    List<Long> stride = options.stride();
    List<Long> kernel = ConvOptions.list(kernelSize);
    return "kernel_size="
        + PythonText.tuple(kernel)
        + ", stride="
        + tuple(stride == null ? kernel : stride)
        + ", padding="
        + tuple(options.padding());
  }

  private String tuple(List<Long> sizes) {
    return PythonText.tuple(
        ConvOptions.list(ConvOptions.spread(sizes, dims, moduleName() + " sizes")));
  }
}
