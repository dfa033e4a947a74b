package org.torch4j.cpu;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.cpu.ReductionPlan.Dim;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Runs reductions: totals in the compute type first, in blocks whose borders depend on the sizes
 * alone and whose results are reduced again, so that sums are accurate and the same for any number
 * of threads; then the finishing expression as an elementwise program.
 *
 * <p>If the innermost dimension is reduced, each row becomes one value. Otherwise rows are added up
 * as vectors, which is an elementwise program too.
 */
final class ReductionKernels {
  /** Elements of one block of a row. */
  private static final int BLOCK = 16384;

  /** Elements of one call of scalar code, which has one accumulator only. */
  private static final int SCALAR_BLOCK = 1024;

  /** Elements of one block of rows, and the fewest rows in it. */
  private static final int COLUMN_BLOCK = 65536;

  private static final int MIN_ROWS = 64;

  /** Columns done together, so that their accumulators stay in the nearest cache. */
  private static final int COLUMNS = 2048;

  private static final int VECTOR_MIN = 32;
  private static final long CHUNK_WORK = 1 << 17;
  private static final Scalar[] NO_SCALARS = {};

  private final ComputeType compute;
  private final DType type;
  private final double init;
  private final Stage first;
  private final Stage again;
  private final CompiledProgram fill;
  private final CompiledProgram finish;
  private final boolean finishes;

  private ReductionKernels(ReductionProgram p) {
    this.compute = p.compute();
    this.type = Operand.nativeType(compute);
    this.init = p.init();
    this.first = new Stage(p, p.map());
    this.again = p.map() instanceof Expr.Input ? first : new Stage(p, Expr.input(0));
    this.fill =
        new CompiledProgram("fill", compute, List.of(Expr.constant(p.init())), 0, Map.of());
    this.finish = new CompiledProgram(p.name(), compute, List.of(p.finish()), 1, Map.of());
    this.finishes = !(p.finish() instanceof Expr.Input);
  }

  /** Computes the reduction; {@code output} has size 1 where {@code marks} says so. */
  static void run(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] marks) {
    if (output.numel() == 0) {
      return;
    }
    ReductionKernels kernels = (ReductionKernels) program.kernels();
    if (kernels == null) {
      kernels = new ReductionKernels(program);
      program.setKernels(kernels);
    }
    kernels.reduce(output, input, marks);
  }

  private void reduce(StridedArray output, StridedArray input, boolean[] marks) {
    Shape shape = output.shape();
    ReductionPlan plan = new ReductionPlan(input, marks);
    boolean inPlace =
        !finishes
            && output.dtype() == type
            && output.isContiguous()
            && output.layout().offset() == 0
            && plan.isRowMajor(shape);
    StridedArray totals = inPlace ? output : StridedArray.allocate(type, shape);
    initialise(totals.storage(), output.numel());
    if (input.numel() > 0) {
      first.reduce(totals.storage(), input, plan);
      input.storage().fence();
    }
    if (!inPlace) {
      StridedArray[] in = {totals.with(plan.totals(shape))};
      Scalar[] count = {Scalar.of(input.numel() == 0 ? 0L : plan.reduced())};
      PointwiseKernels.run(finish, new StridedArray[] {output}, in, count, output.numel());
      totals.storage().release();
    }
  }

  /** Puts the neutral element everywhere. */
  private void initialise(Storage storage, long n) {
    StridedArray all =
        new StridedArray(storage, type, org.torch4j.storage.Layout.contiguous(Shape.of(n)));
    PointwiseKernels.run(fill, new StridedArray[] {all}, new StridedArray[0], NO_SCALARS, n);
  }

  /** The kernels that map and combine. */
  private final class Stage {
    private final RowCodegen.Body body;
    private final boolean vectorizable;
    private final CompiledProgram columns;
    private final AtomicReferenceArray<@Nullable Rows> rows = new AtomicReferenceArray<>(256);

    Stage(ReductionProgram p, Expr map) {
      body = new RowCodegen.Body(p.name(), compute, p.init(), map, p.combine());
      vectorizable = body.isVectorizable();
      List<Expr> second = List.of(Expr.input(1));
      Expr combined =
          p.combine().withInputs(List.of(Expr.input(0), map.withInputs(second)));
      columns = new CompiledProgram(p.name(), compute, List.of(combined), 0, Map.of());
    }

    /** Adds the input to the totals. */
    void reduce(Storage totals, StridedArray input, ReductionPlan plan) {
      if (plan.inner().reduced()) {
        new RowWalk(this, totals, input, plan).run();
      } else {
        new ColumnWalk(this, totals, input, plan).run();
      }
    }

    Rows rows(boolean heapOutput, DType dtype, boolean heap, Step step) {
      int index = (int) Operand.code(dtype, heap, step) * 2 + (heapOutput ? 1 : 0);
      Rows found = rows.get(index);
      if (found == null) {
        found = new Rows(this, heapOutput, new Operand(dtype, heap, step));
        rows.set(index, found);
      }
      return found;
    }
  }

  /** The kernels that reduce rows of one kind of input. */
  private final class Rows {
    private final Stage stage;
    private final boolean heapOutput;
    private final Operand input;
    private final boolean direct;
    private volatile @Nullable Kernel scalar;
    private volatile @Nullable Kernel vector;

    Rows(Stage stage, boolean heapOutput, Operand input) {
      this.stage = stage;
      this.heapOutput = heapOutput;
      this.input = input;
      this.direct = input.dtype() == type && input.step() == Step.CONTIGUOUS;
    }

    /** The longest piece of a row that one call takes. */
    int limit(long n) {
      if (!stage.vectorizable || n < VECTOR_MIN) {
        return SCALAR_BLOCK;
      }
      return direct ? BLOCK : PointwiseKernels.TILE;
    }

    void run(@Nullable Object[] arrays, long[] params, int n, int count, boolean wide) {
      if (!wide || !stage.vectorizable) {
        scalar().run(arrays, params, n, count);
      } else if (direct) {
        vector().run(arrays, params, n, count);
      } else {
        runStaged(arrays, params, n, count);
      }
    }

    private void runStaged(@Nullable Object[] arrays, long[] params, int n, int count) {
      Kernel cast = PointwiseKernels.cast(compute, input, false);
      Object buffer = TileBuffers.current().buffer(compute, 0);
      int batch = Math.max(1, PointwiseKernels.TILE / n);
      @Nullable Object[] staging = {arrays[0], buffer};
      for (int at = 0; at < count; at += batch) {
        int some = Math.min(batch, count - at);
        long from = params[3] + at * params[5];
        cast.run(
            new @Nullable Object[] {buffer, arrays[1]},
            new long[] {0, 1, n, from, params[4], params[5]},
            n,
            some);
        long[] p = {params[0] + at * params[2], 0, params[2], 0, 1, n};
        vector().run(staging, p, n, some);
      }
    }

    private Kernel scalar() {
      Kernel k = scalar;
      if (k == null) {
        k = RowCodegen.scalar(stage.body, heapOutput, input);
        scalar = k;
      }
      return k;
    }

    private Kernel vector() {
      Kernel k = vector;
      if (k == null) {
        Operand in = direct ? input : new Operand(type, true, Step.CONTIGUOUS);
        k = RowCodegen.vector(stage.body, heapOutput, in);
        vector = k;
      }
      return k;
    }
  }

  /** What both walks know. */
  private abstract class DimensionWalk {
    final Stage stage;
    final Storage totals;
    final StridedArray input;
    final ReductionPlan plan;
    final Dim inner;
    final Dim[] keptDims;
    final Dim[] reducedDims;
    final long outerReduced;
    final int totalUnit;

    DimensionWalk(Stage stage, Storage totals, StridedArray input, ReductionPlan plan) {
      this.stage = stage;
      this.totals = totals;
      this.input = input;
      this.plan = plan;
      this.inner = plan.inner();
      this.keptDims = plan.outer(false);
      this.reducedDims = plan.outer(true);
      this.outerReduced = product(reducedDims, 0);
      this.totalUnit = totals.isHeap() ? 1 : type.byteSize();
    }

    long product(Dim[] dims, int from) {
      long n = 1;
      for (int i = from; i < dims.length; i++) {
        n *= dims[i].size();
      }
      return n;
    }

    /** Offset in the input of a linear index over {@code dims} from number {@code first}. */
    long offset(Dim[] dims, int first, long index) {
      long at = 0;
      for (int i = first; i < dims.length; i++) {
        at += index % dims[i].size() * dims[i].step();
        index /= dims[i].size();
      }
      return at;
    }

    Step step() {
      return inner.size() == 1 || inner.step() == Iteration.unit(input)
          ? Step.CONTIGUOUS
          : Step.STRIDED;
    }

    /** Where the partial results of {@code blocks} blocks go, and how they become totals. */
    StridedArray partial(long blocks) {
      StridedArray p = StridedArray.allocate(type, Shape.of(plan.outputs() * blocks));
      initialise(p.storage(), p.numel());
      return p;
    }

    void finish(StridedArray partial, Shape shape, boolean[] marks) {
      StridedArray in = partial.with(org.torch4j.storage.Layout.contiguous(shape));
      again.reduce(totals, in, new ReductionPlan(in, marks));
      partial.storage().release();
    }
  }

  /** The innermost dimension is reduced. */
  private final class RowWalk extends DimensionWalk {
    private final boolean wide;
    private final long n;

    RowWalk(Stage stage, Storage totals, StridedArray input, ReductionPlan plan) {
      super(stage, totals, input, plan);
      this.n = inner.size();
      this.wide = n >= VECTOR_MIN;
    }

    void run() {
      long pieces = (n + BLOCK - 1) / BLOCK;
      long group = pieces > 1 ? 1 : Math.max(1, BLOCK / n);
      long blocks = pieces > 1 ? outerReduced * pieces : (outerReduced + group - 1) / group;
      if (blocks == 1 && outerReduced == 1 && keptDims.length > 0) {
        runBatches();
        return;
      }
      StridedArray partial = blocks == 1 ? null : partial(blocks);
      Storage target = partial == null ? totals : partial.storage();
      Rows rows = stage.rows(target.isHeap(), input.dtype(), input.storage().isHeap(), step());
      long unit = target.isHeap() ? 1 : type.byteSize();
      @Nullable Object[] arrays = {target.array(), input.storage().array()};
      long outBase = target.isHeap() ? 0 : target.address();
      long inBase = Iteration.position(input);
      long work = plan.outputs() * blocks;
      Parallel.run(
          work,
          Math.max(1, CHUNK_WORK / ((stage.columns.cost + 1) * Math.min(BLOCK, n * group))),
          (begin, end, _) -> {
            long[] p = {0, 0, 0, 0, inner.step(), 0};
            for (long u = begin; u < end; u++) {
              long o = u / blocks;
              long b = u % blocks;
              p[0] = outBase + u * unit;
              long in = inBase + offset(keptDims, 0, o);
              if (pieces > 1) {
                long start = b % pieces * BLOCK;
                p[5] = 0;
                p[3] = in + offset(reducedDims, 0, b / pieces) + start * inner.step();
                row(rows, arrays, p, Math.min(BLOCK, n - start), 1);
              } else {
                rowsOf(rows, arrays, p, in, b * group, Math.min(outerReduced, (b + 1) * group));
              }
            }
          });
      target.fence();
      if (partial != null) {
        finish(partial, Shape.of(plan.outputs(), blocks), new boolean[] {false, true});
      }
    }

    /** Outer reduced indices from {@code begin} to {@code end} into one result. */
    private void rowsOf(
        Rows rows, @Nullable Object[] arrays, long[] p, long in, long begin, long end) {
      if (reducedDims.length == 0) {
        p[3] = in;
        row(rows, arrays, p, n, 1);
        return;
      }
      long width = reducedDims[0].size();
      for (long r = begin; r < end; ) {
        int count = (int) Math.min(end - r, width - r % width);
        p[3] = in + offset(reducedDims, 0, r);
        p[5] = reducedDims[0].step();
        row(rows, arrays, p, n, count);
        r += count;
      }
    }

    private void row(Rows rows, @Nullable Object[] arrays, long[] p, long length, int count) {
      int limit = rows.limit(n);
      if (length <= limit) {
        rows.run(arrays, p, (int) length, count, wide);
        return;
      }
      long[] q = p.clone();
      for (long at = 0; at < length; at += limit) {
        q[3] = p[3] + at * inner.step();
        rows.run(arrays, q, (int) Math.min(limit, length - at), count, wide);
      }
    }

    /** One result per row: many short rows in one call. */
    private void runBatches() {
      Rows rows = stage.rows(totals.isHeap(), input.dtype(), input.storage().isHeap(), step());
      Dim down = keptDims[0];
      long batch = Math.max(1, PointwiseKernels.TILE / n);
      long batches = (down.size() + batch - 1) / batch;
      @Nullable Object[] arrays = {totals.array(), input.storage().array()};
      long outBase = totals.isHeap() ? 0 : totals.address();
      long inBase = Iteration.position(input);
      Parallel.run(
          batches * product(keptDims, 1),
          Math.max(
              1, CHUNK_WORK / ((stage.columns.cost + 1) * n * Math.min(batch, down.size()))),
          (begin, end, _) -> {
            long[] p = {0, 0, totalUnit, 0, inner.step(), down.step()};
            for (long u = begin; u < end; u++) {
              long start = u % batches * batch;
              long other = u / batches;
              p[0] = outBase + (start + other * down.size()) * totalUnit;
              p[3] = inBase + start * down.step() + offset(keptDims, 1, other);
              row(rows, arrays, p, n, (int) Math.min(batch, down.size() - start));
            }
          });
      totals.fence();
    }
  }

  /** The innermost dimension is kept. */
  private final class ColumnWalk extends DimensionWalk {
    ColumnWalk(Stage stage, Storage totals, StridedArray input, ReductionPlan plan) {
      super(stage, totals, input, plan);
    }

    void run() {
      int width = (int) Math.min(COLUMNS, inner.size());
      long across = (inner.size() + width - 1) / width;
      long group = Math.max(MIN_ROWS, COLUMN_BLOCK / width);
      long blocks = (outerReduced + group - 1) / group;
      StridedArray partial = blocks == 1 ? null : partial(blocks);
      Storage target = partial == null ? totals : partial.storage();
      PointwiseKernels.Variant v = variant(target.isHeap());
      int limit = v.isStaged() ? PointwiseKernels.TILE : COLUMN_BLOCK;
      int rowsPerCall = Math.max(1, limit / width);
      long unit = target.isHeap() ? 1 : type.byteSize();
      Object out = target.array();
      @Nullable Object[] arrays = {out, out, input.storage().array()};
      long outBase = target.isHeap() ? 0 : target.address();
      long inBase = Iteration.position(input);
      long perBlock = product(keptDims, 0) * across;
      long rowWork = (long) width * Math.min(group, outerReduced) * (stage.columns.cost + 2);
      Parallel.run(
          perBlock * blocks,
          Math.max(1, CHUNK_WORK / rowWork),
          (begin, end, _) -> {
            long[] p = new long[9];
            p[7] = inner.step();
            for (long u = begin; u < end; u++) {
              long column = u % across * width;
              long kept = u / across % (perBlock / across);
              long block = u / perBlock;
              p[0] =
                  outBase + (block * plan.outputs() + kept * inner.size() + column) * unit;
              p[3] = p[0];
              long in = inBase + column * inner.step() + offset(keptDims, 0, kept);
              int n = (int) Math.min(width, inner.size() - column);
              long last = Math.min(outerReduced, (block + 1) * group);
              rows(v, arrays, p, in, block * group, last, n, rowsPerCall);
            }
          });
      target.fence();
      if (partial != null) {
        finish(partial, Shape.of(blocks, plan.outputs()), new boolean[] {true, false});
      }
    }

    private void rows(
        PointwiseKernels.Variant v,
        @Nullable Object[] arrays,
        long[] p,
        long in,
        long begin,
        long end,
        int n,
        int rowsPerCall) {
      if (reducedDims.length == 0) {
        p[6] = in;
        v.run(arrays, p, n, 1);
        return;
      }
      long size = reducedDims[0].size();
      p[8] = reducedDims[0].step();
      for (long r = begin; r < end; ) {
        int count = (int) Math.min(Math.min(end - r, size - r % size), rowsPerCall);
        p[6] = in + offset(reducedDims, 0, r);
        v.run(arrays, p, n, count);
        r += count;
      }
    }

    private PointwiseKernels.Variant variant(boolean heapOutput) {
      boolean heap = input.storage().isHeap();
      long acc = Operand.code(type, heapOutput, Step.CONTIGUOUS);
      long x = Operand.code(input.dtype(), heap, step());
      Operand target = new Operand(type, heapOutput, Step.CONTIGUOUS);
      return stage.columns.variant(
          new long[] {acc | acc << 7 | x << 14},
          new Operand[] {target, target, new Operand(input.dtype(), heap, step())});
    }
  }
}
