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
    @Nullable Object[] read = target == null ? args : withOldValue(args, target);
    Tensor[] results = body.apply(new Args(schema(), read));
    if (target != null) {
      if (results.length != 1) {
        throw new IllegalArgumentException(
            schema().name()
                + "_: only an op with one result works in place, got "
                + results.length
                + " results");
      }
      Promotion.checkCast(results[0].dtype(), target.dtype(), schema().name() + "_");
      target.copy_(results[0]);
    }
    return results;
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    throw new IllegalStateException(schema().name() + " records no node");
  }
}
