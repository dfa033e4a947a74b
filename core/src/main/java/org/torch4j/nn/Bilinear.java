package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * {@code y = x1^T A x2 + b}, {@code torch.nn.Bilinear}: from {@code [*, in1Features]} and {@code
 * [*, in2Features]} to {@code [*, outFeatures]}.
 *
 * <p>Weight and bias start uniform within {@code 1 / sqrt(in1Features)}.
 */
public class Bilinear extends Module {
  private final long in1Features;
  private final long in2Features;
  private final long outFeatures;

  /** One matrix for each output, {@code [outFeatures, in1Features, in2Features]}. */
  public Parameter weight;

  /** What is added, {@code [outFeatures]}, or null. */
  public @Nullable Parameter bias;

  /** A layer with a bias. */
  public Bilinear(long in1Features, long in2Features, long outFeatures) {
    this(in1Features, in2Features, outFeatures, true);
  }

  /** A layer with or without a bias. */
  public Bilinear(long in1Features, long in2Features, long outFeatures, boolean bias) {
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(Torch.empty(outFeatures, in1Features, in2Features));
    this.bias = bias ? new Parameter(Torch.empty(outFeatures)) : null;
    draw();
  }

  private void draw() {
    double bound = 1 / Math.sqrt((double) in1Features);
    Init.uniform_(weight, -bound, bound);
    if (bias != null) {
      Init.uniform_(bias, -bound, bound);
    }
  }

  /** Draws weight and bias anew. */
  public void resetParameters() {
    draw();
  }

  @Override
  public Tensor forward(Tensor input1, Tensor input2) {
    return bilinear(input1, input2, weight, bias);
  }

  /**
   * {@code torch.nn.functional.bilinear}: {@code y_o = sum_ij x1_i A_oij x2_j + b_o} for inputs
   * that differ in nothing but the last dimension.
   */
  static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
    check(input1, input2, weight);
    long out = weight.size(0);
    long in1 = weight.size(1);
    long in2 = weight.size(2);
    long[] sizes = input1.shape().toArray();
    sizes[sizes.length - 1] = out;
    long rows = Shape.of(sizes).numel() / Math.max(1, out);
    // [rows, in1] x [in1, out * in2], then each row's [out, in2] times its x2
    Tensor left = input1.reshape(rows, in1).mm(weight.transpose(0, 1).reshape(in1, out * in2));
    Tensor product = left.view(rows, out, in2).bmm(input2.reshape(rows, in2, 1)).reshape(sizes);
    return bias == null ? product : product.add(bias);
  }

  private static void check(Tensor input1, Tensor input2, Tensor weight) {
    boolean fits = input1.dim() == input2.dim() && input1.dim() > 0;
    for (int d = 0; fits && d < input1.dim() - 1; d++) {
      fits = input1.size(d) == input2.size(d);
    }
    if (!fits || input1.size(-1) != weight.size(1) || input2.size(-1) != weight.size(2)) {
      throw new ShapeException(
          "bilinear: expected inputs [*, "
              + weight.size(1)
              + "] and [*, "
              + weight.size(2)
              + "] that agree before the last dimension, got "
              + input1.shape()
              + " and "
              + input2.shape()
              + " (weight "
              + weight.shape()
              + ")");
    }
  }

  @Override
  public String extraRepr() {
    return "in1_features="
        + in1Features
        + ", in2_features="
        + in2Features
        + ", out_features="
        + outFeatures
        + ", bias="
        + PythonText.of(bias != null);
  }
}
