package org.torch4j.backend;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.expr.Expr;
import org.torch4j.type.Device;

/**
 * A reduction as three expressions. Each element x (input 0 of {@code map}) is mapped; values are
 * combined by {@code combine} (inputs 0 and 1), which must be associative and commutative and have
 * {@code init} as its neutral element; {@code finish} turns the total (input 0) and the number of
 * elements (scalar 0) into the result.
 *
 * <p>Compared by identity, like {@link PointwiseProgram}.
 */
public final class ReductionProgram {
  private final String name;
  private final Expr map;
  private final double init;
  private final Expr combine;
  private final Expr finish;
  private final ComputeType compute;
  private final AtomicReferenceArray<@Nullable Object> kernels =
      new AtomicReferenceArray<>(Device.Type.values().length);

  /**
   * A program; {@code init} is infinite for minima and maxima, which integers clamp to their least
   * or greatest value.
   */
  public ReductionProgram(
      String name, Expr map, double init, Expr combine, Expr finish, ComputeType compute) {
    this.name = name;
    this.map = map;
    this.init = init;
    this.combine = combine;
    this.finish = finish;
    this.compute = compute;
  }

  /** The op's name. */
  public String name() {
    return name;
  }

  /** What is done to each element first. */
  public Expr map() {
    return map;
  }

  /** The neutral element of {@link #combine}. */
  public double init() {
    return init;
  }

  /** How two values become one. */
  public Expr combine() {
    return combine;
  }

  /** What is done to the total last. */
  public Expr finish() {
    return finish;
  }

  /** The type in which it is computed. */
  public ComputeType compute() {
    return compute;
  }

  /** What the backend of this kind of device stored here. */
  public @Nullable Object kernels(Device.Type type) {
    return kernels.get(type.ordinal());
  }

  /** A place for the compiled kernels of a backend. */
  public void setKernels(Device.Type type, Object value) {
    kernels.set(type.ordinal(), value);
  }
}
