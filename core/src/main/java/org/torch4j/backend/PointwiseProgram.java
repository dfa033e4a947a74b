package org.torch4j.backend;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.expr.Expr;
import org.torch4j.type.Device;

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
  private final AtomicReferenceArray<@Nullable Object> kernels =
      new AtomicReferenceArray<>(Device.Type.values().length);

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

  /** What the backend of this kind of device stored here. */
  public @Nullable Object kernels(Device.Type type) {
    return kernels.get(type.ordinal());
  }

  /** A place for the compiled kernels of a backend. */
  public void setKernels(Device.Type type, Object value) {
    kernels.set(type.ordinal(), value);
  }
}
