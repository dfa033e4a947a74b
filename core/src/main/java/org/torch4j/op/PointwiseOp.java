package org.torch4j.op;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.backend.Backend;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.ComplexForm;
import org.torch4j.expr.Evaluate;
import org.torch4j.expr.Expr;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * An elementwise op as an expression: the tensors of the schema are its inputs in order, the
 * numbers its scalars. The gradient of each input is derived from the expression, is a pointwise op
 * itself, and reads the result where that says the same as recomputing it.
 */
public final class PointwiseOp extends Op {
  /** Numbers with these names take part in type promotion, as operands written by the user. */
  private static final List<String> OPERANDS =
      List.of("self", "other", "value", "exponent", "min", "max");

  /** Tensors with these names choose between operands and take no part in type promotion. */
  private static final List<String> MASKS = List.of("condition", "mask");

  private final Expr body;
  private final int inputs;
  private final boolean[] promotes;
  private final boolean[] mask;
  private final boolean predicate;
  private final boolean floatOnly;
  private final boolean integerOnly;
  private final int dtype;
  private boolean noBool;
  private boolean refusesBool;
  private boolean converting;
  private @Nullable DType forced;
  private @Nullable Consumer<Args> check;
  private boolean truncates;
  private List<String> unknown = List.of();
  private final AtomicReferenceArray<@Nullable PointwiseProgram> programs =
      new AtomicReferenceArray<>(ComputeType.values().length);
  private final PointwiseGradients derived;
  private ComplexPointwise complex;
  private @Nullable Function<Args, Tensor> complexBody;

  PointwiseOp(Schema schema, Expr body) {
    super(schema);
    this.body = body;
    this.promotes = new boolean[schema.size()];
    this.mask = new boolean[schema.size()];
    int tensors = 0;
    for (int i = 0; i < schema.size(); i++) {
      Argument a = schema.argument(i);
      tensors += a.isTensor() ? 1 : 0;
      mask[i] = a.isTensor() && MASKS.contains(a.name());
      promotes[i] = a.isTensor() ? !mask[i] : isNumber(a) && OPERANDS.contains(a.name());
    }
    this.inputs = tensors;
    this.predicate = body.isPredicate();
    this.floatOnly = body.isFloatOnly();
    this.integerOnly = body.isIntegerOnly();
    this.derived = new PointwiseGradients(this, tensors);
    this.complex = new ComplexPointwise(schema, ComplexForm.of(body, tensors));
    this.dtype = schema.find("dtype");
  }

  /** Refuses to compute in bool, as {@code neg} and {@code remainder} do. */
  public PointwiseOp withoutBool() {
    noBool = true;
    return this;
  }

  /** Refuses bool operands even beside numbers of other types, as {@code sub} does. */
  public PointwiseOp refusingBool() {
    refusesBool = true;
    return this;
  }

  /** Gives results of this type whatever the inputs, as {@code signbit} does. */
  public PointwiseOp returning(DType dtype) {
    forced = dtype;
    return this;
  }

  /** Takes any dtype into any other, as {@code copy_} does; only the last tensor is read. */
  public PointwiseOp converting() {
    converting = true;
    return this;
  }

  /** Lets this number take the type of the tensors, losing its fraction to integers. */
  public PointwiseOp withoutPromotionOf(String number) {
    promotes[schema().indexOf(number)] = false;
    truncates = true;
    return this;
  }

  /** Says that no gradient is known for these tensors; asking for one is an error, not a zero. */
  public PointwiseOp withoutGradientOf(String... tensors) {
    unknown = List.of(tensors);
    return this;
  }

  /** Looks at the arguments of each call first. */
  public PointwiseOp checking(Consumer<Args> rule) {
    check = rule;
    return this;
  }

  /**
   * States the gradient of one input where the derived one would not be PyTorch's.
   *
   * @param input the place of the tensor among the tensors
   * @param rule over the op's n inputs, the arrived gradient (n) and the result (n + 1)
   */
  public PointwiseOp gradient(int input, Expr rule) {
    derived.state(input, rule);
    return this;
  }

  /** Conjugates the result if it is complex, as {@code conj} does. */
  public PointwiseOp conjugating() {
    complex = new ComplexPointwise(schema(), complex.form().conjugate());
    return this;
  }

  /**
   * Says how complex numbers are computed, in other ops, where the body is no differentiable
   * function of them, as {@code abs} is not.
   */
  public PointwiseOp complex(Function<Args, Tensor> composite) {
    complexBody = composite;
    return this;
  }

  /** What it computes. */
  public Expr body() {
    return body;
  }

  /** Whether the op has one tensor and makes 0 of its zeros, beside the numbers of this call. */
  boolean keepsZero(@Nullable Object[] args) {
    if (inputs != 1) {
      return false;
    }
    @Nullable Tensor[] tensors = tensors(args);
    DType common = common(args, tensors);
    Scalar[] numbers = scalars(new Args(schema(), args));
    if (common.isIntegral()) {
      long[] values = Arrays.stream(numbers).mapToLong(Scalar::longValue).toArray();
      return Evaluate.evalLong(body, new long[1], values) == 0;
    }
    double[] values = Arrays.stream(numbers).mapToDouble(Scalar::doubleValue).toArray();
    return Evaluate.evalDouble(body, new double[1], values) == 0;
  }

  /** What it computes, by the names of the schema: {@code self * sigmoid(self)}. */
  public String text() {
    return body.text(this::inputName, this::numberName);
  }

  /**
   * The op that computes the gradient of tensor {@code input}, derived and simplified; null where
   * the function is flat.
   */
  public @Nullable PointwiseOp gradient(int input) {
    return derived.of(input).op();
  }

  /** How many tensors it reads. */
  public int inputs() {
    return inputs;
  }

  /** The numbers of a call in the order in which expressions count them: their names. */
  private String numberName(int number) {
    int seen = 0;
    for (int i = 0; i < schema().size(); i++) {
      if (isNumber(schema().argument(i)) && seen++ == number) {
        String name = schema().argument(i).name();
        return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
      }
    }
    throw new IllegalStateException(schema().name() + " has no number " + number);
  }

  /** Name of a tensor by its place; behind the op's own stand the gradient and the result. */
  String inputName(int source) {
    if (source == inputs) {
      return "grad";
    }
    if (source > inputs) {
      return "result";
    }
    int seen = 0;
    for (int i = 0; i < schema().size(); i++) {
      if (schema().argument(i).isTensor() && seen++ == source) {
        return schema().argument(i).name();
      }
    }
    throw new IllegalStateException(schema().name());
  }

  ComplexPointwise complexForm() {
    return complex;
  }

  void setComplexForm(ComplexPointwise form) {
    complex = form;
  }

  /** The program that computes it in this type. */
  public PointwiseProgram program(ComputeType compute) {
    PointwiseProgram program = programs.get(compute.ordinal());
    if (program == null) {
      programs.compareAndSet(
          compute.ordinal(),
          null,
          new PointwiseProgram(schema().fullName(), List.of(body), compute));
      program = programs.get(compute.ordinal());
    }
    return Objects.requireNonNull(program);
  }

  @Override
  public String gradientKind() {
    if (predicate || forced != null && !forced.isDifferentiable()) {
      return "none";
    }
    for (int i = 0; i < inputs; i++) {
      if (gradient(i) != null) {
        return "expression";
      }
    }
    return inputs == 0 ? "none" : "zero";
  }

  @Override
  public String kind() {
    return "pointwise";
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    @Nullable Tensor[] tensors = tensors(args);
    if (check != null) {
      check.accept(new Args(schema(), args));
    }
    DType common = common(args, tensors);
    if (complexBody != null && common.isComplex()) {
      return inOtherOps(complexBody, args, target);
    }
    DType result = resultType(args, common);
    Shape shape = shape(tensors);
    DType stored = target != null ? target.dtype() : result;
    boolean record = records(tensors) && stored.isDifferentiable();
    boolean[] keep = null;
    if (target != null) {
      if (!converting) {
        Promotion.checkCast(result, target.dtype(), schema().name() + "_");
      }
      keep =
          InPlaceTarget.prepare(
              schema().name() + "_", target, shape, tensors, record ? derived.saves() : null);
    }
    Scalar[] scalars = scalars(new Args(schema(), args));
    Device device = meetingPlace(tensors);
    if (target != null && target.device() != device && !target.device().equals(device)) {
      throw mixed(target.device(), device);
    }
    Tensor output = target != null ? target : fresh(device, result, shape);
    compute(device, output, common, tensors, scalars);
    if (target != null) {
      TensorState.storage(target).bumpVersion();
    }
    Tensor[] outputs = {output};
    if (record) {
      if (keep == null) {
        keep = derived.saves();
      }
      OpNode node =
          new OpNode(this, withoutTensors(args), tensors, keep, outputs, derived.savesResult());
      attach(node, outputs, target);
    }
    return outputs;
  }

  private Tensor[] inOtherOps(
      Function<Args, Tensor> composite, @Nullable Object[] args, @Nullable Tensor target) {
    Tensor result = composite.apply(new Args(schema(), args));
    if (target == null) {
      return new Tensor[] {result};
    }
    if (result.dtype() != target.dtype()) {
      throw new DTypeException(
          schema().name()
              + "_: the result is "
              + result.dtype()
              + ", which does not fit in place into "
              + target.dtype());
    }
    return new Tensor[] {target.copy_(result)};
  }

  private DType resultType(@Nullable Object[] args, DType common) {
    if (dtype >= 0 && args[dtype] instanceof DType asked) {
      return asked;
    }
    return forced != null ? forced : predicate ? DType.BOOL : common;
  }

  /** The type in which the operands meet. */
  private DType common(@Nullable Object[] args, @Nullable Tensor[] tensors) {
    Tensor last = tensors.length == 0 ? null : tensors[tensors.length - 1];
    if (converting && last != null) {
      return last.dtype();
    }
    DType first = null;
    boolean same = true;
    boolean bool = false;
    for (int i = 0; i < args.length; i++) {
      if (promotes[i]) {
        if (args[i] instanceof Tensor t) {
          same &= first == null || first == t.dtype();
          first = t.dtype();
          bool |= first == DType.BOOL;
        } else if (args[i] instanceof Scalar s) {
          same &= !s.isFloatingPoint() || first != null && first.isDifferentiable();
          same &= s.category() != DType.Category.INTEGRAL || first != DType.BOOL;
          same &= !s.isComplex() || first != null && first.isComplex();
          bool |= s.category() == DType.Category.BOOL;
        }
      }
    }
    DType common = same && first != null ? first : promoted(args);
    if (noBool && common == DType.BOOL || refusesBool && bool) {
      throw new DTypeException(
          schema().name()
              + ": bool tensors are not supported; logical_not, logical_xor or a cast"
              + " says what is meant");
    }
    if (integerOnly && !common.isIntegral()) {
      throw new DTypeException(
          schema().name() + ": expected integers or truth values, the operands meet in " + common);
    }
    if (common.isIntegral() && !floatOnly && !truncates) {
      checkNumbers(args, common);
    }
    return floatOnly && common.isIntegral() ? Torch.getDefaultDtype() : common;
  }

  /** A number that does not promote must not lose its fraction either. */
  private void checkNumbers(@Nullable Object[] args, DType common) {
    for (int i = 0; i < args.length; i++) {
      if (!promotes[i] && args[i] instanceof Scalar s && s.isFloatingPoint()) {
        throw new DTypeException(
            schema().name()
                + ": for "
                + common
                + " tensors, argument "
                + schema().argument(i).name()
                + " must not be a floating-point number, got "
                + s);
      }
    }
  }

  private DType promoted(@Nullable Object[] args) {
    Promotion promotion = new Promotion();
    for (int i = 0; i < args.length; i++) {
      if (promotes[i]) {
        if (args[i] instanceof Tensor t) {
          promotion.add(t);
        } else if (args[i] instanceof Scalar s) {
          promotion.add(s);
        }
      }
    }
    return promotion.result();
  }

  private Shape shape(@Nullable Tensor[] tensors) {
    Shape shape = null;
    for (Tensor t : tensors) {
      if (t == null) {
        throw new IllegalArgumentException(schema().name() + ": a tensor argument is None");
      }
      shape = shape == null ? t.shape() : Shape.broadcast(shape, t.shape(), schema().name());
    }
    return shape == null ? Shape.SCALAR : shape;
  }

  /** The device of the operands; numbers in tensors of the CPU may join those of another one. */
  private Device meetingPlace(@Nullable Tensor[] tensors) {
    Device device = null;
    boolean joins = false;
    for (Tensor t : tensors) {
      if (t != null) {
        Device d = t.device();
        if (device == null || device == d) {
          device = d;
        } else if (!device.equals(d)) {
          joins = true;
        }
      }
    }
    return joins ? withoutNumbers(tensors) : device == null ? Placement.current() : device;
  }

  private Device withoutNumbers(@Nullable Tensor[] tensors) {
    Device device = null;
    for (Tensor t : tensors) {
      if (t != null && (t.dim() > 0 || t.isCuda())) {
        if (device != null && !device.equals(t.device())) {
          throw mixed(device, t.device());
        }
        device = t.device();
      }
    }
    return Objects.requireNonNull(device);
  }

  private void compute(
      Device device, Tensor output, DType common, @Nullable Tensor[] tensors, Scalar[] scalars) {
    StridedArray out = TensorState.array(output);
    Shape shape = out.shape();
    StridedArray[] in = new StridedArray[tensors.length];
    boolean parts = common.isComplex() || out.dtype().isComplex();
    for (int i = 0; i < in.length; i++) {
      Tensor t = tensors[i];
      if (t == null) {
        throw new IllegalArgumentException(schema().name() + ": a tensor argument is None");
      }
      if (t.device() != device && !t.device().equals(device)) {
        t = t.detach().to(device);
      }
      StridedArray a = TensorState.array(wraps(t, common) ? t.detach().to(common) : t);
      parts |= a.dtype().isComplex();
      in[i] = a.shape().equals(shape) ? a : a.with(a.layout().broadcastTo(shape, schema().name()));
    }
    Backend backend = Backends.of(device);
    if (parts) {
      complex.compute(backend, out, common, in, scalars);
      return;
    }
    for (Scalar s : scalars) {
      if (s.isComplex()) {
        throw new DTypeException(
            schema().name() + ": " + common + " tensors cannot be combined with the number " + s);
      }
    }
    backend.pointwise(program(ComputeType.of(common)), new StridedArray[] {out}, in, scalars);
  }

  /** A wider integer beside bytes or shorts is cut to them before it is used, as in PyTorch. */
  private static boolean wraps(Tensor t, DType common) {
    return t.dim() == 0
        && common.isIntegral()
        && common.byteSize() < 4
        && common != DType.BOOL
        && t.dtype() != common
        && t.dtype() != DType.BOOL;
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    for (int i = 0; i < inputs; i++) {
      if (context.needsInput(i) && unknown.contains(inputName(i))) {
        throw new AutogradException(
            schema().name() + ": the derivative for argument '" + inputName(i) + "' is not known");
      }
    }
    derived.apply(context, into);
  }
}
