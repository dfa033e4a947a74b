package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.expr.Evaluate;
import org.torch4j.expr.Expr;
import org.torch4j.expr.Fn;
import org.torch4j.op.Backends;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Every function of the expression table as CUDA C gives what {@link Evaluate} gives. */
@OnFakes
class CudaCodegenTest {
  private static final Device CUDA = Device.of("cuda");
  private static final Scalar[] NO_SCALARS = {};

  /** Bodies that are compiled together. */
  private static final int TOGETHER = 24;

  private static final double[] REALS = {
    Double.NEGATIVE_INFINITY,
    -3.5,
    -1,
    -0.25,
    -0.0,
    0,
    0.3,
    0.75,
    1,
    2,
    3.5,
    27,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };
  private static final long[] WHOLES = {-7, -2, -1, 0, 1, 2, 3, 5, 40};

  private static List<Expr> bodies(boolean floating) {
    List<Expr> all = new ArrayList<>();
    Expr x = Expr.input(0);
    Expr y = Expr.input(1);
    for (Fn fn : Fn.values()) {
      if (floating ? fn.isIntegerOnly() : fn.isFloatOnly()) {
        continue;
      }
      if (fn == Fn.POLYGAMMA) {
        all.add(Expr.apply(fn, Expr.constant(2), y));
      } else {
        all.add(fn.arity() == 1 ? Expr.apply(fn, x) : Expr.apply(fn, x, y));
      }
    }
    for (DType dtype : DType.values()) {
      if (!dtype.isComplex()) {
        all.add(x.cast(dtype));
      }
    }
    all.add(Expr.select(x.lt(y), x, Expr.constant(3)));
    return all;
  }

  private static List<Tensor> onDevice(
      List<Expr> bodies, ComputeType compute, DType dtype, Tensor x, Tensor y) {
    var program = new PointwiseProgram("table", bodies, compute);
    List<Tensor> outs = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      outs.add(Torch.empty(x.shape(), dtype, CUDA));
    }
    StridedArray[] outputs = outs.stream().map(TensorState::array).toArray(StridedArray[]::new);
    StridedArray[] inputs = {TensorState.array(x.to(CUDA)), TensorState.array(y.to(CUDA))};
    Backends.of(CUDA).pointwise(program, outputs, inputs, NO_SCALARS);
    return outs;
  }

  private static void reals(ComputeType compute, DType dtype, double rtol) {
    int n = REALS.length;
    double[] x = new double[n * n];
    double[] y = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      x[i] = REALS[i / n];
      y[i] = REALS[i % n];
    }
    Tensor tx = Torch.fromArray(x, Shape.of(n * n)).to(dtype);
    Tensor ty = Torch.fromArray(y, Shape.of(n * n)).to(dtype);
    double[] rx = tx.toDoubleArray();
    double[] ry = ty.toDoubleArray();
    List<Expr> all = bodies(true);
    for (int from = 0; from < all.size(); from += TOGETHER) {
      List<Expr> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
      List<Tensor> outs = onDevice(some, compute, dtype, tx, ty);
      for (int b = 0; b < some.size(); b++) {
        double[] got = outs.get(b).toDoubleArray();
        for (int i = 0; i < got.length; i++) {
          double wanted =
              compute == ComputeType.DOUBLE
                  ? Evaluate.evalDouble(some.get(b), new double[] {rx[i], ry[i]}, new double[0])
                  : Evaluate.evalFloat(
                      some.get(b), new float[] {(float) rx[i], (float) ry[i]}, new float[0]);
          String where = some.get(b) + " at " + rx[i] + ", " + ry[i];
          if (Double.isNaN(wanted) || Double.isInfinite(wanted)) {
            assertEquals(wanted, got[i], where);
          } else {
            assertEquals(wanted, got[i], Math.max(rtol, rtol * Math.abs(wanted)), where);
          }
        }
      }
    }
  }

  @Test
  void doubles() {
    reals(ComputeType.DOUBLE, DType.FLOAT64, 1e-12);
  }

  @Test
  void floats() {
    reals(ComputeType.FLOAT, DType.FLOAT32, 4e-6);
  }

  @Test
  void integers() {
    int n = WHOLES.length;
    long[] x = new long[n * n];
    long[] y = new long[n * n];
    for (int i = 0; i < n * n; i++) {
      x[i] = WHOLES[i / n];
      y[i] = WHOLES[i % n];
    }
    for (ComputeType compute : List.of(ComputeType.INT, ComputeType.LONG)) {
      DType dtype = compute == ComputeType.INT ? DType.INT32 : DType.INT64;
      Tensor tx = Torch.tensor(x).to(dtype);
      Tensor ty = Torch.tensor(y).to(dtype);
      List<Expr> all = bodies(false);
      List<Tensor> outs = onDevice(all, compute, dtype, tx, ty);
      for (int b = 0; b < all.size(); b++) {
        long[] got = outs.get(b).toLongArray();
        for (int i = 0; i < got.length; i++) {
          assertEquals(
              value(all.get(b), compute, x[i], y[i]),
              got[i],
              all.get(b) + " at " + x[i] + ", " + y[i]);
        }
      }
    }
  }

  /** A division by 0 raises nothing on a device; it gives 0. */
  private static long value(Expr e, ComputeType compute, long x, long y) {
    try {
      return compute == ComputeType.INT
          ? Evaluate.evalInt(e, new int[] {(int) x, (int) y}, new int[0])
          : Evaluate.evalLong(e, new long[] {x, y}, new long[0]);
    } catch (ArithmeticException byZero) {
      assertTrue(y == 0, e.toString());
      return 0;
    }
  }
}
