package org.torch4j.op;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * A reduction of argument {@code self} over the dimensions {@code dim} (an int, a list, or None for
 * all), which {@code keepdim} keeps with size 1 and for which {@code dtype} may name the type.
 */
public final class ReductionOp extends Op {
  /** The dtypes of results. */
  public enum Result {
    /** That of the input. */
    SAME,
    /** int64 for integers and bool, else that of the input: sum, prod. */
    WIDE,
    /** Floating point only: mean. */
    FLOATING,
    /** bool, but uint8 for uint8: any, all. */
    BOOL,
    /** int64: counts. */
    INT64
  }

  /** The most dimensions that PyTorch reduces. */
  private static final int MAX_DIMS = 64;

  private final Builder parts;
  private final int dim;
  private final int keepdim;
  private final int dtype;
  private final AtomicReferenceArray<@Nullable ReductionProgram> programs =
      new AtomicReferenceArray<>(ComputeType.values().length);

  /** Collects the parts of a reduction. */
  public static final class Builder {
    private final Schema schema;
    private final Expr map;
    private final double init;
    private final Expr combine;
    private final Expr finish;
    private Result result = Result.SAME;
    private boolean needsElements;
    private boolean savesResult;
    private boolean partwise;
    private @Nullable BiFunction<Tensor, boolean[], Tensor> complex;
    private @Nullable Function<GradContext, @Nullable Tensor> gradient;

    Builder(Schema schema, Expr map, double init, Expr combine, Expr finish) {
      this.schema = schema;
      this.map = map;
      this.init = init;
      this.combine = combine;
      this.finish = finish;
    }

    /** The dtype of results. */
    public Builder result(Result rule) {
      result = rule;
      return this;
    }

    /** Refuses to reduce nothing: minima and maxima have no neutral element. */
    public Builder needsElements() {
      needsElements = true;
      return this;
    }

    /** Reduces complex numbers part by part, as sums are. */
    public Builder partwise() {
      partwise = true;
      return this;
    }

    /**
     * Says how complex numbers are reduced, in other ops: from the tensor and the marks of the
     * dimensions to the result that keeps those with size 1.
     */
    public Builder complex(BiFunction<Tensor, boolean[], Tensor> rule) {
      complex = rule;
      return this;
    }

    /** Keeps the result for the gradient. */
    public Builder savesResult() {
      savesResult = true;
      return this;
    }

    /** The gradient of {@code self}; null where none flows although the op is in the graph. */
    public ReductionOp grad(Function<GradContext, @Nullable Tensor> rule) {
      gradient = rule;
      return new ReductionOp(this);
    }

    /** A reduction whose result is not differentiable. */
    public ReductionOp notDifferentiable() {
      return new ReductionOp(this);
    }
  }

  private ReductionOp(Builder parts) {
    super(parts.schema);
    this.parts = parts;
    this.dim = parts.schema.find("dim");
    this.keepdim = parts.schema.find("keepdim");
    this.dtype = parts.schema.find("dtype");
  }

  @Override
  public String kind() {
    return "reduction";
  }

  /**
   * What it computes, as a loop over the elements.
   *
   * @param init what the total starts from
   * @param map of an element
   * @param combine of the total so far and a mapped element
   * @param finish of the total
   */
  public record Steps(String init, String map, String combine, String finish) {}

  /** What it computes. */
  public Steps steps() {
    return new Steps(
        Expr.constant(parts.init).toString(),
        parts.map.text(i -> "x"),
        parts.combine.text(i -> i == 0 ? "total" : "element"),
        parts.finish.text(i -> i == 0 ? "total" : "x" + i, i -> "count"));
  }

  @Override
  public String gradientKind() {
    return parts.gradient == null ? "none" : "ops";
  }

  /** Whether results have one dtype whatever the caller would like. */
  boolean fixesDtype() {
    return parts.result == Result.BOOL || parts.result == Result.INT64;
  }

  /**
   * The dimensions that a {@code dim} argument names: an integer, a list, or all for None or [].
   */
  static boolean[] reduced(@Nullable Object dims, int rank, String op) {
    boolean[] reduced = new boolean[rank];
    if (dims instanceof Long one) {
      int d = Shape.normalizeDim(one, rank, op);
      if (rank > 0) {
        reduced[d] = true;
      }
    } else if (dims instanceof long[] list && list.length > 0) {
      for (long one : list) {
        int d = Shape.normalizeDim(one, rank, op);
        if (rank > 0) {
          if (reduced[d]) {
            throw new ShapeException(op + ": dim " + d + " appears multiple times");
          }
          reduced[d] = true;
        }
      }
    } else {
      java.util.Arrays.fill(reduced, true);
    }
    return reduced;
  }

  @Override
  Tensor[] dispatch(@Nullable Object[] args, @Nullable Tensor target) {
    if (target != null) {
      throw new IllegalArgumentException(schema().name() + ": reductions have no in-place form");
    }
    Tensor self = (Tensor) Objects.requireNonNull(args[0]);
    if (self.dim() > MAX_DIMS) {
      throw new ShapeException(
          schema().name()
              + ": expected up to "
              + MAX_DIMS
              + " dimensions, got "
              + self.dim()
              + ": "
              + self.shape());
    }
    boolean[] reduced = reduced(dim < 0 ? null : args[dim], self.dim(), schema().name());
    DType type = resultType(self, dtype < 0 ? null : (DType) args[dtype]);
    if (self.dtype().isComplex() != type.isComplex()) {
      return dispatch(converted(args, self, type), null);
    }
    StridedArray in = TensorState.array(self);
    long[] kept = in.shape().toArray();
    for (int i = 0; i < kept.length; i++) {
      if (reduced[i]) {
        if (kept[i] == 0 && parts.needsElements) {
          throw new IndexOutOfBoundsException(
              schema().name()
                  + ": dimension "
                  + i
                  + " of shape "
                  + in.shape()
                  + " has size 0, there is nothing to reduce");
        }
        kept[i] = 1;
      }
    }
    StridedArray out =
        type.isComplex()
            ? complex(self, type, Shape.of(kept), reduced)
            : Placement.allocate(self.device(), type, Shape.of(kept));
    if (!type.isComplex()) {
      ComputeType compute = ComputeType.of(computeType(self.dtype(), type));
      Backends.of(self.device()).reduce(program(compute), out, in, reduced);
    }
    boolean keep = keepdim >= 0 && Boolean.TRUE.equals(args[keepdim]);
    Tensor result = new Tensor(keep ? out : out.with(Layout.contiguous(drop(kept, reduced))));
    Tensor[] outputs = {result};
    Tensor[] tensors = {self};
    if (parts.gradient != null && type.isDifferentiable() && records(tensors)) {
      OpNode node =
          new OpNode(
              this,
              withoutTensors(args),
              tensors,
              new boolean[] {true},
              outputs,
              parts.savesResult);
      attach(node, outputs, null);
    }
    return outputs;
  }

  /**
   * Truth and counts of complex numbers are those of being nonzero; else the dtype is asked for.
   */
  private @Nullable Object[] converted(@Nullable Object[] args, Tensor self, DType type) {
    @Nullable Object[] changed = args.clone();
    boolean truth = parts.result == Result.BOOL || parts.result == Result.INT64;
    changed[0] = truth ? self.ne(0) : self.to(type);
    return changed;
  }

  private StridedArray complex(Tensor self, DType type, Shape kept, boolean[] reduced) {
    if (parts.partwise) {
      StridedArray out = Placement.allocate(self.device(), type, kept);
      StridedArray in = TensorState.array(self);
      ReductionProgram program = program(ComputeType.of(type.toReal()));
      for (int i = 0; i < 2; i++) {
        Backends.of(self.device()).reduce(program, out.part(i), in.part(i), reduced);
      }
      return out;
    }
    BiFunction<Tensor, boolean[], Tensor> rule = parts.complex;
    if (rule == null) {
      throw new DTypeException(
          schema().name() + ": not defined for complex numbers, got " + self.dtype());
    }
    return GradMode.with(
        false,
        () -> {
          DType wide = type == DType.COMPLEX32 ? DType.COMPLEX64 : type;
          return TensorState.array(rule.apply(self.to(wide), reduced).to(type).contiguous());
        });
  }

  private static Shape drop(long[] sizes, boolean[] reduced) {
    long[] left = new long[sizes.length];
    int n = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (!reduced[i]) {
        left[n++] = sizes[i];
      }
    }
    return Shape.of(java.util.Arrays.copyOf(left, n));
  }

  private DType resultType(Tensor self, @Nullable DType asked) {
    DType in = self.dtype();
    switch (parts.result) {
      case WIDE:
        return asked != null ? asked : in.isDifferentiable() ? in : DType.INT64;
      case FLOATING:
        DType type = asked != null ? asked : in;
        if (!type.isDifferentiable()) {
          throw new DTypeException(
              schema().name()
                  + ": expected a floating-point or complex dtype, got "
                  + type
                  + "; convert the input or give a dtype");
        }
        return type;
      case BOOL:
        return in == DType.UINT8 ? in : DType.BOOL;
      case INT64:
        return DType.INT64;
      default:
        return asked != null ? asked : in;
    }
  }

  /**
   * Counts and truth values look at the input in its own type, the others compute in the result's.
   */
  private DType computeType(DType in, DType out) {
    return parts.result == Result.BOOL || parts.result == Result.INT64 ? in : out;
  }

  private ReductionProgram program(ComputeType compute) {
    ReductionProgram program = programs.get(compute.ordinal());
    if (program == null) {
      programs.compareAndSet(
          compute.ordinal(),
          null,
          new ReductionProgram(
              schema().fullName(), parts.map, parts.init, parts.combine, parts.finish, compute));
      program = programs.get(compute.ordinal());
    }
    return Objects.requireNonNull(program);
  }

  @Override
  void gradients(GradContext context, @Nullable Tensor[] into) {
    Function<GradContext, @Nullable Tensor> rule = parts.gradient;
    if (rule != null && context.needsInput(0)) {
      into[0] = rule.apply(context);
    }
  }

  /** Spreads a reduced tensor over the shape it was reduced from, for gradient rules. */
  public static Tensor spread(Tensor reduced, @Nullable Object dims, boolean kept, Shape shape) {
    boolean[] mark = reduced(dims, shape.dim(), "reduction");
    Tensor t = reduced;
    if (!kept) {
      for (int i = 0; i < mark.length; i++) {
        if (mark[i]) {
          t = t.unsqueeze(i);
        }
      }
    }
    return t.expand(shape.toArray());
  }

  /** {@link #spread} with {@code dim} and {@code keepdim} of the call. */
  public static Tensor spread(Tensor reduced, GradContext c) {
    boolean kept = c.schema.find("keepdim") >= 0 && c.flag("keepdim");
    Object dims = c.schema.find("dim") >= 0 ? c.get("dim") : null;
    return spread(reduced, dims, kept, c.shape("self"));
  }

  /** How many elements went into each result. */
  public static long count(GradContext c) {
    Shape shape = c.shape("self");
    boolean[] mark =
        reduced(c.schema.find("dim") >= 0 ? c.get("dim") : null, shape.dim(), "reduction");
    long n = 1;
    for (int i = 0; i < mark.length; i++) {
      n *= mark[i] ? shape.get(i) : 1;
    }
    return n;
  }
}
