package org.torch4j.op;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** An op that shows the memory of its first argument through another layout; nothing is copied. */
public final class ViewOp extends Op {
  /** From the layout of {@code self} to that of the view. */
  @FunctionalInterface
  public interface Geometry {
    /** The view's layout; wrong arguments raise. */
    Layout apply(Layout self, Args args);
  }

  private final Geometry geometry;
  private final UnaryOperator<DType> dtype;
  private final Function<GradContext, Tensor> gradient;

  /** Collects the parts of a view. */
  public static final class Builder {
    private final Schema schema;
    private final Geometry geometry;
    private UnaryOperator<DType> dtype = d -> d;

    Builder(Schema schema, Geometry geometry) {
      this.schema = schema;
      this.geometry = geometry;
    }

    /** Shows the memory as another dtype, in which the geometry's result counts. */
    public Builder dtype(UnaryOperator<DType> rule) {
      dtype = rule;
      return this;
    }

    /** The gradient of {@code self}, which is not saved: its shape is all a rule may use. */
    public ViewOp grad(Function<GradContext, Tensor> rule) {
      return new ViewOp(this, rule);
    }
  }

  private ViewOp(Builder parts, Function<GradContext, Tensor> gradient) {
    super(parts.schema);
    this.geometry = parts.geometry;
    this.dtype = parts.dtype;
    this.gradient = gradient;
  }

  @Override
  public String kind() {
    return "view";
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    Tensor self = (Tensor) Objects.requireNonNull(args[0]);
    StridedArray in = TensorState.array(self);
    Layout layout = geometry.apply(in.layout(), new Args(schema(), args));
    StridedArray out = new StridedArray(in.storage(), dtype.apply(in.dtype()), layout);
    if (target != null) {
      throw new IllegalArgumentException(
          schema().name() + "_: views have no in-place form; assign the result instead");
    }
    Tensor view = new Tensor(out);
    Tensor[] outputs = {view};
    if (GradMode.isEnabled()) {
      Tensor[] tensors = {self};
      @Nullable Object[] step = args.clone();
      step[0] = null;
      TensorState.setView(view, self, base -> replay(base, step));
      if (self.dtype().isDifferentiable() && TensorState.requiresGrad(self)) {
        attach(
            new OpNode(this, withoutTensors(args), tensors, new boolean[1], outputs, false),
            outputs,
            null);
      }
    } else if (TensorState.requiresGrad(self)) {
      TensorState.markUnrecordedView(view);
    }
    return outputs;
  }

  private Tensor replay(Tensor base, @Nullable Object[] step) {
    @Nullable Object[] args = step.clone();
    args[0] = base;
    return call(args);
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    into[0] = gradient.apply(context);
  }
}
