package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Calls of the ops behind {@code torch.nn.functional} that are not in the other lists. */
final class NnSamples {
  /** Ops whose results are places or classes. */
  static final Set<String> NOT_DIFFERENTIABLE = Set.of("embedding_bag_argmax", "one_hot");

  /**
   * Their gradient is PyTorch's, which is right behind a log_softmax only; a test of its own checks
   * that.
   */
  static final Set<String> OTHER_GRADIENT =
      Set.of("_ctc_loss", "_ctc_loss_backward", "ctc_loss.IntList", "ctc_loss.Tensor");

  private final Random random = new Random(11);
  private final List<OpSample> samples = new ArrayList<>();

  private NnSamples() {}

  static List<OpSample> all() {
    NnSamples s = new NnSamples();
    s.activations();
    s.convolutions();
    s.pooling();
    s.normalization();
    s.losses();
    s.images();
    s.rest();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  private Tensor positive(long... sizes) {
    return OpSample.random(random, 0, 3, sizes);
  }

  private Tensor index(long bound, long... sizes) {
    long n = 1;
    for (long size : sizes) {
      n *= size;
    }
    long[] values = new long[(int) n];
    Arrays.setAll(values, i -> random.nextLong(bound));
    return Torch.tensor(values).reshape(sizes);
  }

  private static long[] l(long... values) {
    return values;
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void activations() {
    add("hardtanh", t(2, 3));
    add("hardtanh", t(2, 3), -0.6, 1.6);
    add("hardtanh", t(2, 3), 1, -1);
    add("threshold", t(2, 3), 0.5, 7.0);
    add("prelu", t(2, 3), t());
    add("prelu", t(2, 3, 2), t(3));
    add("rrelu", t(2, 3));
    add("rrelu", t(2, 3), 0.1, 0.4);
    add("glu", t(2, 4));
    add("glu", t(2, 4, 3), 1);
    add("dropout", t(2, 3), 0.0, true);
    add("alpha_dropout", t(2, 3), 0.5, false);
    add("feature_alpha_dropout", t(2, 3), 0.5, false);
  }

  private void convolutions() {
    add("conv1d", t(2, 2, 5), t(3, 2, 3), t(3), l(2), l(1));
    add("conv1d", t(2, 5), t(3, 2, 3));
    add("conv2d", t(1, 2, 4, 4), t(2, 1, 3, 2), t(2), 1, l(1, 0), 1, 2);
    add("conv3d", t(1, 1, 3, 3, 3), t(2, 1, 2, 2, 2), null);
    add("conv1d.padding", t(1, 2, 5), t(3, 2, 2), t(3), 1, "same");
    add("conv2d.padding", t(1, 1, 4, 4), t(1, 1, 3, 2), null, 1, "same", 2);
    add("conv3d.padding", t(1, 1, 3, 3, 3), t(1, 1, 2, 2, 2), null, 1, "valid");
    add("conv_transpose1d", t(1, 2, 3), t(2, 2, 3), t(2), 2, 1, 1);
    add("conv_transpose2d.input", t(1, 2, 3, 2), t(2, 1, 2, 2), t(2), 1, 0, 1, 2, 2);
    add("conv_transpose3d.input", t(1, 1, 2, 2, 2), t(1, 2, 2, 1, 2), null, 2);
    add("conv_tbc", t(5, 1, 2), t(3, 2, 2), t(2), 1);
    add("bilinear", t(2, 3), t(2, 2), t(4, 3, 2), t(4));
    add("bilinear", t(3), t(2), t(2, 3, 2));
  }

  private void pooling() {
    for (String op : List.of("max_pool1d", "max_pool1d_with_indices", "avg_pool1d")) {
      add(op, t(1, 2, 6), 3, 2, 1);
      add(op, t(2, 6), 2);
    }
    for (String op : List.of("max_pool2d", "max_pool2d_with_indices", "avg_pool2d")) {
      add(op, t(1, 2, 4, 5), l(2, 3), l(), l(1, 0));
      add(op, t(1, 4, 4), 2);
    }
    for (String op : List.of("max_pool3d", "max_pool3d_with_indices", "avg_pool3d")) {
      add(op, t(1, 1, 3, 4, 3), 2, 1);
      add(op, t(1, 4, 2, 4), 2, 2, 1);
    }
    add("avg_pool2d", t(1, 1, 4, 4), 2, 2, 1, true, false, 3);
    for (String kind : List.of("max", "avg")) {
      String name = "adaptive_" + kind + "_pool";
      add(name + "1d", t(2, 2, 5), 3);
      add(name + "2d", t(1, 5, 4), l(2, 3));
      add(name + "3d", t(1, 1, 3, 4, 3), l(2, 2, 1));
    }
    add("adaptive_max_pool", t(2, 2, 5), l(3));
    add("adaptive_max_pool", t(1, 1, 5, 4), l(2, 4));
    Tensor two = Torch.tensor(new double[] {0.1, 0.7, 0.4, 0.9}).reshape(1, 2, 2);
    add("fractional_max_pool2d", t(1, 2, 5, 6), 2, l(2, 3), two);
    add("fractional_max_pool", t(1, 2, 5, 6), l(2, 2), l(3, 2), two);
    Tensor three = Torch.tensor(new double[] {0.1, 0.7, 0.4}).reshape(1, 1, 3);
    add("fractional_max_pool3d", t(1, 1, 3, 4, 5), 2, l(2, 2, 3), three);
    Tensor places = Torch.tensor(new long[] {0, 3, 5, 9}).reshape(1, 1, 2, 2);
    add("max_unpool", t(1, 1, 2, 2), places, l(3, 4));
    add("max_unpool2d", t(1, 2, 2), places.squeeze(0), l(4, 4));
    add("max_unpool3d", t(1, 1, 1, 2, 2), places.unsqueeze(2), l(2, 3, 2), l(1, 1, 1), l(0, 0, 0));
  }

  private void normalization() {
    add("group_norm", t(2, 4, 3), 2, t(4), t(4), 1e-3);
    add("group_norm", t(1, 4), 1);
    add("native_group_norm", t(2, 4, 3), t(4), t(4), 2, 4, 3, 2, 1e-3);
    add("instance_norm", t(2, 2, 3), t(2), t(2), null, null, true, 0.1, 1e-3);
    add("native_layer_norm", t(2, 3), l(3), t(3), t(3), 1e-3);
    add("native_batch_norm", t(3, 2), t(2), t(2), null, null, true, 0.1, 1e-3);
  }

  private void losses() {
    for (int reduction = 0; reduction < 3; reduction++) {
      Tensor signs = Torch.tensor(new double[] {1, -1, -1, 1, 1, -1}).reshape(2, 3);
      add("soft_margin_loss", t(2, 3), signs, reduction);
      add("margin_ranking_loss", t(2, 3), t(2, 3), signs, 0.45, reduction);
      add("hinge_embedding_loss", t(2, 3), signs, 1.0, reduction);
      add("cosine_embedding_loss", t(3, 2), t(3, 2), signs.select(0, 0), 0.1, reduction);
      add("triplet_margin_loss", t(2, 3), t(2, 3), t(2, 3), 3.0, 2.0, 1e-6, false, reduction);
      add("triplet_margin_loss", t(2, 3), t(2, 3), t(2, 3), 3.0, 3.0, 1e-6, true, reduction);
      add("multi_margin_loss", t(3, 4), index(4, 3), 1, 1.03, null, reduction);
      add("multi_margin_loss", t(3, 4), index(4, 3), 2, 1.03, positive(4).detach(), reduction);
      Tensor labels = Torch.tensor(new long[] {1, 3, -1, 0, 2, -1, 0, 1}).reshape(2, 4);
      add("multilabel_margin_loss", t(2, 4), labels, reduction);
      add("poisson_nll_loss", t(2, 3), positive(2, 3).detach(), true, true, 1e-8, reduction);
      add("poisson_nll_loss", positive(2, 3), positive(2, 3), false, false, 1e-8, reduction);
    }
    add("cosine_similarity", t(2, 3), t(2, 3));
    add("cosine_similarity", t(2, 1, 3), t(4, 3), 2, 1e-8);
    add("pairwise_distance", t(2, 3), t(2, 3));
    add("pairwise_distance", t(3), t(2, 3), 3.0, 1e-6, true);
    for (double p : new double[] {1, 1.5, 2, 3}) {
      add(
          "pdist",
          Torch.arange(0.0, 8.0, 1.0).to(Torch.float64).sin().reshape(4, 2).requiresGrad_(),
          p);
    }
  }

  private void images() {
    add("constant_pad_nd", t(2, 3), l(1, 2), 0.5);
    add("constant_pad_nd", t(2, 3), l(-1, 2, 1, -1));
    for (String mode : List.of("reflect", "replicate", "circular")) {
      add("pad", t(1, 1, 4, 3), l(1, 2, 2, 0), mode);
    }
    add("pad", t(2, 3), l(1, 0), "constant", 2.0);
    add("reflection_pad1d", t(2, 4), l(2, 1));
    add("reflection_pad2d", t(1, 3, 3), l(2, 1, 0, 1));
    add("reflection_pad3d", t(1, 2, 2, 2), l(1, 0, 0, 1, 1, 1));
    add("replication_pad1d", t(2, 2), l(3, 1));
    add("replication_pad2d", t(1, 2, 2), l(3, 1, 0, 1));
    add("replication_pad3d", t(1, 1, 2, 2, 2), l(1, 0, 0, 3, 1, 1));
    add("unfold_windows", t(2, 2, 4, 5), l(2, 3), l(1, 1), l(1, 0), l(2, 1));
    add("unfold_windows", t(1, 1, 5, 5), l(2, 2), l(2, 3), l(1, 2), l(1, 2));
    add("fold_windows", t(1, 8, 6), l(4, 5), l(2, 2), l(2, 2), l(0, 0), l(1, 1));
    add("im2col", t(2, 4, 4), 2, 1, 1, 2);
    add("col2im", t(1, 4, 9), 4, 2, 1, 0, 1);
    add("pixel_shuffle", t(1, 8, 2, 3), 2);
    add("pixel_unshuffle", t(2, 4, 6), 2);
    add("channel_shuffle", t(1, 6, 2), 3);
    resampling();
    for (long mode = 0; mode < 3; mode++) {
      for (long padding = 0; padding < 3; padding++) {
        Tensor grid = OpSample.random(random, -1, 1, 1, 2, 2, 2).mul(1.37).detach();
        add(
            "grid_sampler",
            t(1, 2, 3, 4),
            grid.requiresGrad_(mode != 1),
            mode,
            padding,
            padding == 1);
      }
    }
    Tensor places = OpSample.random(random, -1, 1, 1, 1, 2, 2, 3).mul(1.37).detach();
    add("grid_sampler", t(1, 1, 3, 2, 3), places.requiresGrad_(), 0, 0, false);
    add("affine_grid_generator", t(2, 2, 3), l(2, 1, 2, 3), false);
    add("affine_grid_generator", t(1, 3, 4), l(1, 1, 2, 1, 3), true);
  }

  private void resampling() {
    Tensor index = Torch.tensor(new long[] {0, 2, 1, 1, 2, 0}).reshape(3, 2);
    Tensor weight = Torch.tensor(new double[] {0.5, 1, -2, 0.3, 1.5, 0.1}).reshape(3, 2);
    for (long dim = 0; dim < 2; dim++) {
      add("resample", t(3, 3), index, weight, dim);
      add("resample_backward", t(3, 3), index, weight, dim, 3);
    }
    for (String name : List.of("upsample_nearest", "_upsample_nearest_exact")) {
      add(name + "1d", t(1, 2, 3), l(5));
      add(name + "2d", t(1, 1, 3, 4), l(5, 2));
      add(name + "3d", t(1, 1, 2, 3, 2), l(3, 3, 4), 1.5, 1.2, 2.0);
    }
    add("upsample_nearest1d.vec", t(1, 2, 3), null, List.of(1.7));
    add("upsample_nearest2d.vec", t(1, 1, 3, 4), l(5, 2), null);
    add("upsample_nearest3d.vec", t(1, 1, 2, 3, 2), null, List.of(1.5, 1.2, 2.0));
    for (boolean align : new boolean[] {true, false}) {
      add("upsample_linear1d", t(1, 2, 3), l(5), align);
      add("upsample_bilinear2d", t(1, 1, 3, 4), l(5, 2), align, 1.7, 0.6);
      add("upsample_trilinear3d", t(1, 1, 2, 3, 2), l(3, 3, 4), align);
      add("upsample_bicubic2d", t(1, 1, 3, 4), l(5, 2), align);
      add("_upsample_bilinear2d_aa", t(1, 1, 6, 5), l(3, 2), align);
      add("_upsample_bicubic2d_aa", t(1, 1, 6, 5), l(3, 7), align);
      add("upsample_linear1d.vec", t(1, 2, 3), null, align, List.of(1.7));
      add("upsample_bilinear2d.vec", t(1, 1, 3, 4), l(5, 2), align, null);
      add("upsample_trilinear3d.vec", t(1, 1, 2, 3, 2), l(3, 3, 4), align, null);
      add("upsample_bicubic2d.vec", t(1, 1, 3, 4), null, align, List.of(2.0, 0.7));
    }
  }

  private void rest() {
    add("scaled_dot_product_attention", t(2, 3, 2), t(2, 4, 2), t(2, 4, 3));
    add("scaled_dot_product_attention", t(3, 2), t(3, 2), t(3, 2), null, 0.0, true);
    Tensor mask = PointwiseSamples.mask(random, 3, 3).logicalOr(Torch.eye(3).toBool());
    add("scaled_dot_product_attention", t(3, 2), t(3, 2), t(3, 2), mask);
    samples.add(
        of("scaled_dot_product_attention", t(1, 4, 3, 2), t(1, 2, 3, 2), t(1, 2, 3, 2))
            .with(Map.of("enable_gqa", true, "scale", 0.7)));
    add("_scaled_dot_product_attention", t(3, 2), t(3, 2), t(3, 2), t(3, 3), 0.0, true);
    Tensor rows = Torch.tensor(new long[] {1, 4, 4, 0, 2});
    Tensor bags = Torch.tensor(new long[] {0, 0, 1, 1, 1});
    Tensor offsets = Torch.tensor(new long[] {0, 2});
    add("embedding_bag_sum", t(5, 3), rows, bags, null, 3);
    add("embedding_bag_sum", t(5, 3), rows, bags, t(5), 2);
    for (int mode = 0; mode < 3; mode++) {
      add("embedding_bag", t(5, 3), rows, offsets, false, mode);
      samples.add(
          of("embedding_bag.padding_idx", t(5, 3), rows, offsets, false, mode)
              .with(Map.of("padding_idx", 4)));
    }
    add("embedding_bag", t(5, 3), rows, offsets, false, 0, false, t(5));
  }
}
