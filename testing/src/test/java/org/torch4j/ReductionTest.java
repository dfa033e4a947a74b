package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.testing.TensorAssertions.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Reductions over dimensions, of all kinds of dtypes, empty and not finite, against PyTorch. */
class ReductionTest {
  @TestFactory
  Stream<DynamicTest> asPyTorch() {
    JsonNode all = Oracle.read("reductions");
    TreeMap<String, List<JsonNode>> byOp = new TreeMap<>();
    for (JsonNode c : all.get("cases")) {
      byOp.computeIfAbsent(c.get("op").textValue(), k -> new ArrayList<>()).add(c);
    }
    return byOp.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey() + ", " + e.getValue().size() + " cases",
                    () -> check(all.get("inputs"), e.getValue())));
  }

  private static void check(JsonNode inputs, List<JsonNode> cases) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode c : cases) {
      Tensor x = Oracle.tensor(inputs.get(c.get("input").intValue()));
      String told =
          x.dtype() + " " + x.shape() + " dim " + c.get("dim") + " keepdim " + c.get("keepdim");
      try {
        Tensor got = apply(c.get("op").textValue(), x, dims(c), c.get("keepdim").booleanValue());
        if (c.has("error")) {
          wrong.add(told + ": no error, PyTorch says " + c.get("error"));
        } else {
          assertClose(got, Oracle.tensor(c.get("result")), 2e-6, 1e-6);
        }
      } catch (AssertionError e) {
        wrong.add(told + ": " + e.getMessage());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        if (!c.has("error")) {
          wrong.add(told + ": " + e);
        }
      }
    }
    assertEquals(List.of(), wrong.subList(0, Math.min(10, wrong.size())), wrong.size() + " wrong");
  }

  private static long[] dims(JsonNode c) {
    JsonNode d = c.get("dim");
    return d.isNull() ? null : d.isArray() ? Oracle.longs(d) : new long[] {d.longValue()};
  }

  private static Tensor apply(String op, Tensor x, long[] d, boolean keep) {
    int one = d == null ? 0 : (int) d[0];
    long[] some = d == null ? new long[0] : d;
    return switch (op) {
      case "sum" -> x.sum(d, keep);
      case "mean" -> x.mean(d, keep);
      case "prod" -> x.prod(d, keep);
      case "amax" -> x.amax(some, keep);
      case "amin" -> x.amin(some, keep);
      case "var" -> x.var(d, 1, keep);
      case "std" -> x.std(d, 1, keep);
      case "logsumexp" -> x.logsumexp(some, keep);
      case "norm" -> x.norm(2, d, keep);
      case "norm1" -> x.norm(1, d, keep);
      case "count_nonzero" -> x.countNonzero(some);
      case "any" -> x.any(d, keep);
      case "all" -> x.all(d, keep);
      case "argmax" -> d == null ? x.argmax() : x.argmax(one, keep);
      case "argmin" -> d == null ? x.argmin() : x.argmin(one, keep);
      case "max" -> d == null ? x.max() : x.max(one, keep).values();
      case "min" -> d == null ? x.min() : x.min(one, keep).values();
      case "cumsum" -> x.cumsum(one);
      case "cumprod" -> x.cumprod(one);
      case "cummax" -> x.cummax(one).values();
      case "cummin" -> x.cummin(one).values();
      case "sort" -> x.sort(one, false).values();
      case "sort_descending" -> x.sort(one, true).values();
      case "argsort" -> x.argsort(one, false);
      case "softmax" -> x.softmax(one);
      case "log_softmax" -> x.logSoftmax(one);
      default -> throw new IllegalStateException(op);
    };
  }

  @Test
  void stridedInputs() {
    Tensor x = Torch.arange(24).reshape(2, 3, 4).toDouble();
    Tensor y = x.permute(2, 0, 1);
    assertClose(y.sum(0), x.sum(2));
    assertClose(y.amax(new long[] {0, 2}, false), x.amax(new long[] {1, 2}, false));
    assertClose(y.slice(0, 0L, 4L, 2).sum(), Torch.tensor(132.0).toDouble());
    assertClose(Torch.ones(3, 1).expand(3, 5).sum(1), Torch.full(Shape.of(3), 5.0));
    assertEquals(23, y.max().item());
    assertClose(y.argmax(0), Torch.full(Shape.of(2, 3), 3L));
  }

  @Test
  void largeSumsAreAccurate() {
    Tensor x = Torch.full(Shape.of(1 << 22), 0.1);
    assertEquals(419430.4, x.sum().item(), 4);
    assertEquals(0.1, x.mean().item(), 1e-6);
  }

  @Test
  void dtypeOfTheSum() {
    assertEquals(DType.INT64, Torch.ones(Shape.of(3), DType.UINT8).sum().dtype());
    assertEquals(300, Torch.full(Shape.of(3), 100, DType.UINT8).sum().itemLong());
    assertEquals(DType.FLOAT64, Torch.ones(3).sum(null, false, DType.FLOAT64).dtype());
  }

  @Test
  void repeatedAndWrongDims() {
    Tensor x = Torch.ones(2, 3);
    assertThrows(ShapeException.class, () -> x.sum(0, 0));
    assertThrows(ShapeException.class, () -> x.sum(2));
    assertThrows(ShapeException.class, () -> x.sum(-3));
    assertThrows(IndexOutOfBoundsException.class, () -> Torch.ones(0, 3).amax(0));
    assertThrows(IndexOutOfBoundsException.class, () -> Torch.ones(0).max());
  }
}
