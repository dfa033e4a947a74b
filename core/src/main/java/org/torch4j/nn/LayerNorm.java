package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/**
 * Brings the last dimensions of each sample to mean 0 and variance 1, {@code torch.nn.LayerNorm}
 * (Ba, Kiros and Hinton, 2016): {@code [*, normalizedShape]} to the same.
 */
public class LayerNorm extends Module {
  private final Shape normalizedShape;
  private final Options options;

  /** The scale of each element, or null. */
  public @Nullable Parameter weight;

  /** What is added to each element, or null. */
  public @Nullable Parameter bias;

  /**
   * What {@link LayerNorm} may be told.
   *
   * @param eps added to the variance, 1e-5 by default
   * @param elementwiseAffine whether there is a weight, true by default
   * @param bias whether there is a bias beside the weight, true by default
   */
  public record Options(double eps, boolean elementwiseAffine, boolean bias) {
    /** What is added to the variance. */
    public Options eps(double value) {
      return new Options(value, elementwiseAffine, bias);
    }

    /** Whether there is a weight. */
    public Options elementwiseAffine(boolean on) {
      return new Options(eps, on, bias);
    }

    /** Whether there is a bias beside the weight. */
    public Options bias(boolean on) {
      return new Options(eps, elementwiseAffine, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return new Options(1e-5, true, true);
  }

  /** Over the last dimensions, whose sizes these are. */
  public LayerNorm(long... normalizedShape) {
    this(Shape.of(normalizedShape), options());
  }

  /** Over the last dimension, with these options. */
  public LayerNorm(long normalizedShape, Options options) {
    this(Shape.of(normalizedShape), options);
  }

  /** Over the last dimensions, with these options. */
  public LayerNorm(Shape normalizedShape, Options options) {
    this.normalizedShape = normalizedShape;
    this.options = options;
    if (options.elementwiseAffine) {
      weight = new Parameter(Torch.ones(normalizedShape.toArray()));
      bias = options.bias ? new Parameter(Torch.zeros(normalizedShape.toArray())) : null;
    }
  }

  /** Sets weight to 1 and bias to 0. */
  public void resetParameters() {
    if (weight != null) {
      Init.ones_(weight);
    }
    if (bias != null) {
      Init.zeros_(bias);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.layerNorm(input, normalizedShape.toArray(), weight, bias, options.eps);
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
