package org.torch4j.testing;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.AttentionOptions;
import org.torch4j.nn.AvgPool2d;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv1d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Conv3d;
import org.torch4j.nn.ConvTranspose2d;
import org.torch4j.nn.F;
import org.torch4j.nn.GRU;
import org.torch4j.nn.GroupNorm;
import org.torch4j.nn.InstanceNorm2d;
import org.torch4j.nn.LSTM;
import org.torch4j.nn.LayerNorm;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.RNN;
import org.torch4j.nn.RnnUtils;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/**
 * Compares a device with the CPU at sizes that golden files do not have, where work is cut into
 * blocks: the same random inputs, results and gradients in float32 there and in float64 here.
 */
public final class DeviceCheck {
  private static final double FLOAT = 2e-5;
  private static final double BFLOAT = 2e-2;

  private final DeviceComparison comparison;

  private DeviceCheck(DeviceComparison comparison) {
    this.comparison = comparison;
  }

  /**
   * The sentences about what differs, printed as they are found.
   *
   * @param most elements of the inputs of one comparison
   * @param match text that names hold, or 2/5 for the second of five parts
   */
  public static List<String> run(Device device, long most, String match, PrintWriter out) {
    DeviceComparison comparison = new DeviceComparison(device, most, match, out);
    DeviceCheck check = new DeviceCheck(comparison);
    try (WholeFloats whole = WholeFloats.on(device)) {
      check.all();
    }
    return comparison.finish();
  }

  private void all() {
    Torch.manualSeed(0);
    elementwise();
    reductions();
    lines();
    indices();
    orders();
    windows();
    norms();
    products();
    sequences();
    attention();
    random();
  }

  private static Tensor randn(long... size) {
    return Torch.randn(size);
  }

  private static Tensor randint(long high, long... size) {
    return Torch.randint(0, high, size);
  }

  private void elementwise() {
    for (long n : new long[] {1, 3, 1023, 65_537, 1_000_003, 16_000_000}) {
      comparison.both("add mul tanh", in -> in[0].add(in[1]).mul(in[1]).tanh(), randn(n), randn(n));
      comparison.values("skewed", in -> in[0].narrow(0, n / 2, n - n / 2).exp(), randn(n));
      comparison.compare(
          "add", DType.BFLOAT16, BFLOAT, false, in -> in[0].add(in[1]), randn(n), randn(n));
    }
    comparison.both(
        "channels",
        in -> in[0].mul(in[1]).add(in[2]),
        randn(7, 33, 14, 15),
        randn(33, 1, 1),
        randn(1, 33, 1, 1));
    comparison.both("rows", in -> in[0].add(in[1]), randn(1000, 1001), randn(1001));
    comparison.both("columns", in -> in[0].mul(in[1]), randn(1000, 1001), randn(1000, 1));
    comparison.both("outer", in -> in[0].mul(in[1]), randn(3001, 1), randn(1, 1999));
    comparison.values("transposed", in -> in[0].t().contiguous(), randn(1031, 517));
    comparison.values(
        "to channels last", in -> in[0].permute(0, 2, 3, 1).contiguous(), randn(5, 67, 31, 29));
    comparison.values(
        "to channels first", in -> in[0].permute(0, 3, 1, 2).contiguous(), randn(5, 31, 29, 67));
    comparison.values(
        "reversed", in -> in[0].permute(3, 2, 1, 0).contiguous().mul(2), randn(12, 17, 31, 29));
    comparison.values("steps", in -> in[0].slice(1, 1L, 900L, 3).add(1), randn(700, 901));
    comparison.both(
        "cat", in -> Torch.cat(List.of(in[0], in[1]), 1), randn(300, 401), randn(300, 7));
    comparison.values(
        "where", in -> Torch.where(in[0].gt(0), in[0], in[1]), randn(501, 333), randn(333));
  }

  private void reductions() {
    for (long n : new long[] {1, 2, 31, 1025, 65_537, 1_000_003, 16_777_216}) {
      comparison.both("sum", in -> in[0].sum(), randn(n));
      comparison.values("mean var", in -> in[0].var().add(in[0].mean()), randn(n + 1));
      comparison.values("argmax", in -> in[0].argmax(), randn(n));
      comparison.values("max", in -> in[0].max(), randn(n));
      comparison.values("count", in -> in[0].gt(0.3).sum(), randn(n));
      comparison.values("sum of longs", in -> in[0].sum(), randint(1_000_000, n));
    }
    for (long[] size :
        new long[][] {
          {1, 5000},
          {7, 1_000_001},
          {5000, 7},
          {70_001, 33},
          {33, 70_001},
          {4096, 1024},
          {1023, 4097}
        }) {
      for (int dim : new int[] {0, 1}) {
        comparison.both("sum of dim " + dim, in -> in[0].sum(dim), randn(size));
        comparison.values("amax of dim " + dim, in -> in[0].amax(dim), randn(size));
        comparison.values("argmin of dim " + dim, in -> in[0].argmin(dim), randn(size));
        comparison.values("var of dim " + dim, in -> in[0].var(dim), randn(size));
        comparison.both("logsumexp of dim " + dim, in -> in[0].logsumexp(dim), randn(size));
        comparison.values(
            "norm of dim " + dim, in -> in[0].norm(2, new long[] {dim}, false), randn(size));
        comparison.values("any of dim " + dim, in -> in[0].gt(3).any(dim), randn(size));
        comparison.compare(
            "sum of dim " + dim, DType.BFLOAT16, BFLOAT, false, in -> in[0].sum(dim), randn(size));
        comparison.compare(
            "sum of dim " + dim, DType.FLOAT64, 1e-12, false, in -> in[0].sum(dim), randn(size));
      }
    }
    comparison.both("sum of channels", in -> in[0].sum(0, 2, 3), randn(32, 65, 28, 29));
    comparison.both("sum of pixels", in -> in[0].sum(2, 3), randn(32, 65, 28, 29));
    comparison.both("mean of middle", in -> in[0].mean(1), randn(31, 257, 130));
    comparison.both("sum of a transpose", in -> in[0].t().sum(1), randn(3001, 517));
  }

  private void lines() {
    for (long n : new long[] {1, 7, 33, 256, 1000, 1024, 1025, 4097, 16_385, 70_000}) {
      long rows = Math.max(3, 200_000 / n);
      comparison.both("softmax", in -> F.softmax(in[0], 1), randn(rows, n));
      comparison.both("log_softmax", in -> F.logSoftmax(in[0], 1), randn(rows, n));
      comparison.both("softmax of dim 0", in -> F.softmax(in[0], 0), randn(n, Math.min(rows, 777)));
      comparison.compare(
          "softmax", DType.BFLOAT16, BFLOAT, true, in -> F.softmax(in[0], 1), randn(rows, n));
      comparison.both("cumsum", in -> in[0].cumsum(1), randn(rows, n).mul(0.01));
      comparison.both("cumsum of dim 0", in -> in[0].cumsum(0), randn(n, 77).mul(0.01));
      comparison.both(
          "cross_entropy", in -> F.crossEntropy(in[0], in[1]), randn(rows, n), randint(n, rows));
    }
    comparison.values("cumsum of a long line", in -> in[0].cumsum(0), randint(9, 3_000_001));
    comparison.both(
        "cross_entropy of pixels",
        in -> F.crossEntropy(in[0], in[1]),
        randn(5, 21, 33, 34),
        randint(21, 5, 33, 34));
  }

  private void indices() {
    for (long rows : new long[] {1, 100, 8192, 100_003}) {
      for (long vocabulary : new long[] {1, 13, 50_000}) {
        long width = rows > 10_000 ? 16 : 129;
        Tensor index = randint(vocabulary, rows);
        comparison.both(
            "embedding", in -> F.embedding(in[1], in[0]), randn(vocabulary, width), index);
        comparison.both(
            "index_select", in -> in[0].indexSelect(0, in[1]), randn(vocabulary, width), index);
        comparison.both(
            "index_add",
            in -> in[0].indexAdd(0, in[1], in[2]),
            randn(vocabulary, width),
            index,
            randn(rows, width));
        comparison.both(
            "index_add of columns",
            in -> in[0].indexAdd(1, in[1], in[2]),
            randn(9, vocabulary),
            index,
            randn(9, rows));
        comparison.both(
            "scatter_add",
            in -> in[0].scatterAdd(0, in[1], in[2]),
            randn(vocabulary, 5),
            randint(vocabulary, rows, 5),
            randn(rows, 5));
        comparison.both(
            "gather",
            in -> in[0].gather(0, in[1]),
            randn(vocabulary, 5),
            randint(vocabulary, rows, 5));
        comparison.values(
            "index_put",
            in -> in[0].indexPut(List.of(in[1]), in[2], true),
            randn(vocabulary, width),
            index,
            randn(rows, width));
        comparison.values("bincount", in -> in[0].bincount(), index);
      }
    }
    comparison.values("nonzero", in -> in[0].gt(0.5).nonzero(), randn(1000, 1001));
    comparison.values("masked_select", in -> in[0].maskedSelect(in[0].gt(0.1)), randn(1_000_003));
    comparison.both(
        "embedding_bag",
        in -> F.embeddingBag(in[1], in[0], in[2]),
        randn(1000, 65),
        randint(1000, 5000),
        Torch.arange(500).mul(10));
  }

  private void orders() {
    for (long n : new long[] {1, 33, 1024, 1025, 65_537, 1_000_003}) {
      comparison.values("sort", in -> in[0].sort().values(), randn(n));
      comparison.values("order", in -> in[0].argsort(-1, false), randint(Math.max(2, n / 10), n));
      comparison.values("unique", in -> Torch.unique(in[0]), randint(Math.max(2, n / 3), n));
      comparison.values("topk", in -> in[0].topk(Math.min(n, 50)).values(), randn(n));
      comparison.values("median", in -> in[0].median(), randn(n));
    }
    comparison.values("sort of rows", in -> in[0].sort(1, false).values(), randn(777, 1025));
    comparison.values("sort of columns", in -> in[0].sort(0, true).values(), randn(1025, 77));
    comparison.values(
        "topk of rows", in -> in[0].topk(7, 1, true, true).values(), randn(256, 50_001));
    comparison.values(
        "searchsorted",
        in -> Torch.searchsorted(in[0].sort().values(), in[1]),
        randn(100_003),
        randn(9999));
  }

  private void windows() {
    Tensor x = randn(6, 19, 57, 58);
    comparison.module(
        "max_pool2d", () -> new MaxPool2d(3, MaxPool2d.options().stride(2).padding(1)), x);
    comparison.module(
        "max_pool2d dilated", () -> new MaxPool2d(2, MaxPool2d.options().stride(1).dilation(3)), x);
    comparison.module(
        "avg_pool2d", () -> new AvgPool2d(3, AvgPool2d.options().stride(2).padding(1)), x);
    comparison.module("adaptive_avg_pool2d", () -> new AdaptiveAvgPool2d(7, 5), x);
    comparison.module("conv2d", () -> new Conv2d(19, 40, 3, Conv2d.options().padding(1)), x);
    comparison.module(
        "conv2d strided", () -> new Conv2d(19, 33, 5, Conv2d.options().stride(2).padding(2)), x);
    comparison.module("conv2d 1x1", () -> new Conv2d(19, 64, 1), x);
    comparison.module(
        "conv2d dilated", () -> new Conv2d(19, 8, 3, Conv2d.options().dilation(2)), x);
    comparison.module(
        "conv2d depthwise", () -> new Conv2d(19, 19, 3, Conv2d.options().groups(19).padding(1)), x);
    comparison.module(
        "conv_transpose2d",
        () -> new ConvTranspose2d(19, 11, 4, ConvTranspose2d.options().stride(2).padding(1)),
        x);
    comparison.module("conv1d", () -> new Conv1d(31, 33, 7), randn(5, 31, 1001));
    comparison.module("conv3d", () -> new Conv3d(5, 7, 3), randn(2, 5, 17, 18, 19));
    comparison.both("unfold", in -> F.unfold(in[0], 3, 3), randn(3, 5, 33, 34));
  }

  private void norms() {
    for (long n : new long[] {1, 7, 256, 1000, 4096, 5001}) {
      comparison.module("layer_norm", () -> new LayerNorm(n), randn(Math.max(3, 100_000 / n), n));
    }
    Tensor x = randn(16, 24, 31, 33).mul(2).add(5);
    comparison.module("batch_norm", () -> new BatchNorm2d(24), x);
    comparison.module("batch_norm of many", () -> new BatchNorm2d(515), randn(4, 515, 7, 7));
    comparison.module("batch_norm of few", () -> new BatchNorm2d(2), randn(64, 2, 65, 64));
    comparison.module("batch_norm in use", () -> new BatchNorm2d(24), m -> m.train(false), x);
    comparison.module("group_norm", () -> new GroupNorm(6, 24), x);
    comparison.module("instance_norm", () -> new InstanceNorm2d(24), x);
  }

  private void products() {
    for (long[] s : new long[][] {{1, 1, 1}, {7, 513, 3}, {1000, 31, 1025}, {513, 2047, 129}}) {
      comparison.both("matmul", in -> in[0].matmul(in[1]), randn(s[0], s[1]), randn(s[1], s[2]));
      comparison.both(
          "of transposes", in -> in[0].t().matmul(in[1].t()), randn(s[1], s[0]), randn(s[2], s[1]));
      comparison.both("bmm", in -> in[0].bmm(in[1]), randn(5, s[0], s[1]), randn(5, s[1], s[2]));
      comparison.module("linear", () -> new Linear(s[1], s[2]), randn(3, s[0], s[1]));
      comparison.compare(
          "matmul",
          DType.BFLOAT16,
          BFLOAT,
          true,
          in -> in[0].matmul(in[1]),
          randn(s[0], s[1]),
          randn(s[1], s[2]));
    }
    comparison.both(
        "einsum",
        in -> Torch.einsum("bij,bkj->bik", in[0], in[1]),
        randn(7, 65, 33),
        randn(7, 41, 33));
    comparison.values(
        "inverse",
        in ->
            in[0]
                .matmul(in[0].t())
                .add(Torch.eye(65).to(in[0].dtype()).to(in[0].device()))
                .inverse(),
        randn(65, 65).mul(0.1));
  }

  private void sequences() {
    Tensor x = randn(35, 17, 24);
    comparison.module("lstm", () -> new LSTM(24, 40, LSTM.options().numLayers(2)), x);
    comparison.module(
        "lstm both ways",
        () -> new LSTM(24, 33, LSTM.options().bidirectional(true).batchFirst(true)),
        x);
    comparison.module("gru", () -> new GRU(24, 40, GRU.options().numLayers(2)), x);
    comparison.module("rnn", () -> new RNN(24, 40), x);
    long[] lengths = new long[17];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = 35L - 2L * i;
    }
    comparison.module(
        "lstm packed",
        () -> new LSTM(24, 40, LSTM.options().numLayers(2)),
        m -> in -> ((LSTM) m).applyWithState(RnnUtils.packPaddedSequence(in, lengths)).hidden(),
        x);
    comparison.module(
        "gru packed",
        () -> new GRU(24, 40, GRU.options().bidirectional(true)),
        m -> in -> ((GRU) m).applyWithState(RnnUtils.packPaddedSequence(in, lengths)).hidden(),
        x);
  }

  private void attention() {
    for (long[] s :
        new long[][] {
          {2, 3, 5, 7, 8},
          {2, 4, 128, 128, 64},
          {1, 3, 257, 200, 32},
          {2, 2, 300, 301, 128},
          {1, 2, 65, 1025, 80}
        }) {
      Tensor q = randn(s[0], s[1], s[2], s[4]);
      Tensor k = randn(s[0], s[1], s[3], s[4]);
      Tensor v = randn(s[0], s[1], s[3], s[4]);
      Tensor mask = randn(s[2], s[3]);
      for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
        double tolerance = dtype == DType.FLOAT32 ? FLOAT : BFLOAT;
        comparison.compare(
            "attention",
            dtype,
            tolerance,
            true,
            in -> F.scaledDotProductAttention(in[0], in[1], in[2]),
            q,
            k,
            v);
        comparison.compare(
            "attention, causal",
            dtype,
            tolerance,
            true,
            in ->
                F.scaledDotProductAttention(
                    in[0], in[1], in[2], AttentionOptions.defaults().isCausal(true)),
            q,
            k,
            v);
        comparison.compare(
            "attention, mask",
            dtype,
            tolerance,
            true,
            in ->
                F.scaledDotProductAttention(
                    in[0], in[1], in[2], AttentionOptions.defaults().attnMask(in[3])),
            q,
            k,
            v,
            mask);
        comparison.compare(
            "attention, places",
            dtype,
            tolerance,
            true,
            in ->
                F.scaledDotProductAttention(
                    in[0], in[1], in[2], AttentionOptions.defaults().attnMask(in[3])),
            q,
            k,
            v,
            mask.gt(-0.5));
        comparison.compare(
            "attention of views",
            dtype,
            tolerance,
            true,
            in ->
                F.scaledDotProductAttention(
                    in[0].transpose(1, 2), in[1].transpose(1, 2), in[2].transpose(1, 2)),
            q.transpose(1, 2).contiguous(),
            k.transpose(1, 2).contiguous(),
            v.transpose(1, 2).contiguous());
      }
    }
  }

  private void random() {
    comparison.values("mean of normals", in -> moments(in[0].normal_()), Torch.zeros(4_000_000));
    comparison.values(
        "mean of uniforms", in -> moments(in[0].uniform_(-1, 1)), Torch.zeros(4_000_000));
    comparison.values(
        "share of dropped",
        in -> Torch.dropout(in[0], 0.25, true).eq(0).to(DType.FLOAT32).mean().mul(50).round(),
        Torch.ones(4_000_000));
    comparison.values(
        "permutation", in -> permutation(in[0]).sort().values(), Torch.zeros(100_003));
  }

  private static Tensor permutation(Tensor like) {
    Object drawn = Ops.call("randperm", List.of(like.numel()), Map.of("device", like.device()));
    return (Tensor) Objects.requireNonNull(drawn);
  }

  /** Mean and standard deviation to a hundredth or so. */
  private static Tensor moments(Tensor x) {
    return Torch.stack(List.of(x.mean(), x.std()), 0).mul(50).round();
  }
}
