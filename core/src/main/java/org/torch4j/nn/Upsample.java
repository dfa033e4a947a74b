package org.torch4j.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Resizes the spatial dimensions of {@code [N, C, L]}, {@code [N, C, H, W]} or {@code [N, C, D, H,
 * W]}, {@code torch.nn.Upsample}: {@code new Upsample(Upsample.options().scaleFactor(2))}.
 */
public class Upsample extends Module {
  private final InterpolateOptions options;

  /** Nearest neighbours; {@code size} or {@code scaleFactor} must be added. */
  public static InterpolateOptions options() {
    return InterpolateOptions.defaults();
  }

  /** With these options. */
  public Upsample(InterpolateOptions options) {
    this.options = options;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.interpolate(input, options);
  }

  @Override
  public String extraRepr() {
    List<Double> factors = options.scaleFactor();
    List<Long> size = options.size();
    String how =
        factors != null
            ? "scale_factor=" + PythonText.scalarOrTuple(factors)
            : "size=" + (size == null ? "None" : PythonText.scalarOrTuple(size));
    return how + ", mode=" + options.mode();
  }

  static long @Nullable [] sizes(InterpolateOptions options) {
    List<Long> size = options.size();
    return size == null ? null : size.stream().mapToLong(Long::longValue).toArray();
  }

  static double @Nullable [] factors(InterpolateOptions options) {
    List<Double> factors = options.scaleFactor();
    return factors == null ? null : factors.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
