package org.torch4j.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.backend.Backend;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * An op that each backend has a kernel for, found by the schema's name. The rule checks the
 * arguments and says the results' dtypes and shapes; ops whose first argument is written ({@code
 * Tensor(a!)}) have that as their only result.
 */
public final class KernelOp extends Op {
  /**
   * A result to allocate.
   *
   * @param dtype its element type
   * @param shape its sizes
   */
  public record Spec(DType dtype, Shape shape) {
    /** A result like {@code t}. */
    public static Spec like(Tensor t) {
      return new Spec(t.dtype(), t.shape());
    }
  }

  /** The arguments of a call as the rule sees them; it may stretch tensors to a shape. */
  public static final class Call extends Args {
    private final Map<Integer, Shape> stretched = new LinkedHashMap<>();

    Call(Schema schema, @Nullable Object[] values) {
      super(schema, values);
    }

    /** Lets the kernel see a tensor broadcast to {@code shape}; its gradient is summed back. */
    public void stretch(String name, Shape shape) {
      TensorState.array(tensor(name)).layout().broadcastTo(shape, op());
      stretched.put(schema.indexOf(name), shape);
    }
  }

  /** Collects the parts of a kernel op; it is only built when each input's gradient is settled. */
  public static final class Builder {
    private final Schema schema;
    private final Function<Call, Spec[]> rule;
    private final Map<String, Function<GradContext, @Nullable Tensor>> gradients =
        new LinkedHashMap<>();
    private final Map<String, Function<GradContext, @Nullable Tensor[]>> listGradients =
        new LinkedHashMap<>();
    private @Nullable Function<GradContext, Map<String, Tensor>> together;
    private String[] dropped = {};
    private @Nullable Function<Args, Tensor> complex;
    private String kernel;
    private boolean savesResults;
    private boolean differentiable = true;

    Builder(Schema schema, Function<Call, Spec[]> rule) {
      this.schema = schema;
      this.rule = rule;
      this.kernel = schema.name();
    }

    /** The gradient of one tensor argument. */
    public Builder grad(String input, Function<GradContext, @Nullable Tensor> gradient) {
      schema.indexOf(input);
      gradients.put(input, gradient);
      return this;
    }

    /** The gradients of a list argument, one per tensor. */
    public Builder gradList(String input, Function<GradContext, @Nullable Tensor[]> rule) {
      schema.indexOf(input);
      listGradients.put(input, rule);
      return this;
    }

    /** The gradients of several arguments from one computation, by name. */
    public Builder gradTogether(Function<GradContext, Map<String, Tensor>> rule, String... inputs) {
      together = rule;
      for (String input : inputs) {
        schema.indexOf(input);
        gradients.put(input, c -> null);
      }
      return this;
    }

    /** Says that these arguments have no gradient: indices, masks, running statistics. */
    public Builder noGrad(String... inputs) {
      for (String input : inputs) {
        schema.indexOf(input);
        gradients.put(input, c -> null);
      }
      return this;
    }

    /** Does not keep these arguments for backward; rules use their shapes only. */
    public Builder without(String... inputs) {
      dropped = inputs;
      return this;
    }

    /** Runs the backend's kernel of this name instead of the schema's: overloads have their own. */
    public Builder kernel(String name) {
      kernel = name;
      return this;
    }

    /**
     * Says how a complex result is computed, in ops over real parts, for kernels that do not just
     * move elements. The gradients stay those of the op.
     */
    public Builder complex(Function<Args, Tensor> rule) {
      complex = rule;
      return this;
    }

    /** Keeps the results for backward. */
    public Builder savesResults() {
      savesResults = true;
      return this;
    }

    /** Says that no result depends smoothly on any input. */
    public KernelOp notDifferentiable() {
      differentiable = false;
      return new KernelOp(this);
    }

    /** The op; a tensor argument without a gradient rule is an error. */
    public KernelOp build() {
      for (int i = 0; i < schema.size(); i++) {
        Argument a = schema.argument(i);
        if (a.isTensor()
            && !gradients.containsKey(a.name())
            && !listGradients.containsKey(a.name())) {
          throw new IllegalStateException(
              "op " + schema.fullName() + " says nothing of the gradient of '" + a.name() + "'");
        }
      }
      return new KernelOp(this);
    }
  }

  private final Builder parts;

  private KernelOp(Builder parts) {
    super(parts.schema);
    this.parts = parts;
  }

  @Override
  public String kind() {
    return "kernel";
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    @Nullable Tensor[] tensors = tensors(args);
    if (target != null && !schema().isInPlace()) {
      Tensor result = dispatch(withOldValue(args, target), null)[0];
      Promotion.checkCast(result.dtype(), target.dtype(), schema().name() + "_");
      target.copy_(result);
      return new Tensor[] {target};
    }
    Call call = new Call(schema(), args);
    Spec[] specs = parts.rule.apply(call);
    boolean record = parts.differentiable && records(tensors);
    Tensor written = schema().isInPlace() ? (Tensor) Objects.requireNonNull(args[0]) : null;
    if (written != null) {
      TensorState.checkInPlace(written, schema().name(), record);
    }
    OpNode.@Nullable Saving saving = record ? save(args, written, tensors) : null;
    Tensor[] outputs = new Tensor[specs.length];
    Function<Args, Tensor> complex = parts.complex;
    if (complex != null && specs[0].dtype().isComplex()) {
      device(tensors);
      outputs[0] = GradMode.with(false, () -> complex.apply(call));
    } else {
      for (int i = 0; i < specs.length; i++) {
        outputs[i] = written != null ? written : fresh(specs[i].dtype(), specs[i].shape());
      }
      run(backend(tensors), call, outputs);
    }
    if (written != null) {
      TensorState.storage(written).bumpVersion();
    }
    if (saving != null) {
      OpNode node =
          new OpNode(
              this,
              withoutTensors(args),
              saving.tensors(),
              saving.keep(),
              outputs,
              parts.savesResults);
      attach(node, outputs, written);
    }
    return outputs;
  }

  private OpNode.Saving save(
      @Nullable Object[] args, @Nullable Tensor written, @Nullable Tensor[] tensors) {
    boolean[] keep = new boolean[tensors.length];
    Arrays.fill(keep, true);
    Args bound = new Args(schema(), args);
    for (String name : parts.dropped) {
      int argument = schema().indexOf(name);
      int place = tensorPlace(bound, argument);
      Arrays.fill(
          keep, place, place + tensorCount(schema().argument(argument), args[argument]), false);
    }
    @Nullable Tensor[] seen = tensors.clone();
    if (written != null && keep[0]) {
      Tensor old = GradMode.with(false, written::clone);
      Node.Edge edge = TensorState.edge(written);
      if (edge != null) {
        TensorState.setGradFn(old, edge.node(), edge.output());
      }
      seen[0] = old;
    }
    return new OpNode.Saving(seen, keep);
  }

  private void run(Backend backend, Call call, Tensor[] outputs) {
    StridedArray[] out = new StridedArray[outputs.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = TensorState.array(outputs[i]);
    }
    @Nullable Object[] values = call.values;
    @Nullable Object[] arrays = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      Object v = values[i];
      if (v instanceof Tensor t) {
        StridedArray a = TensorState.array(t);
        Shape shape = call.stretched.get(i);
        arrays[i] = shape == null ? a : a.with(a.layout().broadcastTo(shape, schema().name()));
      } else if (v instanceof Tensor[] list) {
        arrays[i] = arrays(list);
      } else if (schema().argument(i).type() == Argument.Type.GENERATOR) {
        arrays[i] = (v == null ? Generator.defaultGenerator() : (Generator) v).engine();
      } else {
        arrays[i] = v;
      }
    }
    try {
      backend.run(parts.kernel, new KernelCall(out, arrays));
    } catch (DTypeException e) {
      throw named(call, e);
    }
  }

  /** Kernels that compute refuse complex elements without knowing the op. */
  private DTypeException named(Call call, DTypeException e) {
    for (Tensor t : tensors(call.values)) {
      if (t != null && t.dtype().isComplex()) {
        return new DTypeException(
            schema().name() + ": not defined for complex numbers, got " + t.dtype(), e);
      }
    }
    return e;
  }

  private static @Nullable StridedArray[] arrays(@Nullable Tensor[] list) {
    @Nullable StridedArray[] arrays = new StridedArray[list.length];
    for (int i = 0; i < arrays.length; i++) {
      Tensor t = list[i];
      arrays[i] = t == null ? null : TensorState.array(t);
    }
    return arrays;
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    if (parts.together != null) {
      parts
          .together
          .apply(context)
          .forEach((name, g) -> into[tensorPlace(context, schema().indexOf(name))] = g);
    }
    parts.gradients.forEach(
        (name, rule) -> {
          int place = tensorPlace(context, schema().indexOf(name));
          if (into[place] == null && context.needsInput(place)) {
            into[place] = rule.apply(context);
          }
        });
    parts.listGradients.forEach(
        (name, rule) -> {
          int place = tensorPlace(context, schema().indexOf(name));
          @Nullable Tensor[] grads = rule.apply(context);
          System.arraycopy(grads, 0, into, place, grads.length);
        });
  }
}
