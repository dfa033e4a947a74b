package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.type.DType;

/** The text of tensors, against PyTorch's. */
class PrintTest {
  @TestFactory
  Stream<DynamicTest> values() {
    JsonNode cases = Oracle.read("printing").get("plain");
    return IntStream.range(0, cases.size())
        .mapToObj(cases::get)
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("dtype").textValue() + c.get("shape") + " " + start(c),
                    () -> {
                      Tensor t = Oracle.tensor(c);
                      if (c.has("requires_grad")) {
                        t.requiresGrad_();
                      }
                      assertEquals(c.get("text").textValue(), t.toString());
                    }));
  }

  private static String start(JsonNode c) {
    String text = c.get("values").toString();
    return text.substring(0, Math.min(40, text.length()));
  }

  private static final Map<String, UnaryOperator<Tensor>> GRAPHS =
      Map.ofEntries(
          Map.entry("add", x -> x.add(1)),
          Map.entry("mul", x -> x.mul(x)),
          Map.entry("exp", x -> x.exp()),
          Map.entry("sum", x -> x.sum()),
          Map.entry("sum_dim", x -> x.sum(0)),
          Map.entry("mean", x -> x.mean()),
          Map.entry("pow", x -> x.pow(2)),
          Map.entry("pow3", x -> x.pow(3)),
          Map.entry("matmul", x -> x.matmul(x)),
          Map.entry("relu", x -> x.relu()),
          Map.entry("view", x -> x.view(2, 1)),
          Map.entry("select", x -> x.get(0)),
          Map.entry("slice", x -> x.get(Index.from(1))),
          Map.entry("unsqueeze", x -> x.unsqueeze(0)),
          Map.entry("neg", x -> x.neg()),
          Map.entry("clamp", x -> x.clamp(0, 1)),
          Map.entry("div", x -> x.div(3)),
          Map.entry("sub", x -> x.sub(3)),
          Map.entry("rsub", x -> x.rsub(3)),
          Map.entry("sqrt", x -> x.sqrt()),
          Map.entry("index", x -> x.get(new long[] {0, 1})),
          Map.entry("softmax", x -> x.softmax(0)),
          Map.entry("log_softmax", x -> x.logSoftmax(0)),
          Map.entry("amax", x -> x.amax(0)),
          Map.entry("expand", x -> x.expand(2, 2)),
          Map.entry("clone", x -> x.clone()),
          Map.entry("double", x -> x.toDouble()),
          Map.entry("inplace", x -> x.clone().add_(1)),
          Map.entry("cat", x -> Torch.cat(List.of(x, x))),
          Map.entry("mm", x -> x.unsqueeze(0).mm(x.unsqueeze(1))),
          Map.entry("t", x -> x.unsqueeze(0).transpose(0, 1)),
          Map.entry("sigmoid", x -> x.sigmoid()),
          Map.entry("squeeze", x -> x.unsqueeze(0).squeeze()),
          Map.entry("squeeze0", x -> x.unsqueeze(0).squeeze(0)),
          Map.entry("where", x -> Torch.where(x.gt(1), x, x)),
          Map.entry("prod", x -> x.prod()),
          Map.entry(
              "view_inplace",
              x -> {
                Tensor y = x.clone();
                y.get(0).mul_(3);
                return y;
              }),
          Map.entry("gelu", x -> Torch.gelu(x, "none")),
          Map.entry("max", x -> x.max(0).values()),
          Map.entry("cumsum", x -> x.cumsum(0)));

  @TestFactory
  Stream<DynamicTest> gradFunctions() {
    JsonNode cases = Oracle.read("printing").get("graphs");
    return IntStream.range(0, cases.size())
        .mapToObj(cases::get)
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("name").textValue(),
                    () -> {
                      Tensor x = Torch.tensor(new float[] {1, 2}).requiresGrad_();
                      Tensor y = GRAPHS.get(c.get("name").textValue()).apply(x);
                      assertEquals(c.get("text").textValue(), y.toString());
                    }));
  }

  @Test
  void theDefaultDtypeGoesUnsaid() {
    Torch.setDefaultDtype(DType.FLOAT64);
    try {
      assertEquals("tensor([1.5000])", Torch.tensor(new double[] {1.5}).toString());
      assertEquals(
          "tensor([1.5000], dtype=torch.float32)", Torch.tensor(new float[] {1.5f}).toString());
    } finally {
      Torch.setDefaultDtype(DType.FLOAT32);
    }
  }

  @Test
  void aTensorWhoseScopeWasClosedSaysSo() {
    Tensor small;
    Tensor large;
    Tensor sparse;
    Tensor kept;
    try (Scope scope = Scope.open()) {
      small = Torch.ones(2, 3);
      large = Torch.ones(100, 1000).to(DType.FLOAT64);
      sparse = Torch.eye(3).toSparse();
      kept = scope.keep(Torch.ones(2));
    }
    assertEquals(
        "tensor(<its memory was released: its Scope was closed>, size=(2, 3))", small.toString());
    assertEquals(
        """
        tensor(<its memory was released: its Scope was closed>, size=(100, 1000),
               dtype=torch.float64)\
        """,
        large.toString());
    assertEquals(
        "tensor(<its memory was released: its Scope was closed>, size=(3, 3))", sparse.toString());
    assertEquals("tensor([1., 1.])", kept.toString());
    assertThrows(IllegalStateException.class, () -> small.add(1));
  }
}
