package org.torch4j.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Autocast;
import org.torch4j.autograd.GradMode;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * An operation: one constant in a family file, of one of five kinds (pointwise, reduction, view,
 * composite, kernel), with its ATen schema, shape rule and gradients together.
 *
 * <p>A call goes three steps: bind and promote the arguments; record a node if a gradient is
 * needed; ask the device's backend for the kernel. Broadcasting, promotion, in-place and out
 * variants, version checks, and summing a gradient to its input's shape happen here, for all ops
 * alike.
 */
public abstract sealed class Op permits PointwiseOp, ReductionOp, ViewOp, CompositeOp, KernelOp {
  private static final Scalar[] NO_SCALARS = {};

  private final Schema schema;
  private final boolean[] required;

  Op(Schema schema) {
    this.schema = schema;
    this.required = new boolean[schema.size()];
    for (int i = 0; i < required.length; i++) {
      Argument a = schema.argument(i);
      required[i] = !a.optional() && !(a.hasDefault() && a.defaultValue() == null);
    }
  }

  /** An elementwise op; its gradient is derived from the expression. */
  public static PointwiseOp pointwise(String schema, Expr body) {
    return new PointwiseOp(Schema.parse(schema), body);
  }

  /**
   * A reduction of one tensor over the dimensions of its argument {@code dim}, all if there is
   * none.
   */
  public static ReductionOp.Builder reduction(
      String schema, Expr map, double init, Expr combine, Expr finish) {
    return new ReductionOp.Builder(Schema.parse(schema), map, init, combine, finish);
  }

  /** An op that shows the memory of its first argument through another layout. */
  public static ViewOp.Builder view(String schema, ViewOp.Geometry geometry) {
    return new ViewOp.Builder(Schema.parse(schema), geometry);
  }

  /** An op written in other ops; it needs no gradient. */
  public static CompositeOp composite(String schema, Function<Args, Tensor> body) {
    return new CompositeOp(Schema.parse(schema), args -> new Tensor[] {body.apply(args)});
  }

  /** An op written in other ops that returns several tensors. */
  public static CompositeOp compositeAll(String schema, Function<Args, Tensor[]> body) {
    return new CompositeOp(Schema.parse(schema), body);
  }

  /** An op that each backend has a kernel for, with one output. */
  public static KernelOp.Builder kernel(
      String schema, Function<KernelOp.Call, KernelOp.Spec> rule) {
    return new KernelOp.Builder(
        Schema.parse(schema), call -> new KernelOp.Spec[] {rule.apply(call)});
  }

  /** An op that each backend has a kernel for, with several outputs. */
  public static KernelOp.Builder kernelAll(
      String schema, Function<KernelOp.Call, KernelOp.Spec[]> rule) {
    return new KernelOp.Builder(Schema.parse(schema), rule);
  }

  /** Its contract. */
  public final Schema schema() {
    return schema;
  }

  /**
   * The kind: {@code pointwise}, {@code reduction}, {@code view}, {@code composite}, {@code
   * kernel}.
   */
  public abstract String kind();

  /**
   * Where its gradients come from: {@code expression} derived, {@code ops} written in ops, {@code
   * composite} the ops it is written in, {@code zero} everywhere flat, {@code none}.
   */
  public abstract String gradientKind();

  /** Runs the op on all its arguments, in the order of the schema and in normal form. */
  public final Tensor call(@Nullable Object... args) {
    return callAll(args)[0];
  }

  /** Runs an op that returns several tensors. */
  public final Tensor[] callAll(@Nullable Object... args) {
    complete(args);
    return Autocast.isPossible()
        ? AutocastRule.run(this, args, a -> run(a, null))
        : run(args, null);
  }

  /** Runs the op and writes the result into its first argument, which it returns. */
  public final Tensor callInPlace(@Nullable Object... args) {
    if (schema.returnsList()) {
      throw new IllegalArgumentException(
          schema.name() + "_: an op that returns a list of tensors does not work in place");
    }
    if (!(complete(args)[0] instanceof Tensor self)) {
      throw new IllegalArgumentException(
          schema.name() + "_: only an op whose first argument is a tensor works in place");
    }
    run(args, self);
    return self;
  }

  private Tensor[] run(@Nullable Object[] args, @Nullable Tensor target) {
    try {
      return SparseCalls.hasSparse(args)
          ? SparseCalls.run(this, args, target)
          : dispatch(args, target);
    } catch (DeviceException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith("the elements are on ")) {
        throw e;
      }
      throw new DeviceException(schema.name() + ": " + message, e);
    } catch (ArithmeticException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.endsWith(" overflow")) {
        throw e;
      }
      throw new IllegalArgumentException(
          schema.name() + ": a number is larger than an array can be (" + message + ")", e);
    }
  }

  /** Refuses null where the schema has no None. */
  private @Nullable Object[] complete(@Nullable Object[] args) {
    for (int i = 0; i < args.length; i++) {
      Object value = args[i];
      if (value == null ? required[i] : value instanceof Tensor[] list && holdsNull(list, i)) {
        throw new IllegalArgumentException(
            schema.name()
                + ": argument '"
                + schema.argument(i).name()
                + (value == null ? "' is None" : "' has a None in it"));
      }
    }
    return args;
  }

  private boolean holdsNull(@Nullable Tensor[] list, int argument) {
    if (!schema.argument(argument).optionalItems()) {
      for (Tensor t : list) {
        if (t == null) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Runs the op and writes its results into {@code outs}, resized to fit; nothing is recorded.
   *
   * @see OutVariant
   */
  public final List<Tensor> callOut(List<Tensor> outs, @Nullable Object... args) {
    return OutVariant.run(this, outs, args);
  }

  /** Whether {@code out} must not lie in the memory of an input. */
  boolean separateOut() {
    return false;
  }

  /**
   * The three steps.
   *
   * @param args in normal form
   * @param target the tensor to write into, the first argument, or null for a fresh result
   */
  abstract Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target);

  /** Fills {@code into} with the gradients of the flattened tensor arguments that are wanted. */
  abstract void gradients(GradContext context, @Nullable Tensor[] into);

  /** Whether a call on these tensors must be recorded. */
  static boolean records(@Nullable Tensor[] tensors) {
    boolean any = false;
    for (Tensor t : tensors) {
      if (t != null && TensorState.requiresGrad(t)) {
        any = true;
        break;
      }
    }
    return any && GradMode.isEnabled();
  }

  /** The tensors among the arguments, lists flattened, None kept as null. */
  final @Nullable Tensor[] tensors(@Nullable Object[] args) {
    int n = 0;
    for (int i = 0; i < args.length; i++) {
      n += tensorCount(schema.argument(i), args[i]);
    }
    @Nullable Tensor[] all = new Tensor[n];
    int at = 0;
    for (int i = 0; i < args.length; i++) {
      Argument a = schema.argument(i);
      if (a.isTensor()) {
        if (a.list()) {
          if (args[i] instanceof Tensor[] list) {
            for (Tensor t : list) {
              all[at++] = t;
            }
          }
        } else {
          all[at++] = (Tensor) args[i];
        }
      }
    }
    return all;
  }

  /** How many places an argument takes in the flattened list of tensors. */
  static int tensorCount(Argument argument, @Nullable Object value) {
    if (!argument.isTensor()) {
      return 0;
    }
    return argument.list() ? (value instanceof Tensor[] list ? list.length : 0) : 1;
  }

  /** Where the tensors of an argument start in the flattened list. */
  static int tensorPlace(Args args, int argument) {
    int place = 0;
    for (int i = 0; i < argument; i++) {
      place += tensorCount(args.schema.argument(i), args.values[i]);
    }
    return place;
  }

  /**
   * The arguments of an op in place whose result is written over {@code target} at last: where a
   * graph is recorded, a copy takes its place, since the graph keeps what is about to change.
   */
  final @Nullable Object[] beforeChange(@Nullable Object[] args, Tensor target) {
    boolean record = records(tensors(args));
    TensorState.checkInPlace(target, schema.name() + "_", record);
    if (!record) {
      return args;
    }
    @Nullable Object[] changed = args.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] = changed[i] == target ? target.clone() : changed[i];
    }
    return changed;
  }

  /** Writes the result of an op in place over its first argument. */
  final Tensor writeOver(Tensor target, Tensor result) {
    Promotion.checkCast(result.dtype(), target.dtype(), schema.name() + "_");
    if (!result.shape().equals(target.shape())) {
      throw new ShapeException(
          schema.name()
              + "_: the result has shape "
              + result.shape()
              + ", which does not fit in place into "
              + target.shape());
    }
    return target.copy_(result);
  }

  /** A copy of the arguments without the tensors, so that a node keeps only what it saved. */
  final Args withoutTensors(@Nullable Object[] args) {
    @Nullable Object[] bare = args.clone();
    for (int i = 0; i < bare.length; i++) {
      if (schema.argument(i).isTensor()) {
        bare[i] = bare[i] instanceof Tensor[] list ? new Tensor[list.length] : null;
      }
    }
    return new Args(schema, bare);
  }

  /** The numbers among the arguments, in order, as expressions read them. */
  static Scalar[] scalars(Args args) {
    int n = 0;
    for (int i = 0; i < args.values.length; i++) {
      n += isNumber(args.schema.argument(i)) ? 1 : 0;
    }
    if (n == 0) {
      return NO_SCALARS;
    }
    Scalar[] scalars = new Scalar[n];
    int at = 0;
    for (int i = 0; i < args.values.length; i++) {
      if (isNumber(args.schema.argument(i))) {
        Object v = args.values[i];
        scalars[at++] = v == null ? Scalar.ZERO : Scalar.of(v);
      }
    }
    return scalars;
  }

  static boolean isNumber(Argument a) {
    return !a.list()
        && (a.type() == Argument.Type.SCALAR
            || a.type() == Argument.Type.FLOAT
            || a.type() == Argument.Type.INT);
  }

  /** The device that all tensors share; that of new tensors if there are none. */
  final Device device(@Nullable Tensor[] tensors) {
    Device device = null;
    for (Tensor t : tensors) {
      if (t != null) {
        Device d = t.device();
        if (device == null) {
          device = d;
        } else if (device != d && !device.equals(d)) {
          throw mixed(device, d);
        }
      }
    }
    return device == null ? Placement.current() : device;
  }

  final DeviceException mixed(Device one, Device other) {
    return new DeviceException(
        schema.name()
            + ": Expected all tensors to be on the same device, but found at least two devices, "
            + one
            + " and "
            + other
            + "!");
  }

  /** Points the results of a recorded call to its node; an in-place change rewrites history. */
  static void attach(OpNode node, Tensor[] outputs, @Nullable Tensor target) {
    if (target != null) {
      Tensor base = TensorState.base(target);
      if (base != null) {
        CopySlices slices = new CopySlices(base, TensorState.replay(target), node);
        TensorState.setGradFn(base, slices, 0);
        TensorState.gradFn(target);
      } else {
        TensorState.setGradFn(target, node, 0);
      }
    } else {
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i].dtype().isDifferentiable()) {
          TensorState.setGradFn(outputs[i], node, i);
        }
      }
    }
    node.saveResults(outputs);
  }

  /** A fresh tensor for a result. */
  static Tensor fresh(Device device, DType dtype, Shape shape) {
    return new Tensor(Placement.allocate(device, dtype, shape));
  }

  static List<String> names(Schema schema) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      names.add(schema.argument(i).name());
    }
    return names;
  }
}
