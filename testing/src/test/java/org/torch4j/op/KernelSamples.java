package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Calls of the ops that are not pointwise. */
final class KernelSamples {
  private final Random random = new Random(7);
  private final List<OpSample> samples = new ArrayList<>();

  private KernelSamples() {}

  static List<OpSample> all() {
    KernelSamples s = new KernelSamples();
    s.views();
    s.reductions();
    s.matmul();
    s.indexing();
    s.joining();
    s.sorting();
    s.normalization();
    s.losses();
    s.convolution();
    s.pooling();
    s.composites();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  private Tensor positive(long... sizes) {
    return OpSample.random(random, 0, 3, sizes);
  }

  private Tensor unit(long... sizes) {
    return OpSample.random(random, 0, 1, sizes);
  }

  private Tensor index(long bound, long... sizes) {
    Tensor t = Torch.zeros(org.torch4j.type.Shape.of(sizes), Torch.int64);
    long[] values = new long[(int) t.numel()];
    Arrays.setAll(values, i -> random.nextLong(bound));
    return Torch.tensor(values).reshape(sizes);
  }

  private static long[] l(long... values) {
    return values;
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void add(Map<String, ?> kwargs, String op, Object... args) {
    samples.add(of(op, args).with(kwargs));
  }

  private void views() {
    add("alias", t(2, 3));
    add("as_strided", t(2, 6), l(2, 3), l(6, 2), 0);
    add("as_strided", t(8), l(3, 3), l(2, 1), 1);
    add("as_strided", t(8), l(3, 3), l(2, 1));
    add("diagonal", t(3, 4));
    add("diagonal", t(2, 3, 4), 1, 0, 2);
    add("diagonal", t(2, 3, 4), -1, -1, -2);
    add("expand", t(1, 3), l(2, 2, 3));
    add("expand", t(1, 3), l(4, -1));
    add("expand", t(), l(2, 2));
    add("expand", t(1, 3), l(0, 3));
    add("permute", t(2, 3, 4), l(2, 0, 1));
    add("permute", t(2, 3, 4), l(-1, 0, -2));
    add("permute", t(), l());
    add("reshape", t(2, 6), l(3, -1));
    add("reshape", t(0, 6), l(3, 0));
    add("select.int", t(2, 3, 4), 1, 2);
    add("select.int", t(2, 3, 4), -1, -3);
    add("slice.Tensor", t(5, 3), 0, 1, 4, 2);
    add("slice.Tensor", t(5, 3), -1, -2, null, 1);
    add("slice.Tensor", t(5), 0, 4, 2, 1);
    add("squeeze", t(1, 3, 1));
    add("squeeze.dim", t(1, 3, 1), -1);
    add("squeeze.dim", t(1, 3, 1), 1);
    add("transpose.int", t(2, 3, 4), 0, -1);
    add("transpose.int", t(), 0, 0);
    add("unfold", t(7), 0, 3, 2);
    add("unfold", t(4, 5), 1, 3, 1);
    add("unfold", t(2, 6, 2), -2, 2, 3);
    add("unfold", t(), 0, 1, 1);
    add("unsqueeze", t(2, 3), -1);
    add("unsqueeze", t(), 0);
    add("view", t(2, 6), l(4, 3));
    add("view", t(0), l(2, 0));
  }

  private void reductions() {
    for (String op : List.of("sum", "mean", "prod", "norm2")) {
      add(op, t(2, 3));
      add(op, t(2, 3), l(0));
      add(op, t(2, 3, 2), l(0, -1), true);
      add(op, t());
    }
    add("sum", t(0, 3));
    add("sum", t(0, 3), l(0));
    add("mean", t(2, 0), l(0));
    add("prod", t(0, 3), l(0));
    add("prod", zeroAt(t(2, 3), 1), l(1));
    add("prod", zeroAt(t(2, 3), 1, 2), l(1));
    add("prod", zeroAt(t(6), 1));
    add("prod", zeroAt(t(2, 3), 0, 4, 5));
    for (String op : List.of("amax", "amin")) {
      add(op, t(2, 3));
      add(op, t(2, 3), l(1), true);
      add(op, t(2, 3, 2), l(0, 2));
      add(op, t());
    }
    for (Object p : List.of(2, 1, 3, 0.5, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
      add("norm.ScalarOpt_dim", positive(2, 3), p, l(1));
    }
    add("norm.ScalarOpt_dim", t(2, 3));
    add("norm.ScalarOpt_dim", t(2, 3), 3, null, true);
    for (String op : List.of("var.correction", "std.correction", "var_mean.correction")) {
      add(op, t(3, 4));
      add(op, t(3, 4), l(1));
      add(Map.of("correction", 0, "keepdim", true), op, t(3, 4), l(0));
    }
    add("logsumexp", t(2, 3), l(1));
    add("logsumexp", t(2, 3), l(0, 1), true);
    add("logsumexp", t(), l(0));
    for (String op : List.of("max.dim_values", "min.dim_values")) {
      add(op, t(2, 3), 1);
      add(op, t(2, 3, 2), -2);
      add(op, t(), 0);
    }
    add("cumsum", t(2, 3), 1);
    add("cumsum", t(2, 3), -2);
    add("cumsum", t(), 0);
    add("cumsum", t(0, 2), 0);
    add("cumprod", t(2, 3), 1);
    add("cumprod", t(3, 2), -2);
    add("cumprod", zeroAt(t(2, 4), 1), 1);
    add("cumprod", zeroAt(t(2, 4), 1, 2, 4), 1);
    add("cumprod", t(), 0);
    add("cumprod", t(2, 0), 1);
    add("cummax", t(2, 4), 1);
    add("cummax", t(4, 2), 0);
    add("cummin", t(2, 4), -1);
    add("cummin", t(), 0);
  }

  private static Tensor zeroAt(Tensor t, int... places) {
    Tensor flat = t.detach().reshape(-1);
    for (int p : places) {
      flat.select(0, p).fill_(0);
    }
    return flat.reshape(t.shape().toArray()).requiresGrad_(true);
  }

  private void matmul() {
    add("mm", t(2, 3), t(3, 4));
    add("mm", t(2, 0), t(0, 4));
    add("mm", t(0, 3), t(3, 2));
    add("bmm", t(2, 2, 3), t(2, 3, 2));
    add("addmm", t(2, 4), t(2, 3), t(3, 4));
    add(Map.of("beta", 0.5, "alpha", 2.0), "addmm", t(4), t(2, 3), t(3, 4));
    add(Map.of("beta", 2, "alpha", 1), "addmm", t(2, 1), t(2, 3), t(3, 4));
    add("addmm", t(2, 4), t(2, 0), t(0, 4));
    add(Map.of("beta", 0.5, "alpha", 2.0), "baddbmm", t(2, 1), t(2, 2, 3), t(2, 3, 2));
    add("linear", t(2, 3), t(4, 3), t(4));
    add("linear", t(2, 2, 3), t(4, 3), null);
    add("linear", t(2, 2, 3), t(4, 3), t(4));
    add("linear", t(3), t(4, 3), t(4));
    add("linear", t(0, 3), t(4, 3), t(4));
    add("dot", t(3), t(3));
    add("dot", t(0), t(0));
    add("mv", t(2, 3), t(3));
    add("outer", t(2), t(3));
    long[][][] pairs = {
      {{3}, {3}},
      {{2, 3}, {3}},
      {{3}, {3, 2}},
      {{2, 3}, {3, 2}},
      {{2, 2, 3}, {3, 2}},
      {{2, 2, 3}, {3}},
      {{3}, {2, 3, 2}},
      {{2, 1, 2, 3}, {2, 3, 1}},
      {{2, 3}, {2, 3, 2}},
      {{0, 2, 3}, {3, 2}}
    };
    for (long[][] pair : pairs) {
      add("matmul", t(pair[0]), t(pair[1]));
    }
  }

  private void indexing() {
    add("gather", t(3, 4), 1, index(4, 3, 2));
    add("gather", t(3, 4), 0, index(3, 2, 4));
    add("gather", t(3, 4), -1, index(4, 2, 5));
    add("gather", t(), 0, index(1));
    for (String op : List.of("scatter.src", "scatter_.src")) {
      add(op, t(3, 4), 1, distinct(3, 4), t(3, 4));
      add(op, t(3, 4), 1, Torch.tensor(new long[][] {{0, 2}, {3, 1}}), t(3, 4));
    }
    for (String op : List.of("scatter.value", "scatter_.value")) {
      add(op, t(3, 4), 1, index(4, 2, 3), 2.5);
    }
    for (String op : List.of("scatter_add", "scatter_add_")) {
      add(op, t(3, 4), 1, index(4, 3, 6), t(3, 6));
      add(op, t(3, 4), 0, index(3, 2, 3), t(5, 4));
    }
    add("index_select", t(3, 4), 1, index(4, 5));
    add("index_select", t(3, 4), 0, index(3, 0));
    add("index_select", t(), 0, index(1, 1));
    add("index_add_", t(3, 4), 1, index(4, 5), t(3, 5));
    add(Map.of("alpha", 2.5), "index_add_", t(3, 4), 0, index(3, 5), t(5, 4));
    add("index_copy_", t(3, 4), 1, Torch.tensor(new long[] {2, 0}), t(3, 2));
    add("index_fill_", t(3, 4), 1, Torch.tensor(new long[] {2, 0}), 2.5);
    add("index.Tensor", t(3, 4), List.of(index(3, 5)));
    add("index.Tensor", t(3, 4), List.of(index(3, 2, 2), index(4, 2, 2)));
    add("index.Tensor", t(3, 4, 2), Arrays.asList(null, index(4, 3)));
    add("index.Tensor", t(3, 4, 2), Arrays.asList(index(3, 3), null, index(2, 3)));
    add("index.Tensor", t(3, 4), List.of(index(3, 0)));
    add("index_put_", t(3, 4), List.of(Torch.tensor(new long[] {2, 0})), t(2, 4));
    add("index_put_", t(3, 4), List.of(Torch.tensor(new long[] {2, 0})), t());
    add("index_put_", t(3, 4), List.of(index(3, 5), index(4, 5)), t(5), true);
    add("index_put_", t(3, 4), Arrays.asList(null, index(4, 5)), t(3, 1), true);
    add("masked_select", t(3, 4), PointwiseSamples.mask(random, 3, 4));
    add("masked_select", t(3, 1), PointwiseSamples.mask(random, 4));
    add("take", t(3, 4), index(12, 2, 3));
    add("embedding", t(5, 3), index(5, 2, 3));
    add("embedding", t(5, 3), index(5, 6), -1, false);
    add("embedding_dense_backward", t(2, 3, 4), index(5, 2, 3), 5, -1, false);
    add("embedding_dense_backward", t(6, 4), index(3, 6), 5, 2, true);
    add("flip", t(2, 3), l(0, 1));
    add("flip", t(2, 3), l(-1));
    add("roll", t(2, 3), l(1), l());
    add("roll", t(2, 3), l(1, -2), l(0, 1));
    add("roll_dims", t(2, 3), l(4), l(1));
    for (String op : List.of("tril", "triu")) {
      add(op, t(3, 4));
      add(op, t(2, 3, 3), 1);
      add(op, t(4, 3), -1);
    }
  }

  private static Tensor distinct(int rows, int columns) {
    long[][] index = new long[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        index[i][j] = (i + 3 * j) % columns;
      }
    }
    return Torch.tensor(index);
  }

  private void joining() {
    add("cat", List.of(t(2, 3), t(1, 3)));
    add("cat", List.of(t(2, 3), t(2, 1), t(2, 0)), -1);
    add("cat", List.of(t(2, 3), t(0)), 0);
    add("stack", List.of(t(2, 3), t(2, 3)), 1);
    add("stack", List.of(t(), t()));
  }

  private void sorting() {
    add("sort", t(2, 4));
    add("sort", t(3, 2), 0, true);
    add("sort", t(), 0);
    add("topk", t(2, 5), 2);
    add("topk", t(4, 2), 2, 0, false);
    add("kthvalue", t(2, 5), 2);
    add("kthvalue", t(4, 2), 3, 0);
  }

  private void normalization() {
    for (String op : List.of("_softmax", "_log_softmax", "softmax.int", "log_softmax.int")) {
      add(op, t(2, 3), 1);
      add(op, t(2, 3, 2), -2);
      add(op, t(), 0);
      add(op, t(0, 3), 1);
    }
    for (String op : List.of("_softmax_backward_data", "_log_softmax_backward_data")) {
      add(op, t(2, 3), t(2, 3), 1);
      add(op, t(2, 3, 2), t(2, 3, 2), 1);
    }
    for (boolean affine : new boolean[] {true, false}) {
      add(
          "batch_norm",
          t(3, 2),
          affine ? t(2) : null,
          affine ? t(2) : null,
          null,
          null,
          true,
          0.1,
          1e-5);
      add(
          "batch_norm",
          t(2, 2, 3),
          affine ? t(2) : null,
          null,
          t(2).detach(),
          positive(2).detach(),
          false,
          0.1,
          1e-5);
      add("layer_norm", t(2, 3), l(3), affine ? t(3) : null, affine ? t(3) : null);
      add("rms_norm", t(2, 2, 3), l(2, 3), affine ? t(2, 3) : null, 1e-5);
    }
    add("layer_norm", t(2, 2, 3), l(2, 3), t(2, 3), t(2, 3), 1e-3);
    add("rms_norm", t(2, 3), l(3));
  }

  private void losses() {
    for (int reduction = 0; reduction < 3; reduction++) {
      for (String op : List.of("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")) {
        add(op, t(2, 3), positive(2, 3).sub(0.41).detach().requiresGrad_(), reduction);
      }
      add("smooth_l1_loss", t(2, 3), t(2, 3), reduction, 0.45);
      add("huber_loss", t(2, 3), t(2, 3), reduction, 0.45);
      add("binary_cross_entropy", unit(2, 3), unit(2, 3).detach(), null, reduction);
      add("binary_cross_entropy", unit(2, 3), unit(2, 3).detach(), unit(3).detach(), reduction);
      add("binary_cross_entropy_with_logits", t(2, 3), unit(2, 3), null, null, reduction);
      add(
          "binary_cross_entropy_with_logits",
          t(2, 3),
          unit(2, 3),
          unit(3).detach(),
          positive(3).detach(),
          reduction);
      add("kl_div", t(2, 3), unit(2, 3), reduction);
      add(Map.of("log_target", true), "kl_div", t(2, 3), t(2, 3), reduction);
      add("nll_loss", t(3, 4), index(4, 3), null, reduction);
      add("nll_loss", t(3, 4), index(4, 3), positive(4).detach(), reduction, 1);
      add("nll_loss", t(2, 3, 2, 2), index(3, 2, 2, 2), positive(3).detach(), reduction);
      add("nll_loss", t(4), Torch.tensor(2L), null, reduction);
      add("nll_loss_forward", t(3, 4), index(4, 3), null, reduction, -100);
      Tensor target = index(4, 3);
      Tensor weight = positive(4).detach();
      add(
          "nll_loss_backward",
          reduction == 0 ? t(3) : t(),
          t(3, 4).detach(),
          target,
          weight,
          reduction,
          -100,
          weight.indexSelect(0, target).sum());
      add("cross_entropy_loss", t(3, 4), index(4, 3), null, reduction);
      add("cross_entropy_loss", t(3, 4), index(4, 3), positive(4).detach(), reduction, 1, 0.2);
      add("cross_entropy_loss", t(2, 3, 2), index(3, 2, 2), null, reduction, -100, 0.1);
      add("cross_entropy_loss", t(3, 4), unit(3, 4), positive(4).detach(), reduction);
      add("cross_entropy_loss", t(4), Torch.tensor(2L), null, reduction);
    }
  }

  private void convolution() {
    add("convolution", t(2, 2, 5), t(3, 2, 3), t(3), l(1), l(0), l(1), 1);
    add("convolution", t(1, 2, 5, 4), t(2, 2, 3, 2), null, l(2, 1), l(1, 0), l(1, 2), 1);
    add("convolution", t(1, 4, 4, 4), t(4, 2, 3, 3), t(4), l(1, 1), l(1, 1), l(1, 1), 2);
    add(
        "convolution",
        t(1, 2, 3, 3, 3),
        t(2, 1, 2, 2, 2),
        t(2),
        l(1, 1, 1),
        l(0, 1, 0),
        l(1, 1, 1),
        2);
    add("convolution", t(0, 2, 5), t(3, 2, 3), t(3), l(1), l(0), l(1), 1);
    add("conv_input", t(1, 3, 3), t(3, 2, 3), l(1, 2, 5), l(1), l(0), l(1), 1);
    add("conv_input", t(1, 2, 2, 3), t(2, 1, 3, 2), l(1, 2, 4, 3), l(2, 1), l(1, 1), l(1, 2), 2);
    add("conv_weight", t(1, 3, 3), t(1, 2, 5), l(3, 2, 3), l(1), l(0), l(1), 1);
    add("conv_weight", t(1, 2, 2, 3), t(1, 2, 4, 3), l(2, 1, 3, 2), l(2, 1), l(1, 1), l(1, 2), 2);
    for (boolean transposed : new boolean[] {false, true}) {
      long[] none = l(0);
      add(
          "convolution_general",
          t(2, 2, 5),
          t(2, 2, 3),
          t(2),
          l(2),
          l(1),
          l(1),
          transposed,
          none,
          1);
      add(
          "convolution_general",
          t(2, 4, 4),
          t(2, 2, 2, 2),
          t(2),
          l(2),
          l(1),
          l(1),
          transposed,
          transposed ? l(1) : none,
          1);
    }
  }

  private void pooling() {
    add("max_pool", t(2, 2, 6), l(2), l(2), l(0), l(1), false);
    add("max_pool", t(1, 2, 5, 4), l(3, 2), l(2, 1), l(1, 1), l(1, 2), false);
    add("max_pool", t(1, 1, 5, 5), l(2, 2), l(2, 2), l(0, 0), l(1, 1), true);
    add("max_pool", t(1, 1, 3, 3, 3), l(2, 2, 2), l(1, 1, 1), l(0, 0, 0), l(1, 1, 1), false);
    add("max_pool_backward", t(1, 2, 2, 2), index(16, 1, 2, 2, 2), l(1, 2, 4, 4));
    add("avg_pool", t(2, 2, 6), l(2), l(2), l(0), false, true, null);
    for (boolean include : new boolean[] {true, false}) {
      add("avg_pool", t(1, 2, 5, 4), l(3, 2), l(2, 1), l(1, 1), false, include, null);
      add("avg_pool", t(1, 1, 5, 5), l(2, 2), l(2, 2), l(1, 0), true, include, null);
    }
    add("avg_pool", t(1, 1, 4, 4), l(2, 2), l(2, 2), l(0, 0), false, true, 3);
    add("avg_pool", t(1, 1, 3, 3, 3), l(2, 2, 2), l(1, 1, 1), l(0, 0, 0), false, true, null);
    add("adaptive_avg_pool", t(2, 2, 5), l(3));
    add("adaptive_avg_pool", t(1, 2, 5, 4), l(2, 3));
    add("adaptive_avg_pool", t(1, 1, 3, 4, 3), l(2, 2, 1));
  }

  private void composites() {
    add("clamp", t(2, 3), -0.6, null);
    add("clamp", t(2, 3), null, 0.6);
    add("clamp", t(2, 3), -0.6, 0.6);
    add("clamp.Tensor", t(2, 3), t(2, 3).sub(0.77).detach().requiresGrad_(), null);
    add("clamp.Tensor", t(2, 3), null, t(3).sub(0.77).detach().requiresGrad_());
    add(Map.of("rounding_mode", "trunc"), "div.Tensor_mode", t(2, 3), t(2, 3));
    add(Map.of("rounding_mode", "floor"), "div.Tensor_mode", t(2, 3), t(2, 3));
    add("gelu", t(2, 3));
    add(Map.of("approximate", "tanh"), "gelu", t(2, 3));
    add("selu", t(2, 3));
    add("logit", unit(2, 3));
    add("logit", unit(2, 3), 0.01);
    for (Object exponent : List.of(0, 1, 2, 3, -1, 4, 2.0, 3.0)) {
      add("pow.Tensor_Scalar", t(2, 3), exponent);
    }
    add("pow.Tensor_Scalar", positive(2, 3), 0.5);
    add("pow.Tensor_Scalar", positive(2, 3), -1.5);
    add("dropout", t(2, 3), 0.5, false);
    add("feature_dropout", t(2, 3), 0.5, false);
  }
}
