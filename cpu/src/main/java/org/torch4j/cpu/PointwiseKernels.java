package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Runs elementwise programs: finds how the arrays step together, takes the kernel made for that,
 * and feeds it tiles of at most {@link #TILE} elements, so that the just-in-time compiler sees many
 * calls soon and scratch space stays in the cache.
 */
final class PointwiseKernels {
  /** Elements per kernel call. */
  static final int TILE = 4096;

  /** Side of a tile when some array is read across its rows. */
  private static final int CROSS_TILE = 64;

  /** Elements from which vector code is worth its setup. */
  private static final int VECTOR_MIN = Integer.getInteger("torch4j.vectorMin", 32);

  /** Work (elements times cost) of one parallel chunk. */
  private static final long CHUNK_WORK = Long.getLong("torch4j.chunkWork", 1 << 17);

  private static final Map<Long, Kernel> CASTS = new ConcurrentHashMap<>();

  private PointwiseKernels() {}

  /** The kernels for one combination of operands. */
  static final class Variant {
    final long[] key;
    private final CompiledProgram program;
    private final Operand[] operands;
    private final @Nullable Kernel[] casts;
    private final boolean staged;
    private volatile @Nullable Kernel scalar;
    private volatile @Nullable Kernel vector;
    private final @Nullable Kernel tiered;

    Variant(CompiledProgram program, long[] key, Operand[] operands) {
      this.program = program;
      this.key = key;
      this.operands = operands;
      this.casts = new Kernel[operands.length];
      boolean anyStaged = false;
      if (program.vectorizable) {
        for (int k = 0; k < operands.length; k++) {
          boolean output = k < program.roots.size();
          if (!VectorConversions.isDirect(program, operands[k], output)) {
            casts[k] = cast(program.compute, operands[k], output);
            anyStaged = true;
          }
        }
      }
      this.staged = anyStaged;
      this.tiered =
          program.vectorizable
              ? new TieredKernel(
                  program.compute,
                  operands,
                  program.scalars,
                  program.cost,
                  this::scalar,
                  this::vector)
              : null;
    }

    /** Whether tiles pass through buffers of {@link #TILE} elements. */
    boolean isStaged() {
      return staged;
    }

    boolean hasStrided() {
      for (Operand o : operands) {
        if (o.step() == Step.STRIDED) {
          return true;
        }
      }
      return false;
    }

    /** Computes one tile. */
    void run(@Nullable Object[] arrays, long[] params, int n, int rows) {
      Kernel best = tiered == null || n * rows < VECTOR_MIN ? scalar() : tiered;
      best.run(arrays, params, n, rows);
    }

    /** Plain loops. */
    Kernel scalar() {
      Kernel k = scalar;
      if (k == null) {
        synchronized (this) {
          k = scalar;
          if (k == null) {
            k =
                new ScalarCodegen(
                        program.name,
                        program.compute,
                        program.graph,
                        program.roots,
                        operands,
                        program.scalars)
                    .generate();
            scalar = k;
          }
        }
      }
      return k;
    }

    /** Vector code, with conversions around it where it needs them. */
    Kernel vector() {
      Kernel k = vector;
      if (k == null) {
        synchronized (this) {
          k = vector;
          if (k == null) {
            Kernel direct = VectorCodegen.generate(program, vectorOperands());
            k = staged ? new StagedKernel(program, operands, casts, direct) : direct;
            vector = k;
          }
        }
      }
      return k;
    }

    private Operand[] vectorOperands() {
      Operand[] direct = operands.clone();
      DType type = Operand.nativeType(program.compute);
      for (int k = 0; k < direct.length; k++) {
        if (casts[k] != null) {
          Step s = operands[k].step() == Step.UNIFORM ? Step.UNIFORM : Step.CONTIGUOUS;
          direct[k] = new Operand(type, true, s);
        }
      }
      return direct;
    }
  }

  /** The kernel that copies between {@code o} and a Java array of the compute type. */
  static Kernel cast(ComputeType compute, Operand o, boolean output) {
    // A uniform operand is read once per row, which is a strided walk over the rows.
    Step step = o.step() == Step.UNIFORM ? Step.STRIDED : o.step();
    long key =
        Operand.code(o.dtype(), o.heap(), step) * 8L + compute.ordinal() * 2L + (output ? 1 : 0);
    return CASTS.computeIfAbsent(
        key,
        _ -> {
          Graph g = new Graph();
          Operand outside = new Operand(o.dtype(), o.heap(), step);
          Operand inside = new Operand(Operand.nativeType(compute), true, Step.CONTIGUOUS);
          Operand[] both =
              output ? new Operand[] {outside, inside} : new Operand[] {inside, outside};
          return new ScalarCodegen("cast", compute, g, List.of(g.load(0)), both, 0).generate();
        });
  }

  /** Computes the program; all arrays have the shape of the outputs. */
  static void run(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars) {
    long n = outputs[0].layout().numel();
    if (n == 0) {
      return;
    }
    CompiledProgram compiled = Programs.of(program, scalars);
    run(compiled, outputs, inputs, scalars, n);
  }

  /** The same for a program without fixed scalars. */
  static void run(
      CompiledProgram compiled,
      StridedArray[] outputs,
      StridedArray[] inputs,
      Scalar[] scalars,
      long n) {
    Prepared p = prepare(compiled, outputs, inputs, scalars, n);
    if (p.flat == null) {
      runStrided(compiled, outputs, inputs, p.arrays, p.params);
    } else if (n <= TILE) {
      p.flat.run(p.arrays, p.params, (int) n, 1);
    } else {
      runFlat(p, compiled);
    }
    fence(outputs, inputs);
  }

  /**
   * Computes the program over many sets of arrays. The tiles of all sets that are contiguous are
   * shared among the threads together, so that many small arrays cost one parallel run.
   */
  static void runEach(
      PointwiseProgram program,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    CompiledProgram compiled = Programs.of(program, scalars);
    List<Prepared> flat = new ArrayList<>(outputs.length);
    long[] firstTile = new long[outputs.length + 1];
    for (int i = 0; i < outputs.length; i++) {
      long n = outputs[i][0].layout().numel();
      if (n > 0) {
        Prepared p = prepare(compiled, outputs[i], inputs[i], scalars, n);
        if (p.flat == null) {
          runStrided(compiled, outputs[i], inputs[i], p.arrays, p.params);
        } else {
          flat.add(p);
          firstTile[flat.size()] = firstTile[flat.size() - 1] + Math.ceilDiv(n, TILE);
        }
      }
    }
    int sets = flat.size();
    if (sets > 0) {
      Parallel.run(
          firstTile[sets],
          tilesPerChunk(compiled, flat.get(0).arrays.length),
          (begin, end, _) -> {
            int found = Arrays.binarySearch(firstTile, 0, sets + 1, begin);
            int i = found < 0 ? -found - 2 : found;
            for (long t = begin; t < end; i++) {
              long last = Math.min(end, firstTile[i + 1]);
              flat.get(i).run(t - firstTile[i], last - firstTile[i]);
              t = last;
            }
          });
    }
    for (int i = 0; i < outputs.length; i++) {
      fence(outputs[i], inputs[i]);
    }
  }

  private static void fence(StridedArray[] outputs, StridedArray[] inputs) {
    for (StridedArray a : outputs) {
      a.storage().fence();
    }
    for (StridedArray a : inputs) {
      a.storage().fence();
    }
  }

  /** A call's operands as kernels take them; {@code flat} is null unless all are contiguous. */
  private record Prepared(
      @Nullable Variant flat, @Nullable Object[] arrays, long[] params, long n) {
    /** Computes some of its tiles. */
    void run(long begin, long end) {
      Variant v = Objects.requireNonNull(flat);
      long[] p = params.clone();
      move(v.operands, p, begin);
      for (long t = begin; t < end; t++) {
        v.run(arrays, p, (int) Math.min(TILE, n - t * TILE), 1);
        move(v.operands, p, 1);
      }
    }

    private static void move(Operand[] operands, long[] p, long tiles) {
      for (int k = 0; k < operands.length; k++) {
        Operand o = operands[k];
        p[Kernel.STEPS * k] += tiles * TILE * (o.heap() ? 1 : o.dtype().byteSize());
      }
    }
  }

  private static Prepared prepare(
      CompiledProgram compiled,
      StridedArray[] outputs,
      StridedArray[] inputs,
      Scalar[] scalars,
      long n) {
    int no = outputs.length;
    int count = no + inputs.length;
    @Nullable Object[] arrays = new Object[count];
    long[] params = new long[Kernel.STEPS * count + scalars.length];
    boolean flat = true;
    for (int k = 0; k < count; k++) {
      StridedArray a = k < no ? outputs[k] : inputs[k - no];
      Object array = a.storage().array();
      arrays[k] = array;
      Layout l = a.layout();
      params[Kernel.STEPS * k] =
          array != null ? l.offset() : a.storage().address() + l.offset() * a.dtype().byteSize();
      flat &= l.isContiguous();
    }
    putScalars(compiled.compute, scalars, params, Kernel.STEPS * count);
    if (!flat) {
      return new Prepared(null, arrays, params, n);
    }
    long[] key = key(count);
    for (int k = 0; k < count; k++) {
      StridedArray a = k < no ? outputs[k] : inputs[k - no];
      addCode(key, k, Operand.code(a.dtype(), arrays[k] != null, Step.CONTIGUOUS));
    }
    Variant v = compiled.find(key);
    if (v == null) {
      v = compiled.variant(key, operands(outputs, inputs, null));
    }
    return new Prepared(v, arrays, params, n);
  }

  private static long[] key(int operands) {
    return new long
        [(operands + CompiledProgram.CODES_PER_WORD - 1) / CompiledProgram.CODES_PER_WORD];
  }

  private static void addCode(long[] key, int k, long code) {
    key[k / CompiledProgram.CODES_PER_WORD] |= code << 7 * (k % CompiledProgram.CODES_PER_WORD);
  }

  private static Operand[] operands(
      StridedArray[] outputs, StridedArray[] inputs, Step @Nullable [] steps) {
    Operand[] operands = new Operand[outputs.length + inputs.length];
    for (int k = 0; k < operands.length; k++) {
      StridedArray a = k < outputs.length ? outputs[k] : inputs[k - outputs.length];
      operands[k] =
          new Operand(a.dtype(), a.storage().isHeap(), steps == null ? Step.CONTIGUOUS : steps[k]);
    }
    return operands;
  }

  private static void putScalars(ComputeType compute, Scalar[] scalars, long[] params, int at) {
    for (int s = 0; s < scalars.length; s++) {
      Scalar x = scalars[s];
      params[at + s] =
          switch (compute) {
            case INT -> x.isFloatingPoint() ? (int) x.doubleValue() : x.longValue();
            case LONG -> x.longValue();
            case FLOAT, DOUBLE -> Double.doubleToRawLongBits(x.doubleValue());
          };
    }
  }

  private static long tilesPerChunk(CompiledProgram compiled, int operands) {
    return Math.max(1, CHUNK_WORK / ((long) (compiled.cost + operands) * TILE));
  }

  private static void runFlat(Prepared p, CompiledProgram compiled) {
    Parallel.run(
        (p.n + TILE - 1) / TILE,
        tilesPerChunk(compiled, p.arrays.length),
        (begin, end, _) -> p.run(begin, end));
  }

  private static void runStrided(
      CompiledProgram compiled,
      StridedArray[] outputs,
      StridedArray[] inputs,
      @Nullable Object[] arrays,
      long[] params) {
    int count = arrays.length;
    StridedArray[] all = new StridedArray[count];
    System.arraycopy(outputs, 0, all, 0, outputs.length);
    System.arraycopy(inputs, 0, all, outputs.length, inputs.length);
    Iteration it = Iteration.of(all);
    Step[] steps = new Step[count];
    long[] key = key(count);
    for (int k = 0; k < count; k++) {
      long step = it.stride(k, 0);
      steps[k] =
          step == Iteration.unit(all[k])
              ? Step.CONTIGUOUS
              : step == 0 && k >= outputs.length ? Step.UNIFORM : Step.STRIDED;
      addCode(key, k, Operand.code(all[k].dtype(), arrays[k] != null, steps[k]));
      params[Kernel.STEPS * k + 1] = step;
      params[Kernel.STEPS * k + 2] = it.stride(k, 1);
    }
    Variant v = compiled.find(key);
    if (v == null) {
      v = compiled.variant(key, operands(outputs, inputs, steps));
    }
    new Tiles(it, v, arrays, params).run(compiled.cost + count);
  }

  /** The tiles of a walk over up to two inner dimensions, repeated for the outer ones. */
  private record Tiles(Iteration it, Variant variant, @Nullable Object[] arrays, long[] params) {
    void run(int cost) {
      long size0 = it.size(0);
      long size1 = it.size(1);
      boolean cross = variant.hasStrided() && it.dims() > 1;
      int width = (int) Math.min(cross ? CROSS_TILE : TILE, size0);
      int height = (int) Math.min(Math.max(1, TILE / width), size1);
      long across = (size0 + width - 1) / width;
      long down = (size1 + height - 1) / height;
      long tiles = across * down;
      for (int d = 2; d < it.dims(); d++) {
        tiles *= it.size(d);
      }
      if (tiles == 1) {
        variant.run(arrays, params, width, height);
        return;
      }
      long perChunk = Math.max(1, CHUNK_WORK / ((long) cost * width * height));
      Parallel.run(
          tiles,
          perChunk,
          (begin, end, _) -> {
            long[] p = params.clone();
            for (long t = begin; t < end; t++) {
              long column = t % across;
              long rest = t / across;
              long row = rest % down;
              place(p, column * width, row * height, rest / down);
              variant.run(
                  arrays,
                  p,
                  (int) Math.min(width, size0 - column * width),
                  (int) Math.min(height, size1 - row * height));
            }
          });
    }

    private void place(long[] p, long i0, long i1, long outer) {
      for (int k = 0; k < arrays.length; k++) {
        p[Kernel.STEPS * k] =
            params[Kernel.STEPS * k] + i0 * it.stride(k, 0) + i1 * it.stride(k, 1);
      }
      long rest = outer;
      for (int d = 2; d < it.dims(); d++) {
        long index = rest % it.size(d);
        rest /= it.size(d);
        for (int k = 0; k < arrays.length; k++) {
          p[Kernel.STEPS * k] += index * it.stride(k, d);
        }
      }
    }
  }
}
