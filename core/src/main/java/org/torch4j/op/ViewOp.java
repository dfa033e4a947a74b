package org.torch4j.op;

import java.util.Objects;
import java.util.function.BiFunction;
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
  private final BiFunction<DType, Args, DType> dtype;
  private final @Nullable Function<GradContext, Tensor> gradient;

  /** Collects the parts of a view. */
  public static final class Builder {
    private final Schema schema;
    private final Geometry geometry;
    private BiFunction<DType, Args, DType> dtype = (d, a) -> d;

    Builder(Schema schema, Geometry geometry) {
      this.schema = schema;
      this.geometry = geometry;
    }

    /** Shows the memory as another dtype, in which the geometry's result counts. */
    public Builder dtype(UnaryOperator<DType> rule) {
      return dtype((d, a) -> rule.apply(d));
    }

    /** Shows the memory as a dtype that the arguments say. */
    public Builder dtype(BiFunction<DType, Args, DType> rule) {
      dtype = rule;
      return this;
    }

    /** The gradient of {@code self}, which is not saved: its shape is all a rule may use. */
    public ViewOp grad(Function<GradContext, Tensor> rule) {
      return new ViewOp(this, rule);
    }

    /** A view that has no gradient: bits read as other numbers. */
    public ViewOp notDifferentiable() {
      return new ViewOp(this, null);
    }
  }

  private ViewOp(Builder parts, @Nullable Function<GradContext, Tensor> gradient) {
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
  public String gradientKind() {
    return gradient == null ? "none" : "ops";
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    if (target != null) {
      return new Tensor[] {TensorState.move(target, schema().name() + "_", t -> replay(t, args))};
    }
    Tensor self = (Tensor) Objects.requireNonNull(args[0]);
    StridedArray in = TensorState.array(self);
    Layout layout = geometry.apply(in.layout(), new Args(schema(), args));
    DType type = dtype.apply(in.dtype(), new Args(schema(), args));
    if (type.toReal() != in.dtype().toReal() && in.storage().isHost()) {
      // a Java array has elements of one type, native memory has bytes
      in.storage().moveToNative();
    }
    StridedArray out = new StridedArray(in.storage(), type, layout);
    Tensor view = new Tensor(out);
    Tensor[] outputs = {view};
    if (gradient == null) {
      return outputs;
    }
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
    into[0] = Objects.requireNonNull(gradient).apply(context);
  }
}
