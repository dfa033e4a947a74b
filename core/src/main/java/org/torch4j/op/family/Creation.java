package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Placement;
import org.torch4j.storage.Layout;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** New tensors: filled, counted, like another. */
public final class Creation {
  /** The arguments that all functions of this kind share. */
  static final String OPTIONS =
      "ScalarType? dtype=None, Device? device=None, bool? pin_memory=None";

  private static final String LIKE = OPTIONS + ", MemoryFormat? memory_format=None) -> Tensor";

  private static final KernelOp ARANGE_KERNEL =
      kernel(
              "arange_counted(int count, Scalar start, Scalar step, ScalarType dtype) -> Tensor",
              a -> new KernelOp.Spec(known(a), Shape.of(a.integer("count"))))
          .kernel("arange")
          .notDifferentiable();

  private static final KernelOp LINSPACE_KERNEL = spaced("linspace", "");
  private static final KernelOp LOGSPACE_KERNEL = spaced("logspace", ", float base");

  private static final KernelOp EYE_KERNEL =
      kernel(
              "eye_filled(int n, int m, ScalarType dtype) -> Tensor",
              a -> new KernelOp.Spec(known(a), Shape.of(a.integer("n"), a.integer("m"))))
          .kernel("eye")
          .notDifferentiable();

  public static final CompositeOp EMPTY =
      made("empty(int[] size, *, " + LIKE, a -> Torch.empty(size(a), dtype(a)));
  public static final CompositeOp ZEROS =
      made("zeros(int[] size, *, " + OPTIONS + ") -> Tensor", a -> Torch.zeros(size(a), dtype(a)));
  public static final CompositeOp ONES =
      made("ones(int[] size, *, " + OPTIONS + ") -> Tensor", a -> Torch.ones(size(a), dtype(a)));
  public static final CompositeOp FULL =
      made(
          "full(int[] size, Scalar fill_value, *, " + OPTIONS + ") -> Tensor",
          a -> full(size(a), a.scalar("fill_value"), a.dtype("dtype")));
  public static final CompositeOp SCALAR_TENSOR =
      made(
          "scalar_tensor(Scalar s, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.full(Shape.SCALAR, a.scalar("s"), dtype(a)));
  public static final CompositeOp EMPTY_STRIDED =
      made(
          "empty_strided(int[] size, int[] stride, *, " + OPTIONS + ") -> Tensor",
          a -> strided(a, dtype(a)));

  public static final CompositeOp EYE =
      made(
          "eye(int n, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.eye(a.integer("n"), a.integer("n"), dtype(a)));
  public static final CompositeOp EYE_M =
      made(
          "eye.m(int n, int m, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.eye(a.integer("n"), a.integer("m"), dtype(a)));

  public static final CompositeOp ARANGE =
      made(
          "arange(Scalar end, *, " + OPTIONS + ") -> Tensor",
          a -> arange(Scalar.ZERO, a.scalar("end"), Scalar.ONE, a.dtype("dtype")));
  public static final CompositeOp ARANGE_START =
      made(
          "arange.start(Scalar start, Scalar end, *, " + OPTIONS + ") -> Tensor",
          a -> arange(a.scalar("start"), a.scalar("end"), Scalar.ONE, a.dtype("dtype")));
  public static final CompositeOp ARANGE_STEP =
      made(
          "arange.start_step(Scalar start, Scalar end, Scalar step=1, *, "
              + OPTIONS
              + ") -> Tensor",
          a -> arange(a.scalar("start"), a.scalar("end"), a.scalar("step"), a.dtype("dtype")));

  public static final CompositeOp RANGE =
      made(
          "range.step(Scalar start, Scalar end, Scalar step=1, *, " + OPTIONS + ") -> Tensor",
          Creation::closedRange);

  public static final CompositeOp LINSPACE =
      made(
          "linspace(Scalar start, Scalar end, int steps, *, " + OPTIONS + ") -> Tensor",
          a -> linspace(a.scalar("start"), a.scalar("end"), a.integer("steps"), dtype(a)));
  public static final CompositeOp LOGSPACE =
      made(
          "logspace(Scalar start, Scalar end, int steps, float base=10.0, *, "
              + OPTIONS
              + ") -> Tensor",
          a ->
              logspace(
                  a.scalar("start"),
                  a.scalar("end"),
                  a.integer("steps"),
                  a.real("base"),
                  dtype(a)));

  public static final CompositeOp TRIL_INDICES = triangle("tril_indices");
  public static final CompositeOp TRIU_INDICES = triangle("triu_indices");

  public static final CompositeOp EMPTY_LIKE =
      like("empty_like(Tensor self, *, ", a -> Torch.empty(shape(a), dtype(a)));
  public static final CompositeOp ZEROS_LIKE =
      like("zeros_like(Tensor self, *, ", a -> Torch.zeros(shape(a), dtype(a)));
  public static final CompositeOp ONES_LIKE =
      like("ones_like(Tensor self, *, ", a -> Torch.ones(shape(a), dtype(a)));
  public static final CompositeOp FULL_LIKE =
      like(
          "full_like(Tensor self, Scalar fill_value, *, ",
          a -> Torch.full(shape(a), a.scalar("fill_value"), dtype(a)));

  public static final CompositeOp NEW_EMPTY =
      made(
          "new_empty(Tensor self, int[] size, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.empty(size(a), dtype(a)));
  public static final CompositeOp NEW_EMPTY_STRIDED =
      made(
          "new_empty_strided(Tensor self, int[] size, int[] stride, *, " + OPTIONS + ") -> Tensor",
          a -> strided(a, dtype(a)));
  public static final CompositeOp NEW_ZEROS =
      made(
          "new_zeros(Tensor self, int[] size, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.zeros(size(a), dtype(a)));
  public static final CompositeOp NEW_ONES =
      made(
          "new_ones(Tensor self, int[] size, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.ones(size(a), dtype(a)));
  public static final CompositeOp NEW_FULL =
      made(
          "new_full(Tensor self, int[] size, Scalar fill_value, *, " + OPTIONS + ") -> Tensor",
          a -> Torch.full(size(a), a.scalar("fill_value"), dtype(a)));

  private Creation() {}

  private static KernelOp spaced(String name, String more) {
    return kernel(
            name
                + "_filled(Scalar start, Scalar end, int steps"
                + more
                + ", ScalarType dtype) -> Tensor",
            a -> new KernelOp.Spec(known(a), Shape.of(a.integer("steps"))))
        .kernel(name)
        .notDifferentiable();
  }

  private static DType known(Args a) {
    return java.util.Objects.requireNonNull(a.dtype("dtype"));
  }

  /** A function with {@link #OPTIONS}; the body takes care of the dtype. */
  static CompositeOp made(String schema, Function<Args, Tensor> body) {
    return composite(
        schema,
        a -> {
          Device device = a.device("device");
          if (Boolean.TRUE.equals(a.get("pin_memory"))) {
            throw new DeviceException(a.op() + ": pin_memory=True needs a CUDA device");
          }
          if (device == null && a.has("self")) {
            device = a.tensor("self").device();
          }
          Tensor out = device == null ? body.apply(a) : Placement.on(device, () -> body.apply(a));
          return a.has("memory_format")
              ? Copies.inFormat(out, a.memoryFormat("memory_format"))
              : out;
        });
  }

  static CompositeOp like(String start, Function<Args, Tensor> body) {
    return made(start + LIKE, body);
  }

  private static Shape size(Args a) {
    return Shape.of(a.integers("size"));
  }

  static Shape shape(Args a) {
    return a.tensor("self").shape();
  }

  /** The dtype asked for, else that of the tensor to resemble, else the default. */
  static DType dtype(Args a) {
    DType dtype = a.dtype("dtype");
    return dtype != null
        ? dtype
        : a.has("self") ? a.tensor("self").dtype() : Torch.getDefaultDtype();
  }

  private static Tensor full(Shape size, Scalar value, @Nullable DType dtype) {
    return dtype == null ? Torch.full(size, value) : Torch.full(size, value, dtype);
  }

  private static Tensor strided(Args a, DType dtype) {
    long[] sizes = a.integers("size");
    long[] strides = a.integers("stride");
    if (sizes.length != strides.length || Arrays.stream(strides).anyMatch(s -> s < 0)) {
      throw new ShapeException(
          a.op()
              + ": expected as many strides, not negative, as sizes, got "
              + Arrays.toString(sizes)
              + " and "
              + Arrays.toString(strides));
    }
    Layout layout = Layout.of(Shape.of(sizes), strides, 0);
    return Torch.empty(Shape.of(layout.end()), dtype).asStrided(sizes, strides, 0);
  }

  /** A matrix with ones on its diagonal. */
  public static Tensor eye(long n, long m, DType dtype) {
    if (n < 0 || m < 0) {
      throw new ShapeException("eye: sizes must not be negative, got " + n + " and " + m);
    }
    return EYE_KERNEL.call(n, m, dtype);
  }

  /** Numbers from {@code start} to before {@code end}; int64 if all are integers. */
  public static Tensor arange(Scalar start, Scalar end, Scalar step, @Nullable DType asked) {
    boolean integral = true;
    for (Scalar s : new Scalar[] {start, end, step}) {
      integral &= s.category().compareTo(DType.Category.FLOATING) < 0;
    }
    DType dtype = asked != null ? asked : integral ? DType.INT64 : Torch.getDefaultDtype();
    DTypeRules.expectReal("arange", dtype);
    // PyTorch counts in the integers of the result's type, but only for int64.
    boolean whole = dtype == DType.INT64;
    double span =
        whole
            ? (double) (end.longValue() - start.longValue())
            : end.doubleValue() - start.doubleValue();
    double stride = dtype.isIntegral() ? step.longValue() : step.doubleValue();
    boolean finite = Double.isFinite(start.doubleValue()) && Double.isFinite(end.doubleValue());
    if (stride == 0 || !finite || span / stride < 0) {
      throw new IllegalArgumentException(
          "arange: step " + step + " does not lead from " + start + " to " + end);
    }
    long count = (long) Math.ceil(span / (whole ? stride : step.doubleValue()));
    return ARANGE_KERNEL.call(
        count,
        dtype.isIntegral() ? Scalar.of(start.longValue()) : start,
        dtype.isIntegral() ? Scalar.of(step.longValue()) : step,
        dtype);
  }

  private static void checkSteps(String op, long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException(op + ": steps must not be negative, got " + steps);
    }
  }

  /** {@code steps} numbers from {@code start} to {@code end}, both included. */
  public static Tensor linspace(Scalar start, Scalar end, long steps, DType dtype) {
    checkSteps("linspace", steps);
    DTypeRules.expectNumbers("linspace", dtype);
    if (dtype.isComplex()) {
      DType part = dtype.toReal();
      return Torch.complex(
          linspace(Scalar.of(start.doubleValue()), Scalar.of(end.doubleValue()), steps, part),
          linspace(Scalar.of(start.imaginary()), Scalar.of(end.imaginary()), steps, part));
    }
    return LINSPACE_KERNEL.call(start, end, steps, dtype);
  }

  /** Powers of {@code base} with exponents from {@code start} to {@code end}. */
  public static Tensor logspace(Scalar start, Scalar end, long steps, double base, DType dtype) {
    checkSteps("logspace", steps);
    DTypeRules.expectNumbers("logspace", dtype);
    if (dtype.isComplex()) {
      return Arithmetic.POW_OF_SCALAR.call(Scalar.of(base), linspace(start, end, steps, dtype));
    }
    return LOGSPACE_KERNEL.call(start, end, steps, base, dtype);
  }

  private static CompositeOp triangle(String name) {
    boolean lower = name.equals("tril_indices");
    return made(
        name + "(int row, int col, int offset=0, *, " + OPTIONS + ") -> Tensor",
        a -> {
          long rows = a.integer("row");
          long columns = a.integer("col");
          if (rows < 0 || columns < 0) {
            throw new ShapeException(
                name + ": sizes must not be negative, got " + rows + " and " + columns);
          }
          DType asked = a.dtype("dtype");
          DType dtype = asked == null ? DType.INT64 : asked;
          DTypeRules.expect(
              name, dtype == DType.INT32 || dtype == DType.INT64, "int32 or int64 as", dtype);
          if (Math.max(rows, columns) > Integer.MAX_VALUE) {
            throw new ShapeException(
                name + ": sizes must not exceed 2147483647, got " + rows + " and " + columns);
          }
          long[] places = corner(rows, columns, a.integer("offset"), lower);
          return Torch.tensor(places).reshape(2, places.length / 2).to(dtype);
        });
  }

  /** The rows, then the columns, of the places in a triangle. */
  private static long[] corner(long rows, long columns, long offset, boolean lower) {
    long diagonal = Math.clamp(offset, -rows - 1, columns + 1) + (lower ? 1 : 0);
    long count = 0;
    for (long r = 0; r < rows && count <= Integer.MAX_VALUE / 2; r++) {
      long cut = Math.clamp(r + diagonal, 0, columns);
      count += lower ? cut : columns - cut;
    }
    if (count > Integer.MAX_VALUE / 2) {
      throw new ShapeException(
          "triangle of " + rows + " times " + columns + ": more places than an array can have");
    }
    int n = (int) count;
    long[] places = new long[2 * n];
    int at = 0;
    for (long r = 0; r < rows; r++) {
      long cut = Math.clamp(r + diagonal, 0, columns);
      for (long c = lower ? 0 : cut; c < (lower ? cut : columns); c++) {
        places[at] = r;
        places[n + at++] = c;
      }
    }
    return places;
  }

  /** As many steps as fit, both ends included. */
  private static Tensor closedRange(Args a) {
    double start = a.real("start");
    double step = a.real("step");
    double steps = (a.real("end") - start) / step;
    if (!(steps >= 0 && steps < Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "range: end must be reached from start by finite steps other than 0, got " + a.numbers());
    }
    DType dtype = dtype(a);
    DTypeRules.expectReal("range", dtype);
    return ARANGE_KERNEL.call(
        (long) Math.floor(steps) + 1, a.scalar("start"), a.scalar("step"), dtype);
  }
}
