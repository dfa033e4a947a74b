package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** The kernels draw what PyTorch draws after the same seed. */
class RandomStreamTest {
  private static final GoldenSource GOLDENS =
      GoldenSource.directory(ShippedOracle.folder().resolve("rng"));
  private static final List<String> FILES =
      List.of("seed_0", "seed_1", "seed_42", "seed_1234567890123");

  /** float64 functions of the C library and of Java may differ in the last bits. */
  private static final int FLOAT64_ULPS = 4;

  private static final Map<String, Function<RandomEngine, StridedArray>> DRAWS = draws();

  private static StridedArray rand(RandomEngine g, DType dtype, long... shape) {
    return Kernels.fill("uniform_", dtype, Shape.of(shape), g, 0.0, 1.0);
  }

  private static StridedArray randn(RandomEngine g, DType dtype, long... shape) {
    return Kernels.fill("normal_", dtype, Shape.of(shape), g, 0.0, 1.0);
  }

  private static StridedArray randint(RandomEngine g, DType dtype, long low, long high, long n) {
    return Kernels.fill("random_", dtype, Shape.of(n), g, low, high);
  }

  private static StridedArray randperm(RandomEngine g, long n) {
    return Kernels.run("randperm", StridedArray.allocate(DType.INT64, Shape.of(n)), n, g);
  }

  private static StridedArray floats(RandomEngine g, String kernel, long n, Object... parameters) {
    return Kernels.fill(kernel, DType.FLOAT32, Shape.of(n), g, parameters);
  }

  private static StridedArray constant(int n, float value) {
    float[] values = new float[n];
    Arrays.fill(values, value);
    return Kernels.floats(values);
  }

  private static StridedArray multinomial(RandomEngine g, long n, boolean replacement) {
    StridedArray out = StridedArray.allocate(DType.INT64, Shape.of(n));
    return Kernels.run("multinomial", out, Kernels.floats(1, 2, 3, 4), n, replacement, g);
  }

  private static StridedArray mapped(RandomEngine g, String kernel, int n, float parameter) {
    StridedArray in = constant(n, parameter);
    return Kernels.run(kernel, StridedArray.allocate(DType.FLOAT32, Shape.of(n)), in, g);
  }

  private static Map<String, Function<RandomEngine, StridedArray>> draws() {
    Map<String, Function<RandomEngine, StridedArray>> m = new LinkedHashMap<>();
    m.put("torch.rand(5)", g -> rand(g, DType.FLOAT32, 5));
    m.put("torch.rand(20)", g -> rand(g, DType.FLOAT32, 20));
    m.put("torch.rand(5, dtype=float64)", g -> rand(g, DType.FLOAT64, 5));
    m.put("torch.rand(20, dtype=float64)", g -> rand(g, DType.FLOAT64, 20));
    m.put("torch.rand(5, dtype=float16)", g -> rand(g, DType.FLOAT16, 5));
    m.put("torch.rand(5, dtype=bfloat16)", g -> rand(g, DType.BFLOAT16, 5));
    for (long n : new long[] {1, 3, 15, 16, 17, 100}) {
      m.put("torch.randn(" + n + ")", g -> randn(g, DType.FLOAT32, n));
    }
    m.put("torch.randn(4, 5)", g -> randn(g, DType.FLOAT32, 4, 5));
    for (long n : new long[] {3, 16, 17}) {
      m.put("torch.randn(" + n + ", dtype=float64)", g -> randn(g, DType.FLOAT64, n));
    }
    m.put("torch.randn(3, dtype=complex64)", g -> randn(g, DType.COMPLEX64, 3));
    m.put("torch.randint(0, 10, (20,))", g -> randint(g, DType.INT64, 0, 10, 20));
    m.put("torch.randint(-5, 5, (20,), dtype=int32)", g -> randint(g, DType.INT32, -5, 5, 20));
    m.put("torch.randint(0, 2**40, (10,))", g -> randint(g, DType.INT64, 0, 1L << 40, 10));
    for (long n : new long[] {1, 10, 100}) {
      m.put("torch.randperm(" + n + ")", g -> randperm(g, n));
    }
    m.put("torch.bernoulli(torch.full((20,), 0.3))", g -> mapped(g, "bernoulli", 20, 0.3f));
    m.put("torch.empty(20).bernoulli_(0.3)", g -> floats(g, "bernoulli_", 20, 0.3));
    m.put("torch.empty(20).uniform_(-2, 3)", g -> floats(g, "uniform_", 20, -2.0, 3.0));
    m.put("torch.empty(20).normal_(1, 2)", g -> floats(g, "normal_", 20, 1.0, 2.0));
    m.put("torch.empty(5).normal_(1, 2)", g -> floats(g, "normal_", 5, 1.0, 2.0));
    m.put("torch.empty(20).exponential_()", g -> floats(g, "exponential_", 20, 1.0));
    m.put("torch.empty(20).exponential_(1.5)", g -> floats(g, "exponential_", 20, 1.5));
    m.put("torch.empty(20).cauchy_()", g -> floats(g, "cauchy_", 20, 0.0, 1.0));
    m.put("torch.empty(20).log_normal_()", g -> floats(g, "log_normal_", 20, 1.0, 2.0));
    m.put("torch.empty(20).geometric_(0.3)", g -> floats(g, "geometric_", 20, 0.3));
    for (DType dtype : new DType[] {DType.INT64, DType.INT32, DType.FLOAT32}) {
      String option = dtype == DType.FLOAT32 ? "" : ", dtype=" + dtype;
      m.put(
          "torch.empty(10" + option + ").random_()",
          g -> Kernels.fill("random_", dtype, Shape.of(10), g));
    }
    String weights = "torch.multinomial(torch.tensor([1., 2., 3., 4.]), ";
    m.put(weights + "10, True)", g -> multinomial(g, 10, true));
    m.put(weights + "3)", g -> multinomial(g, 3, false));
    m.put("torch.poisson(torch.full((10,), 3.0))", g -> mapped(g, "poisson", 10, 3));
    m.put("torch._standard_gamma(torch.full((6,), 2.0))", g -> mapped(g, "_standard_gamma", 6, 2));
    return m;
  }

  private static final Map<String, Function<RandomEngine, StridedArray>> SEQUENCE =
      new LinkedHashMap<>();

  static {
    SEQUENCE.put("0: rand(3)", g -> rand(g, DType.FLOAT32, 3));
    SEQUENCE.put("1: randn(1)", g -> randn(g, DType.FLOAT32, 1));
    SEQUENCE.put("2: randn(1)", g -> randn(g, DType.FLOAT32, 1));
    SEQUENCE.put("3: rand(2, float64)", g -> rand(g, DType.FLOAT64, 2));
    SEQUENCE.put("4: randn(16)", g -> randn(g, DType.FLOAT32, 16));
    SEQUENCE.put("5: randn(17)", g -> randn(g, DType.FLOAT32, 17));
    SEQUENCE.put("6: randint(0, 10, (3,))", g -> randint(g, DType.INT64, 0, 10, 3));
    SEQUENCE.put("7: randint(0, 2**40, (3,))", g -> randint(g, DType.INT64, 0, 1L << 40, 3));
    SEQUENCE.put("8: randperm(5)", g -> randperm(g, 5));
    SEQUENCE.put("9: randn(3)", g -> randn(g, DType.FLOAT32, 3));
    SEQUENCE.put("10: dropout(ones(5))", RandomStreamTest::halfDropout);
    SEQUENCE.put("11: exponential_(2)", g -> floats(g, "exponential_", 2, 1.0));
    SEQUENCE.put("12: rand(1)", g -> rand(g, DType.FLOAT32, 1));
  }

  private static StridedArray halfDropout(RandomEngine g) {
    double[] kept = Kernels.read(floats(g, "bernoulli_", 5, 0.5)).toDoubleArray();
    float[] values = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      values[i] = (float) kept[i] / 0.5f;
    }
    return Kernels.floats(values);
  }

  @TestFactory
  List<DynamicTest> everyPlainCall() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      RandomGolden golden = RandomGolden.read(GOLDENS, file);
      Map<String, RandomGolden.Drawn> drawn = new LinkedHashMap<>();
      golden.cases().forEach(c -> drawn.put(c.call(), c.drawn()));
      DRAWS.forEach(
          (call, draw) ->
              tests.add(
                  DynamicTest.dynamicTest(
                      call + " after seed " + golden.seed(),
                      () -> check(draw.apply(new RandomEngine(golden.seed())), drawn.get(call)))));
    }
    return tests;
  }

  private static void check(StridedArray actual, RandomGolden.Drawn drawn) {
    GoldenTensor expected = ((RandomGolden.Values) drawn).values();
    assertNull(Kernels.difference(Kernels.read(actual), expected, FLOAT64_ULPS));
  }

  @TestFactory
  List<DynamicTest> sequenceFromOneEngine() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      RandomGolden golden = RandomGolden.read(GOLDENS, file);
      tests.add(
          DynamicTest.dynamicTest(
              "seed " + golden.seed(),
              () -> {
                RandomGolden.Parts parts =
                    golden.cases().stream()
                        .filter(c -> c.call().equals("sequence without reseeding"))
                        .map(c -> (RandomGolden.Parts) c.drawn())
                        .findFirst()
                        .orElseThrow();
                assertEquals(parts.parts().keySet(), SEQUENCE.keySet());
                RandomEngine engine = new RandomEngine(golden.seed());
                parts.parts().forEach((n, v) -> check(SEQUENCE.get(n).apply(engine), v));
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> stateIsPyTorchs() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      RandomGolden golden = RandomGolden.read(GOLDENS, file);
      tests.add(
          DynamicTest.dynamicTest(
              "seed " + golden.seed(),
              () -> {
                RandomEngine engine = new RandomEngine(golden.seed());
                assertArrayEquals(golden.state(), engine.state());
                randn(engine, DType.FLOAT32, 3);
                assertArrayEquals(golden.stateAfterRandn3(), engine.state());
                RandomEngine other = new RandomEngine(0);
                other.setState(golden.stateAfterRandn3());
                assertEquals(engine.normal(), other.normal());
                assertEquals(engine.random(), other.random());
              }));
    }
    return tests;
  }
}
