package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.expr.Evaluate;
import org.torch4j.expr.Expr;
import org.torch4j.expr.Fn;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Reductions over every subset of dimensions against {@link Evaluate} in the widest type. */
class ReductionKernelsTest {
  private static final CpuBackend CPU = new CpuBackend();
  private static final int THREADS = Parallel.threads();
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);

  private static final long[][] SHAPES = {
    {},
    {1},
    {7},
    {40},
    {4100},
    {40_000},
    {0},
    {3, 0},
    {5, 3},
    {3, 50},
    {50, 3},
    {33, 64},
    {200, 70},
    {2, 3, 40},
    {4, 1, 33, 2},
    {3, 5, 7, 11},
    {2, 20_000},
    {20_000, 2},
    {200, 1100},
    {400, 3, 60},
    {20, 40, 60}
  };

  private record Named(String name, Expr map, double init, Expr combine, Expr finish) {
    ReductionProgram program(ComputeType compute) {
      return new ReductionProgram(name, map, init, combine, finish, compute);
    }
  }

  private static List<Named> reductions(boolean floating) {
    List<Named> all = new ArrayList<>();
    all.add(new Named("sum", X, 0, X.add(Y), X));
    all.add(new Named("amax", X, Double.NEGATIVE_INFINITY, Expr.apply(Fn.MAX, X, Y), X));
    all.add(new Named("amin", X, Double.POSITIVE_INFINITY, Expr.apply(Fn.MIN, X, Y), X));
    all.add(
        new Named("any", Expr.apply(Fn.NE, X, Expr.constant(0)), 0, Expr.apply(Fn.OR, X, Y), X));
    if (floating) {
      all.add(new Named("mean", X, 0, X.add(Y), X.div(Expr.scalar(0))));
      all.add(new Named("norm", X.mul(X), 0, X.add(Y), X.sqrt()));
      all.add(new Named("sumexp", X.exp(), 0, X.add(Y), X.log()));
    } else {
      all.add(new Named("prod", X, 1, X.mul(Y), X));
    }
    return all;
  }

  @AfterEach
  void restoreThreads() {
    CPU.setThreads(THREADS);
  }

  @Test
  void everySubsetOfDimensionsMatches() {
    Random r = new Random(11);
    for (long[] sizes : SHAPES) {
      Shape shape = Shape.of(sizes);
      for (ComputeType compute : ComputeType.values()) {
        boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
        List<Named> all = reductions(floating);
        for (int subset = 0; subset < 1 << sizes.length; subset++) {
          Named which = all.get(r.nextInt(all.size()));
          boolean[] marks = new boolean[sizes.length];
          for (int d = 0; d < marks.length; d++) {
            marks[d] = (subset >> d & 1) != 0;
          }
          check(r, which, compute, shape, marks);
        }
      }
    }
  }

  private static void check(
      Random r, Named which, ComputeType compute, Shape shape, boolean[] marks) {
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    DType type =
        r.nextBoolean()
            ? Operand.nativeType(compute)
            : TestArrays.REAL[floating ? 6 + r.nextInt(4) : r.nextInt(6)];
    StridedArray in = TestArrays.any(type, shape, r);
    TestArrays.fill(in, r, true);
    long[] kept = shape.toArray();
    for (int d = 0; d < kept.length; d++) {
      kept[d] = marks[d] ? 1 : kept[d];
    }
    DType result = compute == ComputeType.FLOAT ? DType.FLOAT32 : Operand.nativeType(compute);
    StridedArray out = TestArrays.writable(result, Shape.of(kept), r);
    StridedArray out1 = TestArrays.writable(result, Shape.of(kept), r);
    ReductionProgram program = which.program(compute);
    CPU.setThreads(2);
    CPU.reduce(program, out, in, marks);
    CPU.setThreads(1);
    CPU.reduce(program, out1, in, marks);
    String what = which.name() + " " + compute + " of " + type + " " + shape + " " + in.layout();
    double[] want = expected(which, compute, in, Shape.of(kept), marks);
    for (int i = 0; i < want.length; i++) {
      double got = TestArrays.get(out, i);
      double tolerance =
          !floating ? 0 : (compute == ComputeType.FLOAT ? 2e-6 : 1e-11) * (1 + Math.abs(want[i]));
      if (which.name().equals("sum") && floating) {
        // Cancellation: relative to the sum of the magnitudes.
        tolerance *= 1 + Math.sqrt(shape.numel());
      }
      if (want[i] != got && !(Double.isNaN(want[i]) && Double.isNaN(got))) {
        assertEquals(want[i], got, tolerance, what + " at " + i);
      }
      assertEquals(got, TestArrays.get(out1, i), 0.0, "threads: " + what);
    }
  }

  /** Straight accumulation in double or long. */
  private static double[] expected(
      Named which, ComputeType compute, StridedArray in, Shape out, boolean[] marks) {
    int total = (int) out.numel();
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    double[] sums = new double[total];
    long[] longs = new long[total];
    long init = compute == ComputeType.INT ? (int) which.init() : (long) which.init();
    java.util.Arrays.fill(sums, which.init());
    java.util.Arrays.fill(longs, init);
    Evaluate step =
        Evaluate.of(
            List.of(which.combine().withInputs(List.of(X, which.map().withInputs(List.of(Y))))));
    long count = total == 0 ? 0 : in.numel() / total;
    double[] d = new double[1];
    long[] l = new long[1];
    int[] n = new int[1];
    for (long i = 0; i < in.numel(); i++) {
      int o = outputIndex(in.shape(), out, marks, i);
      if (floating) {
        step.doubles(new double[] {sums[o], TestArrays.get(in, i)}, new double[0], d);
        sums[o] = d[0];
      } else if (compute == ComputeType.LONG) {
        step.longs(new long[] {longs[o], TestArrays.getLong(in, i)}, new long[0], l);
        longs[o] = l[0];
      } else {
        int x = (int) TestArrays.getLong(in, i);
        step.ints(new int[] {(int) longs[o], x}, new int[0], n);
        longs[o] = n[0];
      }
    }
    Evaluate finish = Evaluate.of(List.of(which.finish()));
    for (int o = 0; o < total; o++) {
      if (floating) {
        finish.doubles(new double[] {sums[o]}, new double[] {count}, d);
        sums[o] = d[0];
      } else {
        sums[o] = longs[o];
      }
    }
    return sums;
  }

  private static int outputIndex(Shape in, Shape out, boolean[] marks, long i) {
    long at = 0;
    long step = 1;
    for (int d = marks.length - 1; d >= 0; d--) {
      long index = i % in.get(d);
      i /= in.get(d);
      at += marks[d] ? 0 : index * step;
      step *= out.get(d);
    }
    return (int) at;
  }

  @Test
  void longFloatSumsStayAccurate() {
    int n = 3_000_001;
    StridedArray in = StridedArray.allocate(DType.FLOAT32, Shape.of(n));
    double want = 0;
    Random r = new Random(5);
    for (int i = 0; i < n; i++) {
      float x = r.nextFloat();
      TestArrays.set(in, i, x);
      want += x;
    }
    StridedArray out = StridedArray.allocate(DType.FLOAT32, Shape.of(1));
    ReductionProgram sum = new ReductionProgram("sum", X, 0, X.add(Y), X, ComputeType.FLOAT);
    CPU.reduce(sum, out, in, new boolean[] {true});
    assertEquals(want, TestArrays.get(out, 0), 1e-6 * want);
  }

  @Test
  void nothingGivesTheNeutralElement() {
    StridedArray in = StridedArray.allocate(DType.FLOAT32, Shape.of(0, 3));
    StridedArray out = StridedArray.allocate(DType.FLOAT32, Shape.of(1, 3));
    ReductionProgram mean =
        new ReductionProgram("mean", X, 0, X.add(Y), X.div(Expr.scalar(0)), ComputeType.FLOAT);
    CPU.reduce(mean, out, in, new boolean[] {true, false});
    assertEquals(Double.NaN, TestArrays.get(out, 2), 0.0);
    ReductionProgram prod = new ReductionProgram("prod", X, 1, X.mul(Y), X, ComputeType.FLOAT);
    CPU.reduce(prod, out, in, new boolean[] {true, false});
    assertEquals(1, TestArrays.get(out, 1));
  }
}
