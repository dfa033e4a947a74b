package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.backend.PhiloxEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Draws that depend on the elements of a tensor, and random orders, as PyTorch makes them. */
final class SampleKernels {
  // Words of a stream that PyTorch counts for one thread, whatever it uses.
  private static final int POISSON_WORDS = 20;
  private static final int GAMMA_WORDS = 10;
  private static final int BINOMIAL_WORDS = 42;

  /** The most rows that get threads of their own in PyTorch's multinomial. */
  private static final long MOST_SETS = 65535;

  private SampleKernels() {}

  static void register(KernelTable table) {
    table.add("randperm", SampleKernels::permutation);
    table.add("multinomial", SampleKernels::multinomial);
    table.add("poisson", SampleKernels::poisson);
    table.add("_standard_gamma", SampleKernels::gamma);
    table.add("_sample_dirichlet", SampleKernels::dirichlet);
    table.add("binomial", SampleKernels::binomial);
  }

  /** So many bits that keys of {@code n} elements are all different nine times out of ten. */
  static int keyBits(long n) {
    double values = n - (6.0 * n * n + 1) / (Math.log(0.9) * 12);
    return (int) Math.min(64, Math.ceil(Math.log(values) / Math.log(2)));
  }

  private static void permutation(KernelCall call) {
    StridedArray out = call.output(0);
    long n = out.numel();
    if (n == 0) {
      return;
    }
    PhiloxEngine engine = RandomKernels.engine(call);
    int bits = keyBits(n);
    try (Temporaries t = new Temporaries()) {
      StridedArray keys = t.fresh(out, DType.INT64, n);
      RandomKernels.fill(engine, keys, 2, work -> work.ints(bits), "random_keys");
      Sorting.Sorted s = OrderKernels.sorted(t, keys, Lines.of(0, keys.shape(), keys), n, false);
      PhiloxEngine.Place place = engine.take(n);
      Work.of("islands", out)
          .array(s.places())
          .array(s.keys())
          .longs(n, place.seed(), place.round())
          .run(n - 1);
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
    if (out.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      StridedArray weights = t.rows(call.array(0));
      long n = weights.layout().size(weights.layout().dim() - 1);
      StridedArray rows = weights.with(matrix(weights.numel() / n, n, weights.layout().offset()));
      boolean again = call.booleanValue(2) && samples > 1;
      StridedArray shares = again ? t.fresh(out, weights.dtype(), rows.shape()) : null;
      Work.of("weights", out)
          .types(weights.dtype())
          .array(shares)
          .array(rows)
          .longs(rows.layout().size(0), n)
          .checked("multinomial")
          .runBlocks(rows.layout().size(0), (int) Math.min(1024, Math.ceilDiv(n, 32) * 32));
      if (shares != null) {
        again(call, t, shares, samples);
      } else {
        once(call, t, rows, samples);
      }
    }
  }

  private static Layout matrix(long rows, long n, long offset) {
    return Layout.of(Shape.of(rows, n), new long[] {n, 1}, offset);
  }

  /** With replacement: uniform draws looked up in the running sums. */
  private static void again(KernelCall call, Temporaries t, StridedArray shares, long samples) {
    StridedArray out = call.output(0);
    long rows = shares.layout().size(0);
    long n = shares.layout().size(1);
    StridedArray sums = t.fresh(out, shares.dtype(), shares.shape());
    Lines lines = Lines.of(1, shares.shape(), shares, sums);
    Scans.run(t, shares, sums, lines, n, Scans.SUM);
    long sets = Math.min(rows, MOST_SETS);
    PhiloxEngine.Place place = RandomKernels.engine(call).take(Math.ceilDiv(rows, sets) * 4);
    Work.of("multinomial", out)
        .types(shares.dtype())
        .array(out)
        .array(sums)
        .array(shares)
        .longs(rows, n, samples, place.seed(), place.round(), sets)
        .run(out.numel());
  }

  /** Without: the places of the greatest quotients of weight and exponential draw. */
  private static void once(KernelCall call, Temporaries t, StridedArray rows, long samples) {
    StridedArray out = call.output(0);
    long n = rows.layout().size(1);
    StridedArray races = exponentials(call, t, call.array(0));
    Work.of("races", out)
        .types(rows.dtype())
        .array(races)
        .array(rows)
        .longs(rows.numel())
        .run(rows.numel());
    StridedArray keys = races.with(matrix(rows.layout().size(0), n, races.layout().offset()));
    StridedArray to = out.with(Layout.contiguous(Shape.of(rows.layout().size(0), samples)));
    Lines lines = Lines.of(1, keys.shape(), keys, to, to);
    Sorting.Sorted s = OrderKernels.sorted(t, keys, lines, n, true);
    Work.of("sort_store", out)
        .bytes(keys.dtype())
        .array(null)
        .array(to)
        .array(keys)
        .array(s.places())
        .array(null)
        .longs(keys.layout().size(0), samples, 0, s.room())
        .struct(lines.numbers())
        .run(keys.layout().size(0) * samples);
  }

  /** Draws for each weight, row-major; they were made in the order of the weights in memory. */
  private static StridedArray exponentials(KernelCall call, Temporaries t, StridedArray weights) {
    DType dtype = weights.dtype();
    StridedArray drawn = t.fresh(weights, dtype, weights.numel());
    RandomKernels.fillExponential(RandomKernels.engine(call), drawn);
    int[] order = RandomKernels.memoryOrder(weights.layout());
    Layout ordered = weights.layout().permute(order);
    if (weights.isContiguous() || !weights.with(ordered).isContiguous()) {
      return drawn;
    }
    Layout same = Layout.of(weights.shape(), weights.layout().strides(), 0);
    return t.rows(drawn.with(same));
  }

  private static void poisson(KernelCall call) {
    StridedArray out = call.output(0);
    PhiloxEngine.Place place = RandomKernels.engine(call).take(POISSON_WORDS);
    try (Temporaries t = new Temporaries()) {
      Work.of("poisson", out)
          .types(out.dtype())
          .array(out)
          .array(t.converted(call.array(0), out.dtype()))
          .longs(out.numel(), place.seed(), place.round())
          .checked("poisson")
          .run(out.numel());
    }
  }

  private static void gamma(KernelCall call) {
    StridedArray out = call.output(0);
    PhiloxEngine.Place place = RandomKernels.engine(call).take(GAMMA_WORDS);
    try (Temporaries t = new Temporaries()) {
      Work.of("standard_gamma", out)
          .types(out.dtype())
          .array(out)
          .array(t.converted(call.array(0), out.dtype()))
          .longs(out.numel(), place.seed(), place.round())
          .run(out.numel());
    }
  }

  private static void dirichlet(KernelCall call) {
    StridedArray out = call.output(0);
    long n = out.layout().size(out.layout().dim() - 1);
    long rows = n == 0 ? 0 : out.numel() / n;
    PhiloxEngine.Place place = RandomKernels.engine(call).take(GAMMA_WORDS);
    try (Temporaries t = new Temporaries()) {
      Work.of("dirichlet", out)
          .types(out.dtype())
          .array(out)
          .array(t.converted(call.array(0), out.dtype()))
          .longs(rows, n, place.seed(), place.round())
          .computed(out.dtype(), 1 - epsilon(out.dtype()))
          .run(rows);
    }
  }

  /** The step from 1 to the next number. */
  private static double epsilon(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      case FLOAT64 -> 0x1p-52;
      default -> 0x1p-23;
    };
  }

  private static void binomial(KernelCall call) {
    StridedArray out = call.output(0);
    PhiloxEngine.Place place = RandomKernels.engine(call).take(BINOMIAL_WORDS);
    try (Temporaries t = new Temporaries()) {
      StridedArray count = call.array(0);
      StridedArray p = call.array(1);
      Work.of("binomial", out)
          .types(out.dtype())
          .array(out)
          .array(t.rows(count.with(count.layout().broadcastTo(out.shape(), "binomial"))))
          .array(t.rows(p.with(p.layout().broadcastTo(out.shape(), "binomial"))))
          .longs(out.numel(), place.seed(), place.round())
          .run(Math.ceilDiv(out.numel(), 512) * 128);
    }
  }
}
