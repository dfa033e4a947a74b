package org.torch4j.op;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.storage.Region;
import org.torch4j.storage.Storage;

/** An op written in other ops, which bring shapes, promotion and gradients with them. */
public final class CompositeOp extends Op {
  private final Function<Args, Tensor[]> body;
  private final boolean separateOut;

  CompositeOp(Schema schema, Function<Args, Tensor[]> body) {
    this(schema, body, false);
  }

  private CompositeOp(Schema schema, Function<Args, Tensor[]> body, boolean separateOut) {
    super(schema);
    this.body = body;
    this.separateOut = separateOut;
  }

  /** The op, refusing an {@code out} that lies in the memory of an input. */
  public CompositeOp withSeparateOut() {
    return new CompositeOp(schema(), body, true);
  }

  @Override
  boolean separateOut() {
    return separateOut;
  }

  @Override
  public String kind() {
    return "composite";
  }

  @Override
  public String gradientKind() {
    return "composite";
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    if (target != null && schema().returnsView()) {
      return new Tensor[] {
        TensorState.move(
            target,
            schema().name() + "_",
            t -> body.apply(new Args(schema(), args).with("self", t))[0])
      };
    }
    if (target == null || schema().isInPlace()) {
      return compute(args);
    }
    Tensor result = compute(beforeChange(args, target))[0];
    return new Tensor[] {writeOver(target, result)};
  }

  private Tensor[] compute(@Nullable Object[] args) {
    return schema().isInPlace() || records(tensors(args)) ? body(args) : results(args);
  }

  private Tensor[] body(@Nullable Object[] args) {
    return Placement.isUsed()
        ? Placement.beside(args, () -> body.apply(new Args(schema(), args)))
        : body.apply(new Args(schema(), args));
  }

  /** What lies between arguments and results returns at once: nobody else has seen it. */
  private Tensor[] results(@Nullable Object[] args) {
    Set<Storage> held = Collections.newSetFromMap(new IdentityHashMap<>(4));
    Region region = Region.open();
    try {
      Tensor[] outputs = body(args);
      for (Tensor t : outputs) {
        TensorState.forStorages(t, held::add);
      }
      return outputs;
    } finally {
      region.close(storage -> !held.contains(storage));
    }
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    throw new IllegalStateException(schema().name() + " records no node");
  }
}
