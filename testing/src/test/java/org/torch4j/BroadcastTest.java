package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Shapes stretched to each other, against PyTorch. */
class BroadcastTest {
  @TestFactory
  Stream<DynamicTest> asPyTorch() {
    JsonNode cases = Oracle.read("broadcasting");
    return IntStream.range(0, cases.size())
        .mapToObj(cases::get)
        .map(c -> DynamicTest.dynamicTest(c.get("a") + " with " + c.get("b"), () -> check(c)));
  }

  private static Tensor counted(JsonNode shape) {
    return Torch.arange(Oracle.shape(shape).numel()).toFloat().reshape(Oracle.longs(shape));
  }

  private static void check(JsonNode c) {
    Tensor a = counted(c.get("a"));
    Tensor b = counted(c.get("b")).mul(10);
    if (c.has("error")) {
      assertThrows(ShapeException.class, () -> a.add(b));
    } else {
      assertClose(a.add(b), Oracle.tensor(c.get("sum")), 0, 0);
    }
    if (c.has("inplace_error")) {
      assertThrows(ShapeException.class, () -> a.clone().sub_(b));
    } else {
      double[] expected = Oracle.numbers(c.get("inplace"));
      assertArrayEquals(expected, a.clone().sub_(b).toDoubleArray());
    }
    if (c.has("expand_error")) {
      assertThrows(ShapeException.class, () -> a.expand(b.shape().toArray()));
    } else {
      assertClose(a.expand(b.shape().toArray()), Oracle.tensor(c.get("expand")), 0, 0);
    }
  }

  @Test
  void threeOperandsAndTheirGradients() {
    Tensor a = Torch.ones(2, 1, 1).requiresGrad_();
    Tensor b = Torch.ones(3, 1).requiresGrad_();
    Tensor c = Torch.ones(4).requiresGrad_();
    Tensor y = a.addcmul(b, c, 1);
    assertEquals(Shape.of(2, 3, 4), y.shape());
    y.sum().backward();
    assertClose(a.grad(), Torch.full(a.shape(), 12.0));
    assertClose(b.grad(), Torch.full(b.shape(), 8.0));
    assertClose(c.grad(), Torch.full(c.shape(), 6.0));
  }

  @Test
  void theErrorNamesShapesAndDimension() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> Torch.ones(2, 3).add(Torch.ones(2, 4)));
    for (String part : new String[] {"add", "[2, 3]", "[2, 4]", "dimension 1"}) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
