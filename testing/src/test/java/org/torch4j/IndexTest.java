package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** {@code get} and {@code set} with every kind of index, against PyTorch. */
class IndexTest {
  @TestFactory
  Stream<DynamicTest> asPyTorch() {
    JsonNode cases = Oracle.read("indexing");
    return IntStream.range(0, cases.size())
        .mapToObj(cases::get)
        .map(c -> DynamicTest.dynamicTest(name(c), () -> check(c)));
  }

  private static String name(JsonNode c) {
    return c.get("shape") + " " + c.get("index") + (c.has("value") ? " = " + c.get("value") : "");
  }

  private static void check(JsonNode c) {
    long[] shape = Oracle.longs(c.get("shape"));
    Tensor x = Torch.arange(Oracle.shape(c.get("shape")).numel()).toFloat().reshape(shape);
    if (c.get("layout").textValue().equals("strided")) {
      x = x.transpose(0, -1).contiguous().transpose(0, -1);
    }
    Object[] index = index(c.get("index"));
    Tensor self = x;
    if (c.has("error")) {
      RuntimeException e = assertThrows(RuntimeException.class, () -> self.get(index));
      assertTrue(
          e instanceof IndexOutOfBoundsException || e instanceof IllegalArgumentException,
          e.toString());
      return;
    }
    if (c.has("after")) {
      JsonNode value = c.get("value");
      Object given = value.isObject() ? Oracle.tensor(value) : (Object) value.doubleValue();
      assertSame(x, x.set(given, index));
      assertClose(x, Oracle.tensor(c.get("after")), 0, 0);
      return;
    }
    Tensor got = x.get(index);
    assertClose(got, Oracle.tensor(c.get("result")), 0, 0);
    if (got.numel() > 0) {
      assertEquals(c.get("view").booleanValue(), got.sharesMemory(x), "is a view");
    }
  }

  private static Object[] index(JsonNode list) {
    List<Object> index = new ArrayList<>();
    for (JsonNode n : list) {
      String kind = n.fieldNames().next();
      JsonNode v = n.get(kind);
      index.add(
          switch (kind) {
            case "int" -> v.longValue();
            case "slice" -> Index.slice(end(v.get(0)), end(v.get(1)), v.get(2).longValue());
            case "ellipsis" -> Index.ellipsis();
            case "none" -> null;
            case "bool" -> v.booleanValue();
            case "array" -> Oracle.longs(v);
            case "tensor" -> integers(v);
            case "mask" -> mask(v);
            default -> throw new IllegalArgumentException(kind);
          });
    }
    return index.toArray();
  }

  private static Long end(JsonNode n) {
    return n.isNull() ? null : n.longValue();
  }

  private static Tensor integers(JsonNode v) {
    if (!v.isArray()) {
      return Torch.tensor(v.longValue());
    }
    if (!v.get(0).isArray()) {
      return Torch.tensor(Oracle.longs(v));
    }
    long[][] rows = new long[v.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Oracle.longs(v.get(i));
    }
    return Torch.tensor(rows);
  }

  private static Tensor mask(JsonNode v) {
    int columns = v.get(0).isArray() ? v.get(0).size() : 1;
    boolean[] values = new boolean[v.size() * columns];
    for (int i = 0; i < values.length; i++) {
      JsonNode row = v.get(i / columns);
      values[i] = (row.isArray() ? row.get(i % columns) : row).booleanValue();
    }
    Tensor flat = Torch.tensor(values);
    return v.get(0).isArray() ? flat.reshape(v.size(), columns) : flat;
  }

  @Test
  void rangesAndPlainNumbers() {
    Tensor x = Torch.arange(12).reshape(3, 4);
    assertEquals(6, x.get(1, 2).itemLong());
    assertEquals(11, x.get(-1, -1L).itemLong());
    assertClose(x.get(Index.from(1), 0), Torch.tensor(new long[] {4, 8}));
    assertClose(x.get(Index.to(2), 0), Torch.tensor(new long[] {0, 4}));
    assertClose(x.get(Index.ellipsis(), Index.slice(1, 3)).get(0), Torch.tensor(new long[] {1, 2}));
    assertClose(x.get(new int[] {2, 0}, 1), Torch.tensor(new long[] {9, 1}));
    assertClose(x.get(new boolean[] {true, false, true}).sum(1), Torch.tensor(new long[] {6, 38}));
  }

  @Test
  void noIndexIsAView() {
    Tensor x = Torch.zeros(2, 2);
    x.get().fill_(1);
    x.get(Index.all()).add_(1);
    assertClose(x, Torch.full(x.shape(), 2.0));
  }

  @Test
  void bytesAreMasksAsInPyTorch() {
    Tensor x = Torch.arange(3);
    Tensor mask = Torch.tensor(new long[] {1, 0, 1}).to(Torch.uint8);
    assertClose(x.get(mask), Torch.tensor(new long[] {0, 2}));
  }

  @Test
  void setReturnsTheTensorAndCounts() {
    Tensor x = Torch.zeros(Shape.of(3), Torch.int64);
    x.set(true, 0).set(2, 1).set(3.9, 2);
    assertClose(x, Torch.tensor(new long[] {1, 2, 3}));
  }

  @Test
  void wrongIndices() {
    Tensor x = Torch.zeros(3, 4);
    IndexOutOfBoundsException far =
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, 4));
    assertTrue(far.getMessage().contains("4"), far.getMessage());
    assertTrue(far.getMessage().contains("[3, 4]"), far.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, 0, 0));
    assertThrows(DTypeException.class, () -> x.get(Torch.zeros(2)));
    assertThrows(IllegalArgumentException.class, () -> x.get("0"));
    assertThrows(IndexOutOfBoundsException.class, () -> x.get(Index.ellipsis(), Index.ellipsis()));
    assertThrows(IllegalArgumentException.class, () -> x.set("text", 0));
    assertThrows(IndexOutOfBoundsException.class, () -> x.set(1, Torch.tensor(new long[] {3})));
  }

  @Test
  void gradientsFlowThroughGetAndSet() {
    Tensor x = Torch.arange(6.0).reshape(2, 3).requiresGrad_();
    Tensor y = x.mul(2);
    y.set(x.get(0), 1);
    y.get(Index.all(), Torch.tensor(new long[] {0, 0, 2})).sum().backward();
    assertClose(x.grad(), Torch.tensor(new float[][] {{6, 0, 3}, {0, 0, 0}}));
  }
}
