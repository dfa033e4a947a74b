package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The connectionist temporal classification loss: sequences whose alignment is not known. */
public final class CtcLoss {
  private static final String LENGTHS =
      "Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, ";

  /** The negative log likelihood of each sample, and the logarithms of all prefixes'. */
  public static final KernelOp CTC_LOSS_FORWARD =
      kernelAll(
              "_ctc_loss(" + LENGTHS + "int blank=0, bool zero_infinity=False) -> (Tensor, Tensor)",
              CtcLoss::shape)
          .grad("log_probs", CtcLoss::gradient)
          .noGrad("targets")
          .savesResults()
          .build();

  /** PyTorch's gradient: that of the loss behind a log_softmax, before it goes through that. */
  public static final KernelOp CTC_LOSS_BACKWARD =
      kernel(
              "_ctc_loss_backward(Tensor grad, "
                  + LENGTHS
                  + "Tensor neg_log_likelihood, Tensor log_alpha, int blank,"
                  + " bool zero_infinity=False) -> Tensor",
              CtcLoss::backwardShape)
          .grad("grad", CtcLoss::again)
          .grad("log_probs", CtcLoss::refuse)
          .noGrad("targets", "neg_log_likelihood", "log_alpha")
          .build();

  public static final CompositeOp CTC_LOSS =
      composite(
          "ctc_loss.IntList("
              + LENGTHS
              + "int blank=0, int reduction=1, bool zero_infinity=False)"
              + " -> Tensor",
          a -> loss(a, a.integers("input_lengths"), a.integers("target_lengths")));

  public static final CompositeOp CTC_LOSS_TENSOR =
      composite(
          "ctc_loss.Tensor(Tensor log_probs, Tensor targets, Tensor input_lengths,"
              + " Tensor target_lengths, int blank=0, int reduction=1, bool zero_infinity=False)"
              + " -> Tensor",
          a -> loss(a, lengths(a, "input_lengths"), lengths(a, "target_lengths")));

  private CtcLoss() {}

  private static long[] lengths(Args a, String name) {
    Tensor t = a.tensor(name);
    if (!t.dtype().isIntegral()) {
      throw new DTypeException("ctc_loss: " + name + " must be integers, got " + t.dtype());
    }
    return t.toLongArray();
  }

  private static void check(boolean holds, String rule, Object got) {
    if (!holds) {
      throw new ShapeException("ctc_loss: " + rule + ", got " + got);
    }
  }

  private static KernelOp.Spec[] shape(Args a) {
    Tensor probs = a.tensor("log_probs");
    Tensor targets = a.tensor("targets");
    long[] inputs = a.integers("input_lengths");
    long[] lengths = a.integers("target_lengths");
    if (probs.dtype() != DType.FLOAT32 && probs.dtype() != DType.FLOAT64) {
      throw new DTypeException(
          "ctc_loss: log_probs must be float32 or float64, got " + probs.dtype());
    }
    if (targets.dtype() != DType.INT64 && targets.dtype() != DType.INT32) {
      throw new DTypeException("ctc_loss: targets must be int32 or int64, got " + targets.dtype());
    }
    check(probs.dim() == 3, "log_probs must be [T, N, C] or [T, C]", probs.shape());
    long time = probs.size(0);
    long batch = probs.size(1);
    check(inputs.length == batch, "one input length is needed per sample", inputs.length);
    check(lengths.length == batch, "one target length is needed per sample", lengths.length);
    long blank = a.integer("blank");
    check(blank >= 0 && blank < probs.size(2), "blank must be a class", blank);
    long most = 0;
    for (long length : inputs) {
      check(length >= 0 && length <= time, "input lengths must be at most " + time, length);
    }
    for (long length : lengths) {
      check(length >= 0, "target lengths must not be negative", length);
      most = Math.max(most, length);
    }
    if (targets.dim() == 1) {
      long sum = Arrays.stream(lengths).sum();
      check(
          targets.size(0) == sum, "targets in a row must have " + sum + " labels", targets.shape());
    } else {
      boolean fits = targets.dim() == 2 && targets.size(0) == batch && targets.size(1) >= most;
      check(fits, "targets must be [" + batch + ", " + most + " or more]", targets.shape());
    }
    return new KernelOp.Spec[] {
      new KernelOp.Spec(probs.dtype(), Shape.of(batch)),
      new KernelOp.Spec(probs.dtype(), Shape.of(batch, time, 2 * most + 1))
    };
  }

  private static KernelOp.Spec backwardShape(Args a) {
    KernelOp.Spec[] forward = shape(a);
    a.tensor("grad", forward[0].shape());
    a.tensor("neg_log_likelihood", forward[0].shape());
    a.tensor("log_alpha", forward[1].shape());
    return KernelOp.Spec.like(a.tensor("log_probs"));
  }

  private static Tensor gradient(GradContext c) {
    return CTC_LOSS_BACKWARD.call(
        c.grad(0),
        c.saved("log_probs"),
        c.saved("targets"),
        c.get("input_lengths"),
        c.get("target_lengths"),
        c.result(0).detach(),
        c.result(1).detach(),
        c.get("blank"),
        c.get("zero_infinity"));
  }

  private static Tensor again(GradContext c) {
    Tensor each =
        CTC_LOSS_BACKWARD.call(
            Torch.ones(c.shape("grad"), c.dtypeOf("grad")),
            c.saved("log_probs").detach(),
            c.saved("targets"),
            c.get("input_lengths"),
            c.get("target_lengths"),
            c.saved("neg_log_likelihood"),
            c.saved("log_alpha"),
            c.get("blank"),
            c.get("zero_infinity"));
    return c.grad().mul(each).sum(0, 2);
  }

  private static Tensor refuse(GradContext c) {
    throw new AutogradException(
        "ctc_loss: its gradient can't be differentiated by log_probs "
            + c.shape("log_probs")
            + ", as in PyTorch");
  }

  private static Tensor loss(Args a, long[] inputs, long[] lengths) {
    Tensor probs = a.tensor("log_probs");
    Tensor targets = a.tensor("targets");
    boolean single = probs.dim() == 2;
    Tensor errors =
        CTC_LOSS_FORWARD
            .callAll(
                single ? probs.unsqueeze(1) : probs,
                targets,
                inputs,
                lengths,
                a.get("blank"),
                a.get("zero_infinity"))[0];
    if (a.flag("zero_infinity")) {
      errors =
          Arithmetic.MASKED_FILL.call(
              errors, errors.detach().eq(Double.POSITIVE_INFINITY), Scalar.ZERO);
    }
    if (a.integer("reduction") == 1) {
      Tensor per = Torch.tensor(lengths).clampMin(1).to(errors.dtype());
      return errors.div(per).mean();
    }
    return Losses.reduce(single ? errors.squeeze(0) : errors, a);
  }
}
