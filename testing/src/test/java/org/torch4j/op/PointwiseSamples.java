package org.torch4j.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/** Calls of all pointwise ops, made from their schemas; domains and numbers that matter by name. */
final class PointwiseSamples {
  private record Range(double low, double high) {}

  private static final Range ANY = new Range(-2, 2);
  private static final Range POSITIVE = new Range(0, 3);

  /** Where functions are defined; elsewhere from -2 to 2. */
  private static final Map<String, Range> DOMAINS =
      Map.ofEntries(
          Map.entry("acos", new Range(-1, 1)),
          Map.entry("asin", new Range(-1, 1)),
          Map.entry("atanh", new Range(-1, 1)),
          Map.entry("erfinv", new Range(-1, 1)),
          Map.entry("acosh", new Range(1, 3)),
          Map.entry("log", POSITIVE),
          Map.entry("log2", POSITIVE),
          Map.entry("log10", POSITIVE),
          Map.entry("log1p", POSITIVE),
          Map.entry("sqrt", POSITIVE),
          Map.entry("rsqrt", POSITIVE),
          Map.entry("inverse_std", POSITIVE),
          Map.entry("xlogy.Tensor", POSITIVE),
          Map.entry("pow.Tensor_Tensor", POSITIVE),
          Map.entry("pow.Scalar", POSITIVE),
          Map.entry("lgamma", POSITIVE),
          Map.entry("digamma", POSITIVE),
          Map.entry("logit_between", new Range(0, 1)),
          Map.entry("binary_entropy", new Range(0, 1)),
          Map.entry("relu6", new Range(-2, 9)),
          Map.entry("hardsigmoid", new Range(-5, 5)),
          Map.entry("hardswish", new Range(-5, 5)));

  /** Lists of numbers for ops whose numbers have no defaults, or where others matter too. */
  private static final Map<String, List<List<Object>>> NUMBERS =
      Map.ofEntries(
          Map.entry("add.Tensor", List.of(List.of(1), List.of(-2.5))),
          Map.entry("add.Scalar", List.of(List.of(2, 1), List.of(0.5, 3.0))),
          Map.entry("sub.Tensor", List.of(List.of(1), List.of(-2.5))),
          Map.entry("sub.Scalar", List.of(List.of(2, 1), List.of(0.5, 3.0))),
          Map.entry("rsub.Tensor", List.of(List.of(1), List.of(-2.5))),
          Map.entry("rsub.Scalar", List.of(List.of(2, 1), List.of(0.5, 3.0))),
          Map.entry("mul.Scalar", List.of(List.of(2.5))),
          Map.entry("div.Scalar", List.of(List.of(2.5))),
          Map.entry("fmod.Scalar", List.of(List.of(0.7))),
          Map.entry("remainder.Scalar", List.of(List.of(0.7))),
          Map.entry("floor_divide.Scalar", List.of(List.of(0.7))),
          Map.entry("pow.Scalar", List.of(List.of(2.0), List.of(0.7), List.of(0))),
          Map.entry(
              "pow_number",
              List.of(List.of(0), List.of(1), List.of(2), List.of(-1), List.of(3.0), List.of(4))),
          Map.entry("clamp_both", List.of(List.of(-0.6, 1.1), List.of(1.0, -1.0))),
          Map.entry("clamp_min", List.of(List.of(0.55))),
          Map.entry("clamp_max", List.of(List.of(0.55))),
          Map.entry("lerp.Scalar", List.of(List.of(0.3), List.of(0.8))),
          Map.entry("addcmul", List.of(List.of(1), List.of(0.7))),
          Map.entry("addcdiv", List.of(List.of(1), List.of(0.7))),
          Map.entry("masked_fill.Scalar", List.of(List.of(3.5))),
          Map.entry("nan_to_num_finite", List.of(List.of(0.0, 1.0, -1.0))),
          Map.entry("hardtanh", List.of(List.of(-1, 1), List.of(-0.6, 1.6))),
          Map.entry("threshold", List.of(List.of(0.5, 7.0))),
          Map.entry("leaky_relu", List.of(List.of(0.01), List.of(0.3))),
          Map.entry("elu", List.of(List.of(1, 1, 1), List.of(1.3, 0.7, 1.1))),
          Map.entry("celu", List.of(List.of(1.0), List.of(1.7))),
          Map.entry("softplus", List.of(List.of(1, 20), List.of(2.0, 1.0))),
          Map.entry("hardshrink", List.of(List.of(0.5), List.of(1.5))),
          Map.entry("softshrink", List.of(List.of(0.5), List.of(1.5))),
          Map.entry("smooth_l1_error", List.of(List.of(1.03), List.of(0.45))),
          Map.entry("huber_error", List.of(List.of(1.03), List.of(0.45))),
          Map.entry("inverse_std", List.of(List.of(1e-5))),
          Map.entry("fill.Scalar", List.of(List.of(2.5))),
          Map.entry("logit_between", List.of(List.of(1e-3), List.of(0.2))));

  private PointwiseSamples() {}

  static List<OpSample> of(PointwiseOp op, Random random) {
    Schema schema = op.schema();
    List<List<Object>> numbers = NUMBERS.get(schema.fullName());
    if (numbers == null) {
      numbers = List.of(List.of());
      for (int i = 0; i < schema.size(); i++) {
        if (Op.isNumber(schema.argument(i))) {
          throw new IllegalStateException("no numbers for " + schema);
        }
      }
    }
    List<OpSample> samples = new ArrayList<>();
    for (List<Object> these : numbers) {
      samples.add(sample(op, these, random, new long[][] {{2, 3}, {2, 3}, {2, 3}, {2, 3}, {2, 3}}));
    }
    int tensors = op.schema().size() - numbers.get(0).size();
    boolean several = tensors > 1 && !schema.fullName().equals("_to_copy");
    if (several && !schema.name().equals("copy")) {
      List<Object> first = numbers.get(0);
      samples.add(sample(op, first, random, new long[][] {{3}, {2, 1}, {1, 3}, {3}, {2, 3}}));
      samples.add(sample(op, first, random, new long[][] {{2, 2}, {}, {2}, {1}, {}}));
    }
    samples.add(sample(op, numbers.get(0), random, new long[][] {{}, {}, {}, {}, {}}));
    samples.add(sample(op, numbers.get(0), random, new long[][] {{0, 2}, {2}, {0, 1}, {2}, {}}));
    return samples;
  }

  private static OpSample sample(
      PointwiseOp op, List<Object> numbers, Random random, long[][] shapes) {
    Schema schema = op.schema();
    Range range = DOMAINS.getOrDefault(schema.fullName(), ANY);
    List<Object> args = new ArrayList<>();
    java.util.Map<String, Object> kwargs = new java.util.HashMap<>();
    int tensor = 0;
    int number = 0;
    for (int i = 0; i < schema.size(); i++) {
      Argument a = schema.argument(i);
      if (a.isTensor()) {
        boolean mask = a.name().equals("condition") || a.name().equals("mask");
        long[] shape = shapes[tensor++];
        args.add(
            mask ? mask(random, shape) : OpSample.random(random, range.low(), range.high(), shape));
      } else if (Op.isNumber(a)) {
        if (a.keywordOnly()) {
          kwargs.put(a.name(), numbers.get(number++));
        } else {
          args.add(numbers.get(number++));
        }
      }
    }
    return OpSample.of(schema.fullName(), args.toArray()).with(kwargs);
  }

  static Tensor mask(Random random, long... shape) {
    boolean[] values = new boolean[(int) Shape.of(shape).numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean();
    }
    return Torch.tensor(values).reshape(shape);
  }
}
