package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.torch4j.backend.Backend;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.Evaluate;
import org.torch4j.expr.Expr;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/** One program over many sets of arrays, as optimizers run it. */
class PointwiseEachTest {
  private static final CpuBackend CPU = new CpuBackend();
  private static final int THREADS = Parallel.threads();
  private static final long[][] SIZES = {
    {}, {3, 4}, {4096}, {0}, {5000}, {1}, {20, 30, 40}, {4097}, {31}
  };
  private static final Scalar[] SCALARS = {Scalar.of(0.75), Scalar.of(-0.125)};

  /** With momentum, so that a body reads what another writes. */
  private static List<Expr> bodies() {
    Expr buffer = Expr.input(2).mul(Expr.scalar(0)).add(Expr.input(1));
    return List.of(Expr.input(0).add(buffer.mul(Expr.scalar(1))), buffer);
  }

  @AfterEach
  void resetThreads() {
    Parallel.setThreads(THREADS);
  }

  /** Parameter, gradient and momentum of each size; samples come in many layouts. */
  private static StridedArray[][] draw(DType dtype, boolean contiguous) {
    Random random = new Random(3);
    StridedArray[][] sets = new StridedArray[SIZES.length][3];
    for (int i = 0; i < sets.length; i++) {
      for (int k = 0; k < 3; k++) {
        StridedArray made = Samples.random(dtype, random, SIZES[i]);
        if (contiguous) {
          StridedArray plain = StridedArray.allocate(dtype, made.shape());
          Samples.fill(plain, at -> Samples.at(made, at));
          sets[i][k] = plain;
        } else {
          sets[i][k] = made;
        }
      }
    }
    return sets;
  }

  private static double[][] run(DType dtype, boolean contiguous, boolean each, int threads) {
    Parallel.setThreads(threads);
    StridedArray[][] inputs = draw(dtype, contiguous);
    StridedArray[][] outputs = new StridedArray[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      outputs[i] = new StridedArray[] {inputs[i][0], inputs[i][2]};
    }
    var program = new PointwiseProgram("momentum", bodies(), ComputeType.of(dtype));
    if (each) {
      ((Backend) CPU).pointwiseEach(program, outputs, inputs, SCALARS);
    } else {
      for (int i = 0; i < inputs.length; i++) {
        CPU.pointwise(program, outputs[i], inputs[i], SCALARS);
      }
    }
    double[][] values = new double[2 * inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      values[2 * i] = Samples.values(inputs[i][0]);
      values[2 * i + 1] = Samples.values(inputs[i][2]);
    }
    return values;
  }

  @Test
  void equalsOneCallForEach() {
    for (DType dtype : Samples.FLOATING) {
      for (boolean contiguous : new boolean[] {true, false}) {
        double[][] single = run(dtype, contiguous, false, THREADS);
        for (int threads : new int[] {1, 2, 5}) {
          double[][] together = run(dtype, contiguous, true, threads);
          for (int i = 0; i < single.length; i++) {
            assertArrayEquals(single[i], together[i], dtype + ", array " + i);
          }
        }
      }
    }
  }

  @Test
  void computesTheExpressions() {
    StridedArray[][] before = draw(DType.FLOAT64, true);
    double[][] after = run(DType.FLOAT64, true, true, 2);
    for (int i = 0; i < before.length; i++) {
      double[][] x = new double[3][];
      for (int k = 0; k < 3; k++) {
        x[k] = Samples.values(before[i][k]);
      }
      double[] out = new double[2];
      for (int j = 0; j < x[0].length; j++) {
        double[] element = {x[0][j], x[1][j], x[2][j]};
        Evaluate.of(bodies()).doubles(element, new double[] {0.75, -0.125}, out);
        assertEquals(out[0], after[2 * i][j]);
        assertEquals(out[1], after[2 * i + 1][j]);
      }
    }
  }
}
