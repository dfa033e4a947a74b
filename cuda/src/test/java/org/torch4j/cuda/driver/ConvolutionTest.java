package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.cuda.driver.Convolution.Direction;
import org.torch4j.cuda.driver.Convolution.Epilogue;
import org.torch4j.cuda.fakes.OnFakes;

/** Convolutions: known values, adjointness of the three directions, and the fused ones. */
@OnFakes
final class ConvolutionTest {
  private final Convolution convolution = Buffers.DEVICE.convolution();

  private static long[] packed(long... sizes) {
    long[] strides = new long[sizes.length];
    long next = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = next;
      next *= sizes[i];
    }
    return strides;
  }

  /** Strides with the channels last. */
  private static long[] channelsLast(long... sizes) {
    long[] order = new long[sizes.length];
    order[0] = sizes[0];
    System.arraycopy(sizes, 2, order, 1, sizes.length - 2);
    order[sizes.length - 1] = sizes[1];
    long[] inner = packed(order);
    long[] strides = new long[sizes.length];
    strides[0] = inner[0];
    strides[1] = inner[sizes.length - 1];
    System.arraycopy(inner, 1, strides, 2, sizes.length - 2);
    return strides;
  }

  private static int count(long[] sizes) {
    return (int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  private static float[] random(long[] sizes, long seed) {
    double[] values = Buffers.random(count(sizes), seed);
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** {@code <conv(x, w), dy> = <x, dx> = <w, dw>} for one, two and three spatial dimensions. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 12, 13})
  void directionsAreAdjoint(int kind) {
    int spatial = kind % 10;
    boolean last = kind > 10;
    long[] x = new long[spatial + 2];
    long[] w = new long[spatial + 2];
    long[] y = new long[spatial + 2];
    x[0] = y[0] = 2;
    x[1] = 4;
    w[0] = y[1] = 6;
    w[1] = 2;
    long[] padding = new long[spatial];
    long[] stride = new long[spatial];
    long[] dilation = new long[spatial];
    for (int i = 0; i < spatial; i++) {
      x[2 + i] = 7L + i;
      w[2 + i] = 3L - i % 2;
      padding[i] = 1L + i % 2;
      stride[i] = 2L - i % 2;
      dilation[i] = 1L + i % 2;
      y[2 + i] = (x[2 + i] + 2 * padding[i] - (w[2 + i] - 1) * dilation[i] - 1) / stride[i] + 1;
    }
    ConvolutionShape shape =
        new ConvolutionShape(
            ConvolutionShape.Type.F32,
            x,
            last ? channelsLast(x) : packed(x),
            w,
            last ? channelsLast(w) : packed(w),
            y,
            last ? channelsLast(y) : packed(y),
            padding,
            stride,
            dilation,
            false);
    float[] hx = random(x, 1);
    float[] hw = random(w, 2);
    float[] hdy = random(y, 3);
    try (DeviceMemory dx = Buffers.upload(hx);
        DeviceMemory dw = Buffers.upload(hw);
        DeviceMemory ddy = Buffers.upload(hdy);
        DeviceMemory out = Buffers.empty(ddy.bytes());
        DeviceMemory gx = Buffers.empty(dx.bytes());
        DeviceMemory gw = Buffers.empty(dw.bytes())) {
      CudaStream stream = Buffers.stream();
      convolution.run(Direction.FORWARD, shape, dx.address(), dw.address(), out.address(), stream);
      convolution.run(
          Direction.INPUT_GRADIENT, shape, gx.address(), dw.address(), ddy.address(), stream);
      convolution.run(
          Direction.WEIGHT_GRADIENT, shape, dx.address(), gw.address(), ddy.address(), stream);
      double forward = dot(Buffers.floats(out), hdy);
      assertTrue(Math.abs(forward) > 1e-3);
      assertEquals(forward, dot(Buffers.floats(gx), hx), 1e-4);
      assertEquals(forward, dot(Buffers.floats(gw), hw), 1e-4);
    }
  }

  private static ConvolutionShape line(boolean tf32) {
    return new ConvolutionShape(
        ConvolutionShape.Type.F32,
        new long[] {1, 1, 4},
        packed(1, 1, 4),
        new long[] {2, 1, 2},
        packed(2, 1, 2),
        new long[] {1, 2, 3},
        packed(1, 2, 3),
        new long[] {0},
        new long[] {1},
        new long[] {1},
        tf32);
  }

  @Test
  void knownValues() {
    try (DeviceMemory x = Buffers.upload(1, 2, 3, 4);
        DeviceMemory w = Buffers.upload(1, 10, -1, 1);
        DeviceMemory y = Buffers.empty(24)) {
      convolution.run(
          Direction.FORWARD, line(false), x.address(), w.address(), y.address(), Buffers.stream());
      assertEquals("[21.0, 32.0, 43.0, 1.0, 1.0, 1.0]", Arrays.toString(Buffers.floats(y)));
    }
  }

  @Test
  void biasAndReluInTheSameGraph() {
    try (DeviceMemory x = Buffers.upload(1, 2, 3, 4);
        DeviceMemory w = Buffers.upload(1, 10, -1, 1);
        DeviceMemory bias = Buffers.upload(-30, -2);
        DeviceMemory y = Buffers.empty(24)) {
      for (Epilogue epilogue : new Epilogue[] {Epilogue.BIAS, Epilogue.BIAS_RELU}) {
        assertTrue(
            convolution.canFuse(line(false), epilogue, x.address(), w.address(), y.address()));
        convolution.forward(
            line(false),
            epilogue,
            x.address(),
            w.address(),
            bias.address(),
            y.address(),
            Buffers.stream());
        assertEquals(
            epilogue == Epilogue.BIAS
                ? "[-9.0, 2.0, 13.0, -1.0, -1.0, -1.0]"
                : "[0.0, 2.0, 13.0, 0.0, 0.0, 0.0]",
            Arrays.toString(Buffers.floats(y)));
      }
    }
  }

  @Test
  void enginesThatRoundAreTakenOnlyWhenAllowed() {
    float fine = 1 + 1f / (1 << 20);
    try (DeviceMemory x = Buffers.upload(fine, fine, fine, fine);
        DeviceMemory w = Buffers.upload(1, 0, 1, 0);
        DeviceMemory y = Buffers.empty(24)) {
      convolution.run(
          Direction.FORWARD, line(false), x.address(), w.address(), y.address(), Buffers.stream());
      assertEquals(fine, Buffers.floats(y)[0]);
      convolution.run(
          Direction.FORWARD, line(true), x.address(), w.address(), y.address(), Buffers.stream());
      assertEquals(1f, Buffers.floats(y)[0]);
    }
  }

  @Test
  void wrongSizesAreToldWithThem() {
    ConvolutionShape wrong =
        new ConvolutionShape(
            ConvolutionShape.Type.F32,
            new long[] {1, 1, 4},
            packed(1, 1, 4),
            new long[] {2, 1, 2},
            packed(2, 1, 2),
            new long[] {1, 2, 4},
            packed(1, 2, 4),
            new long[] {0},
            new long[] {1},
            new long[] {1},
            false);
    try (DeviceMemory memory = Buffers.empty(64)) {
      long at = memory.address();
      CudaException error =
          assertThrows(
              CudaException.class,
              () -> convolution.run(Direction.FORWARD, wrong, at, at, at, Buffers.stream()));
      assertTrue(error.getMessage().contains("CUDNN_STATUS_BAD_PARAM"), error.getMessage());
      assertTrue(error.getMessage().contains("y[1, 2, 1, 4]"), error.getMessage());
    }
    assertFalse(line(false).equals(line(true)));
  }
}
