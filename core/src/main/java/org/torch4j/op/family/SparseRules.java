package org.torch4j.op.family;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.Op;

/**
 * What the ops of other families mean when a tensor among the arguments is sparse. A pointwise op
 * of one tensor that makes 0 of 0 needs no rule, nor does a composite whose parts have one.
 */
public final class SparseRules {
  /** Computes an op over the components. */
  @FunctionalInterface
  public interface Rule {
    /** The result. */
    Tensor apply(Args args);
  }

  /** Changes a tensor directly where that saves work. */
  @FunctionalInterface
  public interface InPlace {
    /** Whether it did; if not, the result is computed and copied. */
    boolean apply(Tensor target, Args args);
  }

  private static final Map<Op, Rule> RULES = new IdentityHashMap<>();
  private static final Map<Op, InPlace> IN_PLACE =
      Map.of(
          Arithmetic.ADD, SparseArithmetic::addInPlace,
          Arithmetic.SUB, SparseArithmetic::subInPlace);

  /** Sums of values are values of sums, so that entries need not be brought together first. */
  private static final Set<Op> LINEAR =
      Set.of(
          Elementary.NEG,
          Elementary.POSITIVE,
          Arithmetic.MUL_SCALAR,
          Arithmetic.DIV_SCALAR,
          ComplexNumbers.CONJ_PHYSICAL);

  static {
    RULES.put(Arithmetic.ADD, SparseArithmetic::add);
    RULES.put(Arithmetic.SUB, SparseArithmetic::sub);
    RULES.put(Arithmetic.RSUB, SparseArithmetic::rsub);
    RULES.put(Arithmetic.MUL, SparseArithmetic::mul);
    RULES.put(Arithmetic.DIV, SparseArithmetic::div);
    RULES.put(Copies.CLONE, SparseArithmetic::clone);
    RULES.put(Copies.TO_COPY, SparseArithmetic::convert);
    RULES.put(Copies.MOVE, SparseArithmetic::move);
    RULES.put(Copies.COPY, SparseArithmetic::copy);
    RULES.put(Copies.FILL, SparseArithmetic::fill);
    RULES.put(Matmul.MM, SparseProducts::mm);
    RULES.put(Matmul.BMM, SparseProducts::bmm);
    RULES.put(Matmul.MV, SparseProducts::mv);
    RULES.put(Matmul.MATMUL, SparseProducts::matmul);
    RULES.put(Matmul.ADDMM, SparseProducts::addmm);
    RULES.put(Reductions.SUM, SparseReductions::sum);
    RULES.put(Reductions.ANY, SparseReductions::any);
    RULES.put(Norms.NORM, SparseReductions::norm);
    RULES.put(Views.TRANSPOSE, SparseShapes::transpose);
    RULES.put(Views.PERMUTE, SparseShapes::permute);
    RULES.put(Views.UNSQUEEZE, SparseShapes::unsqueeze);
    RULES.put(Views.SELECT, SparseShapes::select);
    RULES.put(Views.SLICE, SparseShapes::slice);
    RULES.put(Indexing.INDEX_SELECT, SparseShapes::indexSelect);
    RULES.put(Arrangement.CAT, SparseShapes::cat);
  }

  private SparseRules() {}

  /** The rule of an op, or null. */
  public static @Nullable Rule of(Op op) {
    return RULES.get(op);
  }

  /** How an op changes a tensor directly, or null. */
  public static @Nullable InPlace inPlace(Op op) {
    return IN_PLACE.get(op);
  }

  /** Whether a pointwise op may be computed on entries that stand at one place. */
  public static boolean isLinear(Op op) {
    return LINEAR.contains(op);
  }
}
