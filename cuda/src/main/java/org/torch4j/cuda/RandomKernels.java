package org.torch4j.cuda;

import java.util.Objects;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Random numbers. Each call takes one key from the generator of the host; element i of its result
 * is drawn from position i of that key's stream (Philox), so that draws depend on the seed and the
 * order of calls alone.
 */
final class RandomKernels {
  private static final int EXPONENTIAL = 0;
  private static final int CAUCHY = 1;
  private static final int LOG_NORMAL = 2;
  private static final int GEOMETRIC = 3;
  private static final int BERNOULLI = 4;

  private RandomKernels() {}

  static void register(KernelTable table) {
    table.add("uniform_", RandomKernels::uniform);
    table.add("normal_", RandomKernels::normal);
    table.add("exponential_", call -> draw(call, EXPONENTIAL, call.doubleValue(1), 0));
    table.add("cauchy_", call -> draw(call, CAUCHY, call.doubleValue(1), call.doubleValue(2)));
    table.add(
        "log_normal_", call -> draw(call, LOG_NORMAL, call.doubleValue(1), call.doubleValue(2)));
    table.add("geometric_", call -> draw(call, GEOMETRIC, call.doubleValue(1), 0));
    table.add("bernoulli_", call -> draw(call, BERNOULLI, call.doubleValue(1), 0));
    table.add("bernoulli", RandomKernels::bernoulli);
    table.add("random_", RandomKernels::integers);
    table.add("randperm", RandomKernels::permutation);
    table.add("multinomial", RandomKernels::multinomial);
    table.add("poisson", call -> fromOne(call, "poisson"));
    table.add("_standard_gamma", call -> fromOne(call, "standard_gamma"));
    table.add("_sample_dirichlet", RandomKernels::dirichlet);
    table.add("binomial", RandomKernels::binomial);
  }

  private static long key(KernelCall call) {
    RandomEngine engine = (RandomEngine) Objects.requireNonNull(call.arg(call.size() - 1));
    synchronized (engine) {
      return engine.random64();
    }
  }

  private static StridedArray parts(StridedArray a) {
    return new StridedArray(
        a.storage(),
        a.dtype().toReal(),
        Layout.of(Shape.of(2 * a.numel()), new long[] {1}, 2 * a.layout().offset()));
  }

  private static void onRows(KernelCall call, java.util.function.Consumer<StridedArray> body) {
    try (Temporaries t = new Temporaries()) {
      IndexKernels.onRows(t, call.output(0), body);
    }
  }

  private static void uniform(KernelCall call) {
    double from = call.doubleValue(1);
    double to = call.doubleValue(2);
    long key = key(call);
    onRows(
        call,
        out -> {
          StridedArray real = out.dtype().isComplex() ? parts(out) : out;
          Work.of("uniform", real)
              .types(real.dtype())
              .array(real)
              .longs(real.numel(), key)
              .computed(real.dtype(), from)
              .computed(real.dtype(), to - from)
              .run(real.numel());
        });
  }

  private static void normal(KernelCall call) {
    double mean = call.doubleValue(1);
    double std = call.doubleValue(2);
    long key = key(call);
    onRows(
        call,
        out -> {
          boolean complex = out.dtype().isComplex();
          StridedArray real = complex ? parts(out) : out;
          Work.of("normal", real)
              .types(real.dtype())
              .array(real)
              .longs(real.numel(), key)
              .real(mean)
              .real(complex ? std / Math.sqrt(2) : std)
              .run(real.numel());
        });
  }

  private static void draw(KernelCall call, int what, double a, double b) {
    long key = key(call);
    onRows(
        call,
        out -> {
          if (out.dtype().isComplex()) {
            throw new DTypeException("expected a real dtype, got " + out.dtype());
          }
          Work.of("draw", out)
              .type("S", CudaTypes.stored(out.dtype()))
              .array(out)
              .longs(out.numel(), key)
              .ints(what)
              .real(a)
              .real(b)
              .run(out.numel());
        });
  }

  private static void bernoulli(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray p = t.rows(call.array(0));
      Work.of("bernoulli", out)
          .type("S", CudaTypes.stored(out.dtype()))
          .type("P", CudaTypes.stored(p.dtype()))
          .array(out)
          .array(p)
          .longs(out.numel(), key(call))
          .run(out.numel());
    }
  }

  /**
   * {@code (self, from, to?, generator)}; without {@code to} up to what the dtype holds exactly.
   */
  private static void integers(KernelCall call) {
    DType dtype = call.output(0).dtype();
    if (dtype.isComplex()) {
      throw new DTypeException("random_: expected a real dtype, got " + dtype);
    }
    long from = call.isNull(1) ? 0 : call.longValue(1);
    long first = from;
    long last = call.isNull(2) ? greatest(dtype) : call.longValue(2) - 1;
    long low = least(dtype);
    if (first > last || first < low || dtype.isIntegral() && last > greatest(dtype)) {
      throw new IllegalArgumentException(
          "random_: from=" + first + " to " + last + " (included) is out of bounds for " + dtype);
    }
    long key = key(call);
    onRows(
        call,
        out ->
            Work.of("integers", out)
                .type("S", CudaTypes.stored(dtype))
                .array(out)
                .longs(out.numel(), key, first, last - first + 1)
                .run(out.numel()));
  }

  private static long greatest(DType dtype) {
    return switch (dtype) {
      case BOOL -> 1;
      case UINT8 -> 255;
      case INT8 -> Byte.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT64 -> Long.MAX_VALUE;
      case BFLOAT16 -> 1L << 8;
      case FLOAT16 -> 1L << 11;
      case FLOAT32 -> 1L << 24;
      default -> 1L << 53;
    };
  }

  private static long least(DType dtype) {
    return switch (dtype) {
      case BOOL, UINT8 -> 0;
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      default -> Long.MIN_VALUE;
    };
  }

  private static void permutation(KernelCall call) {
    StridedArray out = call.output(0);
    long n = out.numel();
    if (n == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray keys = t.fresh(out, DType.INT64, n);
      Work.of("random_keys", out).array(keys).longs(n, key(call)).run(n);
      Sorting.Sorted s = OrderKernels.sorted(t, keys, Lines.of(0, keys.shape(), keys), n, false);
      Work.of("permutation", out)
          .type("S", CudaTypes.stored(out.dtype()))
          .array(out)
          .array(s.places())
          .longs(n)
          .run(n);
    }
  }

  private static void multinomial(KernelCall call) {
    StridedArray out = call.output(0);
    long samples = call.longValue(1);
    try (Temporaries t = new Temporaries()) {
      StridedArray weights = t.rows(call.array(0));
      long n = weights.layout().size(weights.layout().dim() - 1);
      long rows = weights.numel() / n;
      long key = key(call);
      if (call.booleanValue(2)) {
        Work.of("multinomial", out)
            .types(weights.dtype())
            .array(out)
            .array(weights)
            .longs(rows, n, samples, key)
            .run(out.numel());
        return;
      }
      StridedArray races = t.fresh(out, DType.FLOAT64, Shape.of(rows, n));
      Work.of("races", out)
          .types(weights.dtype())
          .array(races)
          .array(weights)
          .longs(rows * n, key)
          .run(rows * n);
      StridedArray to = out.with(Layout.contiguous(Shape.of(rows, samples)));
      Lines lines = Lines.of(1, races.shape(), races, to, to);
      Sorting.Sorted s = OrderKernels.sorted(t, races, lines, n, true);
      Work.of("sort_store", out)
          .bytes(races.dtype())
          .array(null)
          .array(to)
          .array(races)
          .array(s.places())
          .array(null)
          .longs(rows, samples, 0, s.room())
          .struct(lines.numbers())
          .run(rows * samples);
    }
  }

  private static void fromOne(KernelCall call, String kernel) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Work.of(kernel, out)
          .types(out.dtype())
          .array(out)
          .array(t.converted(call.array(0), out.dtype()))
          .longs(out.numel(), key(call))
          .run(out.numel());
    }
  }

  private static void dirichlet(KernelCall call) {
    StridedArray out = call.output(0);
    long n = out.layout().size(out.layout().dim() - 1);
    long rows = n == 0 ? 0 : out.numel() / n;
    try (Temporaries t = new Temporaries()) {
      Work.of("dirichlet", out)
          .types(out.dtype())
          .array(out)
          .array(t.converted(call.array(0), out.dtype()))
          .longs(rows, n, key(call))
          .run(rows);
    }
  }

  private static void binomial(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      StridedArray count = call.array(0);
      StridedArray p = call.array(1);
      Work.of("binomial", out)
          .types(out.dtype())
          .array(out)
          .array(t.rows(count.with(count.layout().broadcastTo(out.shape(), "binomial"))))
          .array(t.rows(p.with(p.layout().broadcastTo(out.shape(), "binomial"))))
          .longs(out.numel(), key(call))
          .run(out.numel());
    }
  }
}
