package org.torch4j.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.expr.Expr;

/**
 * Elementwise expressions to be computed together, one per output, all in one compute type. Input i
 * of the expressions is array i of the call, scalar i is number i of the call.
 *
 * <p>Compared by identity: a backend keeps the kernels that it made for a program in {@link
 * #kernels}.
 */
public final class PointwiseProgram {
  private final String name;
  private final List<Expr> bodies;
  private final ComputeType compute;
  private volatile @Nullable Object kernels;

  /** A program; {@code name} is the op's, for generated class names and messages. */
  public PointwiseProgram(String name, List<Expr> bodies, ComputeType compute) {
    this.name = name;
    this.bodies = List.copyOf(bodies);
    this.compute = compute;
  }

  /** The op's name. */
  public String name() {
    return name;
  }

  /** One expression per output. */
  public List<Expr> bodies() {
    return bodies;
  }

  /** The type in which they are computed. */
  public ComputeType compute() {
    return compute;
  }

  /** What the backend stored here. */
  public @Nullable Object kernels() {
    return kernels;
  }

  /** A place for the backend's compiled kernels. */
  public void setKernels(Object value) {
    kernels = value;
  }
}
