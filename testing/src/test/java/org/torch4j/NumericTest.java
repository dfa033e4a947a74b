package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.torch4j.op.Op;
import org.torch4j.type.AutogradException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Accuracy of sums, borders of special functions, and the rules of elementwise operators. */
class NumericTest {
  private static void sumsUpTo(double tolerance, Tensor x, Tensor sums, long count) {
    double exact = (double) 0.1f * count;
    for (double s : sums.reshape(-1).toDoubleArray()) {
      assertEquals(exact, s, tolerance * exact, () -> x.shape() + " of " + count);
    }
  }

  /** Single-precision sums keep their digits: accumulators stay short, totals meet in pairs. */
  @Test
  void longSumsAreAccurate() {
    int n = 1 << 22;
    Tensor x = Torch.full(Shape.of(n), 0.1f);
    sumsUpTo(5e-7, x, x.sum(), n);
    Tensor pairs = x.view(n / 2, 2);
    sumsUpTo(1.5e-6, pairs, pairs.sum(0), n / 2);
    Tensor odd = x.narrow(0, 0, 3 * 1_000_003).view(1_000_003, 3);
    sumsUpTo(1.5e-6, odd, odd.sum(0), 1_000_003);
    Tensor rows = x.view(1 << 16, 64);
    sumsUpTo(1e-6, rows, rows.sum(0), 1 << 16);
    Tensor deep = x.view(4, 1 << 18, 4);
    sumsUpTo(1e-6, deep, deep.sum(1), 1 << 18);
  }

  /** Rows that are taken together are still added to the columns they belong to. */
  @Test
  void narrowColumnsKeepTheirPlaces() {
    for (long rows : new long[] {2047, 2048, 5000, 70001}) {
      for (long width : new long[] {1, 2, 3, 5, 7, 31}) {
        Tensor x = Torch.arange(rows * width).reshape(rows, width).remainder(11).toDouble();
        Tensor twice = Torch.stack(List.of(x, x.mul(2)), 0);
        double[] expected = new double[(int) width];
        double[] values = x.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          expected[i % (int) width] += values[i];
        }
        assertArrayEquals(expected, x.sum(0).toDoubleArray(), 0, rows + "x" + width);
        assertArrayEquals(
            expected, twice.sum(1).select(0, 1).div(2).toDoubleArray(), 0, rows + "x" + width);
      }
    }
  }

  @Test
  void squareOfTruthValuesIsAnInteger() {
    Tensor t = Torch.tensor(new boolean[] {true, false}).square();
    assertEquals(Torch.int64, t.dtype());
    assertArrayEquals(new long[] {1, 0}, t.toLongArray());
  }

  @Test
  void sumToSizeRefusesToGrow() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> Torch.ones(3).sumToSize(Shape.of(2, 3)));
    assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
  }

  @Test
  void derivativesThatAreNotKnownAreErrors() {
    Tensor x = Torch.tensor(new double[] {0.5}).requiresGrad_();
    List<Tensor> results =
        List.of(
            Special.airyAi(x),
            Special.legendrePolynomialP(x, 3),
            Torch.igamma(x, Torch.ones(Shape.of(1), Torch.float64)),
            Special.zeta(x.add(2), 2.5));
    for (Tensor y : results) {
      AutogradException e = assertThrows(AutogradException.class, () -> y.sum().backward());
      assertTrue(e.getMessage().contains("is not known"), e.getMessage());
    }
  }

  /** Arguments that a series or recurrence would never reach. */
  @Test
  void hugeArgumentsTakeNoTime() {
    Tensor huge = Torch.tensor(new double[] {1e9, 1e15, 1e300, Double.POSITIVE_INFINITY});
    Tensor x = Torch.tensor(new double[] {0.3, 0.3, 0.3, 0.3});
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Special.laguerrePolynomialL(x, huge);
          Special.legendrePolynomialP(x, huge);
          Special.hermitePolynomialHe(x, huge);
          Special.chebyshevPolynomialT(x, huge);
          double[] half = Torch.igamma(huge, huge).toDoubleArray();
          assertEquals(0.5, half[0], 1e-4);
          assertEquals(0.5, half[2], 1e-9);
          Special.zeta(huge, huge);
          Special.i0e(huge);
          Special.besselY1(huge);
        });
  }

  @Test
  void uniqueFindsPlacesAndCounts() {
    Tensor t = Torch.tensor(new long[] {3, 1, 3, 2, 1, 3});
    List<Tensor> all = t.unique(true, true, true, null);
    assertArrayEquals(new long[] {1, 2, 3}, all.get(0).toLongArray());
    assertArrayEquals(new long[] {2, 0, 2, 1, 0, 2}, all.get(1).toLongArray());
    assertArrayEquals(new long[] {2, 1, 3}, all.get(2).toLongArray());
    Tensor rows = Torch.tensor(new long[] {1, 0, 0, 5, 1, 0}).reshape(3, 2);
    assertArrayEquals(new long[] {0, 5, 1, 0}, rows.unique(true, 0L).toLongArray());
  }

  @Test
  void severalResultsGoIntoTensorsGiven() {
    Tensor values = Torch.empty(0);
    Tensor places = Torch.empty(Shape.of(0), Torch.int64);
    Ops.call(
        "sort", List.of(Torch.tensor(new float[] {2, 1})), Map.of("out", List.of(values, places)));
    assertArrayEquals(new float[] {1, 2}, values.toFloatArray());
    assertArrayEquals(new long[] {1, 0}, places.toLongArray());
  }

  @Test
  void everyOverloadExistsOnce() {
    Set<String> seen = new HashSet<>();
    for (String name : Ops.names()) {
      for (Op op : Ops.overloads(name)) {
        assertTrue(seen.add(op.schema().fullName()), op.schema().fullName() + " exists twice");
      }
    }
  }
}
