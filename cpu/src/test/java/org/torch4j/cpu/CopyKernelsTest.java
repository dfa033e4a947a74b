package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

class CopyKernelsTest {
  @Test
  void copy_convertsBetweenAllDtypesAndLayouts() {
    Random random = new Random(1);
    for (DType from : Samples.REAL) {
      for (DType to : Samples.REAL) {
        for (int round = 0; round < 4; round++) {
          StridedArray a = random(from, random, 5, 7, 3);
          StridedArray b = Samples.laidOut(to, random, 5, 7, 3);
          CopyKernels.copy(a, b);
          assertClose(i -> Samples.rounded(to, at(a, i)), b, 0, from + " to " + to);
        }
      }
    }
  }

  @Test
  void copy_movesLargeAndComplexArrays() {
    Random random = new Random(2);
    StridedArray a = random(DType.FLOAT32, random, 300, 500);
    StridedArray b = out(DType.FLOAT32, 300, 500);
    CopyKernels.copy(a, b);
    assertClose(i -> at(a, i), b, 0, "large");
    for (DType dtype : new DType[] {DType.COMPLEX32, DType.COMPLEX64, DType.COMPLEX128}) {
      StridedArray c = StridedArray.allocate(dtype, Shape.of(3, 4));
      Cells parts = Moves.parts(Cells.of(c));
      for (int i = 0; i < 24; i++) {
        parts.setDouble(i, i);
      }
      StridedArray t = StridedArray.allocate(dtype, Shape.of(4, 3));
      CopyKernels.copy(c.with(c.layout().transpose(0, 1)), t);
      Cells moved = Moves.parts(Cells.of(t));
      for (int i = 0; i < 12; i++) {
        int source = i % 3 * 4 + i / 3;
        assertEquals(2 * source, moved.getDouble(2 * i));
        assertEquals(2 * source + 1, moved.getDouble(2 * i + 1));
      }
    }
  }

  @Test
  void cat_joinsAndConverts() {
    Random random = new Random(3);
    for (DType dtype : Samples.REAL) {
      for (int dim = 0; dim < 3; dim++) {
        long[][] sizes = new long[3][];
        StridedArray[] parts = new StridedArray[4];
        for (int k = 0; k < 3; k++) {
          sizes[k] = Samples.with(new long[] {3, 4, 5}, dim, 2 * k);
          parts[k] = random(k == 1 ? DType.UINT8 : dtype, random, sizes[k]);
        }
        parts[3] = out(dtype, 0);
        StridedArray y = out(dtype, Samples.with(new long[] {3, 4, 5}, dim, 6));
        run("cat", outs(y), parts, (long) dim - 3);
        int d = dim;
        assertClose(
            i -> {
              int k = i[d] < 2 ? 1 : 2;
              double v = at(parts[k], Samples.with(i, d, i[d] - (k == 1 ? 0 : 2)));
              return Samples.rounded(dtype, v);
            },
            y,
            0,
            "cat " + dtype);
      }
    }
  }

  @Test
  void flipAndRoll_matchLoops() {
    Random random = new Random(4);
    for (DType dtype : Samples.REAL) {
      StridedArray x = random(dtype, random, 3, 4, 5);
      StridedArray y = out(dtype, 3, 4, 5);
      run("flip", outs(y), x, new long[] {0, -1});
      assertClose(i -> at(x, 2 - i[0], i[1], 4 - i[2]), y, 0, "flip");
      run("roll", outs(y), x, new long[] {1, -7, 2}, new long[] {0, 2, 0});
      assertClose(i -> at(x, i[0], i[1], (i[2] + 7) % 5), y, 0, "roll");
      run("roll", outs(y), x, new long[] {-1}, new long[] {1});
      assertClose(i -> at(x, i[0], (i[1] + 1) % 4, i[2]), y, 0, "roll of one");
      run("roll", outs(y), x, new long[] {13}, new long[0]);
      assertClose(
          i -> {
            long n = (i[0] * 20 + i[1] * 5 + i[2] + 60 - 13) % 60;
            return at(x, n / 20, n / 5 % 4, n % 5);
          },
          y,
          0,
          "roll of all");
    }
    StridedArray scalar = random(DType.FLOAT32, random);
    StridedArray y = out(DType.FLOAT32);
    run("flip", outs(y), scalar, new long[0]);
    assertEquals(at(scalar), at(y));
    StridedArray none = out(DType.FLOAT32, 0, 3);
    run("roll", outs(none), none, new long[] {2}, new long[] {0});
    run("flip", outs(none), none, new long[] {0, 1});
  }

  @Test
  void triangles_matchLoops() {
    Random random = new Random(5);
    for (DType dtype : Samples.REAL) {
      for (long diagonal = -6; diagonal <= 6; diagonal++) {
        StridedArray x = random(dtype, random, 2, 4, 5);
        StridedArray y = out(dtype, 2, 4, 5);
        long k = diagonal;
        run("tril", outs(y), x, diagonal);
        assertClose(i -> i[2] - i[1] <= k ? at(x, i) : 0, y, 0, "tril");
        run("triu", outs(y), x, diagonal);
        assertClose(i -> i[2] - i[1] >= k ? at(x, i) : 0, y, 0, "triu");
      }
    }
  }

  @Test
  void arangeLinspaceAndEye() {
    StridedArray y = out(DType.INT64, 4);
    run("arange", outs(y), 4L, Scalar.of(5L), Scalar.of(-2L), DType.INT64);
    assertArrayEquals(new double[] {5, 3, 1, -1}, Samples.values(y));
    StridedArray halves = out(DType.FLOAT32, 3);
    run("arange", outs(halves), Scalar.of(0.5), Scalar.of(0.25));
    assertArrayEquals(new double[] {0.5, 0.75, 1}, Samples.values(halves));
    StridedArray line = out(DType.FLOAT32, 5);
    run("linspace", outs(line), Scalar.of(3L), Scalar.of(10L), 5L);
    assertArrayEquals(new double[] {3, 4.75, 6.5, 8.25, 10}, Samples.values(line));
    StridedArray one = out(DType.FLOAT64, 1);
    run("linspace", outs(one), Scalar.of(3L), Scalar.of(10L), 1L);
    assertEquals(3, at(one, 0));
    for (DType dtype : Samples.REAL) {
      StridedArray eye = out(dtype, 3, 5);
      run("eye", outs(eye), 3L, 5L, dtype);
      assertClose(i -> i[0] == i[1] ? 1 : 0, eye, 0, "eye");
    }
  }

  @Test
  void cells_readAndWriteTheBitsOfEachDtype() {
    Cells half = Cells.of(DType.BFLOAT16, new short[4]);
    half.setDouble(0, 1.00390625);
    half.setDouble(1, 1.01171875);
    half.setDouble(2, Double.NaN);
    half.setDouble(3, 3.4e38);
    // Ties go to even; the largest float rounds up to infinity only beyond the largest bfloat16.
    assertArrayEquals(
        new short[] {0x3F80, 0x3F82, 0x7FC0, 0x7F80}, (short[]) half.array, "bfloat16 bits");
    Cells bytes = Cells.of(DType.UINT8, new byte[2]);
    bytes.setLong(0, 255);
    bytes.setLong(1, 256);
    assertEquals(255, bytes.getLong(0));
    assertEquals(0, bytes.getLong(1));
    Cells flag = Cells.of(DType.BOOL, new byte[1]);
    flag.setDouble(0, 0.25);
    assertEquals(1, flag.getLong(0));
    Cells whole = Cells.of(DType.INT64, new long[1]);
    whole.setLong(0, Long.MAX_VALUE - 1);
    assertEquals(Long.MAX_VALUE - 1, whole.getLong(0));
    Cells small = Cells.of(DType.INT8, new byte[1]);
    small.setDouble(0, -1.9);
    assertEquals(-1, small.getLong(0));
  }
}
