package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.torch4j.nn.F;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** What PyTorch does at the edges of ops: NaN, ties, empty matrices, flat functions, memory. */
class EdgeRulesTest {
  private static final double NAN = Double.NaN;

  private static Tensor leaf(double... values) {
    return Torch.tensor(values).requiresGrad_(true);
  }

  private static Tensor call(String op, @Nullable Object... args) {
    return (Tensor) Ops.call(op, Arrays.asList(args), Map.of());
  }

  private static Tensor made(DType dtype, String op, Object... args) {
    return (Tensor) Ops.call(op, List.of(args), Map.of("dtype", dtype));
  }

  private static double[] grad(Tensor y, Tensor x) {
    return Torch.grad(y.sum(), List.of(x)).getFirst().reshape(-1).toDoubleArray();
  }

  private static @Nullable Tensor gradOrNull(Tensor y, Tensor x) {
    assertTrue(y.requiresGrad());
    return Torch.gradAllowUnused(List.of(y), List.of(x), List.of(Torch.onesLike(y)), false, false)
        .getFirst();
  }

  @Test
  void limitsKeepNanAndStopItsGradient() {
    Tensor x = leaf(NAN, -1, 0, 2);
    assertArrayEquals(new double[] {NAN, 0, 0, 2}, x.clampMin(0).toDoubleArray());
    assertArrayEquals(new double[] {0, 0, 1, 1}, grad(x.clampMin(0), x));
    assertArrayEquals(new double[] {0, 1, 1, 0}, grad(x.clampMax(0), x));
    assertArrayEquals(new double[] {0, 1 / 6., 1 / 6., 1 / 6.}, grad(F.hardsigmoid(x), x), 1e-15);
    Tensor whole = Torch.tensor(new long[] {-3, 4});
    assertEquals(DType.INT64, whole.clampMin(0).dtype());
    assertArrayEquals(new long[] {0, 4}, whole.clampMin(0).toLongArray());
  }

  @Test
  void numbersAreNotMadeOfEveryDtype() {
    Map<String, Executable> calls =
        Map.of(
            "arange: expected a real number's dtype, got bool",
            () -> Torch.arange(0, 3, 1, DType.BOOL),
            "linspace: expected a number's dtype, got bool",
            () -> made(DType.BOOL, "linspace", 0.0, 1.0, 3L),
            "tril_indices: expected int32 or int64 as dtype, got float32",
            () -> made(DType.FLOAT32, "tril_indices", 2L, 2L),
            "fftfreq: expected a floating-point or complex dtype, got int64",
            () -> made(DType.INT64, "fft_fftfreq", 3L),
            "randperm: expected a real number's dtype, got complex64",
            () -> made(DType.COMPLEX64, "randperm", 3L),
            "batch_norm: expected a floating-point dtype, got int64",
            () ->
                call(
                    "native_batch_norm",
                    Torch.ones(Shape.of(2, 2), DType.INT64),
                    null,
                    null,
                    Torch.ones(Shape.of(2), DType.INT64),
                    Torch.ones(Shape.of(2), DType.INT64),
                    false,
                    0.1,
                    1e-5));
    calls.forEach(
        (text, wrong) ->
            assertEquals(text, assertThrows(DTypeException.class, wrong).getMessage()));
  }

  @Test
  void hardswishHasAGradientWhereItStarts() {
    Tensor x = leaf(-3, -3.5, 0);
    assertArrayEquals(new double[] {-0.5, 0, 0.5}, grad(F.hardswish(x), x), 1e-15);
  }

  @Test
  void countsOfUnequalElementsAreFlat() {
    Tensor x = Torch.tensor(new double[][] {{1, 2}, {1, 5}, {0, 5}}).requiresGrad_(true);
    assertArrayEquals(new double[] {1, 2, 1}, F.pdist(x, 0).toDoubleArray());
    assertArrayEquals(new double[6], grad(F.pdist(x, 0), x));
    assertArrayEquals(new double[6], grad(Torch.cdist(x, x.detach(), 0), x));
    assertNull(gradOrNull(call("linalg_vector_norm", x, 0), x));
  }

  @Test
  void emptyMatricesStayInTheGraphWithoutAGradient() {
    Tensor none = Torch.zeros(0, 0).requiresGrad_(true);
    assertEquals(1, Linalg.det(none).item());
    assertNull(gradOrNull(Linalg.det(none), none));
    Tensor tau = Torch.zeros(0);
    assertNull(gradOrNull(Linalg.householderProduct(none, tau), none));
    Tensor a = Torch.ones(2, 2).requiresGrad_(true);
    assertArrayEquals(new double[4], grad(Linalg.matrixPower(a, 0), a));
  }

  @Test
  void labelsOfEmbeddingLossesGetNoGradient() {
    Tensor x = leaf(0.5, -2);
    Tensor labels = leaf(1, -1);
    Tensor loss = F.hingeEmbeddingLoss(x, labels);
    assertNull(gradOrNull(loss, labels));
  }

  @Test
  void scalarsAreTheirOwnTransposes() {
    Tensor x = Torch.tensor(3.0);
    assertEquals(3, x.mT().item());
    assertEquals(3, x.mH().item());
    assertTrue(x.mT().sharesMemory(x));
  }

  @Test
  void placesAreInt64() {
    Tensor x = Torch.ones(2, 2);
    Tensor index = Torch.zeros(Shape.of(2, 2), DType.INT32);
    String message = assertThrows(DTypeException.class, () -> x.gather(0, index)).getMessage();
    assertTrue(message.contains("int32"), message);
    assertThrows(DTypeException.class, () -> x.scatterAdd(0, index, x));
    assertEquals(0, x.gather(0, Torch.zeros(Shape.of(0, 2), DType.UINT8)).numel());
  }

  @Test
  void resultsMayNotOverwriteWhatIsStillRead() {
    Tensor x = Torch.ones(4);
    Tensor places = Torch.tensor(new long[] {3, 2});
    List<Tensor> two = List.of(x, x);
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of("gather", List.of(x, 0, places)),
            List.of("take", List.of(x, places)),
            List.of("index_select", List.of(x, 0, places)),
            List.of("masked_select", List.of(x, x.gt(0))),
            List.of("cat", List.of(two)))) {
      String op = (String) wrong.get(0);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Ops.call(op, (List<?>) wrong.get(1), Map.of("out", x)),
                  op)
              .getMessage();
      assertTrue(message.contains(op + ": out") && message.contains("[4]"), message);
    }
    Tensor sum = (Tensor) Ops.call("add", List.of(x, x), Map.of("out", x));
    assertSame(x, sum);
    assertArrayEquals(new double[] {2, 2, 2, 2}, sum.toDoubleArray());
  }

  @Test
  void numbersMayComeFirst() {
    Tensor x = Torch.tensor(new long[] {-3, 4});
    assertArrayEquals(new double[] {-7.5, 10}, call("mul", 2.5, x).toDoubleArray());
    assertEquals(DType.FLOAT32, call("mul", 2.5, x).dtype());
    assertEquals(DType.INT64, call("mul", 2, x).dtype());
    assertArrayEquals(
        new long[] {11, -10},
        ((Tensor) Ops.call("sub", List.of(2, x), Map.of("alpha", 3))).toLongArray());
    assertArrayEquals(new long[] {-3, 1}, call("floor_divide", 7, x).toLongArray());
  }

  private static Tensor z(double... parts) {
    return Torch.tensor(parts).reshape(-1, 2).viewAsComplex();
  }

  private static void assertParts(Tensor t, double... parts) {
    assertArrayEquals(parts, t.viewAsReal().reshape(-1).toDoubleArray(), 1e-12, t.toString());
  }

  @Test
  void complexConvolutions() {
    Tensor x = z(1, 2, -1, .5, 3, -1, 0, 1).reshape(1, 1, 4);
    Tensor w = z(1, -1, .5, 2).reshape(1, 1, 2);
    Tensor b = z(0, 1);
    assertParts(
        (Tensor) Ops.call("conv1d", List.of(x, w, b), Map.of("padding", 1)),
        -3.5,
        4,
        1.5,
        0.25,
        3,
        8,
        0,
        -2.5,
        1,
        2);
    assertParts(
        (Tensor) Ops.call("conv_transpose1d", List.of(x, w, b), Map.of("stride", 2)),
        3,
        2,
        -3.5,
        4,
        -0.5,
        2.5,
        -1.5,
        -0.75,
        2,
        -3,
        3.5,
        6.5,
        1,
        2,
        -2,
        1.5);
  }

  /** A zero on the diagonal makes the pivot a block of two. */
  @Test
  void complexLdl() {
    Tensor a = z(0, 0, 2, 1, 1, 0, 2, -1, 1, 0, 0, 3, 1, 0, 0, -3, -2, 0).reshape(3, 3);
    Tensor[] hermitian = ldl(a, true);
    assertParts(hermitian[0], 0, 0, 0, 0, 0, 0, 2, -1, 1, 0, 0, 0, -0.8, -1.2, 0.4, 0.2, -0.6, 0);
    assertArrayEquals(new long[] {-2, -2, 3}, hermitian[1].toLongArray());
    Tensor b = z(1, 1, 2, 0, 0, -1).reshape(3, 1);
    assertParts(solved(hermitian, b, true), 1, -3, 0, 1, 2, -1);
    Tensor symmetric = a.tril(0).add(a.tril(-1).mT());
    Tensor[] plain = ldl(symmetric, false);
    assertParts(plain[0], 0, 0, 0, 0, 0, 0, 2, -1, 1, 0, 0, 0, 0.48, -1.36, 0.4, 0.2, -3.08, 2.56);
    Tensor x = solved(plain, b, false);
    assertParts(symmetric.matmul(x), 1, 1, 2, 0, 0, -1);
    assertFalse(x.requiresGrad());
  }

  private static Tensor solved(Tensor[] factors, Tensor b, boolean hermitian) {
    return (Tensor)
        Ops.call(
            "linalg_ldl_solve", List.of(factors[0], factors[1], b), Map.of("hermitian", hermitian));
  }

  private static Tensor[] ldl(Tensor a, boolean hermitian) {
    Object both = Ops.call("linalg_ldl_factor", List.of(a), Map.of("hermitian", hermitian));
    return ((List<?>) both).toArray(Tensor[]::new);
  }
}
