package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.assertClose;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.out;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

class ConvKernelsTest {
  private static final int THREADS = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(THREADS);
  }

  /** One geometry with its arrays. */
  private record Case(
      StridedArray input,
      StridedArray weight,
      StridedArray bias,
      long[] output,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {

    static Case draw(Random random, DType dtype, boolean large) {
      int rank = 1 + random.nextInt(3);
      long groups = 1 + random.nextInt(2);
      long in = groups * (1 + random.nextInt(large ? 20 : 3));
      long outs = groups * (1 + random.nextInt(large ? 20 : 3));
      long[] input = new long[rank + 2];
      long[] weight = new long[rank + 2];
      long[] output = new long[rank + 2];
      long[] stride = new long[rank];
      long[] padding = new long[rank];
      long[] dilation = new long[rank];
      input[0] = 1 + random.nextInt(large ? 9 : 3);
      input[1] = in;
      weight[0] = outs;
      weight[1] = in / groups;
      output[0] = input[0];
      output[1] = outs;
      for (int d = 0; d < rank; d++) {
        weight[d + 2] = 1 + random.nextInt(3);
        dilation[d] = 1 + random.nextInt(2);
        stride[d] = 1 + random.nextInt(3);
        padding[d] = random.nextInt(3);
        long reach = (weight[d + 2] - 1) * dilation[d] + 1;
        input[d + 2] = Math.max(1, reach - 2 * padding[d]) + random.nextInt(large ? 12 : 5);
        output[d + 2] = (input[d + 2] + 2 * padding[d] - reach) / stride[d] + 1;
      }
      return new Case(
          random(dtype, random, input),
          random(dtype, random, weight),
          random(dtype, random, outs),
          output,
          stride,
          padding,
          dilation,
          groups);
    }

    /** Calls body for each pair of an output and an input position with their weight position. */
    void pairs(Pair body) {
      long perGroup = weight.layout().size(1);
      long outGroup = weight.layout().size(0) / groups;
      long[] all = weight.shape().toArray();
      Shape channel = Shape.of(Arrays.copyOfRange(all, 1, all.length));
      Samples.each(
          Shape.of(output),
          o ->
              Samples.each(
                  channel,
                  rest -> {
                    long[] w = Samples.insert(rest, 0, o[1]);
                    long[] i = new long[o.length];
                    i[0] = o[0];
                    i[1] = o[1] / outGroup * perGroup + w[1];
                    for (int d = 0; d < stride.length; d++) {
                      i[d + 2] = o[d + 2] * stride[d] - padding[d] + w[d + 2] * dilation[d];
                      if (i[d + 2] < 0 || i[d + 2] >= input.layout().size(d + 2)) {
                        return;
                      }
                    }
                    body.accept(o, i, w);
                  }));
    }
  }

  @FunctionalInterface
  private interface Pair {
    void accept(long[] output, long[] input, long[] weight);
  }

  private static int flat(long[] sizes, long[] index) {
    long at = 0;
    for (int d = 0; d < sizes.length; d++) {
      at = at * sizes[d] + index[d];
    }
    return (int) at;
  }

  private static void check(Case c, DType dtype, Random random) {
    String what = dtype + " " + c.input.shape() + " " + c.weight.shape();
    long[] inputSize = c.input.shape().toArray();
    long[] weightSize = c.weight.shape().toArray();
    double[] x = Samples.values(c.input);
    double[] k = Samples.values(c.weight);
    double scale = 40;
    // Sums of a half type are rounded once; its own precision is enough. Narrow integers wrap.
    StridedArray result = out(dtype, c.output);
    run(
        "convolution",
        outs(result),
        c.input,
        c.weight,
        c.bias,
        c.stride,
        c.padding,
        c.dilation,
        c.groups);
    double[] expected = new double[(int) result.numel()];
    Samples.each(result.shape(), o -> expected[flat(c.output, o)] = at(c.bias, o[1]));
    c.pairs(
        (o, i, w) -> expected[flat(c.output, o)] += x[flat(inputSize, i)] * k[flat(weightSize, w)]);
    assertClose(
        o -> Samples.rounded(dtype, expected[flat(c.output, o)]), result, scale, "out " + what);

    StridedArray grad = random(dtype, random, c.output);
    double[] g = Samples.values(grad);
    StridedArray inputGrad = out(dtype, inputSize);
    run(
        "conv_input",
        outs(inputGrad),
        grad,
        c.weight,
        inputSize,
        c.stride,
        c.padding,
        c.dilation,
        c.groups);
    double[] sums = new double[(int) inputGrad.numel()];
    c.pairs((o, i, w) -> sums[flat(inputSize, i)] += g[flat(c.output, o)] * k[flat(weightSize, w)]);
    assertClose(
        i -> Samples.rounded(dtype, sums[flat(inputSize, i)]), inputGrad, scale, "in " + what);

    StridedArray weightGrad = out(dtype, weightSize);
    run(
        "conv_weight",
        outs(weightGrad),
        grad,
        c.input,
        weightSize,
        c.stride,
        c.padding,
        c.dilation,
        c.groups);
    double[] totals = new double[(int) weightGrad.numel()];
    c.pairs(
        (o, i, w) -> totals[flat(weightSize, w)] += g[flat(c.output, o)] * x[flat(inputSize, i)]);
    assertClose(
        w -> Samples.rounded(dtype, totals[flat(weightSize, w)]),
        weightGrad,
        10 * scale,
        "weight " + what);
  }

  @Test
  void smallConvolutions_matchLoops_forAllDtypes() {
    Random random = new Random(1);
    for (DType dtype :
        new DType[] {
          DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16, DType.INT64, DType.INT32
        }) {
      for (int round = 0; round < 12; round++) {
        check(Case.draw(random, dtype, false), dtype, random);
      }
    }
  }

  @Test
  void largerConvolutions_matchLoops() {
    Random random = new Random(2);
    for (int round = 0; round < 30; round++) {
      check(Case.draw(random, DType.FLOAT32, true), DType.FLOAT32, random);
    }
    for (int round = 0; round < 4; round++) {
      check(Case.draw(random, DType.BFLOAT16, true), DType.BFLOAT16, random);
    }
  }

  /** Enough work for several tasks, the last one shorter. */
  private static StridedArray[] threeKernels(int batch) {
    Random random = new Random(3);
    StridedArray input = random(DType.FLOAT32, random, batch, 16, 20, 20);
    StridedArray weight = random(DType.FLOAT32, random, 48, 16, 3, 3);
    StridedArray bias = random(DType.FLOAT32, random, 48);
    StridedArray grad = random(DType.FLOAT32, random, batch, 48, 18, 18);
    long[] one = {1, 1};
    long[] none = {0, 0};
    StridedArray output = out(DType.FLOAT32, batch, 48, 18, 18);
    StridedArray inputGrad = out(DType.FLOAT32, batch, 16, 20, 20);
    StridedArray weightGrad = out(DType.FLOAT32, 48, 16, 3, 3);
    run("convolution", outs(output), input, weight, bias, one, none, one, 1L);
    run(
        "conv_input",
        outs(inputGrad),
        grad,
        weight,
        inputGrad.shape().toArray(),
        one,
        none,
        one,
        1L);
    run(
        "conv_weight",
        outs(weightGrad),
        grad,
        input,
        weightGrad.shape().toArray(),
        one,
        none,
        one,
        1L);
    ConvShape s =
        ConvShape.of(
            input.shape().toArray(),
            weight.shape().toArray(),
            output.shape().toArray(),
            one,
            none,
            one,
            1);
    StridedArray reference = out(DType.FLOAT32, batch, 48, 18, 18);
    JavaConv.forward(s, input, weight, bias, reference);
    assertClose(i -> at(reference, i), output, 100, "output");
    StridedArray inputReference = out(DType.FLOAT32, batch, 16, 20, 20);
    JavaConv.input(s, grad, weight, inputReference);
    assertClose(i -> at(inputReference, i), inputGrad, 100, "input");
    StridedArray weightReference = out(DType.FLOAT32, 48, 16, 3, 3);
    JavaConv.weight(s, grad, input, weightReference);
    assertClose(i -> at(weightReference, i), weightGrad, 500, "weight");
    return new StridedArray[] {output, inputGrad, weightGrad};
  }

  @Test
  void results_matchJavaAndDoNotDependOnThreads() {
    for (int batch : new int[] {1, 11}) {
      Parallel.setThreads(1);
      StridedArray[] single = threeKernels(batch);
      Parallel.setThreads(3);
      StridedArray[] triple = threeKernels(batch);
      for (int k = 0; k < 3; k++) {
        assertArrayEquals(Samples.values(single[k]), Samples.values(triple[k]));
      }
    }
  }

  @Test
  void emptyBatchAndUncoveredPositions() {
    Random random = new Random(4);
    StridedArray weight = random(DType.FLOAT32, random, 2, 1, 2);
    StridedArray none = random(DType.FLOAT32, random, 0, 1, 5);
    StridedArray empty = out(DType.FLOAT32, 0, 2, 4);
    long[] one = {1};
    long[] zero = {0};
    run("convolution", outs(empty), none, weight, null, one, zero, one, 1L);
    StridedArray weightGrad = out(DType.FLOAT32, 2, 1, 2);
    run("conv_weight", outs(weightGrad), empty, none, new long[] {2, 1, 2}, one, zero, one, 1L);
    assertArrayEquals(new double[4], Samples.values(weightGrad));
    // Stride 4 with a window of 2 leaves input positions 2, 3 and 6 uncovered.
    StridedArray grad = random(DType.FLOAT32, random, 1, 2, 2);
    StridedArray inputGrad = out(DType.FLOAT32, 1, 1, 7);
    long[] size = {1, 1, 7};
    run("conv_input", outs(inputGrad), grad, weight, size, new long[] {4}, zero, one, 1L);
    for (long p : new long[] {2, 3, 6}) {
      assertEquals(0, at(inputGrad, 0, 0, p), Arrays.toString(Samples.values(inputGrad)));
    }
    assertEquals(
        at(grad, 0, 0, 1) * at(weight, 0, 0, 1) + at(grad, 0, 1, 1) * at(weight, 1, 0, 1),
        at(inputGrad, 0, 0, 5),
        1e-5);
  }
}
