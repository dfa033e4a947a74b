package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/**
 * Divides the last dimensions of each sample by the root of their mean square, {@code
 * torch.nn.RMSNorm} (Zhang and Sennrich, 2019): {@code [*, normalizedShape]} to the same.
 */
public class RMSNorm extends Module {
  private final Shape normalizedShape;
  private final Options options;

  /** The scale of each element, or null. */
  public @Nullable Parameter weight;

  /**
   * What {@link RMSNorm} may be told.
   *
   * @param eps added to the mean square; null, the default, for the smallest step of the dtype at 1
   * @param elementwiseAffine whether there is a weight, true by default
   */
  public record Options(@Nullable Double eps, boolean elementwiseAffine) {
    /** What is added to the mean square, null for the smallest step of the dtype at 1. */
    public Options eps(@Nullable Double value) {
      return new Options(value, elementwiseAffine);
    }

    /** Whether there is a weight. */
    public Options elementwiseAffine(boolean on) {
      return new Options(eps, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return new Options(null, true);
  }

  /** Over the last dimensions, whose sizes these are. */
  public RMSNorm(long... normalizedShape) {
    this(Shape.of(normalizedShape), options());
  }

  /** Over the last dimension, with these options. */
  public RMSNorm(long normalizedShape, Options options) {
    this(Shape.of(normalizedShape), options);
  }

  /** Over the last dimensions, with these options. */
  public RMSNorm(Shape normalizedShape, Options options) {
    this.normalizedShape = normalizedShape;
    this.options = options;
    if (options.elementwiseAffine) {
      weight = new Parameter(Torch.ones(normalizedShape.toArray()));
    }
  }

  /** Sets weight to 1. */
  public void resetParameters() {
    if (weight != null) {
      Init.ones_(weight);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.rmsNorm(input, normalizedShape.toArray(), weight, options.eps);
  }

  @Override
  public String extraRepr() {
    return PythonText.tuple(ConvOptions.list(normalizedShape.toArray()))
        + ", eps="
        + PythonText.of(options.eps)
        + ", elementwise_affine="
        + PythonText.of(options.elementwiseAffine);
  }
}
