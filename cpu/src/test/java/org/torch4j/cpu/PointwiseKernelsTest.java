package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.Evaluate;
import org.torch4j.expr.Expr;
import org.torch4j.expr.Fn;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Generated elementwise kernels against {@link Evaluate}. */
class PointwiseKernelsTest {
  private static final CpuBackend CPU = new CpuBackend();
  private static final int THREADS = Parallel.threads();

  private static final Fn[] EXACT = {
    Fn.NEG,
    Fn.ABS,
    Fn.SIGN,
    Fn.FLOOR,
    Fn.CEIL,
    Fn.ROUND,
    Fn.TRUNC,
    Fn.ADD,
    Fn.SUB,
    Fn.MUL,
    Fn.MIN,
    Fn.MAX,
    Fn.FMIN,
    Fn.FMAX,
    Fn.EQ,
    Fn.NE,
    Fn.LT,
    Fn.LE,
    Fn.GT,
    Fn.GE,
    Fn.ISNAN,
    Fn.ISINF,
    Fn.ISFINITE,
    Fn.AND,
    Fn.OR,
    Fn.XOR,
    Fn.NOT
  };
  private static final Fn[] EXACT_FLOAT = {
    Fn.RECIPROCAL,
    Fn.SQRT,
    Fn.DIV,
    Fn.COPYSIGN,
    Fn.FMOD,
    Fn.REMAINDER,
    Fn.FLOOR_DIV,
    Fn.TRUNC_DIV,
    Fn.SIGNBIT
  };
  private static final Fn[] EXACT_INTEGER = {
    Fn.BIT_AND, Fn.BIT_OR, Fn.BIT_XOR, Fn.BIT_NOT, Fn.SHIFT_LEFT, Fn.SHIFT_RIGHT, Fn.GCD
  };

  private static final long[][] SHAPES = {
    {},
    {1},
    {3},
    {15},
    {16},
    {17},
    {31},
    {32},
    {33},
    {64},
    {100},
    {0},
    {4, 0, 3},
    {2, 3},
    {7, 16},
    {5, 37},
    {3, 1, 70},
    {2, 3, 4, 5},
    {64, 65},
    {4095},
    {4096},
    {4097},
    {8200},
    {130, 70}
  };

  @AfterEach
  void restoreThreads() {
    CPU.setThreads(THREADS);
  }

  private static Expr random(Random r, ComputeType compute, int depth) {
    if (depth == 0 || r.nextInt(8) == 0) {
      return switch (r.nextInt(6)) {
        case 0 -> Expr.scalar(0);
        case 1 -> Expr.constant(r.nextInt(7) - 3);
        default -> Expr.input(r.nextInt(3));
      };
    }
    int kind = r.nextInt(10);
    if (kind == 0) {
      return Expr.select(
          random(r, compute, depth - 1),
          random(r, compute, depth - 1),
          random(r, compute, depth - 1));
    }
    if (kind == 1) {
      DType to = TestArrays.REAL[r.nextInt(TestArrays.REAL.length)];
      return random(r, compute, depth - 1).cast(to);
    }
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    Fn[] more = floating ? EXACT_FLOAT : EXACT_INTEGER;
    int pick = r.nextInt(EXACT.length + more.length);
    Fn fn = pick < EXACT.length ? EXACT[pick] : more[pick - EXACT.length];
    Expr a = random(r, compute, depth - 1);
    return fn.arity() == 1
        ? Expr.apply(fn, a)
        : Expr.apply(fn, a, r.nextInt(6) == 0 ? a : random(r, compute, depth - 1));
  }

  @Test
  void exactFunctionsMatchToTheBitForAllDtypesLayoutsAndThreads() {
    Random r = new Random(7);
    for (int round = 0; round < 400; round++) {
      ComputeType compute = ComputeType.values()[round % 4];
      List<Expr> bodies = new ArrayList<>();
      for (int k = 0; k <= r.nextInt(2); k++) {
        bodies.add(random(r, compute, 1 + r.nextInt(4)));
      }
      Shape shape = Shape.of(SHAPES[r.nextInt(SHAPES.length)]);
      check(r, compute, bodies, shape);
    }
  }

  private static void check(Random r, ComputeType compute, List<Expr> bodies, Shape shape) {
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    StridedArray[] ins = new StridedArray[3];
    for (int i = 0; i < 3; i++) {
      DType t =
          r.nextBoolean()
              ? Operand.nativeType(compute)
              : TestArrays.REAL[r.nextInt(floating ? TestArrays.REAL.length : 6)];
      ins[i] = TestArrays.any(t, shape, r);
      TestArrays.fill(ins[i], r, false);
    }
    StridedArray[] outs = new StridedArray[bodies.size()];
    StridedArray[] outs1 = new StridedArray[bodies.size()];
    for (int k = 0; k < outs.length; k++) {
      DType t =
          r.nextBoolean()
              ? Operand.nativeType(compute)
              : TestArrays.REAL[r.nextInt(TestArrays.REAL.length)];
      outs[k] = TestArrays.writable(t, shape, r);
      outs1[k] = TestArrays.writable(t, shape, r);
    }
    Scalar[] scalars = {floating ? Scalar.of(1.7) : Scalar.of(5L)};
    PointwiseProgram program = new PointwiseProgram("test", bodies, compute);
    CPU.setThreads(2);
    CPU.pointwise(program, outs, ins, scalars);
    CPU.setThreads(1);
    CPU.pointwise(program, outs1, ins, scalars);
    Evaluate oracle = Evaluate.of(bodies);
    long n = shape.numel();
    for (long i = 0; i < n; i += 1 + (n > 500 ? r.nextInt(5) : 0)) {
      for (int k = 0; k < outs.length; k++) {
        double want = expected(oracle, compute, ins, i, k, outs[k].dtype(), bodies.size());
        double got = TestArrays.get(outs[k], i);
        if (want != got && !(Double.isNaN(want) && Double.isNaN(got))) {
          fail(
              compute
                  + " "
                  + bodies.get(k)
                  + " at "
                  + i
                  + " of "
                  + shape
                  + ": "
                  + want
                  + " "
                  + got);
        }
        assertEquals(got, TestArrays.get(outs1[k], i), 0.0, "one thread");
      }
    }
  }

  private static double expected(
      Evaluate oracle,
      ComputeType compute,
      StridedArray[] ins,
      long i,
      int k,
      DType dtype,
      int outs) {
    switch (compute) {
      case FLOAT -> {
        float[] x = new float[3];
        float[] y = new float[outs];
        for (int j = 0; j < 3; j++) {
          x[j] =
              ins[j].dtype() == DType.INT64
                  ? TestArrays.getLong(ins[j], i)
                  : (float) TestArrays.get(ins[j], i);
        }
        oracle.floats(x, new float[] {1.7f}, y);
        return TestArrays.stored(dtype, compute, y[k], 0);
      }
      case DOUBLE -> {
        double[] x = new double[3];
        double[] y = new double[outs];
        for (int j = 0; j < 3; j++) {
          x[j] = TestArrays.get(ins[j], i);
        }
        oracle.doubles(x, new double[] {1.7}, y);
        return TestArrays.stored(dtype, compute, y[k], 0);
      }
      default -> {
        long[] x = new long[3];
        long[] y = new long[outs];
        for (int j = 0; j < 3; j++) {
          x[j] = TestArrays.getLong(ins[j], i);
        }
        if (compute == ComputeType.INT) {
          int[] narrow = new int[outs];
          oracle.ints(new int[] {(int) x[0], (int) x[1], (int) x[2]}, new int[] {5}, narrow);
          return TestArrays.stored(dtype, compute, narrow[k], narrow[k]);
        }
        oracle.longs(x, new long[] {5}, y);
        return TestArrays.stored(dtype, compute, y[k], y[k]);
      }
    }
  }

  @Test
  void everyFloatingFunctionIsCloseInBothPrecisions() {
    Random r = new Random(3);
    for (Fn fn : Fn.values()) {
      if (fn.isIntegerOnly() || fn == Fn.POLYGAMMA) {
        continue;
      }
      for (int n : new int[] {20, 3000}) {
        StridedArray a = StridedArray.allocate(DType.FLOAT32, Shape.of(n));
        StridedArray b = StridedArray.allocate(DType.FLOAT32, Shape.of(n));
        StridedArray out = StridedArray.allocate(DType.FLOAT32, Shape.of(n));
        TestArrays.fill(a, r, false);
        TestArrays.fill(b, r, false);
        Expr e =
            fn.arity() == 1
                ? Expr.apply(fn, Expr.input(0))
                : Expr.apply(fn, Expr.input(0), Expr.input(1));
        PointwiseProgram p = new PointwiseProgram("one", List.of(e), ComputeType.FLOAT);
        StridedArray[] ins = {a, b};
        CPU.pointwise(p, new StridedArray[] {out}, ins, new Scalar[0]);
        for (int i = 0; i < n; i++) {
          float x = (float) TestArrays.get(a, i);
          float y = (float) TestArrays.get(b, i);
          float want = Evaluate.evalFloat(e, new float[] {x, y}, new float[0]);
          float got = (float) TestArrays.get(out, i);
          double error =
              Math.abs((double) want - got) / Math.ulp(Math.max(Math.abs(want), 0x1p-120f));
          assertTrue(
              want == got || error <= 3 || Float.isNaN(want) && Float.isNaN(got),
              () -> fn + "(" + x + ", " + y + ") = " + got + ", expected " + want);
        }
      }
    }
  }

  @Test
  void resultsDoNotDependOnPlaceOrSize() {
    Random r = new Random(4);
    Expr x = Expr.input(0);
    Expr body = x.erf().add(x.exp()).mul(x.tanh()).add(x.abs().log1p()).add(x.sigmoid());
    PointwiseProgram p = new PointwiseProgram("place", List.of(body), ComputeType.FLOAT);
    StridedArray in = StridedArray.allocate(DType.FLOAT32, Shape.of(5003));
    StridedArray all = StridedArray.allocate(DType.FLOAT32, Shape.of(5003));
    TestArrays.fill(in, r, true);
    CPU.pointwise(p, new StridedArray[] {all}, new StridedArray[] {in}, new Scalar[0]);
    for (int from : new int[] {0, 1, 77, 4090}) {
      for (int n : new int[] {1, 5, 40, 900}) {
        StridedArray part = in.with(in.layout().slice(0, from, n, 1));
        StridedArray out = StridedArray.allocate(DType.FLOAT32, Shape.of(n));
        CPU.pointwise(p, new StridedArray[] {out}, new StridedArray[] {part}, new Scalar[0]);
        for (int i = 0; i < n; i++) {
          assertEquals(TestArrays.get(all, from + i), TestArrays.get(out, i), 0.0);
        }
      }
    }
  }

  @Test
  void powersWithSimpleExponentsAreProducts() {
    for (double exponent : new double[] {0, 1, 2, 3, 4, -1, -2, 0.5, -0.5, 1.5, 2.5, -3}) {
      Expr e = Expr.apply(Fn.POW, Expr.input(0), Expr.scalar(0));
      PointwiseProgram p = new PointwiseProgram("pow", List.of(e), ComputeType.FLOAT);
      StridedArray a = StridedArray.allocate(DType.FLOAT32, Shape.of(100));
      StridedArray out = StridedArray.allocate(DType.FLOAT32, Shape.of(100));
      for (int i = 0; i < 100; i++) {
        TestArrays.set(a, i, 0.1f + i / 7f);
      }
      CPU.pointwise(
          p, new StridedArray[] {out}, new StridedArray[] {a}, new Scalar[] {Scalar.of(exponent)});
      for (int i = 0; i < 100; i++) {
        double want = Math.pow(TestArrays.get(a, i), exponent);
        assertEquals(want, TestArrays.get(out, i), 3e-7 * Math.abs(want), "exponent " + exponent);
      }
    }
  }

  @Test
  void worksInPlaceAndWithManyOperands() {
    Expr sum = Expr.input(0);
    StridedArray[] ins = new StridedArray[20];
    for (int i = 0; i < 20; i++) {
      sum = i == 0 ? sum : sum.add(Expr.input(i));
      ins[i] = StridedArray.allocate(DType.FLOAT32, Shape.of(5000));
      for (int j = 0; j < 5000; j++) {
        TestArrays.set(ins[i], j, i + j % 3);
      }
    }
    PointwiseProgram p = new PointwiseProgram("sum", List.of(sum), ComputeType.FLOAT);
    CPU.pointwise(p, new StridedArray[] {ins[3]}, ins, new Scalar[0]);
    for (int j = 0; j < 5000; j++) {
      assertEquals(190 + 20 * (j % 3), TestArrays.get(ins[3], j));
    }
  }

  @Test
  void integerDivisionByZeroNamesTheOp() {
    Expr e = Expr.apply(Fn.FLOOR_DIV, Expr.input(0), Expr.input(1));
    PointwiseProgram p = new PointwiseProgram("floor_divide", List.of(e), ComputeType.LONG);
    StridedArray a = StridedArray.allocate(DType.INT64, Shape.of(100_000));
    StridedArray zero = StridedArray.allocate(DType.INT64, Shape.of(100_000));
    for (int i = 0; i < 100_000; i++) {
      TestArrays.set(zero, i, i == 70_000 ? 0 : 3);
    }
    StridedArray[] outs = {StridedArray.allocate(DType.INT64, Shape.of(100_000))};
    StridedArray[] ins = {a, zero};
    ArithmeticException thrown =
        assertThrows(ArithmeticException.class, () -> CPU.pointwise(p, outs, ins, new Scalar[0]));
    assertEquals("floor_divide: integer division by zero", thrown.getMessage());
    Expr guarded = Expr.select(Expr.input(1).ne(Expr.constant(0)), e, Expr.constant(-7));
    PointwiseProgram q = new PointwiseProgram("guarded", List.of(guarded), ComputeType.LONG);
    CPU.pointwise(q, outs, ins, new Scalar[0]);
    assertEquals(-7, TestArrays.get(outs[0], 70_000));
  }
}
