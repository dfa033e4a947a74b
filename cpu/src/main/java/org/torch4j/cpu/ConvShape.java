package org.torch4j.cpu;

import java.util.Arrays;

/**
 * The geometry of a convolution: all that a kernel or a library primitive depends on.
 *
 * @param batch samples
 * @param groups groups of channels
 * @param inChannels channels of the input, all groups together
 * @param outChannels channels of the output, all groups together
 * @param input spatial sizes of the input
 * @param output spatial sizes of the output
 * @param kernel spatial sizes of the weight
 * @param stride steps of the window
 * @param padding zeros before and after
 * @param dilation steps inside the window
 */
record ConvShape(
    long batch,
    long groups,
    long inChannels,
    long outChannels,
    long[] input,
    long[] output,
    long[] kernel,
    long[] stride,
    long[] padding,
    long[] dilation) {

  /** The geometry from the sizes of input, weight and output. */
  static ConvShape of(
      long[] input,
      long[] weight,
      long[] output,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    int n = input.length - 2;
    return new ConvShape(
        input[0],
        groups,
        input[1],
        weight[0],
        Arrays.copyOfRange(input, 2, input.length),
        Arrays.copyOfRange(output, 2, output.length),
        Arrays.copyOfRange(weight, 2, weight.length),
        spread(stride, n),
        spread(padding, n),
        spread(dilation, n));
  }

  private static long[] spread(long[] values, int n) {
    if (values.length == n) {
      return values;
    }
    long[] out = new long[n];
    Arrays.fill(out, values[0]);
    return out;
  }

  /** The same for another number of samples and output channels. */
  ConvShape with(long samples, long channels) {
    return new ConvShape(
        samples, groups, inChannels, channels, input, output, kernel, stride, padding, dilation);
  }

  /** Number of spatial dimensions. */
  int rank() {
    return kernel.length;
  }

  /** Elements of one sample of the input. */
  long inputSize() {
    return inChannels * product(input);
  }

  /** Elements of one sample of the output. */
  long outputSize() {
    return outChannels * product(output);
  }

  /** Elements of the weight. */
  long weightSize() {
    return outChannels * (inChannels / groups) * product(kernel);
  }

  /** Elements of the weight that one output channel has. */
  long channelSize() {
    return inChannels / groups * product(kernel);
  }

  /** Multiplications of one sample. */
  long work() {
    return outputSize() * channelSize();
  }

  static long product(long[] a) {
    long n = 1;
    for (long v : a) {
      n *= v;
    }
    return n;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ConvShape s
        && batch == s.batch
        && groups == s.groups
        && inChannels == s.inChannels
        && outChannels == s.outChannels
        && Arrays.equals(input, s.input)
        && Arrays.equals(output, s.output)
        && Arrays.equals(kernel, s.kernel)
        && Arrays.equals(stride, s.stride)
        && Arrays.equals(padding, s.padding)
        && Arrays.equals(dilation, s.dilation);
  }

  @Override
  public int hashCode() {
    int h = Long.hashCode(batch * 31 + groups * 17 + inChannels * 13 + outChannels);
    for (long[] a : new long[][] {input, output, kernel, stride, padding, dilation}) {
      h = 31 * h + Arrays.hashCode(a);
    }
    return h;
  }
}
