package org.torch4j.nn;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Op;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * One direction of one layer as one op: the products with the input are one matrix product before
 * it, all steps are one kernel, and so are all steps backward; the weights' gradient is one product
 * over all steps. {@link RecurrentRun} is the same in single ops, which is the reference in tests
 * and serves gradients of gradients, projections and the dtypes that the kernel has no code for.
 */
final class FusedRecurrence {
  private static final String[] INPUTS = {"gates", "weight_hh", "bias_hh", "h0", "c0"};

  private static final KernelOp STEPS =
      Op.kernelAll(
              "recurrent_steps(Tensor gates, Tensor weight_hh, Tensor? bias_hh, Tensor h0,"
                  + " Tensor? c0, int[] batch_sizes, int mode, bool reverse) -> (Tensor output,"
                  + " Tensor h_n, Tensor c_n, Tensor activated, Tensor cells, Tensor previous)",
              FusedRecurrence::results)
          .gradTogether(FusedRecurrence::gradients, INPUTS)
          .savesResults()
          .build();

  private static final KernelOp STEPS_BACKWARD =
      Op.kernelAll(
              "recurrent_steps_backward(Tensor? grad_output, Tensor? grad_h, Tensor? grad_c, Tensor"
                  + " weight_hh, Tensor? c0, Tensor activated, Tensor cells, Tensor previous, int[]"
                  + " batch_sizes, int mode, bool reverse) -> (Tensor grad_gates, Tensor"
                  + " grad_hidden, Tensor grad_h0, Tensor grad_c0)",
              FusedRecurrence::backwardResults)
          .notDifferentiable();

  private FusedRecurrence() {}

  /** Whether there is a kernel for these. */
  static boolean takes(RecurrentStep.Weights w, Tensor data, Tensor h0, @Nullable Tensor c0) {
    DType dtype = data.dtype();
    boolean known = dtype == DType.FLOAT32 || dtype == DType.FLOAT64;
    boolean same = w.ih().dtype() == dtype && w.hh().dtype() == dtype && h0.dtype() == dtype;
    same &= c0 == null || c0.dtype() == dtype;
    return known && same && w.hr() == null && h0.numel() > 0 && STEPS.runsOn(data.device());
  }

  /** The layer's outputs and last states; the arguments are those of {@link RecurrentRun#of}. */
  static RecurrentRun run(
      RecurrentStep step,
      Tensor data,
      long[] batchSizes,
      RecurrentStep.Weights w,
      Tensor h0,
      @Nullable Tensor c0,
      boolean reverse) {
    Tensor bias = step == RecurrentStep.GRU ? w.biasHh() : null;
    Tensor[] all =
        STEPS.callAll(
            step.ofInput(w, data),
            w.hh(),
            bias,
            h0,
            c0,
            batchSizes,
            (long) step.ordinal(),
            reverse);
    return new RecurrentRun(all[0], all[1], c0 == null ? null : all[2]);
  }

  private static KernelOp.Spec[] results(KernelOp.Call a) {
    Tensor gates = a.tensor("gates");
    RecurrentStep step = step(a.integer("mode"));
    DType dtype = gates.dtype();
    Shape state = a.tensor("h0").shape();
    Shape steps = Shape.of(gates.size(0), state.get(1));
    Shape none = Shape.of(0);
    boolean lstm = step == RecurrentStep.LSTM;
    return new KernelOp.Spec[] {
      new KernelOp.Spec(dtype, steps),
      new KernelOp.Spec(dtype, state),
      new KernelOp.Spec(dtype, lstm ? state : none),
      KernelOp.Spec.like(gates),
      new KernelOp.Spec(dtype, lstm || step == RecurrentStep.GRU ? steps : none),
      new KernelOp.Spec(dtype, steps)
    };
  }

  private static KernelOp.Spec[] backwardResults(KernelOp.Call a) {
    Tensor activated = a.tensor("activated");
    RecurrentStep step = step(a.integer("mode"));
    Tensor previous = a.tensor("previous");
    Shape state = Shape.of(a.integers("batch_sizes")[0], previous.size(1));
    Shape none = Shape.of(0);
    DType dtype = activated.dtype();
    return new KernelOp.Spec[] {
      KernelOp.Spec.like(activated),
      new KernelOp.Spec(dtype, step == RecurrentStep.GRU ? activated.shape() : none),
      new KernelOp.Spec(dtype, state),
      new KernelOp.Spec(dtype, step == RecurrentStep.LSTM ? state : none)
    };
  }

  private static RecurrentStep step(long mode) {
    return RecurrentStep.values()[(int) mode];
  }

  private static Map<String, Tensor> gradients(GradContext c) {
    return GradMode.isEnabled() ? differentiable(c) : fused(c);
  }

  private static Map<String, Tensor> fused(GradContext c) {
    @Nullable Object[] args = {
      c.hasGrad(0) ? c.grad(0) : null,
      c.hasGrad(1) ? c.grad(1) : null,
      c.hasGrad(2) ? c.grad(2) : null,
      c.saved("weight_hh"),
      c.savedOrNull("c0"),
      c.result(3),
      c.result(4),
      c.result(5),
      c.integers("batch_sizes"),
      c.integer("mode"),
      c.flag("reverse")
    };
    Tensor[] all = STEPS_BACKWARD.callAll(args);
    Map<String, Tensor> found = new HashMap<>();
    found.put("gates", all[0]);
    Tensor ofHidden = step(c.integer("mode")) == RecurrentStep.GRU ? all[1] : all[0];
    if (c.needs("weight_hh")) {
      found.put("weight_hh", ofHidden.t().mm(c.result(5)));
    }
    if (!c.wasNull("bias_hh") && c.needs("bias_hh")) {
      found.put("bias_hh", ofHidden.sum(0));
    }
    found.put("h0", all[2]);
    if (!c.wasNull("c0")) {
      found.put("c0", all[3]);
    }
    found.keySet().removeIf(name -> !c.needs(name));
    return found;
  }

  /** The same from single ops, whose gradients have gradients. */
  private static Map<String, Tensor> differentiable(GradContext c) {
    RecurrentStep step = step(c.integer("mode"));
    Tensor weight = c.saved("weight_hh");
    Tensor bias = c.savedOrNull("bias_hh");
    RecurrentRun run =
        RecurrentRun.of(
            step,
            c.saved("gates"),
            c.integers("batch_sizes"),
            new RecurrentStep.Weights(weight, weight, null, bias, null),
            c.saved("h0"),
            c.savedOrNull("c0"),
            c.flag("reverse"));
    return c.gradientsThrough(
        new @Nullable Tensor[] {run.output(), run.hidden(), run.cell()}, INPUTS);
  }
}
