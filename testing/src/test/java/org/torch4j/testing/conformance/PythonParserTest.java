package org.torch4j.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.io.Tuple;

/** The Python of golden files, read and run. */
class PythonParserTest {
  private static final Tensor A = Torch.tensor(new float[] {1, 2, 3});

  private static Object value(String source) {
    return PythonParser.parse(source).value(new PythonScope(new Functions()));
  }

  private static Object call(String function, Object... args) {
    return ((PythonFunction) value(function)).call(List.of(args), Map.of());
  }

  @Test
  void constantsAndArithmetic() {
    assertEquals(1L << 40, value("2**40"));
    assertEquals(-5L, value("-5"));
    assertEquals(0.25, value("2.5e-1"));
    assertEquals(5.0, value("5."));
    assertEquals(7L, value("1 + 2 * 3"));
    assertEquals(Tuple.of(1L, "a", null), value("(1, 'a', None)"));
    assertEquals(List.of(true, false), value("[True, False]"));
    assertEquals(3L, value("(3)"));
    assertEquals(Torch.float64, value("float64"));
    assertEquals(Torch.float64, value("torch.float64"));
  }

  @Test
  void lambdasTakeArgumentsAsPythonDoes() {
    assertEquals(List.of(2L, 1L), call("lambda a, b: [b, a]", 1L, 2L));
    assertEquals(List.of(1L, 9L), call("lambda a, b=9: [a, b]", 1L));
    assertEquals(List.of(2L, 3L), call("lambda a, *rest: rest", 1L, 2L, 3L));
    assertEquals(5L, call("lambda f, x: f(x)", (PythonFunction) (args, _) -> args.get(0), 5L));
    assertEquals(2L, call("lambda *args, **kwargs: (lambda a, b: b)(*args, **kwargs)", 1L, 2L));
  }

  @Test
  void methodsOperatorsAndIndices() {
    assertClose(
        (Tensor) call("lambda x: x.add(1).mul_(2)", A), Torch.tensor(new float[] {4, 6, 8}));
    assertClose((Tensor) call("lambda x: -x * 2 - x", A), Torch.tensor(new float[] {-3, -6, -9}));
    assertClose(
        (Tensor) call("lambda x: 1 / x", Torch.tensor(new float[] {4})),
        Torch.tensor(new float[] {0.25f}));
    assertClose((Tensor) call("lambda x: 1 - x", A), Torch.tensor(new float[] {0, -1, -2}));
    assertEquals(2, ((Tensor) call("lambda x: x[1]", A)).item());
    assertEquals(Torch.float64, ((Tensor) call("lambda x: x.double()", A)).dtype());
    assertEquals(2, ((Tensor) value("torch.ones(2, 3, dtype=float64).mT")).size(1));
  }

  @Test
  void functionsOfStatements() {
    Tensor x =
        (Tensor)
            call(
                "def f(a, v):\n"
                    + "    t = a * 0\n"
                    + "    with torch.no_grad():\n"
                    + "        t.fill_(v)\n"
                    + "    return t",
                A,
                7L);
    assertClose(x, Torch.tensor(new float[] {7, 7, 7}));
  }

  @Test
  void theUnknownIsSaid() {
    assertTrue(
        assertThrows(CallMismatch.class, () -> value("torch.nothing(1)"))
            .getMessage()
            .contains("missing op nothing"));
    assertTrue(
        assertThrows(CallMismatch.class, () -> value("nn.Nothing(1)"))
            .getMessage()
            .contains("missing class torch.nn.Nothing"));
    assertThrows(CaseFailure.class, () -> PythonParser.parse("a b"));
    assertThrows(CaseFailure.class, () -> PythonParser.parse("(1, 2"));
    assertThrows(CaseFailure.class, () -> PythonParser.parse("'open"));
  }

  @Test
  void namesFollowTheRule() {
    assertEquals("logSoftmax", Names.camel("log_softmax"));
    assertEquals("add_", Names.camel("add_"));
    assertEquals("indexAdd_", Names.camel("index_add_"));
    assertEquals("linalg_svd", Names.aten("torch.linalg.svd"));
    assertEquals("gelu", Names.aten("torch.nn.functional.gelu"));
    assertEquals("remainder", Names.operator("__rmod__"));
    assertTrue(Names.isReflected("__radd__"));
    assertEquals("bitwise_right_shift", Names.operator("__rshift__"));
  }
}
