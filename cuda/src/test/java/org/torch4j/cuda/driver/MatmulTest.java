package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.torch4j.cuda.driver.MatmulShape.Epilogue;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DeviceException;

/** Products of row-major matrices against three loops. */
@OnFakes
final class MatmulTest {
  private static final int M = 5;
  private static final int N = 7;
  private static final int K = 6;

  private final Matmul matmul = Buffers.DEVICE.matmul();

  /** Elements of a type, from doubles and back; complex ones have twice as many numbers. */
  private static MemorySegment encode(MatmulShape.Type type, double... values) {
    MemorySegment to = MemorySegment.ofArray(new double[values.length + 2]);
    int each = type.bytes / (type == MatmulShape.Type.C64 || type == MatmulShape.Type.C128 ? 2 : 1);
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case F32, C64 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        case F64, C128 -> to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
        case F16 ->
            to.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) values[i]));
        case BF16 ->
            to.setAtIndex(
                ValueLayout.JAVA_SHORT,
                i,
                (short) ((Float.floatToRawIntBits((float) values[i]) + 0x8000) >>> 16));
      }
    }
    return to.asSlice(0, (long) each * values.length);
  }

  private static double[] decode(MatmulShape.Type type, MemorySegment from, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case F32, C64 -> from.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
            case F64, C128 -> from.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * i);
            case F16 -> Float.float16ToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i));
            case BF16 ->
                Float.intBitsToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i) << 16);
          };
    }
    return values;
  }

  private static double tolerance(MatmulShape.Type type) {
    return switch (type) {
      case F64, C128 -> 1e-13;
      case F32, C64 -> 1e-6;
      case F16 -> 1e-2;
      case BF16 -> 6e-2;
    };
  }

  static Stream<MatmulShape> layouts() {
    return EnumSet.of(
            MatmulShape.Type.F32, MatmulShape.Type.F64, MatmulShape.Type.F16, MatmulShape.Type.BF16)
        .stream()
        .flatMap(
            type ->
                Stream.of(0, 1, 2, 3)
                    .map(
                        t -> MatmulShape.of(type, M, N, K).transposed((t & 1) != 0, (t & 2) != 0)));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyLayoutAndType(MatmulShape shape) {
    double[] a = Buffers.random(M * K, 1);
    double[] b = Buffers.random(K * N, 2);
    double[] c = Buffers.random(M * N, 3);
    try (DeviceMemory da = Buffers.upload(encode(shape.type(), a));
        DeviceMemory db = Buffers.upload(encode(shape.type(), b));
        DeviceMemory dc = Buffers.upload(encode(shape.type(), c));
        DeviceMemory out = Buffers.empty(dc.bytes())) {
      matmul.run(
          shape,
          2,
          da.address(),
          db.address(),
          0.5,
          dc.address(),
          out.address(),
          0,
          Buffers.stream());
      double[] got = decode(shape.type(), Buffers.download(out), M * N);
      for (int i = 0; i < M; i++) {
        for (int j = 0; j < N; j++) {
          double sum = 0;
          for (int k = 0; k < K; k++) {
            sum +=
                a[shape.transposeA() ? k * M + i : i * K + k]
                    * b[shape.transposeB() ? j * K + k : k * N + j];
          }
          assertEquals(2 * sum + 0.5 * c[i * N + j], got[i * N + j], tolerance(shape.type()));
        }
      }
    }
  }

  @Test
  void complexNumbers() {
    for (MatmulShape.Type type :
        new MatmulShape.Type[] {MatmulShape.Type.C64, MatmulShape.Type.C128}) {
      double[] a = {1, 2, 3, -1};
      double[] b = {0, 1, 2, 2};
      try (DeviceMemory da = Buffers.upload(encode(type, a));
          DeviceMemory db = Buffers.upload(encode(type, b));
          DeviceMemory out = Buffers.empty(type.bytes)) {
        matmul.run(
            MatmulShape.of(type, 1, 1, 2),
            1,
            da.address(),
            db.address(),
            0,
            0,
            out.address(),
            0,
            Buffers.stream());
        double[] got = decode(type, Buffers.download(out), 2);
        assertEquals(-2 + 8, got[0]);
        assertEquals(1 + 4, got[1]);
      }
    }
  }

  @Test
  void batchesWithASharedMatrix() {
    double[] a = Buffers.random(3 * M * K, 1);
    double[] b = Buffers.random(K * N, 2);
    try (DeviceMemory da = Buffers.upload(encode(MatmulShape.Type.F32, a));
        DeviceMemory db = Buffers.upload(encode(MatmulShape.Type.F32, b));
        DeviceMemory out = Buffers.empty(4L * 3 * M * N)) {
      MatmulShape shape = MatmulShape.of(MatmulShape.Type.F32, M, N, K).batch(3, M * K, 0, M * N);
      matmul.run(shape, 1, da.address(), db.address(), 0, 0, out.address(), 0, Buffers.stream());
      double[] got = decode(MatmulShape.Type.F32, Buffers.download(out), 3 * M * N);
      for (int t = 0; t < 3; t++) {
        for (int i = 0; i < M; i++) {
          for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++) {
              sum += a[(t * M + i) * K + k] * b[k * N + j];
            }
            assertEquals(sum, got[(t * M + i) * N + j], 1e-6);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Epilogue.class)
  void epilogues(Epilogue epilogue) {
    double[] a = Buffers.random(M * K, 1);
    double[] b = Buffers.random(K * N, 2);
    double[] bias = Buffers.random(Math.max(M, N), 3);
    try (DeviceMemory da = Buffers.upload(encode(MatmulShape.Type.F32, a));
        DeviceMemory db = Buffers.upload(encode(MatmulShape.Type.F32, b));
        DeviceMemory dbias = Buffers.upload(encode(MatmulShape.Type.F32, bias));
        DeviceMemory out = Buffers.empty(4L * M * N)) {
      matmul.run(
          MatmulShape.of(MatmulShape.Type.F32, M, N, K).epilogue(epilogue),
          1,
          da.address(),
          db.address(),
          0,
          0,
          out.address(),
          epilogue.hasBias() ? dbias.address() : 0,
          Buffers.stream());
      double[] got = decode(MatmulShape.Type.F32, Buffers.download(out), M * N);
      double[] after = decode(MatmulShape.Type.F32, Buffers.download(dbias), bias.length);
      for (int i = 0; i < M; i++) {
        double rowSum = 0;
        for (int j = 0; j < N; j++) {
          double sum = 0;
          double columnSum = 0;
          rowSum = 0;
          for (int k = 0; k < K; k++) {
            sum += a[i * K + k] * b[k * N + j];
            rowSum += a[i * K + k];
            columnSum += b[k * N + j];
          }
          double biased = sum + bias[j];
          double expected =
              switch (epilogue) {
                case NONE, SUM_A, SUM_B -> sum;
                case RELU -> Math.max(sum, 0);
                case BIAS -> biased;
                case RELU_BIAS -> Math.max(biased, 0);
                case GELU -> gelu(sum);
                case GELU_BIAS -> gelu(biased);
              };
          assertEquals(expected, got[i * N + j], 1e-6);
          if (epilogue == Epilogue.SUM_B) {
            assertEquals(columnSum, after[j], 1e-6);
          }
        }
        if (epilogue == Epilogue.SUM_A) {
          assertEquals(rowSum, after[i], 1e-6);
        }
      }
    }
  }

  private static double gelu(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  @Test
  void tf32IsOffUnlessAsked() {
    double[] got = new double[2];
    try (DeviceMemory a = Buffers.upload(1.0009765f / 1.5f);
        DeviceMemory b = Buffers.upload(1f);
        DeviceMemory out = Buffers.empty(4)) {
      for (int i = 0; i < 2; i++) {
        matmul.run(
            MatmulShape.of(MatmulShape.Type.F32, 1, 1, 1).tf32(i == 1),
            1,
            a.address(),
            b.address(),
            0,
            0,
            out.address(),
            0,
            Buffers.stream());
        got[i] = Buffers.floats(out)[0];
      }
    }
    assertEquals(1.0009765f / 1.5f, (float) got[0]);
    assertTrue(got[1] != got[0], "rounded");
  }

  @Test
  void addressesWithLittleAlignment() {
    try (DeviceMemory a = Buffers.upload(0, 2, 3);
        DeviceMemory b = Buffers.upload(0, 5, 7);
        DeviceMemory out = Buffers.empty(8)) {
      matmul.run(
          MatmulShape.of(MatmulShape.Type.F32, 1, 1, 2),
          1,
          a.address() + 4,
          b.address() + 4,
          0,
          0,
          out.address() + 4,
          0,
          Buffers.stream());
      assertEquals(31, Buffers.floats(out)[1]);
    }
  }

  @Test
  void wrongUseIsToldByTheSizes() {
    assertEquals(
        "matmul: rows of at least 6, 7 and 7 elements, received 3, 7, 7",
        assertThrows(
                DeviceException.class,
                () -> MatmulShape.of(MatmulShape.Type.F32, M, N, K).rows(false, false, 3, N, N))
            .getMessage());
    assertThrows(DeviceException.class, () -> MatmulShape.of(MatmulShape.Type.F32, M, 0, K));
    DeviceException error =
        assertThrows(
            DeviceException.class,
            () ->
                matmul.run(
                    MatmulShape.of(MatmulShape.Type.C64, M, N, K).epilogue(Epilogue.RELU),
                    1,
                    512,
                    512,
                    0,
                    0,
                    512,
                    0,
                    Buffers.stream()));
    assertTrue(error.getMessage().contains("CUBLAS_STATUS_NOT_SUPPORTED (15)"), error.getMessage());
    assertTrue(error.getMessage().contains("epilogue=RELU"), error.getMessage());
    FakeGpu.reset();
  }
}
