package org.torch4j.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Schemas, and calls bound by them. */
class OpsCallTest {
  private static final Tensor A = Torch.tensor(new float[] {1, 2, 3});

  private static Tensor call(String name, Object... args) {
    return (Tensor) Ops.call(name, Arrays.asList(args), Map.of());
  }

  private static Tensor floats(float... values) {
    return Torch.tensor(values);
  }

  @Test
  void overloadsResolveByTheKindOfArgument() {
    assertClose(call("aten::add", A, A), floats(2, 4, 6));
    assertClose(call("add", A, 1), floats(2, 3, 4));
    assertClose(call("add.Tensor", A, A), floats(2, 4, 6));
    assertClose(call("aten::pow", A, 2), floats(1, 4, 9));
    assertClose(call("pow", 2, A), floats(2, 4, 8));
    assertClose(call("pow", A, A), floats(1, 4, 27));
    assertEquals(DType.BOOL, call("eq", A, 2.0).dtype());
    assertThrows(IllegalArgumentException.class, () -> call("add.Scalar", A, A));
    assertThrows(IllegalArgumentException.class, () -> call("add.Nothing", A, A));
  }

  @Test
  void namedArgumentsAndDefaults() {
    Map<String, Object> alpha = Map.of("alpha", 10);
    assertClose((Tensor) Ops.call("add", List.of(A, A), alpha), floats(11, 22, 33));
    assertClose(
        (Tensor) Ops.call("sum", List.of(), Map.of("self", A, "dim", 0, "keepdim", true)),
        floats(6));
    assertEquals(
        DType.FLOAT64,
        ((Tensor) Ops.call("sum", List.of(A), Map.of("dtype", DType.FLOAT64))).dtype());
    IllegalArgumentException positional =
        assertThrows(IllegalArgumentException.class, () -> call("add.Tensor", A, A, 2));
    assertTrue(positional.getMessage().contains("positional"), positional.getMessage());
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class, () -> Ops.call("neg", List.of(A), Map.of("self", A)));
    assertTrue(twice.getMessage().contains("twice"), twice.getMessage());
  }

  @Test
  void inPlaceAndOut() {
    Tensor x = A.clone();
    assertSame(x, call("mul_", x, 2));
    assertSame(x, call("aten::add_", x, A));
    assertClose(x, floats(3, 6, 9));
    Tensor out = Torch.zeros(Shape.of(0), DType.FLOAT64);
    assertSame(out, Ops.call("mul", List.of(A, A), Map.of("out", out)));
    assertClose(out, Torch.tensor(new double[] {1, 4, 9}));
  }

  @Test
  void listsAndSizes() {
    Tensor x = Torch.zeros(2, 6);
    assertEquals(Shape.of(3, 4), call("view", x, List.of(3, 4)).shape());
    assertEquals(Shape.of(3, 4), call("reshape", x, new int[] {3, -1}).shape());
    assertEquals(Shape.of(3, 4), call("view", x, Shape.of(3, 4)).shape());
    assertEquals(Shape.of(2), call("sum", x, 1).shape());
    assertEquals(Shape.of(4, 6), call("cat", List.of(x, x)).shape());
    assertEquals(Shape.of(2, 12), call("cat", new Tensor[] {x, x}, 1).shape());
    Object both = Ops.call("max.dim_values", List.of(x, 1), Map.of());
    assertEquals(2, assertInstanceOf(List.class, both).size());
  }

  @Test
  void noneWhereItIsAllowed() {
    assertClose(call("clamp", A, null, 2), floats(1, 2, 2));
    assertClose(call("sum", A, null), Torch.tensor(6.0));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> call("mm", A, null));
    assertTrue(e.getMessage().contains("None"), e.getMessage());
  }

  @Test
  void schemasAreRead() {
    Schema s =
        Schema.parse(
            "batch.one(Tensor(a!) self, Tensor? weight=None, int[2] stride=1, float eps=1e-05, *,"
                + " Scalar alpha=1, str mode='fast', bool flag=False, int[] dims=[0, -1])"
                + " -> (Tensor, Tensor)");
    assertEquals("batch", s.name());
    assertEquals("one", s.overload());
    assertEquals("batch.one", s.fullName());
    assertEquals(8, s.size());
    assertEquals(2, s.returns());
    assertTrue(s.isInPlace());
    assertTrue(s.argument(1).optional());
    assertNull(s.argument(1).defaultValue());
    assertArrayEquals(new long[] {1, 1}, (long[]) s.argument(2).defaultValue());
    assertEquals(1e-5, s.argument(3).defaultValue());
    assertFalse(s.argument(3).keywordOnly());
    assertTrue(s.argument(4).keywordOnly());
    assertEquals("fast", s.argument(5).defaultValue());
    assertEquals(false, s.argument(6).defaultValue());
    assertArrayEquals(new long[] {0, -1}, (long[]) s.argument(7).defaultValue());
    assertEquals(-1, s.find("nothing"));
    assertThrows(IllegalArgumentException.class, () -> s.indexOf("nothing"));
    assertThrows(IllegalArgumentException.class, () -> Schema.parse("no arrow"));
  }

  @Test
  void everyOpHasAKernelOrIsMadeOfOthers() {
    for (String name : Ops.names()) {
      for (Op op : Ops.overloads(name)) {
        assertTrue(
            List.of("pointwise", "reduction", "view", "composite", "kernel").contains(op.kind()));
        assertEquals(name, op.schema().name());
      }
    }
    assertTrue(Ops.names().size() > 150);
    assertEquals(List.of(), Ops.overloads("no_such_op"));
  }
}
