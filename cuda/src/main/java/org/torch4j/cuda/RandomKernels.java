package org.torch4j.cuda;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.IntegerRange;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.PhiloxEngine;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.expr.Evaluate;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Random numbers that fill a tensor: the same that PyTorch draws on a GPU of the same size, see
 * {@link DrawGrid}. Elements are drawn for in the order in which they lie in memory.
 */
final class RandomKernels {
  private static final int EXPONENTIAL = 0;
  private static final int CAUCHY = 1;
  private static final int GEOMETRIC = 2;
  private static final int BERNOULLI = 3;

  /** Words of a stream that PyTorch counts for one thread of bernoulli. */
  private static final int BERNOULLI_WORDS = 10;

  /** From this many integers on, each is made of two words. */
  private static final long WIDE = 1L << 28;

  private RandomKernels() {}

  static void register(KernelTable table) {
    table.add("uniform_", RandomKernels::uniform);
    table.add("normal_", call -> normal(call, false));
    table.add("log_normal_", call -> normal(call, true));
    table.add("exponential_", call -> draw(call, EXPONENTIAL, call.doubleValue(1), 0));
    table.add("cauchy_", call -> draw(call, CAUCHY, call.doubleValue(1), call.doubleValue(2)));
    table.add("geometric_", call -> draw(call, GEOMETRIC, call.doubleValue(1), 0));
    table.add("bernoulli_", call -> draw(call, BERNOULLI, call.doubleValue(1), 0));
    table.add("bernoulli", RandomKernels::bernoulli);
    table.add("random_", RandomKernels::integers);
    table.add("rrelu_slopes", RandomKernels::slopes);
  }

  /** What a call draws from. */
  static PhiloxEngine engine(KernelCall call) {
    return (PhiloxEngine) Objects.requireNonNull(call.arg(call.size() - 1));
  }

  /** Where the random numbers of elements of {@code dtype} are computed. */
  static DType computed(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  private static int draws(DType dtype) {
    return dtype == DType.FLOAT64 ? 2 : 4;
  }

  /** The dimensions in the order of their steps, the smallest last. */
  static int[] memoryOrder(Layout layout) {
    int[] order = new int[layout.dim()];
    Arrays.setAll(order, i -> i);
    // From the back by insertion, as PyTorch does: dimensions of which one has no step stay put.
    for (int i = order.length - 2; i >= 0; i--) {
      int at = i;
      for (int k = i + 1; k < order.length; k++) {
        int compared = compare(layout, order[k], order[at]);
        if (compared > 0) {
          int swap = order[k];
          order[k] = order[at];
          order[at] = swap;
          at = k;
        } else if (compared < 0) {
          break;
        }
      }
    }
    return order;
  }

  /** Above 0 if {@code inner} must change places with {@code outer}, below 0 if not. */
  private static int compare(Layout layout, int inner, int outer) {
    long a = layout.stride(inner);
    long b = layout.stride(outer);
    if (a == 0 || b == 0) {
      return 0;
    }
    return a != b ? Long.compare(a, b) : layout.size(inner) > layout.size(outer) ? 1 : 0;
  }

  /** The elements of a row-major array as a vector; of complex ones the parts. */
  private static StridedArray flat(StridedArray rows) {
    int parts = rows.dtype().isComplex() ? 2 : 1;
    return new StridedArray(
        rows.storage(),
        rows.dtype().toReal(),
        Layout.of(Shape.of(parts * rows.numel()), new long[] {1}, parts * rows.layout().offset()));
  }

  /** Runs a kernel {@code (array, n, seed, round, ...)} over the result. */
  private static void fill(KernelCall call, int draws, UnaryOperator<Work> more, String kernel) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      IndexKernels.onRows(
          t,
          out.isContiguous() ? out : out.with(out.layout().permute(memoryOrder(out.layout()))),
          rows -> fill(engine(call), flat(rows), draws, more, kernel));
    }
  }

  /**
   * Fills a vector; PyTorch draws for one of 2 GiB and more by halves, behind counting it whole.
   */
  static void fill(
      PhiloxEngine engine, StridedArray out, int draws, UnaryOperator<Work> more, String kernel) {
    long n = out.numel();
    if (n == 0) {
      return;
    }
    DrawGrid grid = DrawGrid.of(Launches.device(out), n);
    PhiloxEngine.Place place = grid.take(engine, n, draws);
    if ((n - 1) * out.dtype().byteSize() >= Integer.MAX_VALUE) {
      fill(engine, out.with(out.layout().slice(0, 0, n / 2, 1)), draws, more, kernel);
      fill(engine, out.with(out.layout().slice(0, n / 2, n - n / 2, 1)), draws, more, kernel);
      return;
    }
    Work work = Work.of(kernel, out).array(out).longs(n, place.seed(), place.round());
    more.apply(work).runExactly(grid.blocks(), Launches.THREADS);
  }

  private static Work types(Work work, DType dtype) {
    return work.type("S", CudaTypes.stored(dtype)).type("A", CudaTypes.computed(computed(dtype)));
  }

  private static void uniform(KernelCall call) {
    DType dtype = call.output(0).dtype().toReal();
    double from = Evaluate.cast(call.doubleValue(1), dtype);
    double to = Evaluate.cast(call.doubleValue(2), dtype);
    double range = Evaluate.cast(to - from, dtype);
    if (Double.isInfinite(range)) {
      throw new IllegalArgumentException(
          "uniform_: to - from must be finite in " + dtype + ", got " + from + " to " + to);
    }
    fill(
        call,
        draws(dtype),
        work -> types(work, dtype).computed(dtype, range).computed(dtype, from).computed(dtype, to),
        "uniform");
  }

  private static void normal(KernelCall call, boolean exponential) {
    boolean complex = call.output(0).dtype().isComplex();
    DType dtype = call.output(0).dtype().toReal();
    double std = call.doubleValue(2);
    fill(
        call,
        draws(dtype),
        work ->
            types(work, dtype)
                .computed(dtype, call.doubleValue(1))
                .computed(dtype, complex ? std / Math.sqrt(2) : std)
                .flag(exponential),
        "normal");
  }

  private static void draw(KernelCall call, int what, double a, double b) {
    DType dtype = call.output(0).dtype();
    if (dtype.isComplex()) {
      throw new DTypeException("expected a real dtype, got " + dtype);
    }
    fill(call, draws(dtype), drawing(dtype, what, a, b), "draw");
  }

  private static UnaryOperator<Work> drawing(DType dtype, int what, double a, double b) {
    DType in = computed(dtype);
    return work -> types(work, dtype).ints(what).computed(in, a).computed(in, b);
  }

  /** Fills a vector with exponential draws of rate 1. */
  static void fillExponential(PhiloxEngine engine, StridedArray out) {
    DType dtype = out.dtype();
    fill(engine, out, draws(dtype), drawing(dtype, EXPONENTIAL, 1, 0), "draw");
  }

  private static void bernoulli(KernelCall call) {
    StridedArray out = call.output(0);
    long n = out.numel();
    if (n == 0) {
      return;
    }
    PhiloxEngine.Place place = engine(call).take(BERNOULLI_WORDS);
    try (Temporaries t = new Temporaries()) {
      DType chances = computed(out.dtype());
      StridedArray p = t.converted(call.array(0), chances);
      Work.of("bernoulli", out)
          .type("S", CudaTypes.stored(out.dtype()))
          .type("P", CudaTypes.stored(chances))
          .array(out)
          .array(p)
          .longs(n, place.seed(), place.round())
          .checked("bernoulli")
          .run(Math.ceilDiv(n, 4));
    }
  }

  /**
   * {@code (self, from, to?, generator)}. Without both bounds it is PyTorch's {@code random_()},
   * which makes int32 of one word each.
   */
  private static void integers(KernelCall call) {
    DType dtype = call.output(0).dtype();
    if (dtype.isComplex()) {
      throw new DTypeException("random_: expected a real dtype, got " + dtype);
    }
    long from = call.isNull(1) ? 0 : call.longValue(1);
    @Nullable Long to = call.isNull(2) ? null : (Long) call.longValue(2);
    IntegerRange range = IntegerRange.of(dtype, from, to);
    boolean free = from == 0 && to == null;
    boolean wide =
        free
            ? dtype == DType.INT64 || dtype == DType.FLOAT64
            : range.count() == 0 || Long.compareUnsigned(range.count(), WIDE) >= 0;
    fill(
        call,
        wide ? 2 : 4,
        work ->
            work.type("S", CudaTypes.stored(dtype)).longs(range.base(), range.count()).flag(wide),
        "integers");
  }

  /** {@code (self, lower, upper, generator)}: slopes for the elements that are not positive. */
  private static void slopes(KernelCall call) {
    StridedArray out = call.output(0);
    DType dtype = out.dtype();
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      CudaDevice device = Launches.device(out);
      long n = out.numel();
      DrawGrid grid = DrawGrid.of(device, n);
      PhiloxEngine.Place place = grid.take(engine(call), n, draws(dtype));
      types(Work.of("slopes", out), dtype)
          .array(out)
          .array(self)
          .longs(n, place.seed(), place.round())
          .real(call.scalar(1).doubleValue())
          .real(call.scalar(2).doubleValue())
          .runExactly(grid.blocks(), Launches.THREADS);
    }
  }
}
