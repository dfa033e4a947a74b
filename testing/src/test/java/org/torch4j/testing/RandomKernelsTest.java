package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** Every random kernel, for every dtype and layout, against what PyTorch drew. */
class RandomKernelsTest {
  private static final byte[] FILE =
      GoldenSource.resources(RandomKernelsTest.class, "oracle").read("kernels.json");

  /** Cauchy and log-normal samples enlarge the last bit of a float64 function. */
  private static final int FLOAT64_ULPS = 64;

  @TestFactory
  List<DynamicTest> kernelsByDtype() {
    Map<String, List<JsonNode>> groups = new TreeMap<>();
    for (JsonNode c : GoldenJson.parse(FILE).required("cases")) {
      JsonNode typed = c.has("ins") && !c.get("ins").isEmpty() ? c.get("ins").get(0) : c.get("out");
      String name = c.get("kernel").textValue() + " " + typed.get("dtype").textValue();
      groups.computeIfAbsent(name, k -> new ArrayList<>()).add(c);
    }
    assertTrue(groups.size() > 60, "groups of cases: " + groups.keySet());
    List<DynamicTest> tests = new ArrayList<>();
    groups.forEach(
        (name, cases) ->
            tests.add(
                DynamicTest.dynamicTest(
                    name,
                    () -> assertAll(cases.stream().map(c -> (Executable) () -> checkCase(c))))));
    return tests;
  }

  private static void checkCase(JsonNode c) {
    JsonNode o = c.required("out");
    DType dtype = DType.of(o.required("dtype").textValue());
    Layout layout =
        Layout.of(
            Shape.of(longs(o.get("sizes"))), longs(o.get("strides")), o.get("offset").longValue());
    StridedArray out = Kernels.array(dtype, layout, new byte[0]);
    String kernel = c.required("kernel").textValue();
    List<Object> args = new ArrayList<>();
    if (!c.has("ins") || kernel.endsWith("_")) {
      args.add(out);
    }
    for (JsonNode in : c.path("ins")) {
      Layout inLayout = Layout.of(Shape.of(longs(in.get("sizes"))), longs(in.get("strides")), 0);
      DType inType = DType.of(in.required("dtype").textValue());
      args.add(Kernels.array(inType, inLayout, HexFormat.of().parseHex(in.get("hex").textValue())));
    }
    args.addAll(GoldenJson.values(c.required("args")));
    RandomEngine engine = new RandomEngine(c.required("seed").longValue());
    args.add(engine);
    Kernels.run(kernel, out, args.toArray());
    List<Long> shape = Arrays.stream(out.shape().toArray()).boxed().toList();
    byte[] expected = HexFormat.of().parseHex(c.required("hex").textValue());
    assertNull(
        Kernels.difference(
            Kernels.read(out), new GoldenTensor(dtype.torchName(), shape, expected), FLOAT64_ULPS),
        () -> kernel + c.get("args") + " " + o);
    float[] next = {engine.uniformFloat(), engine.uniformFloat()};
    byte[] after = HexFormat.of().parseHex(c.required("after").textValue());
    double[] nextExpected = new GoldenTensor("float32", List.of(2L), after).toDoubleArray();
    assertArrayEquals(
        nextExpected, new double[] {next[0], next[1]}, () -> "stream after " + kernel + " " + o);
  }

  private static long[] longs(JsonNode array) {
    return TensorInfo.longs(array).stream().mapToLong(Long::longValue).toArray();
  }

  @Test
  void largeArraysAreDrawnLikeOneStream() {
    int n = 3 * 4096 + 5;
    double[] actual =
        Kernels.read(
                Kernels.fill("exponential_", DType.FLOAT64, Shape.of(n), new RandomEngine(3), 2.0))
            .toDoubleArray();
    RandomEngine engine = new RandomEngine(3);
    double[] expected = IntStream.range(0, n).mapToDouble(i -> engine.exponential() / 2).toArray();
    assertArrayEquals(expected, actual, 1e-15);
  }

  @Test
  void threadsThatShareAnEngineTakeWholePieces() throws InterruptedException {
    RandomEngine shared = new RandomEngine(11);
    int n = 700;
    int pieces = 200;
    List<double[]> taken = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                t ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < pieces / 4; i++) {
                                taken.add(uniform(n, shared));
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    RandomEngine alone = new RandomEngine(11);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      expected.add(Arrays.toString(uniform(n, alone)));
    }
    List<String> actual = new ArrayList<>(taken.stream().map(Arrays::toString).toList());
    expected.sort(null);
    actual.sort(null);
    assertEquals(expected, actual);
  }

  private static double[] uniform(int n, RandomEngine engine) {
    return Kernels.read(Kernels.fill("uniform_", DType.FLOAT32, Shape.of(n), engine, 0.0, 1.0))
        .toDoubleArray();
  }

  @Test
  void slopesOfRreluAreDrawnForElementsThatAreNotPositive() {
    RandomEngine engine = new RandomEngine(5);
    StridedArray self = Kernels.floats(-1, 2, 0, -3);
    StridedArray noise = StridedArray.allocate(DType.FLOAT32, self.shape());
    StridedArray out = StridedArray.allocate(DType.FLOAT32, self.shape());
    Kernels.run("rrelu_with_noise", out, self, noise, 0.25, 0.75, true, engine);
    RandomEngine same = new RandomEngine(5);
    float first = (float) (same.uniformDouble() * 0.5 + 0.25);
    float second = (float) (same.uniformDouble() * 0.5 + 0.25);
    float third = (float) (same.uniformDouble() * 0.5 + 0.25);
    assertArrayEquals(new double[] {first, 1, second, third}, Kernels.read(noise).toDoubleArray());
    assertArrayEquals(new double[] {-first, 2, 0, -3 * third}, Kernels.read(out).toDoubleArray());
  }

  @Test
  void wrongParametersAreNamed() {
    RandomEngine engine = new RandomEngine(0);
    String text =
        assertThrows(
                IllegalArgumentException.class,
                () -> Kernels.fill("uniform_", DType.FLOAT32, Shape.of(3), engine, 2.0, 1.0))
            .getMessage();
    assertEquals("uniform_: from must not exceed to, got from=2.0 and to=1.0", text);
    assertThrows(
        IllegalArgumentException.class,
        () -> Kernels.fill("normal_", DType.FLOAT32, Shape.of(3), engine, 0.0, -1.0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Kernels.fill("bernoulli_", DType.FLOAT32, Shape.of(3), engine, Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> Kernels.fill("random_", DType.INT8, Shape.of(3), engine, 0L, 200L));
    assertThrows(
        IllegalArgumentException.class,
        () -> Kernels.fill("random_", DType.INT64, Shape.of(3), engine, 5L, 5L));
    assertThrows(
        DTypeException.class,
        () -> Kernels.fill("exponential_", DType.INT64, Shape.of(3), engine, 1.0));
    StridedArray out = StridedArray.allocate(DType.INT64, Shape.of(1));
    for (StridedArray weights :
        List.of(Kernels.floats(0, 0), Kernels.floats(-1, 2), Kernels.floats(Float.NaN, 1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Kernels.run("multinomial", out, weights, 1L, true, engine));
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Kernels.run(
                "poisson",
                StridedArray.allocate(DType.FLOAT32, Shape.of(1)),
                Kernels.floats(-1),
                engine));
  }
}
