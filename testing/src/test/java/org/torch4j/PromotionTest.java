package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** The dtypes of results, for all pairs of dtypes, dimensions and numbers, against PyTorch. */
class PromotionTest {
  private static Tensor ones(String dtype, int dims) {
    return Torch.ones(dims == 0 ? Shape.SCALAR : Shape.of(2), DType.of(dtype));
  }

  private static Object number(String kind) {
    return switch (kind) {
      case "bool" -> true;
      case "int" -> 1;
      default -> 1.0;
    };
  }

  private static String outcome(String op, List<Object> args) {
    try {
      Object result = Ops.call(op, args, Map.of());
      return ((Tensor) result).dtype().torchName();
    } catch (IllegalArgumentException e) {
      return "error";
    }
  }

  /** Where we answer and PyTorch 1.13 refuses; the square of bool is bool here. */
  private static boolean allowed(String op, String expected, String got) {
    return expected.equals("error") && op.equals("cumsum") || op.equals("square");
  }

  @Test
  void twoOperands() {
    List<String> wrong = new ArrayList<>();
    int n = 0;
    for (JsonNode c : Oracle.read("promotion").get("binary")) {
      String op = c.get(0).textValue();
      Tensor a = ones(c.get(1).textValue(), c.get(2).intValue());
      boolean isNumber = c.get(3).textValue().equals("number");
      Object b =
          isNumber ? number(c.get(4).textValue()) : ones(c.get(3).textValue(), c.get(4).intValue());
      String expected = c.get(5).textValue();
      String got = outcome(op, List.of(a, b));
      n++;
      if (!got.equals(expected) && !allowed(op, expected, got)) {
        wrong.add(c + " got " + got);
      }
    }
    assertTrue(n > 4000, "cases: " + n);
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), wrong.size() + " wrong");
  }

  @Test
  void oneOperand() {
    List<String> wrong = new ArrayList<>();
    for (JsonNode c : Oracle.read("promotion").get("unary")) {
      String op = c.get(0).textValue();
      Tensor a = ones(c.get(1).textValue(), 1);
      String expected = c.get(2).textValue();
      String got;
      if (op.equals("bitwise_not")) {
        try {
          got = a.bitwiseNot().dtype().torchName();
        } catch (IllegalArgumentException e) {
          got = "error";
        }
      } else {
        got = outcome(op, op.equals("cumsum") ? List.of(a, 0) : List.of(a));
      }
      if (!got.equals(expected) && !allowed(op, expected, got)) {
        wrong.add(c + " got " + got);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void resultType() {
    assertEquals(DType.FLOAT32, Torch.resultType(ones("int64", 1), ones("float32", 0)));
    assertEquals(DType.FLOAT64, Torch.resultType(ones("int64", 1), ones("float64", 0)));
    assertEquals(DType.FLOAT32, Torch.resultType(ones("float32", 1), ones("float64", 0)));
    assertEquals(DType.INT8, Torch.resultType(ones("int8", 1), ones("int64", 0)));
    assertEquals(DType.INT16, Torch.promoteTypes(DType.UINT8, DType.INT8));
    assertEquals(DType.FLOAT32, Torch.promoteTypes(DType.FLOAT16, DType.BFLOAT16));
    assertEquals(DType.COMPLEX64, Torch.promoteTypes(DType.COMPLEX64, DType.INT64));
    assertTrue(Torch.canCast(DType.INT64, DType.FLOAT16));
    assertTrue(!Torch.canCast(DType.FLOAT16, DType.INT64));
    assertTrue(!Torch.canCast(DType.COMPLEX64, DType.FLOAT32));
  }

  @Test
  void aNumberDoesNotWidenButAFractionMakesFloats() {
    Tensor ints = Torch.tensor(new int[] {1, 2});
    assertEquals(DType.INT32, ints.add(1).dtype());
    assertEquals(DType.INT32, ints.add(1L << 40).dtype());
    assertEquals(DType.FLOAT32, ints.add(1.5).dtype());
    assertEquals(DType.FLOAT64, ints.toDouble().add(1).dtype());
    assertEquals(DType.FLOAT16, Torch.ones(Shape.of(2), DType.FLOAT16).add(1.5).dtype());
  }

  @Test
  void theDefaultDtypeCounts() {
    Torch.setDefaultDtype(DType.FLOAT64);
    try {
      assertEquals(DType.FLOAT64, Torch.tensor(new long[] {1}).div(2).dtype());
      assertEquals(DType.FLOAT64, Torch.tensor(new long[] {1}).add(0.5).dtype());
    } finally {
      Torch.setDefaultDtype(DType.FLOAT32);
    }
  }

  @Test
  void storingFractionsInIntegersIsRefused() {
    DTypeException e =
        assertThrows(DTypeException.class, () -> Torch.tensor(new long[] {1}).add_(0.5));
    assertTrue(e.getMessage().contains("float32"), e.getMessage());
    assertTrue(e.getMessage().contains("int64"), e.getMessage());
  }
}
