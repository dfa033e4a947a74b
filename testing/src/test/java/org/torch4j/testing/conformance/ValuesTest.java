package org.torch4j.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.Tolerance;

/** The ways to compare see what they must and forgive what is free. */
class ValuesTest {
  private static final Tolerance CLOSE = new Tolerance(1e-6, 1e-6);

  private static GoldenTensor doubles(List<Long> shape, double... values) {
    return Values.doubles(values, shape);
  }

  private static GoldenTensor complex(List<Long> shape, double... parts) {
    ByteBuffer b = ByteBuffer.allocate(8 * parts.length).order(ByteOrder.LITTLE_ENDIAN);
    b.asDoubleBuffer().put(parts);
    return new GoldenTensor("complex128", shape, b.array());
  }

  private static String failure(Runnable check) {
    return assertThrows(CaseFailure.class, check::run).getMessage();
  }

  @Test
  void theWorstPlaceIsNamed() {
    GoldenTensor e = doubles(List.of(2L, 2L), 1, 2, 3, 4);
    Values.check(doubles(List.of(2L, 2L), 1, 2, 3, 4 + 1e-7), e, CLOSE, "output");
    String m =
        failure(() -> Values.check(doubles(List.of(2L, 2L), 1, 2.1, 3.5, 4), e, CLOSE, "output"));
    assertTrue(
        m.startsWith("output: 2 of 4 values differ, most at [1, 0]: expected 3.0, got 3.5"), m);
    String nan =
        failure(() -> Values.check(doubles(List.of(2L, 2L), 9, Double.NaN, 3, 4), e, CLOSE, "x"));
    assertTrue(nan.contains("[0, 1]: expected 2.0, got NaN"), nan);
    assertTrue(
        failure(() -> Values.check(doubles(List.of(4L), 1, 2, 3, 4), e, CLOSE, "x"))
            .contains("wrong shape [4]"));
    assertTrue(
        failure(() -> Values.check(complex(List.of(2L, 2L), new double[8]), e, CLOSE, "x"))
            .contains("wrong dtype complex128"));
  }

  @Test
  void complexNumbersAreCloseByDistance() {
    GoldenTensor e = complex(List.of(1L), 1e6, 0);
    Values.check(complex(List.of(1L), 1e6, 0.5), e, CLOSE, "x");
    assertTrue(
        failure(() -> Values.check(complex(List.of(1L), 1e6, 2), e, CLOSE, "x"))
            .contains("got 1000000.0+2.0j"));
    GoldenTensor infinite = complex(List.of(1L), Double.POSITIVE_INFINITY, Double.NaN);
    Values.check(infinite, infinite, CLOSE, "x");
  }

  @Test
  void signsAndOrderAreFreeWhereSaid() {
    assertEquals(List.of(2L), Values.abs(complex(List.of(2L), 3, 4, 0, -2)).shape());
    assertEquals(5, Values.abs(complex(List.of(2L), 3, 4, 0, -2)).toDoubleArray()[0]);
    double[] columns = Values.first(doubles(List.of(2L, 2L), 1, 2, 3, 4), 1, false).toDoubleArray();
    assertEquals(List.of(1.0, 0.0, 3.0, 0.0), java.util.Arrays.stream(columns).boxed().toList());
    GoldenTensor e = doubles(List.of(3L), 1, 2, 3);
    Values.checkUnordered(doubles(List.of(3L), 3, 1, 2), e, CLOSE, "x");
    failure(() -> Values.checkUnordered(doubles(List.of(3L), 3, 1, 1), e, CLOSE, "x"));
  }

  @Test
  void eigenvectorsSolveTheirEquation() {
    GoldenTensor a = doubles(List.of(2L, 2L), 2, 0, 0, 3);
    GoldenTensor l = doubles(List.of(2L), 3, 2);
    Values.checkEigenvectors(a, l, doubles(List.of(2L, 2L), 0, -1, 1, 0), CLOSE, "x");
    failure(() -> Values.checkEigenvectors(a, l, doubles(List.of(2L, 2L), 1, 0, 0, 1), CLOSE, "x"));
    failure(() -> Values.checkEigenvectors(a, l, doubles(List.of(2L, 2L), 0, 0, 0, 0), CLOSE, "x"));
  }

  @Test
  void indicesOfEqualElementsAreTies() {
    GoldenTensor in = doubles(List.of(2L, 3L), 5, 5, 1, 7, 2, 7);
    GoldenTensor first = TensorBytes.read(Torch.tensor(new long[] {0, 0}));
    GoldenTensor other = TensorBytes.read(Torch.tensor(new long[] {1, 2}));
    GoldenTensor wrong = TensorBytes.read(Torch.tensor(new long[] {2, 0}));
    GoldenTensor outside = TensorBytes.read(Torch.tensor(new long[] {3, 0}));
    assertTrue(Ties.same(in, other, first));
    assertFalse(Ties.same(in, wrong, first));
    assertFalse(Ties.same(in, outside, first));
  }

  @Test
  void memoryIsLaidOutAsGiven() {
    GoldenTensor g = doubles(List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
    Tensor t = TensorBytes.tensor(g, List.of(1L, 2L), 3);
    assertEquals(List.of(1L, 2L, 3L), List.of(t.stride(0), t.stride(1), t.storageOffset()));
    Values.check(TensorBytes.read(t), g, Tolerance.EXACT, "x");
    Tensor same = TensorBytes.tensor(doubles(List.of(2L, 2L), 1, 2, 1, 2), List.of(0L, 1L), 0);
    assertEquals(0, same.stride(0));
  }

  @Test
  void messagesMustNameWhatCame() {
    Tensor t = Torch.zeros(2, 7);
    ErrorTexts.requireReceived("sizes [2, 7] do not fit", List.of(t), Map.of());
    ErrorTexts.requireReceived("dim 9 is out of range", List.of(t, 9L), Map.of());
    ErrorTexts.requireReceived("p must be in [0, 1], got 3.0", List.of(t, 3L), Map.of());
    failure(() -> ErrorTexts.requireReceived("something is wrong", List.of(t, 9L), Map.of()));
    failure(() -> ErrorTexts.requireReceived("there were 19 of 29", List.of(9L), Map.of()));
  }
}
