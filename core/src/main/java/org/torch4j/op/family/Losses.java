package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Distances between predictions and targets. Reduction codes are ATen's: 0 none, 1 mean, 2 sum. */
public final class Losses {
  private static final Expr DIFFERENCE = SELF.sub(OTHER);
  private static final Expr DISTANCE = DIFFERENCE.abs();

  public static final PointwiseOp SQUARED_ERROR =
      pointwise("squared_error(Tensor self, Tensor target) -> Tensor", DIFFERENCE.mul(DIFFERENCE));

  public static final PointwiseOp ABSOLUTE_ERROR =
      pointwise("absolute_error(Tensor self, Tensor target) -> Tensor", DISTANCE)
          .complex(a -> a.tensor("self").sub(a.tensor("target")).abs());

  public static final PointwiseOp SMOOTH_L1_ERROR =
      pointwise(
          "smooth_l1_error(Tensor self, Tensor target, float beta) -> Tensor",
          Expr.select(
              DISTANCE.lt(S0),
              DIFFERENCE.mul(DIFFERENCE).mul(constant(0.5)).div(S0),
              DISTANCE.sub(S0.mul(constant(0.5)))));

  public static final PointwiseOp HUBER_ERROR =
      pointwise(
          "huber_error(Tensor self, Tensor target, float delta) -> Tensor",
          Expr.select(
              DISTANCE.le(S0),
              DIFFERENCE.mul(DIFFERENCE).mul(constant(0.5)),
              DISTANCE.sub(S0.mul(constant(0.5))).mul(S0)));

  /** Logarithms are kept above -100, so that a wrong certainty costs much but not infinity. */
  public static final PointwiseOp BINARY_ENTROPY =
      pointwise(
              "binary_entropy(Tensor self, Tensor target) -> Tensor",
              OTHER
                  .sub(constant(1))
                  .mul(limitedLog(constant(1).sub(SELF)))
                  .sub(OTHER.mul(limitedLog(SELF))))
          .gradient(0, entropyGradient(Expr.input(2)))
          .gradient(1, Expr.input(2).mul(constant(1).sub(SELF).log().sub(SELF.log())));

  public static final PointwiseOp BINARY_ENTROPY_LOGITS =
      pointwise(
          "binary_entropy_logits(Tensor self, Tensor target) -> Tensor",
          constant(1).sub(OTHER).mul(SELF).sub(SELF.logSigmoid()));

  public static final CompositeOp MSE_LOSS = loss("mse_loss", SQUARED_ERROR);
  public static final CompositeOp L1_LOSS = loss("l1_loss", ABSOLUTE_ERROR);

  public static final CompositeOp SMOOTH_L1_LOSS =
      composite(
          "smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.0) -> Tensor",
          a ->
              a.real("beta") == 0
                  ? L1_LOSS.call(a.tensor("self"), a.tensor("target"), a.integer("reduction"))
                  : reduce(
                      SMOOTH_L1_ERROR.call(
                          a.tensor("self"), a.tensor("target"), positive(a, "beta")),
                      a));

  public static final CompositeOp HUBER_LOSS =
      composite(
          "huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.0) -> Tensor",
          a ->
              reduce(
                  HUBER_ERROR.call(a.tensor("self"), a.tensor("target"), positive(a, "delta")), a));

  public static final CompositeOp BINARY_CROSS_ENTROPY =
      composite(
          "binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1)"
              + " -> Tensor",
          Losses::binaryCrossEntropy);

  public static final CompositeOp BINARY_CROSS_ENTROPY_WITH_LOGITS =
      composite(
          "binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None,"
              + " Tensor? pos_weight=None, int reduction=1) -> Tensor",
          Losses::binaryCrossEntropyWithLogits);

  public static final CompositeOp KL_DIV =
      composite(
          "kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor",
          Losses::klDiv);

  /** The negated entry of each target class, and the total weight of the classes. */
  public static final KernelOp NLL_LOSS_FORWARD =
      kernelAll(
              "nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction,"
                  + " int ignore_index) -> (Tensor, Tensor)",
              Losses::nllShape)
          .grad("self", Losses::nllGrad)
          .noGrad("target", "weight")
          .savesResults()
          .build();

  public static final KernelOp NLL_LOSS_BACKWARD =
      kernel(
              "nll_loss_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight,"
                  + " int reduction, int ignore_index, Tensor total_weight) -> Tensor",
              Losses::nllBackwardShape)
          .grad("grad_output", Losses::nllGradAgain)
          .noGrad("self", "target", "weight", "total_weight")
          .build();

  public static final CompositeOp NLL_LOSS =
      composite(
          "nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1,"
              + " int ignore_index=-100) -> Tensor",
          Losses::nll);

  public static final CompositeOp CROSS_ENTROPY =
      composite(
          "cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1,"
              + " int ignore_index=-100, float label_smoothing=0.0) -> Tensor",
          Losses::crossEntropy);

  private Losses() {}

  /** The limits of the logarithms do not count: a wrong certainty learns, too. */
  private static Expr entropyGradient(Expr grad) {
    Expr variance = constant(1).sub(SELF).mul(SELF);
    Expr least = constant(1e-12);
    return grad.mul(SELF.sub(OTHER)).div(Expr.select(variance.lt(least), least, variance));
  }

  private static Expr limitedLog(Expr x) {
    Expr log = x.log();
    return Expr.select(log.lt(constant(-100)), constant(-100), log);
  }

  private static CompositeOp loss(String name, PointwiseOp error) {
    return composite(
        name + "(Tensor self, Tensor target, int reduction=1) -> Tensor",
        a -> reduce(error.call(a.tensor("self"), a.tensor("target")), a));
  }

  private static double positive(Args a, String name) {
    double value = a.real(name);
    if (!(value > 0)) {
      throw new IllegalArgumentException(a.op() + ": " + name + " must be positive, got " + value);
    }
    return value;
  }

  static Tensor reduce(Tensor errors, Args a) {
    return switch ((int) a.integer("reduction")) {
      case 0 -> errors;
      case 1 -> errors.mean();
      case 2 -> errors.sum();
      default ->
          throw new IllegalArgumentException(
              a.op()
                  + ": reduction must be 0 (none), 1 (mean) or 2 (sum), got "
                  + a.integer("reduction"));
    };
  }

  private static void sameShape(Args a) {
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    if (!self.shape().equals(target.shape())) {
      throw new ShapeException(
          a.op()
              + ": input and target must have the same shape, got "
              + self.shape()
              + " and "
              + target.shape());
    }
  }

  private static Tensor weighted(Tensor errors, @Nullable Tensor weight) {
    return weight == null ? errors : errors.mul(weight);
  }

  private static Tensor binaryCrossEntropy(Args a) {
    sameShape(a);
    Tensor self = a.tensor("self");
    boolean outside = self.detach().lt(0).logicalOr(self.detach().gt(1)).any().itemBoolean();
    if (outside) {
      throw new IllegalArgumentException(
          "binary_cross_entropy: all elements of input must be between 0 and 1");
    }
    return reduce(
        weighted(BINARY_ENTROPY.call(self, a.tensor("target")), a.tensorOrNull("weight")), a);
  }

  private static Tensor binaryCrossEntropyWithLogits(Args a) {
    sameShape(a);
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    Tensor positive = a.tensorOrNull("pos_weight");
    Tensor errors;
    if (positive == null) {
      errors = BINARY_ENTROPY_LOGITS.call(self, target);
    } else {
      Tensor scale = target.mul(positive.sub(1)).add(1);
      errors = target.rsub(1).mul(self).sub(scale.mul(Activations.LOG_SIGMOID.call(self)));
    }
    return reduce(weighted(errors, a.tensorOrNull("weight")), a);
  }

  private static Tensor klDiv(Args a) {
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    Tensor errors =
        a.flag("log_target")
            ? target.exp().mul(target.sub(self))
            : target.xlogy(target).sub(target.mul(self));
    return reduce(errors, a);
  }

  private static KernelOp.Spec[] nllShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    if (target.dtype() != DType.INT64 && target.dtype() != DType.INT32) {
      throw new DTypeException(
          "nll_loss: class labels must be int32 or int64, got " + target.dtype());
    }
    if (!self.dtype().isFloatingPoint()) {
      throw new DTypeException("nll_loss: expected a floating-point input, got " + self.dtype());
    }
    if (self.dim() < 2) {
      throw new ShapeException("nll_loss: expected an input [N, C, ...], got " + self.shape());
    }
    Shape wanted = Reductions.without(self.shape(), 1);
    if (!target.shape().equals(wanted)) {
      throw new ShapeException(
          "nll_loss: target must have shape "
              + wanted
              + " for input "
              + self.shape()
              + ", got "
              + target.shape());
    }
    Tensor weight = a.tensorOrNull("weight");
    if (weight != null && (weight.dim() != 1 || weight.size(0) != self.size(1))) {
      throw new ShapeException(
          "nll_loss: weight must have one value for each of "
              + self.size(1)
              + " classes, got shape "
              + weight.shape());
    }
    if (weight != null && weight.dtype() != self.dtype()) {
      throw new DTypeException(
          "nll_loss: weight must be " + self.dtype() + " like the input, got " + weight.dtype());
    }
    Shape shape = a.integer("reduction") == 0 ? wanted : Shape.SCALAR;
    return new KernelOp.Spec[] {
      new KernelOp.Spec(self.dtype(), shape), new KernelOp.Spec(self.dtype(), Shape.SCALAR)
    };
  }

  private static KernelOp.Spec nllBackwardShape(KernelOp.Call a) {
    KernelOp.Spec loss = nllShape(a)[0];
    a.tensor("grad_output", loss.shape());
    a.tensor("total_weight", Shape.SCALAR);
    return KernelOp.Spec.like(a.tensor("self"));
  }

  private static Tensor nllGrad(GradContext c) {
    return NLL_LOSS_BACKWARD.call(
        c.grad(),
        c.saved("self"),
        c.saved("target"),
        c.savedOrNull("weight"),
        c.get("reduction"),
        c.get("ignore_index"),
        c.result(1).detach());
  }

  /** The loss is linear in its input: the gradient's gradient is the loss of what arrives. */
  private static Tensor nllGradAgain(GradContext c) {
    Tensor loss =
        NLL_LOSS_FORWARD
            .callAll(
                c.grad(),
                c.saved("target"),
                c.savedOrNull("weight"),
                c.get("reduction"),
                c.get("ignore_index"))[0];
    return loss;
  }

  private static Tensor nll(Args a) {
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    if (self.dim() == 0) {
      throw new ShapeException("nll_loss: input must have at least 1 dimension, got a scalar");
    }
    if (self.dim() == 1) {
      self = self.unsqueeze(0);
      target = target.dim() == 0 ? target.unsqueeze(0) : target;
      Tensor loss = nllOf(self, target, a);
      return a.integer("reduction") == 0 ? loss.squeeze(0) : loss;
    }
    return nllOf(self, target, a);
  }

  private static Tensor nllOf(Tensor self, Tensor target, Args a) {
    return NLL_LOSS_FORWARD
        .callAll(self, target, a.tensorOrNull("weight"), a.get("reduction"), a.get("ignore_index"))[
        0];
  }

  private static Tensor crossEntropy(Args a) {
    Tensor self = a.tensor("self");
    Tensor target = a.tensor("target");
    int classDim = self.dim() == 1 ? 0 : 1;
    Tensor logs = Normalization.LOG_SOFTMAX_KERNEL.call(self, (long) classDim);
    double smoothing = a.real("label_smoothing");
    if (smoothing < 0 || smoothing > 1) {
      throw new IllegalArgumentException(
          "cross_entropy: label_smoothing must be between 0 and 1, got " + smoothing);
    }
    if (target.dtype().isFloatingPoint()) {
      return probabilities(a, logs, classDim, smoothing);
    }
    Tensor loss =
        NLL_LOSS.call(
            logs, target, a.tensorOrNull("weight"), a.get("reduction"), a.get("ignore_index"));
    return smoothing == 0 ? loss : smoothed(a, logs, loss, classDim, smoothing);
  }

  private static @Nullable Tensor weightColumn(Args a, Tensor logs, int classDim) {
    Tensor weight = a.tensorOrNull("weight");
    if (weight == null) {
      return null;
    }
    long[] column = new long[logs.dim()];
    java.util.Arrays.fill(column, 1);
    column[classDim] = weight.numel();
    return weight.reshape(column);
  }

  private static Tensor probabilities(Args a, Tensor logs, int classDim, double smoothing) {
    Tensor target = a.tensor("target");
    if (!target.shape().equals(logs.shape())) {
      throw new DTypeException(
          a.op()
              + ": class indices must be int64; "
              + target.dtype()
              + " means probabilities of the input's shape "
              + logs.shape()
              + ", got shape "
              + target.shape());
    }
    long classes = logs.size(classDim);
    if (smoothing > 0) {
      target = target.mul(1 - smoothing).add(smoothing / classes);
    }
    Tensor errors = weighted(logs.mul(target), weightColumn(a, logs, classDim)).neg();
    return switch ((int) a.integer("reduction")) {
      case 0 -> errors.sum(classDim);
      case 1 ->
          errors.sum().div(classes == 0 ? 0 : logs.numel() / classes); // 0 / 0 without samples
      default -> errors.sum();
    };
  }

  private static Tensor smoothed(Args a, Tensor logs, Tensor loss, int classDim, double smoothing) {
    Tensor target = a.tensor("target");
    Tensor column = weightColumn(a, logs, classDim);
    Tensor even = weighted(logs, column).sum(classDim).neg();
    Tensor ignored = target.eq(a.integer("ignore_index"));
    even = Arithmetic.MASKED_FILL.call(even, ignored, org.torch4j.type.Scalar.ZERO);
    if (a.integer("reduction") == 1) {
      Tensor weight = a.tensorOrNull("weight");
      Tensor kept = ignored.logicalNot();
      Tensor total =
          weight == null
              ? kept.sum()
              : Torch.where(
                      kept,
                      weight
                          .indexSelect(0, target.mul(kept).reshape(-1))
                          .reshape(target.shape().toArray()),
                      weight.sum().mul(0))
                  .sum();
      even = even.sum().div(total);
    } else if (a.integer("reduction") == 2) {
      even = even.sum();
    }
    return loss.mul(1 - smoothing).add(even.mul(smoothing / logs.size(classDim)));
  }
}
