package org.torch4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

class CollationTest {
  record Sentence(Tensor words, Object label, List<String> tags) {}

  record Labelled(Tensor input, int label) {}

  private static Tensor collate(Object... samples) {
    return (Tensor) Data.defaultCollate(List.of(samples));
  }

  private static void assertTensor(Tensor t, DType dtype, Shape shape, double... values) {
    assertEquals(dtype, t.dtype());
    assertEquals(shape, t.shape());
    assertArrayEquals(values, t.toDoubleArray());
  }

  private static String error(Object... samples) {
    return assertThrows(
            IllegalArgumentException.class, () -> Data.defaultCollate(Arrays.asList(samples)))
        .getMessage();
  }

  @Test
  void tensorsAreStacked() {
    assertTensor(
        collate(Torch.tensor(new float[] {1, 2}), Torch.tensor(new float[] {3, 4})),
        DType.FLOAT32,
        Shape.of(2, 2),
        1,
        2,
        3,
        4);
  }

  @Test
  void numbers() {
    assertTensor(collate(1, 2), DType.INT64, Shape.of(2), 1, 2);
    assertTensor(collate(1L, 2L), DType.INT64, Shape.of(2), 1, 2);
    assertTensor(collate(1.5f, 2f), DType.FLOAT32, Shape.of(2), 1.5, 2);
    assertTensor(collate(1.5, 2.0), DType.FLOAT64, Shape.of(2), 1.5, 2);
    assertTensor(collate(true, false), DType.BOOL, Shape.of(2), 1, 0);
    assertTensor(collate((byte) -1), DType.INT8, Shape.of(1), -1);
    assertTensor(collate((short) 300), DType.INT16, Shape.of(1), 300);
  }

  @Test
  void arrays() {
    assertTensor(
        collate(new int[] {1, 2}, new int[] {3, 4}), DType.INT32, Shape.of(2, 2), 1, 2, 3, 4);
    assertTensor(
        collate((Object) new float[][] {{1, 2}, {3, 4}, {5, 6}}),
        DType.FLOAT32,
        Shape.of(1, 3, 2),
        1,
        2,
        3,
        4,
        5,
        6);
    Object[] batch =
        (Object[]) Data.defaultCollate(List.of(new Object[] {1, "a"}, new Object[] {2, "b"}));
    assertTensor((Tensor) batch[0], DType.INT64, Shape.of(2), 1, 2);
    assertEquals(List.of("a", "b"), batch[1]);
  }

  @Test
  void structuresKeepTheirForm() {
    List<Object> samples =
        List.of(Map.of("a", 1, "b", List.of(2.0, "x")), Map.of("a", 3, "b", List.of(4.0, "y")));
    Map<?, ?> batch = (Map<?, ?>) Data.defaultCollate(samples);
    assertTensor((Tensor) batch.get("a"), DType.INT64, Shape.of(2), 1, 3);
    List<?> b = (List<?>) batch.get("b");
    assertTensor((Tensor) b.get(0), DType.FLOAT64, Shape.of(2), 2, 4);
    assertEquals(List.of("x", "y"), b.get(1));
  }

  @Test
  void recordsGoThroughTheirConstructor() {
    Tensor w = Torch.tensor(new long[] {1, 2});
    var batch =
        (Sentence)
            Data.defaultCollate(
                List.of(new Sentence(w, 7, List.of()), new Sentence(w, 8, List.of())));
    assertTensor(batch.words(), DType.INT64, Shape.of(2, 2), 1, 2, 1, 2);
    assertTensor((Tensor) batch.label(), DType.INT64, Shape.of(2), 7, 8);
    assertEquals(List.of(), batch.tags());
  }

  @Test
  void shapesMustAgree() {
    Tensor two = Torch.tensor(new float[] {1, 2});
    Tensor three = Torch.tensor(new float[] {1, 2, 3});
    var e = assertThrows(ShapeException.class, () -> Data.defaultCollate(List.of(two, two, three)));
    assertEquals(
        "collate: shapes must be equal, sample 0 has shape [2], sample 2 has shape [3]",
        e.getMessage());
    assertEquals(
        "collate: shapes must be equal, sample 0, component input has shape [2], sample 1 has"
            + " shape [3]",
        error(new Example(two, two), new Example(three, two)));
  }

  @Test
  void misfitsAreNamed() {
    assertEquals("collate: sample 1 is null", error(1, null));
    assertEquals("collate: expected at least one sample, got none", error());
    assertEquals(
        "collate: samples must be alike, sample 0 is a Integer, sample 1 a Double", error(1, 2.0));
    assertEquals(
        "collate: sizes must be equal, sample 0 has 1 elements, sample 1 has 2",
        error(List.of(1), List.of(1, 2)));
    assertEquals(
        "collate: maps must have the same keys, sample 0 has [a], sample 1 has [b]",
        error(Map.of("a", 1), Map.of("b", 1)));
    assertEquals(
        "collate: component label of record Labelled is a int, its batch is a Tensor: declare it"
            + " as Tensor or Object, or give the loader a collate function",
        error(new Labelled(Torch.tensor(1L), 3)));
    assertTrue(
        error(Instant.EPOCH).startsWith("collate: sample 0 is a java.time.Instant; batches are"));
    assertTrue(error((Object) new Long[] {1L}).contains("which Long[] cannot hold"));
  }
}
