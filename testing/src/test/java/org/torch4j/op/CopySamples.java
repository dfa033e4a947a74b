package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.torch4j.Tensor;
import org.torch4j.type.Device;

/** Calls of the ops that copy what views show, and of others of the public face. */
final class CopySamples {
  /** Windows, draws, changes without a record, views of bits. */
  static final Set<String> NOT_DIFFERENTIABLE =
      Set.of(
          "bartlett_window",
          "bartlett_window.periodic",
          "binomial",
          "blackman_window",
          "blackman_window.periodic",
          "embedding_renorm_",
          "hamming_window",
          "hamming_window.periodic",
          "hamming_window.periodic_alpha",
          "hamming_window.periodic_alpha_beta",
          "hann_window",
          "hann_window.periodic",
          "kaiser_window",
          "kaiser_window.periodic",
          "kaiser_window.periodic_beta",
          "range.step",
          "unravel_index",
          "view.dtype",
          "view_copy.dtype");

  /** Symmetric or complex arguments, which finite differences of single elements would break. */
  static final Set<String> OWN = Set.of("lobpcg", "view_as_real_copy", "view_as_complex_copy");

  private final Random random = new Random(23);
  private final List<OpSample> samples = new ArrayList<>();

  private CopySamples() {}

  static List<OpSample> all() {
    CopySamples s = new CopySamples();
    s.copies();
    s.others();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  private static long[] l(long... values) {
    return values;
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void copies() {
    add("alias_copy", t(2, 3));
    add("_to_device", t(2, 3), Device.CPU);
    add("as_strided_copy", t(3, 3), l(2, 2), l(3, 1), 1);
    add("diagonal_copy", t(3, 4), 1);
    add("expand_copy", t(3, 1), l(2, 3, 4));
    add("permute_copy", t(2, 3, 2), l(2, 0, 1));
    add("select_copy.int", t(3, 4), 1, -2);
    add("slice_copy.Tensor", t(5, 2), 0, 1, 5, 2);
    add("split_copy.Tensor", t(5, 2), 2);
    add("split_with_sizes_copy", t(2, 5), l(1, 4), 1);
    add("squeeze_copy", t(1, 3, 1));
    add("squeeze_copy.dim", t(1, 3, 1), 2);
    add("t_copy", t(2, 3));
    add("transpose_copy.int", t(2, 3, 2), 0, 2);
    add("unbind_copy.int", t(2, 3), 1);
    add("unfold_copy", t(5), 0, 3, 1);
    add("unsqueeze_copy", t(2, 3), 1);
    samples.add(of("view_copy", t(6), l(2, 3)));
  }

  private void others() {
    add("fill_diagonal_", t(4, 2), 1.5, true);
    add("native_dropout", t(3), 0.0, true);
    add("norm_except_dim", t(3, 2, 2), 2, 1);
    add("norm_except_dim", t(3, 2), 2, -1);
  }
}
