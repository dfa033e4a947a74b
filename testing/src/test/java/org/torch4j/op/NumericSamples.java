package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Calls of elementwise, special, masked and statistical ops that need numbers or a domain. */
final class NumericSamples {
  /** Ops whose results are truth values, integers, or have no known gradient. */
  static final Set<String> NOT_DIFFERENTIABLE = notDifferentiable();

  /** Functions of one variable by the range where they are smooth. */
  private static final Map<String, double[]> DOMAINS =
      Map.ofEntries(
          Map.entry("logit_open", range(0, 1)),
          Map.entry("special_log1p", range(0, 3)),
          Map.entry("special_erfinv", range(-1, 1)),
          Map.entry("special_ndtri", range(0, 1)),
          Map.entry("special_entr", range(0, 3)),
          Map.entry("special_gammaln", range(0, 3)),
          Map.entry("special_digamma", range(0, 3)),
          Map.entry("special_psi", range(0, 3)),
          Map.entry("special_bessel_y0", range(0, 9)),
          Map.entry("special_bessel_y1", range(0, 9)),
          Map.entry("special_bessel_j0", range(-40, 40)),
          Map.entry("special_bessel_j1", range(-40, 40)),
          Map.entry("special_modified_bessel_k0", range(0, 5)),
          Map.entry("special_modified_bessel_k1", range(0, 5)),
          Map.entry("special_scaled_modified_bessel_k0", range(0, 5)),
          Map.entry("special_scaled_modified_bessel_k1", range(0, 5)),
          Map.entry("special_log_ndtr", range(-6, 4)),
          Map.entry("special_erfcx", range(-2, 6)));

  private final Random random = new Random(11);
  private final List<OpSample> samples = new ArrayList<>();

  private NumericSamples() {}

  private static double[] range(double low, double high) {
    return new double[] {low, high};
  }

  private static Set<String> notDifferentiable() {
    Set<String> all =
        new LinkedHashSet<>(
            List.of(
                "gcd",
                "lcm",
                "heaviside",
                "nextafter",
                "isclose",
                "isin.Tensor_Tensor",
                "isin.Tensor_Scalar",
                "isin.Scalar_Tensor",
                "isposinf",
                "isneginf",
                "isreal",
                "bool",
                "byte",
                "char",
                "short",
                "int",
                "long",
                "histc",
                "histogram.bins_tensor",
                "histogram.bin_ct",
                "bincount",
                "masked_argmax",
                "masked_argmin",
                "argsort",
                "argsort.stable",
                "_unique2",
                "unique_dim",
                "special_airy_ai",
                "bitwise_left_shift.Scalar_Tensor",
                "bitwise_left_shift.Tensor_Scalar",
                "bitwise_right_shift.Scalar_Tensor",
                "bitwise_right_shift.Tensor_Scalar",
                "special_zeta.other_scalar",
                // A neighbour of 16 bits moves too little for finite differences.
                "half",
                "bfloat16",
                "float"));
    for (String name : List.of("greater", "greater_equal", "less", "less_equal", "not_equal")) {
      all.add(name + ".Tensor");
      all.add(name + ".Scalar");
    }
    for (String name : polynomials()) {
      all.add(name);
      all.add(name + ".x_scalar");
      all.add(name + ".n_scalar");
    }
    return all;
  }

  static List<String> polynomials() {
    List<String> all = new ArrayList<>();
    for (String kind : List.of("t", "u", "v", "w")) {
      all.add("special_chebyshev_polynomial_" + kind);
      all.add("special_shifted_chebyshev_polynomial_" + kind);
    }
    all.add("special_hermite_polynomial_h");
    all.add("special_hermite_polynomial_he");
    all.add("special_laguerre_polynomial_l");
    all.add("special_legendre_polynomial_p");
    return all;
  }

  static List<OpSample> all() {
    NumericSamples s = new NumericSamples();
    s.functions();
    s.names();
    s.binary();
    s.statistics();
    s.scans();
    s.masked();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  private Tensor positive(long... sizes) {
    return OpSample.random(random, 0, 3, sizes);
  }

  private static long[] l(long... values) {
    return values;
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void named(String op, Map<String, ?> kwargs, Object... args) {
    samples.add(of(op, args).with(kwargs));
  }

  private void functions() {
    DOMAINS.forEach(
        (name, range) -> {
          add(name, OpSample.random(random, range[0], range[1], 2, 3));
          add(name, OpSample.random(random, range[0], range[1]));
        });
    for (long n = 0; n < 4; n++) {
      add("polygamma", n, positive(2, 3));
      add("special_polygamma", n, positive(3));
    }
    Tensor four = OpSample.random(random, 3, 6, 2, 3);
    add("mvlgamma", four, 3L);
    add("special_multigammaln", four, 2L);
    for (String gamma : List.of("igamma", "igammac", "special_gammainc", "special_gammaincc")) {
      add(gamma, positive(2, 3).detach(), positive(2, 3));
      add(gamma, positive(3).detach(), positive(2, 1));
    }
    Tensor s = OpSample.random(random, 2, 5, 3).detach();
    add("special_zeta", s, positive(2, 3));
    add("special_zeta.self_scalar", 2.5, positive(3));
    for (String log : List.of("special_xlog1py", "special_xlogy")) {
      add(log, t(2, 3), positive(3));
      add(log + ".self_scalar", 1.5, positive(3));
      add(log + ".other_scalar", t(3), 0.7);
    }
    add("xlogy.Scalar_Self", 1.5, positive(3));
    add("xlogy.Scalar_Other", t(3), 0.7);
    add("copysign.Scalar", t(3), -2.0);
  }

  private void names() {
    for (String name :
        List.of(
            "absolute",
            "negative",
            "fix",
            "arctan",
            "arcsinh",
            "special_round",
            "positive",
            "conj_physical",
            "double",
            "frexp.Tensor")) {
      add(name, t(2, 3));
    }
    for (String name : List.of("arccos", "arcsin", "arctanh")) {
      add(name, OpSample.random(random, -1, 1, 2, 3));
    }
    add("arccosh", OpSample.random(random, 1, 3, 2, 3));
    add("clip", t(2, 3), -1.03, 0.9);
    named("round.decimals", Map.of("decimals", 1L), t(3));
    add("nan_to_num", t(2, 3), 1.0, null, null);
    add("special_logit", OpSample.random(random, 0, 1, 3), 1e-3);
    add("special_logit", OpSample.random(random, 0, 1, 3), null);
    add("special_logsumexp", t(2, 3), l(1), true);
    add("special_softmax", t(2, 3), 1L, null);
    add("special_log_softmax", t(2, 3), 0L);
    add("square", t(2, 3));
  }

  private void binary() {
    for (String name : List.of("true_divide", "divide", "multiply", "subtract")) {
      add(name + ".Tensor", t(2, 3), t(3));
      add(name + ".Scalar", t(2, 3), 1.7);
    }
    for (String mode : List.of("floor", "trunc")) {
      named("divide.Tensor_mode", Map.of("rounding_mode", mode), t(2, 3), t(3));
      named("divide.Scalar_mode", Map.of("rounding_mode", mode), t(2, 3), 1.7);
      named("div.Scalar_mode", Map.of("rounding_mode", mode), t(2, 3), 1.7);
    }
    for (String name :
        List.of("arctan2", "max.other", "min.other", "clamp_min.Tensor", "clamp_max.Tensor")) {
      add(name, t(2, 3), t(3));
    }
    add("clip.Tensor", t(2, 3), t(3), t(2, 3));
    add("ldexp.Tensor", t(2, 3), t(3));
    add("remainder.Scalar_Tensor", 1.7, t(2, 3));
    for (String name : List.of("add", "sub", "mul", "div", "subtract", "multiply", "divide")) {
      add(name + ".Scalar_Tensor", 1.7, positive(2, 3));
    }
    add("true_divide.Scalar_Tensor", 1.7, positive(2, 3));
    add("floor_divide.Scalar_Tensor", 1.7, positive(2, 3));
    for (String name : List.of("div", "divide")) {
      named(name + ".Scalar_Tensor_mode", Map.of("rounding_mode", "floor"), 1.7, positive(2, 3));
    }
    add("float_power.Tensor_Tensor", positive(2, 3), t(3));
    add("float_power.Scalar", 1.7, t(3));
    add("float_power.Tensor_Scalar", t(3), 3);
  }

  private void statistics() {
    for (String name : List.of("var", "std", "var_mean", "std_mean")) {
      add(name, t(2, 3), true);
      add(name + ".dim", t(2, 3, 2), l(0, 2), false, true);
    }
    named("std_mean.correction", Map.of("correction", 0L), t(2, 3), l(1));
    for (String name : List.of("nansum", "nanmean")) {
      add(name, t(2, 3), l(1), true);
      add(name, t(2, 3));
    }
    add("aminmax", t(2, 3));
    named("aminmax", Map.of("dim", 1L, "keepdim", true), t(2, 3));
    add("dist", t(2, 3), t(3), 3.0);
    add("renorm", t(2, 3), 2.0, 0L, 1.5);
    for (String name : List.of("median", "nanmedian")) {
      add(name, t(5));
      add(name + ".dim", t(3, 5), 1L, true);
    }
    add("mode", t(3, 4), 1L);
    for (String name : List.of("quantile", "nanquantile")) {
      Tensor q = Torch.tensor(new double[] {0.2, 0.7});
      add(name, t(3, 5), q, 1L, true);
      add(name + ".scalar", t(3, 5), 0.37);
      for (String way : List.of("lower", "higher", "nearest", "midpoint")) {
        named(name + ".scalar", Map.of("interpolation", way), t(3, 5), 0.37, 0L);
      }
    }
    named("sort.stable", Map.of("stable", true, "dim", 0L), t(4, 2));
    add("msort", t(4, 2));
  }

  private void scans() {
    add("logcumsumexp", t(2, 4), 1L);
    add("diff", t(2, 4));
    add("diff", t(2, 4), 2L, 0L, t(1, 4), t(2, 4));
    named("trapz.x", Map.of("dim", 0L), t(4, 2), t(4));
    named("trapz.dx", Map.of("dx", 0.5), t(4, 2));
    Tensor lengths = Torch.tensor(new long[] {2, 1, 3});
    for (String how : List.of("sum", "mean", "max", "min", "prod")) {
      named("segment_reduce", Map.of("lengths", lengths), t(6, 2), how);
      named("segment_reduce", Map.of("lengths", lengths, "initial", 0.33), t(6), how);
    }
    add("gradient.scalarint", t(3, 4));
    named("gradient.scalararray", Map.of("spacing", 0.5, "dim", List.of(1L)), t(3, 4));
    named("gradient.array", Map.of("dim", List.of(0L, 1L), "edge_order", 2L), t(3, 4));
    named("gradient.scalarrayint", Map.of("spacing", List.of(0.5), "dim", 0L), t(3, 4));
    named(
        "gradient.scalarrayarray",
        Map.of("spacing", List.of(0.5, 2.0), "dim", List.of(0L, 1L)),
        t(3, 4));
    Tensor x = Torch.tensor(new double[] {0, 1, 1.5, 4});
    Map<String, ?> one = Map.of("spacing", Arrays.asList(x), "dim", 1L, "edge_order", 2L);
    named("gradient.tensorarrayint", one, t(3, 4));
    named("gradient.tensorarray", Map.of("spacing", List.of(x), "dim", List.of(1L)), t(3, 4));
  }

  private void masked() {
    Tensor mask = Torch.tensor(new boolean[] {true, false, true, true, true, false}).reshape(2, 3);
    Map<String, ?> under = Map.of("mask", mask);
    for (String name : List.of("sum", "prod", "amax", "amin", "mean", "logsumexp")) {
      named("masked_" + name, under, t(2, 3), l(1));
      add("masked_" + name, t(2, 3));
    }
    for (String name : List.of("var", "std")) {
      named("masked_" + name, under, t(2, 3), l(0, 1), true);
    }
    for (String name : List.of("cumsum", "cumprod", "softmax", "softmin")) {
      named("masked_" + name, under, t(2, 3), 1L);
    }
    add("masked_log_softmax", t(2, 3), 1L);
    named("masked_median", under, t(2, 3), 1L);
    named("masked_norm", under, t(2, 3), 3.0, l(1));
    named("masked_normalize", under, t(2, 3), 2.0, 1L);
    named("masked_logaddexp", Map.of("input_mask", mask), t(2, 3), t(2, 3));
  }

  /** Pointwise ops with a sample here; the rest are sampled by their schemas. */
  static Set<String> own() {
    Set<String> own = new LinkedHashSet<>();
    all().forEach(s -> own.add(s.op()));
    return own;
  }
}
