package org.torch4j.op;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.family.SparseRules;
import org.torch4j.type.LayoutException;

/**
 * Calls of ops with sparse tensors among the arguments. An op is computed by the rule that {@link
 * SparseRules} states for it, a pointwise op of one tensor that makes 0 of 0 on the values, and a
 * composite by its body; any other is refused by name.
 */
final class SparseCalls {
  private SparseCalls() {}

  static boolean hasSparse(@Nullable Object[] args) {
    for (Object a : args) {
      if (a instanceof TensorBase t) {
        if (t.components != null) {
          return true;
        }
      } else if (a instanceof Tensor[] list) {
        for (Tensor t : list) {
          if (t != null && ((TensorBase) t).components != null) {
            return true;
          }
        }
      }
    }
    return false;
  }

  static Tensor[] run(Op op, @Nullable Object[] args, @Nullable Tensor target) {
    if (target == null) {
      return compute(op, args);
    }
    String name = op.schema().name() + "_";
    SparseRules.InPlace direct = SparseRules.inPlace(op);
    if (direct == null || !direct.apply(target, new Args(op.schema(), args))) {
      Tensor result = compute(op, args)[0];
      Promotion.checkCast(result.dtype(), target.dtype(), name);
      store(target, result.to(target.dtype()), name);
    }
    return new Tensor[] {target};
  }

  private static Tensor[] compute(Op op, @Nullable Object[] args) {
    SparseRules.Rule rule = SparseRules.of(op);
    if (rule != null) {
      return new Tensor[] {rule.apply(new Args(op.schema(), args))};
    }
    if (op instanceof PointwiseOp p && p.keepsZero(args)) {
      return new Tensor[] {onValues(p, args)};
    }
    if (op instanceof CompositeOp) {
      try {
        return op.dispatch(args, null);
      } catch (LayoutException e) {
        throw named(op, args, e);
      }
    }
    throw refused(op, args);
  }

  private static Tensor onValues(PointwiseOp op, @Nullable Object[] args) {
    @Nullable Object[] changed = args.clone();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] instanceof Tensor t) {
        Tensor self = SparseRules.isLinear(op) || t.layout().isCompressed() ? t : t.coalesce();
        Components c = TensorState.components(self, op.schema().name());
        changed[i] = c.values();
        Tensor values = op.call(changed);
        return TensorState.sparse(c.withValues(values), self.shape());
      }
    }
    throw refused(op, args);
  }

  private static LayoutException refused(Op op, @Nullable Object[] args) {
    for (Object a : args) {
      if (a instanceof Tensor t && TensorState.isSparse(t)) {
        return TensorState.notStrided(op.schema().name(), t);
      }
      if (a instanceof Tensor[] list) {
        for (Tensor t : list) {
          if (t != null && TensorState.isSparse(t)) {
            return TensorState.notStrided(op.schema().name(), t);
          }
        }
      }
    }
    throw new IllegalStateException(op.schema().name());
  }

  /** The refusal of a part, with the name of the whole. */
  private static LayoutException named(Op op, @Nullable Object[] args, LayoutException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(op.schema().name() + ":")
        ? e
        : new LayoutException(String.valueOf(refused(op, args).getMessage()), e);
  }

  /** Writes a result into a tensor of the same layout. */
  static void store(Tensor target, Tensor result, String name) {
    if (TensorState.isSparse(target) && target.layout() == result.layout()) {
      TensorState.become(target, result, name);
    } else if (!TensorState.isSparse(target) && !TensorState.isSparse(result)) {
      target.copy_(result);
    } else {
      throw new LayoutException(
          name
              + ": the result is "
              + result.layout()
              + ", which does not fit in place into a "
              + target.layout()
              + " tensor of shape "
              + target.shape());
    }
  }
}
