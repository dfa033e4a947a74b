package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.THIRD;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Softmax, and batch, layer and RMS normalization. */
public final class Normalization {
  public static final KernelOp SOFTMAX_KERNEL =
      kernel("_softmax(Tensor self, int dim) -> Tensor", Normalization::alongDim)
          .grad(
              "self", c -> Normalization.SOFTMAX_BACKWARD.call(c.grad(), c.result(), c.get("dim")))
          .savesResults()
          .without("self")
          .build();

  public static final KernelOp SOFTMAX_BACKWARD =
      kernel(
              "_softmax_backward_data(Tensor grad_output, Tensor output, int dim) -> Tensor",
              Normalization::backward)
          .grad(
              "grad_output",
              c -> Normalization.SOFTMAX_BACKWARD.call(c.grad(), c.saved("output"), c.get("dim")))
          .grad(
              "output",
              c -> {
                long[] dim = {c.integer("dim")};
                Tensor go = c.saved("grad_output");
                Tensor y = c.saved("output");
                Tensor g = c.grad();
                return g.mul(go.sub(go.mul(y).sum(dim, true))).sub(go.mul(g.mul(y).sum(dim, true)));
              })
          .build();

  public static final KernelOp LOG_SOFTMAX_KERNEL =
      kernel("_log_softmax(Tensor self, int dim) -> Tensor", Normalization::alongDim)
          .grad(
              "self",
              c -> Normalization.LOG_SOFTMAX_BACKWARD.call(c.grad(), c.result(), c.get("dim")))
          .savesResults()
          .without("self")
          .build();

  public static final KernelOp LOG_SOFTMAX_BACKWARD =
      kernel(
              "_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim) -> Tensor",
              Normalization::backward)
          .grad(
              "grad_output",
              c -> {
                long[] dim = {c.integer("dim")};
                Tensor g = c.grad();
                return g.sub(g.mul(c.saved("output").exp()).sum(dim, true));
              })
          .grad(
              "output",
              c -> {
                long[] dim = {c.integer("dim")};
                Tensor total = c.saved("grad_output").sum(dim, true);
                return c.grad().mul(c.saved("output").exp()).mul(total).neg();
              })
          .build();

  public static final CompositeOp SOFTMAX =
      composite(
          "softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
          a -> SOFTMAX_KERNEL.call(converted(a), a.integer("dim")));

  public static final CompositeOp LOG_SOFTMAX =
      composite(
          "log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
          a -> LOG_SOFTMAX_KERNEL.call(converted(a), a.integer("dim")));

  /** (self - mean) * invstd * weight + bias; all but self broadcast. */
  public static final PointwiseOp NORMALIZE =
      pointwise(
          "normalize_affine(Tensor self, Tensor mean, Tensor invstd, Tensor weight, Tensor bias)"
              + " -> Tensor",
          SELF.sub(OTHER).mul(THIRD).mul(Expr.input(3)).add(Expr.input(4)));

  /** (self - mean) * invstd. */
  public static final PointwiseOp STANDARDIZE =
      pointwise(
          "standardize(Tensor self, Tensor mean, Tensor invstd) -> Tensor",
          SELF.sub(OTHER).mul(THIRD));

  /** 1 / sqrt(var + eps). */
  public static final PointwiseOp INVERSE_STD =
      pointwise("inverse_std(Tensor self, float eps) -> Tensor", SELF.add(S0).rsqrt());

  public static final CompositeOp BATCH_NORM =
      composite(
          "batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean,"
              + " Tensor? running_var, bool training, float momentum, float eps,"
              + " bool cudnn_enabled=True) -> Tensor",
          BatchNormalization::of);

  public static final CompositeOp LAYER_NORM =
      composite(
          "layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None,"
              + " float eps=1e-05, bool cudnn_enable=True) -> Tensor",
          Normalization::fusedLayerNorm);

  public static final CompositeOp RMS_NORM =
      composite(
          "rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)"
              + " -> Tensor",
          Normalization::rmsNorm);

  private Normalization() {}

  private static KernelOp.Spec backward(Args a) {
    Tensor grad = a.tensor("grad_output");
    Tensor output = a.tensor("output", grad.shape());
    a.dim("dim", grad);
    if (!grad.isFloatingPoint() || output.dtype() != grad.dtype()) {
      throw new DTypeException(
          a.op()
              + ": expected floating-point tensors of one dtype, got "
              + grad.dtype()
              + " and "
              + output.dtype());
    }
    return KernelOp.Spec.like(grad);
  }

  private static Tensor converted(Args a) {
    Tensor self = a.tensor("self");
    DType asked = a.dtype("dtype");
    if (asked != null) {
      return self.to(asked);
    }
    return self;
  }

  private static KernelOp.Spec alongDim(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    String op = a.op().substring(1);
    Shape.normalizeDim(a.integer("dim"), self.dim(), op);
    if (!self.dtype().isFloatingPoint()) {
      throw new DTypeException(op + ": expected a floating-point tensor, got " + self.dtype());
    }
    return KernelOp.Spec.like(self);
  }

  /** The result, the mean and the inverse standard deviation. */
  static Tensor[] batchNorm(Args a) {
    return inFloat(a, Normalization::batchNormOf);
  }

  /** Statistics of half types need float; the results are converted back. */
  static Tensor[] inFloat(Args a, Function<Args, Tensor[]> body) {
    DType dtype = a.tensor("input").dtype();
    if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) {
      return body.apply(a);
    }
    Args wide = a;
    for (String name : new String[] {"input", "weight", "bias"}) {
      Tensor t = a.tensorOrNull(name);
      wide = t == null ? wide : wide.with(name, t.to(DType.FLOAT32));
    }
    Tensor[] results = body.apply(wide);
    Tensor[] narrow = new Tensor[results.length];
    Arrays.setAll(narrow, i -> results[i].to(dtype));
    return narrow;
  }

  /** PyTorch takes a vector without elements, too. */
  private static Tensor[] nothing(Args a) {
    Tensor out = a.tensor("input").clone();
    Tensor weight = a.tensorOrNull("weight");
    Tensor bias = a.tensorOrNull("bias");
    out = weight == null ? out : out.mul(weight.select(0, 0));
    out = bias == null ? out : out.add(bias.select(0, 0));
    Tensor none = Torch.empty(Shape.of(0), out.dtype());
    return new Tensor[] {out, none, none};
  }

  static void checkBatchNorm(Args a) {
    Tensor input = a.tensor("input");
    if (input.dim() < 2) {
      throw new ShapeException(
          "batch_norm: expected an input of at least 2 dimensions, got shape " + input.shape());
    }
    DTypeRules.expect("batch_norm", input.isFloatingPoint(), "a floating-point", input.dtype());
    long channels = input.size(1);
    for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      Tensor t = a.tensorOrNull(name);
      if (t != null && (t.dim() != 1 || t.size(0) != channels)) {
        throw new ShapeException(
            "batch_norm: "
                + name
                + " of shape "
                + t.shape()
                + " does not fit "
                + channels
                + " channels (input "
                + input.shape()
                + ")");
      }
    }
    if (a.flag("training") && input.numel() == channels && channels > 0) {
      throw new ShapeException(
          "batch_norm: expected more than 1 value per channel when training, got input "
              + input.shape());
    }
  }

  private static Tensor[] batchNormOf(Args a) {
    Tensor input = a.tensor("input");
    if (input.dim() == 1 && input.numel() == 0) {
      return nothing(a);
    }
    checkBatchNorm(a);
    long channels = input.size(1);
    long[] column = new long[input.dim() - 1];
    Arrays.fill(column, 1);
    column[0] = channels;
    Tensor mean;
    Tensor invstd;
    if (a.flag("training")) {
      long n = input.numel() / Math.max(1, channels);
      long[] dims = Reductions.allButChannels(input.dim());
      mean = input.mean(dims, true);
      Tensor var = biasedVariance(input, mean, dims);
      if (n > 0) {
        updateRunning(a, mean, var, n);
      }
      invstd = INVERSE_STD.call(var, a.real("eps"));
    } else {
      Tensor runningMean = a.tensorOrNull("running_mean");
      Tensor runningVar = a.tensorOrNull("running_var");
      if (runningMean == null || runningVar == null) {
        throw new IllegalArgumentException(
            "batch_norm: running_mean and running_var must be given in evaluation mode");
      }
      mean = runningMean.reshape(column);
      invstd = INVERSE_STD.call(runningVar.reshape(column), a.real("eps"));
    }
    Tensor out =
        affine(input, mean, invstd, a.tensorOrNull("weight"), a.tensorOrNull("bias"), column);
    return new Tensor[] {out, mean, invstd};
  }

  /** The mean of the squared distances from {@code mean}, which the dimensions keep. */
  static Tensor biasedVariance(Tensor input, Tensor mean, long[] dims) {
    Tensor centered = input.sub(mean);
    return centered.mul(centered).mean(dims, true);
  }

  private static void updateRunning(Args a, Tensor mean, Tensor var, long n) {
    Tensor runningMean = a.tensorOrNull("running_mean");
    Tensor runningVar = a.tensorOrNull("running_var");
    double momentum = a.real("momentum");
    try (GradMode.Guard off = GradMode.enable(false)) {
      if (runningMean != null) {
        runningMean.mul_(1 - momentum).add_(mean.reshape(-1).to(runningMean.dtype()), momentum);
      }
      if (runningVar != null) {
        double unbiased = momentum * n / (n - 1);
        runningVar.mul_(1 - momentum).add_(var.reshape(-1).to(runningVar.dtype()), unbiased);
      }
    }
  }

  private static Tensor affine(
      Tensor input,
      Tensor mean,
      Tensor invstd,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      long[] shape) {
    if (weight != null && bias != null) {
      return NORMALIZE.call(input, mean, invstd, weight.reshape(shape), bias.reshape(shape));
    }
    Tensor out = STANDARDIZE.call(input, mean, invstd);
    out = weight == null ? out : out.mul(weight.reshape(shape));
    return bias == null ? out : out.add(bias.reshape(shape));
  }

  /** The last dimensions that {@code normalized_shape} names, checked against the input. */
  private static long[] lastDims(Args a) {
    long[] shape = a.integers("normalized_shape");
    Tensor input = a.tensor("input");
    int first = input.dim() - shape.length;
    boolean fits = shape.length > 0 && first >= 0;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = input.size(first + i) == shape[i];
    }
    if (!fits) {
      throw new ShapeException(
          a.op()
              + ": normalized_shape "
              + Arrays.toString(shape)
              + " must be the last dimensions of the input, got input "
              + input.shape());
    }
    for (String name : new String[] {"weight", "bias"}) {
      Tensor t = a.has(name) ? a.tensorOrNull(name) : null;
      if (t != null && !Arrays.equals(t.shape().toArray(), shape)) {
        throw new ShapeException(
            a.op()
                + ": "
                + name
                + " of shape "
                + t.shape()
                + " must have normalized_shape "
                + Arrays.toString(shape));
      }
    }
    long[] dims = new long[shape.length];
    Arrays.setAll(dims, i -> first + i);
    return dims;
  }

  /** The kernel where there is one, else single ops. */
  private static Tensor fusedLayerNorm(Args a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensorOrNull("weight");
    Tensor bias = a.tensorOrNull("bias");
    if (!LayerNormalization.takes(input, weight, bias)) {
      return layerNorm(a)[0];
    }
    long inner = 1;
    for (long d : lastDims(a)) {
      inner *= input.size((int) d);
    }
    return LayerNormalization.run(input, inner, weight, bias, a.real("eps"));
  }

  /** The result, the mean and the inverse standard deviation. */
  static Tensor[] layerNorm(Args a) {
    return inFloat(a, Normalization::layerNormOf);
  }

  private static Tensor[] layerNormOf(Args a) {
    Tensor input = a.tensor("input");
    long[] dims = lastDims(a);
    Tensor mean = input.mean(dims, true);
    Tensor invstd = INVERSE_STD.call(biasedVariance(input, mean, dims), a.real("eps"));
    Tensor out =
        affine(
            input,
            mean,
            invstd,
            a.tensorOrNull("weight"),
            a.tensorOrNull("bias"),
            a.integers("normalized_shape"));
    return new Tensor[] {out, mean, invstd};
  }

  private static Tensor rmsNorm(Args a) {
    Tensor input = a.tensor("input");
    long[] dims = lastDims(a);
    double eps =
        a.isNull("eps") ? (input.dtype() == DType.FLOAT64 ? 0x1p-52 : 0x1p-23) : a.real("eps");
    Tensor scale = INVERSE_STD.call(input.mul(input).mean(dims, true), eps);
    Tensor out = input.mul(scale);
    Tensor weight = a.tensorOrNull("weight");
    return weight == null ? out : out.mul(weight);
  }
}
