package org.torch4j.op;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** An op written in other ops, which bring shapes, promotion and gradients with them. */
public final class CompositeOp extends Op {
  private final Function<Args, Tensor[]> body;

  CompositeOp(Schema schema, Function<Args, Tensor[]> body) {
    super(schema);
    this.body = body;
  }

  @Override
  public String kind() {
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
      return body.apply(new Args(schema(), args));
    }
    Tensor result = body.apply(new Args(schema(), beforeChange(args, target)))[0];
    return new Tensor[] {writeOver(target, result)};
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    throw new IllegalStateException(schema().name() + " records no node");
  }
}
