package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Wrong calls raise the right type and say the op, the rule and the values. */
class ErrorTextTest {
  private record Wrong(Class<? extends Throwable> type, Executable call, String... parts) {}

  private static final Tensor A = Torch.ones(2, 3);
  private static final Tensor INTS = Torch.ones(Shape.of(2, 3), DType.INT64);

  private static Object call(String op, Object... args) {
    return Ops.call(op, List.of(args), Map.of());
  }

  private static List<Wrong> wrong() {
    return List.of(
        new Wrong(ShapeException.class, () -> A.add(Torch.ones(4)), "add", "[2, 3]", "[4]"),
        new Wrong(ShapeException.class, () -> A.mm(A), "mm", "3 columns", "2 rows", "[2, 3]"),
        new Wrong(ShapeException.class, () -> A.mm(Torch.ones(3)), "mm", "2 dimensions", "[3]"),
        new Wrong(ShapeException.class, () -> A.matmul(A), "3", "2", "[2, 3]"),
        new Wrong(ShapeException.class, () -> Torch.tensor(1.0).matmul(A), "matmul", "[]"),
        new Wrong(ShapeException.class, () -> A.bmm(A), "bmm", "3 dimensions", "[2, 3]"),
        new Wrong(
            ShapeException.class,
            () -> Torch.linear(Torch.ones(64, 100), Torch.ones(64, 784), null),
            "linear: input has 100 features, weight wants 784 (input [64, 100], weight [64, 784])"),
        new Wrong(DTypeException.class, () -> A.mm(INTS.t()), "mm", "float32", "int64"),
        new Wrong(DTypeException.class, () -> INTS.mean(), "mean", "int64"),
        new Wrong(DTypeException.class, () -> A.bitwiseAnd(A), "bitwise_and", "float32"),
        new Wrong(DTypeException.class, () -> INTS.toBool().neg(), "neg", "bool"),
        new Wrong(DTypeException.class, () -> INTS.toBool().sub(A), "sub", "bool"),
        new Wrong(DTypeException.class, () -> INTS.softmax(0), "softmax", "int64"),
        new Wrong(DTypeException.class, () -> A.maskedFill(A, 1), "mask", "bool", "float32"),
        new Wrong(DTypeException.class, () -> A.gather(0, A), "gather", "int64", "float32"),
        new Wrong(DTypeException.class, () -> INTS.add(INTS, 0.5), "add", "int64", "alpha", "0.5"),
        new Wrong(ShapeException.class, () -> A.gather(0, INTS.reshape(6)), "gather", "[6]"),
        new Wrong(IndexOutOfBoundsException.class, () -> A.gather(0, INTS.mul(7)), "gather", "7"),
        new Wrong(
            IndexOutOfBoundsException.class,
            () -> A.indexSelect(1, Torch.tensor(new long[] {3})),
            "index_select",
            "3"),
        new Wrong(
            IndexOutOfBoundsException.class,
            () -> Torch.embedding(A, Torch.tensor(new long[] {-1}), -1),
            "embedding",
            "-1"),
        new Wrong(ShapeException.class, () -> A.sum(2), "sum", "2", "-2 to 1"),
        new Wrong(ShapeException.class, () -> A.item(), "item", "6", "[2, 3]"),
        new Wrong(ShapeException.class, () -> A.view(4), "view", "[4]", "6"),
        new Wrong(
            ShapeException.class,
            () -> Torch.cat(List.of(A, Torch.ones(2, 4)), 0),
            "cat",
            "[2, 4]",
            "position 1"),
        new Wrong(IllegalArgumentException.class, () -> Torch.cat(List.of(), 0), "cat"),
        new Wrong(
            ShapeException.class, () -> Torch.stack(List.of(A, Torch.ones(2)), 0), "stack", "[2]"),
        new Wrong(
            IllegalArgumentException.class,
            () -> A.clamp((Number) null, null),
            "clamp",
            "min",
            "max"),
        new Wrong(IllegalArgumentException.class, () -> INTS.pow(-1), "pow", "negative", "-1"),
        new Wrong(ShapeException.class, () -> A.topk(5), "topk", "5", "3"),
        new Wrong(ShapeException.class, () -> Torch.zeros(-1), "-1"),
        new Wrong(ShapeException.class, () -> Torch.zeros(1L << 40, 1L << 40), "1099511627776"),
        new Wrong(
            IndexOutOfBoundsException.class,
            () -> Torch.nllLoss(A, Torch.tensor(new long[] {0, 3}), null, 1, -100),
            "nll_loss",
            "3"),
        new Wrong(
            ShapeException.class,
            () -> Torch.nllLoss(A, Torch.tensor(new long[] {0}), null, 1, -100),
            "nll_loss",
            "[2]",
            "[1]"),
        new Wrong(
            ShapeException.class,
            () ->
                Torch.convolution(
                    Torch.ones(1, 3, 8, 8),
                    Torch.ones(4, 2, 3, 3),
                    null,
                    new long[] {1},
                    new long[] {0},
                    new long[] {1},
                    false,
                    new long[] {0},
                    1),
            "conv2d",
            "3 channels",
            "wants 2",
            "[1, 3, 8, 8]",
            "[4, 2, 3, 3]"),
        new Wrong(
            ShapeException.class,
            () -> Torch.layerNorm(A, new long[] {2}, null, null, 1e-5),
            "layer_norm",
            "[2]",
            "[2, 3]"),
        new Wrong(IllegalArgumentException.class, () -> call("no_such_op", A), "no_such_op"),
        new Wrong(IllegalArgumentException.class, () -> call("mm", A), "mm", "mat2", "missing"),
        new Wrong(IllegalArgumentException.class, () -> call("mm", A, "x"), "mm", "mat2", "Tensor"),
        new Wrong(
            IllegalArgumentException.class,
            () -> Ops.call("add", List.of(A, A), Map.of("beta", 1)),
            "add",
            "beta"),
        new Wrong(ArithmeticException.class, () -> INTS.floorDivide(0), "floor_divide", "zero"),
        new Wrong(ArithmeticException.class, () -> INTS.remainder(INTS.mul(0)), "zero"),
        new Wrong(IllegalArgumentException.class, () -> Torch.tensor("text"), "String"),
        new Wrong(
            IllegalArgumentException.class,
            () -> Torch.tensor(new float[][] {{1, 2}, {3}}),
            "2",
            "1"));
  }

  @TestFactory
  Stream<DynamicTest> all() {
    return wrong().stream()
        .map(
            w ->
                DynamicTest.dynamicTest(
                    String.join(", ", w.parts()),
                    () -> {
                      Throwable e = assertThrows(w.type(), w.call());
                      for (String part : w.parts()) {
                        assertTrue(
                            String.valueOf(e.getMessage()).contains(part),
                            "'" + part + "' is not in: " + e.getMessage());
                      }
                    }));
  }

  @Test
  void indicesOutOfRangeLeaveTheTensorAlone() {
    Tensor x = Torch.zeros(2, 3);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> x.scatter_(1, Torch.tensor(new long[][] {{0, 9}}), 5));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> x.indexAdd_(0, Torch.tensor(new long[] {5}), Torch.ones(1, 3)));
    assertEquals(2 * 3, x.numel());
  }
}
