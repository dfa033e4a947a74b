package org.torch4j.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.family.Copies;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.DeviceException;

/**
 * Any op with its results in tensors of the caller, PyTorch's {@code out=}: one rule for all.
 *
 * <p>A tensor of another shape is resized, in its memory if that suffices. Where the op lets the
 * caller choose the dtype, that of the tensor is the choice; pointwise and composite ops convert to
 * it within the categories of numbers; kernels and choices among several results want their own.
 * Gradients do not flow into memory that the caller owns, so tensors that require them are refused.
 */
final class OutVariant {
  private OutVariant() {}

  static List<Tensor> run(Op op, List<Tensor> outs, @Nullable Object[] given) {
    String name = op.schema().name();
    refuseGradients(op, outs, given);
    refuseShared(op, outs, given);
    @Nullable Object[] args = given.clone();
    if (outs.size() == 1) {
      chooseDtype(op, outs.get(0).dtype(), args);
    }
    Tensor[] results = GradMode.with(false, () -> op.callAll(args));
    if (results.length != outs.size()) {
      throw new IllegalArgumentException(
          name + ": out must have " + results.length + " tensors, got " + outs.size());
    }
    for (int i = 0; i < results.length; i++) {
      Tensor out = outs.get(i);
      check(op, results[i], out, results.length > 1);
      if (!TensorState.isSparse(out)) {
        TensorState.checkInPlace(out, name, false);
      }
    }
    for (int i = 0; i < results.length; i++) {
      write(name, outs.get(i), results[i]);
    }
    return outs;
  }

  private static void refuseGradients(Op op, List<Tensor> outs, @Nullable Object[] args) {
    if (Op.records(op.tensors(args)) || Op.records(outs.toArray(new Tensor[0]))) {
      throw new AutogradException(
          op.schema().name()
              + ": out=... does not support automatic differentiation, but one of the arguments"
              + " requires grad; use copy_ or noGrad()");
    }
  }

  /** Ops that read their inputs in another order than they write want memory of its own. */
  private static void refuseShared(Op op, List<Tensor> outs, @Nullable Object[] args) {
    if (!op.separateOut()) {
      return;
    }
    for (Tensor t : op.tensors(args)) {
      for (Tensor out : outs) {
        if (t != null && t.sharesMemory(out)) {
          throw new IllegalArgumentException(
              op.schema().name()
                  + ": out lies in the memory of an input (shapes "
                  + out.shape()
                  + " and "
                  + t.shape()
                  + "); clone() one of them before the operation");
        }
      }
    }
  }

  private static void chooseDtype(Op op, DType out, @Nullable Object[] args) {
    int dtype = op.schema().find("dtype");
    if (dtype < 0) {
      return;
    }
    if (args[dtype] == null && op.schema().argument(dtype).optional()) {
      args[dtype] = out;
    } else if (args[dtype] instanceof DType asked && asked != out) {
      throw new DTypeException(
          op.schema().name() + ": out must have the dtype " + asked + " asked for, got " + out);
    }
  }

  private static void check(Op op, Tensor result, Tensor out, boolean several) {
    String name = op.schema().name();
    if (!out.device().equals(result.device())) {
      throw new DeviceException(
          name + ": expected out on " + result.device() + ", got " + out.device());
    }
    boolean exact = several || op instanceof ReductionOp r && r.fixesDtype();
    exact |= op instanceof KernelOp && !name.equals("cat");
    if (exact && out.dtype() != result.dtype() && !isTruth(result.dtype(), out.dtype())) {
      throw new DTypeException(
          name + ": expected out to have dtype " + result.dtype() + ", got " + out.dtype());
    }
    Promotion.checkCast(result.dtype(), out.dtype(), name);
  }

  /** Truth values may go to uint8, as they did before there was bool. */
  private static boolean isTruth(DType result, DType out) {
    return result == DType.BOOL && out == DType.UINT8;
  }

  private static void write(String name, Tensor out, Tensor result) {
    GradMode.with(
        false,
        () -> {
          if (TensorState.isSparse(out) || TensorState.isSparse(result)) {
            SparseCalls.store(out, result.to(out.dtype()), name);
            return out;
          }
          if (!out.shape().equals(result.shape())) {
            Copies.RESIZE_.call(out, result.shape().toArray(), null);
          }
          return out.copy_(result);
        });
  }
}
