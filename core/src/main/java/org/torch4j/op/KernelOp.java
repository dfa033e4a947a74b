package org.torch4j.op;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.backend.Backend;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomSource;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
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
    private boolean separateOut;
    private boolean moving;
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

    /** Copies {@code self} to the argument {@code device} instead of running a kernel. */
    public Builder moving() {
      moving = true;
      return this;
    }

    /** Refuses an {@code out} that lies in the memory of an input. */
    public Builder separateOut() {
      separateOut = true;
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

  /** Whether a device has its kernel. */
  public boolean runsOn(Device device) {
    return parts.moving || Backends.of(device).hasKernel(parts.kernel, device);
  }

  /** Whether a backend can run it. */
  public boolean runsOn(Backend backend) {
    return parts.moving || backend.hasKernel(parts.kernel);
  }

  /** The backend's name of its kernel. */
  public String kernelName() {
    return parts.kernel;
  }

  @Override
  public String gradientKind() {
    return parts.differentiable ? "ops" : "none";
  }

  @Override
  boolean separateOut() {
    return parts.separateOut;
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    @Nullable Tensor[] tensors = tensors(args);
    if (target != null && !schema().isInPlace()) {
      return new Tensor[] {writeOver(target, dispatch(beforeChange(args, target), null)[0])};
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
    if (parts.moving) {
      outputs[0] =
          new Tensor(
              Placement.copied(call.tensor("self"), Objects.requireNonNull(call.device("device"))));
    } else if (complex != null && specs[0].dtype().isComplex()) {
      device(tensors);
      outputs[0] =
          GradMode.with(
              false,
              () ->
                  computesHalves(tensors)
                      ? complex.apply(widened(call, new IdentityHashMap<>())).to(specs[0].dtype())
                      : complex.apply(call));
    } else {
      Device device = device(tensors);
      Backend backend = Backends.of(device);
      for (int i = 0; i < specs.length; i++) {
        outputs[i] = written != null ? written : fresh(device, specs[i].dtype(), specs[i].shape());
      }
      if (computesHalves(tensors)) {
        runWide(backend, call, outputs);
      } else {
        run(backend, call, outputs);
      }
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
      seen[0] = InPlaceTarget.oldValue(written);
    }
    return new OpNode.Saving(seen, keep);
  }

  private static boolean computesHalves(@Nullable Tensor[] tensors) {
    for (Tensor t : tensors) {
      if (t != null && t.dtype() == DType.COMPLEX32) {
        return true;
      }
    }
    return false;
  }

  /** Runs the kernel in complex64 and rounds once: sums of halves must not be rounded each. */
  private void runWide(Backend backend, Call call, Tensor[] outputs) {
    Map<Tensor, Tensor> wide = new IdentityHashMap<>();
    Call same = widened(call, wide);
    Tensor[] results = new Tensor[outputs.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = widened(outputs[i], wide);
    }
    run(backend, same, results);
    for (int i = 0; i < results.length; i++) {
      if (results[i] != outputs[i]) {
        int at = i;
        GradMode.with(false, () -> outputs[at].copy_(results[at]));
      }
    }
  }

  private Call widened(Call call, Map<Tensor, Tensor> wide) {
    @Nullable Object[] values = call.values.clone();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Tensor t) {
        values[i] = widened(t, wide);
      } else if (values[i] instanceof Tensor[] list) {
        @Nullable Tensor[] all = new Tensor[list.length];
        for (int j = 0; j < all.length; j++) {
          all[j] = list[j] == null ? null : widened(list[j], wide);
        }
        values[i] = all;
      }
    }
    Call same = new Call(schema(), values);
    same.stretched.putAll(call.stretched);
    return same;
  }

  private static Tensor widened(Tensor t, Map<Tensor, Tensor> known) {
    DType dtype = t.dtype();
    if (dtype.toReal() != DType.FLOAT16) {
      return t;
    }
    DType to = dtype.isComplex() ? DType.COMPLEX64 : DType.FLOAT32;
    return known.computeIfAbsent(t, half -> GradMode.with(false, () -> half.to(to)));
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
        arrays[i] = source((Generator) v, outputs[0].device());
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

  private static RandomSource source(@Nullable Generator given, Device device) {
    Generator generator = given == null ? Generator.defaultGenerator(device) : given;
    if (generator.device().type() != device.type()) {
      throw generator.mismatch(device.type());
    }
    return generator.source();
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
