package org.torch4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.autograd.Autocast;
import org.torch4j.autograd.Engine;
import org.torch4j.autograd.GradMode;
import org.torch4j.io.Checkpoints;
import org.torch4j.io.LoadOptions;
import org.torch4j.op.Promotion;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Arrangement;
import org.torch4j.op.family.Convolution;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Losses;
import org.torch4j.op.family.Matmul;
import org.torch4j.op.family.Normalization;
import org.torch4j.op.family.Pooling;
import org.torch4j.op.family.Randoms;
import org.torch4j.op.family.SparseGradients;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The functions of Python's module {@code torch}. Most are also methods of {@link Tensor}.
 *
 * <pre>{@code
 * import static org.torch4j.Torch.*;
 *
 * manualSeed(0);
 * Tensor x = randn(64, 784);
 * Tensor y = cat(List.of(x, zeros(64, 16)), 1);
 * try (var off = noGrad()) { ... }
 * }</pre>
 */
public final class Torch extends RandomFunctions {
  /** {@link DType#FLOAT32}. */
  public static final DType float32 = DType.FLOAT32;

  /** {@link DType#FLOAT64}. */
  public static final DType float64 = DType.FLOAT64;

  /** {@link DType#FLOAT16}. */
  public static final DType float16 = DType.FLOAT16;

  /** {@link DType#BFLOAT16}. */
  public static final DType bfloat16 = DType.BFLOAT16;

  /** {@link DType#INT64}. */
  public static final DType int64 = DType.INT64;

  /** {@link DType#INT32}. */
  public static final DType int32 = DType.INT32;

  /** {@link DType#INT16}. */
  public static final DType int16 = DType.INT16;

  /** {@link DType#INT8}. */
  public static final DType int8 = DType.INT8;

  /** {@link DType#UINT8}. */
  public static final DType uint8 = DType.UINT8;

  /** {@link DType#BOOL}. */
  public static final DType bool = DType.BOOL;

  /** {@link DType#COMPLEX32}. */
  public static final DType complex32 = DType.COMPLEX32;

  /** {@link DType#COMPLEX32} by its other name. */
  public static final DType chalf = DType.COMPLEX32;

  /** {@link DType#COMPLEX64}. */
  public static final DType complex64 = DType.COMPLEX64;

  /** {@link DType#COMPLEX128}. */
  public static final DType complex128 = DType.COMPLEX128;

  private Torch() {}

  // ---- joining and choosing

  /** Tensors joined along an existing dimension, {@code torch.cat}. */
  public static Tensor cat(List<? extends Tensor> tensors, int dim) {
    return Arrangement.CAT.call(tensors.toArray(new Tensor[0]), (long) dim);
  }

  /** Tensors joined along the first dimension. */
  public static Tensor cat(List<? extends Tensor> tensors) {
    return cat(tensors, 0);
  }

  /** Tensors of one shape joined along a new dimension, {@code torch.stack}. */
  public static Tensor stack(List<? extends Tensor> tensors, int dim) {
    return Arrangement.STACK.call(tensors.toArray(new Tensor[0]), (long) dim);
  }

  /** Tensors of one shape joined along a new first dimension. */
  public static Tensor stack(List<? extends Tensor> tensors) {
    return stack(tensors, 0);
  }

  /** {@code self} where {@code condition} is nonzero, else {@code other}, {@code torch.where}. */
  public static Tensor where(Tensor condition, Tensor self, Tensor other) {
    return Arithmetic.WHERE.call(condition, self, other);
  }

  /** {@link #where(Tensor, Tensor, Tensor)} with a number for {@code other}. */
  public static Tensor where(Tensor condition, Tensor self, Number other) {
    return where(condition, self, number(other, self));
  }

  /** {@link #where(Tensor, Tensor, Tensor)} with a number for {@code self}. */
  public static Tensor where(Tensor condition, Number self, Tensor other) {
    return where(condition, number(self, other), other);
  }

  private static Tensor number(Number value, Tensor beside) {
    DType dtype = new Promotion().add(beside).add(Scalar.of(value)).result();
    return full(Shape.SCALAR, value, dtype);
  }

  /** Kept between {@code min} and {@code max}, {@code torch.clamp}. */
  public static Tensor clamp(Tensor self, @Nullable Number min, @Nullable Number max) {
    return self.clamp(min, max);
  }

  // ---- layers as functions

  /** {@code input @ weight.T + bias}, {@code torch.nn.functional.linear}. */
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return Matmul.LINEAR.call(input, weight, bias);
  }

  /** Convolution over 1 to 3 spatial dimensions, ATen's general form, {@code torch.convolution}. */
  public static Tensor convolution(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean transposed,
      long[] outputPadding,
      long groups) {
    return Convolution.GENERAL.call(
        input, weight, bias, stride, padding, dilation, transposed, outputPadding, groups);
  }

  /** Maxima over windows of [N, C, spatial...], and where they stood inside their plane. */
  public static ValuesIndices maxPool(
      Tensor self, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return ValuesIndices.of(
        Pooling.MAX_POOL.callAll(self, kernel, stride, padding, dilation, ceil));
  }

  /** Means over windows of [N, C, spatial...]. */
  public static Tensor avgPool(
      Tensor self,
      long[] kernel,
      long[] stride,
      long[] padding,
      boolean ceil,
      boolean countIncludePad,
      @Nullable Long divisorOverride) {
    return Pooling.AVG_POOL.call(
        self, kernel, stride, padding, ceil, countIncludePad, divisorOverride);
  }

  /** Means over windows chosen so that the spatial sizes become {@code outputSize}. */
  public static Tensor adaptiveAvgPool(Tensor self, long[] outputSize) {
    return Pooling.ADAPTIVE_AVG_POOL.call(self, outputSize);
  }

  /** Batch normalization of [N, C, ...]; running statistics change in training. */
  public static Tensor batchNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      boolean training,
      double momentum,
      double eps) {
    return Normalization.BATCH_NORM.call(
        input, weight, bias, runningMean, runningVar, training, momentum, eps, true);
  }

  /** Layer normalization over the last dimensions. */
  public static Tensor layerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    return Normalization.LAYER_NORM.call(input, normalizedShape, weight, bias, eps, true);
  }

  /** Division by the root of the mean square over the last dimensions. */
  public static Tensor rmsNorm(
      Tensor input, long[] normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
    return Normalization.RMS_NORM.call(input, normalizedShape, weight, eps);
  }

  /** Rows of {@code weight}; a padding index of -1 is none. */
  public static Tensor embedding(Tensor weight, Tensor indices, long paddingIdx) {
    return Indexing.EMBEDDING.call(weight, indices, paddingIdx, false, false);
  }

  /** Elements zeroed with probability {@code p} and the rest scaled, when training. */
  public static Tensor dropout(Tensor input, double p, boolean training) {
    return Randoms.DROPOUT.call(input, p, training);
  }

  /** Whole channels zeroed with probability {@code p}, when training. */
  public static Tensor featureDropout(Tensor input, double p, boolean training) {
    return Randoms.FEATURE_DROPOUT.call(input, p, training);
  }

  /** {@code x * Phi(x)}; {@code approximate} is {@code "none"} or {@code "tanh"}. */
  public static Tensor gelu(Tensor self, String approximate) {
    return Activations.GELU.call(self, approximate);
  }

  /** The negated entries of the target classes; reduction 0 none, 1 mean, 2 sum. */
  public static Tensor nllLoss(
      Tensor self, Tensor target, @Nullable Tensor weight, long reduction, long ignoreIndex) {
    return Losses.NLL_LOSS.call(self, target, weight, reduction, ignoreIndex);
  }

  /** The variances and means over {@code dims}, {@code torch.var_mean}. */
  public static List<Tensor> varMean(Tensor self, long @Nullable [] dims, boolean keepdim) {
    return List.of(org.torch4j.op.family.Moments.VAR_MEAN.callAll(self, dims, 1L, keepdim));
  }

  // ---- autograd

  /**
   * Opens a region of mixed precision in this half type, {@code torch.autocast}, see {@link
   * Autocast}: {@code try (var _ = autocast(bfloat16)) { ... }}.
   */
  public static GradMode.Guard autocast(DType dtype) {
    return Autocast.open(Autocast.options().dtype(dtype));
  }

  /** Opens a region of mixed precision on {@code "cpu"} or {@code "cuda"} only. */
  public static GradMode.Guard autocast(String deviceType, Autocast.Options options) {
    return Autocast.open(Device.of(deviceType).type(), options);
  }

  /** The gradients of a scalar with respect to {@code inputs}. */
  public static List<Tensor> grad(Tensor output, List<? extends Tensor> inputs) {
    return grad(List.of(output), inputs, null, false, false);
  }

  /**
   * The gradients of the outputs with respect to {@code inputs}, {@code torch.autograd.grad};
   * leaves are not touched.
   *
   * @param gradOutputs the gradients of the outputs; null, or null inside, is 1 for a scalar
   * @param retainGraph keeps the graph
   * @param createGraph records the computation of the gradients
   * @throws AutogradException if an input was not used to compute the outputs
   */
  public static List<Tensor> grad(
      List<? extends Tensor> outputs,
      List<? extends Tensor> inputs,
      @Nullable List<? extends @Nullable Tensor> gradOutputs,
      boolean retainGraph,
      boolean createGraph) {
    List<Tensor> out = new ArrayList<>();
    for (Tensor g : gradAllowUnused(outputs, inputs, gradOutputs, retainGraph, createGraph)) {
      if (g == null) {
        throw new AutogradException(
            "grad: input "
                + out.size()
                + " was not used to compute the outputs;"
                + " gradAllowUnused gives null for it");
      }
      out.add(g);
    }
    return out;
  }

  /** {@link #grad} that gives null for inputs the outputs do not depend on. */
  public static List<@Nullable Tensor> gradAllowUnused(
      List<? extends Tensor> outputs,
      List<? extends Tensor> inputs,
      @Nullable List<? extends @Nullable Tensor> gradOutputs,
      boolean retainGraph,
      boolean createGraph) {
    Tensor[] roots = outputs.toArray(new Tensor[0]);
    Tensor[] starts = new Tensor[roots.length];
    if (gradOutputs != null && gradOutputs.size() != roots.length) {
      throw new IllegalArgumentException(
          "grad: " + roots.length + " outputs need as many gradients, got " + gradOutputs.size());
    }
    for (int i = 0; i < roots.length; i++) {
      starts[i] = startGradient(roots[i], gradOutputs == null ? null : gradOutputs.get(i));
    }
    @Nullable Tensor[] grads =
        Engine.grad(
            roots, starts, inputs.toArray(new Tensor[0]), retainGraph || createGraph, createGraph);
    for (int i = 0; i < grads.length; i++) {
      Tensor g = grads[i];
      grads[i] = g == null ? null : SparseGradients.gradientOf(inputs.get(i), g);
    }
    return Arrays.asList(grads);
  }

  /** Checks the gradient that backward starts with, or makes the 1 of a scalar. */
  static Tensor startGradient(Tensor root, @Nullable Tensor given) {
    if (!root.requiresGrad()) {
      throw new AutogradException(
          "backward: the tensor does not require gradients and has no grad_fn");
    }
    if (given == null) {
      if (root.numel() != 1) {
        throw new AutogradException(
            "backward: a gradient must be given for a tensor that is not a scalar, this one has"
                + " shape "
                + root.shape());
      }
      if (root.isComplex()) {
        throw new AutogradException(
            "backward: a gradient must be given for a complex tensor, this one is " + root.dtype());
      }
      return onesLike(SparseGradients.valuesOf(root));
    }
    if (given.isComplex() && !root.isComplex()) {
      throw new DTypeException(
          "backward: the gradient of a "
              + root.dtype()
              + " tensor must be real, got "
              + given.dtype());
    }
    if (!given.shape().equals(root.shape())) {
      throw new ShapeException(
          "backward: the gradient must have the shape of the tensor, "
              + root.shape()
              + ", got "
              + given.shape());
    }
    return SparseGradients.collected(root, given).to(root.dtype());
  }

  // ---- checkpoints: the one place where this package looks up to io, as torch.save does

  /**
   * Writes a tensor, a state dict, or maps and lists of them, numbers and strings so that Python's
   * {@code torch.load} opens it. The file appears whole or not at all, {@code torch.save}.
   */
  public static void save(@Nullable Object value, Path path) {
    Checkpoints.save(value, path);
  }

  /**
   * What a file of {@code torch.save} holds, as maps, lists, tensors, numbers and strings; nothing
   * in it is executed, {@code torch.load} with {@code weights_only=True}.
   */
  public static @Nullable Object load(Path path) {
    return Checkpoints.load(path);
  }

  /** The same, mapped into memory with {@code LoadOptions.mmap(true)}. */
  public static @Nullable Object load(Path path, LoadOptions options) {
    return Checkpoints.load(path, options);
  }

  /** The state dict in a file of {@code torch.save}, in its order. */
  public static Map<String, Tensor> loadStateDict(Path path) {
    return Checkpoints.loadStateDict(path);
  }

  /** The same, mapped into memory with {@code LoadOptions.mmap(true)}. */
  public static Map<String, Tensor> loadStateDict(Path path, LoadOptions options) {
    return Checkpoints.loadStateDict(path, options);
  }
}
