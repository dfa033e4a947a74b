package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Normalization over groups of channels and over instances; forms that return statistics. */
public final class GroupNormalization {
  public static final CompositeOp GROUP_NORM =
      composite(
          "group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None,"
              + " float eps=1e-05, bool cudnn_enabled=True) -> Tensor",
          a -> Normalization.inFloat(a, GroupNormalization::fused)[0]);

  public static final CompositeOp NATIVE_GROUP_NORM =
      compositeAll(
          "native_group_norm(Tensor input, Tensor? weight, Tensor? bias, int N, int C, int HxW,"
              + " int group, float eps) -> (Tensor, Tensor, Tensor)",
          a -> Normalization.inFloat(a, wide -> groups(wide, a.integer("group"))));

  public static final CompositeOp INSTANCE_NORM =
      composite(
          "instance_norm(Tensor input, Tensor? weight=None, Tensor? bias=None,"
              + " Tensor? running_mean=None, Tensor? running_var=None, bool use_input_stats=True,"
              + " float momentum=0.1, float eps=1e-05, bool cudnn_enabled=True) -> Tensor",
          a ->
              Normalization.inFloat(a, wide -> new Tensor[] {GroupNormalization.instances(wide)})[
                  0]);

  public static final CompositeOp NATIVE_LAYER_NORM =
      compositeAll(
          "native_layer_norm(Tensor input, int[] normalized_shape, Tensor? weight, Tensor? bias,"
              + " float eps) -> (Tensor, Tensor, Tensor)",
          Normalization::layerNorm);

  public static final CompositeOp NATIVE_BATCH_NORM =
      compositeAll(
          "native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean,"
              + " Tensor? running_var, bool training, float momentum, float eps)"
              + " -> (Tensor, Tensor, Tensor)",
          GroupNormalization::nativeBatch);

  /** Rows that are too few to be spread over a device one by one, where they are long. */
  private static final long FEW_ROWS = 64;

  private static final long LONG_ROW = 1 << 15;

  private GroupNormalization() {}

  private static void checkChannels(Args a, long channels, String... names) {
    for (String name : names) {
      Tensor t = a.tensorOrNull(name);
      if (t != null && (t.dim() != 1 || t.size(0) != channels)) {
        throw new ShapeException(
            a.op()
                + ": "
                + name
                + " must have one value for each of "
                + channels
                + " channels, got "
                + t.shape());
      }
    }
  }

  /** The kernel that normalises rows where there is one, else single ops. */
  private static Tensor[] fused(Args a) {
    Tensor input = a.tensor("input");
    long groups = a.integer("num_groups");
    checkGroups(a, groups);
    long rows = input.size(0) * groups;
    if (!LayerNormalization.takes(input, null, null)
        || rows < FEW_ROWS && input.numel() / rows > LONG_ROW) {
      return groups(a, groups);
    }
    Tensor out =
        LayerNormalization.run(
            input.reshape(rows, -1), input.numel() / rows, null, null, a.real("eps"));
    Tensor shaped = out.reshape(input.shape().toArray());
    return new Tensor[] {scaled(shaped, a.tensorOrNull("weight"), a.tensorOrNull("bias"))};
  }

  private static void checkGroups(Args a, long groups) {
    Tensor input = a.tensor("input");
    if (input.dim() < 2) {
      throw new ShapeException(
          "group_norm: expected an input of at least 2 dimensions, got " + input.shape());
    }
    long channels = input.size(1);
    if (groups < 1 || channels % groups != 0) {
      throw new ShapeException(
          "group_norm: channels must be divisible by num_groups "
              + groups
              + ", got input "
              + input.shape());
    }
    checkChannels(a, channels, "weight", "bias");
  }

  private static Tensor[] groups(Args a, long groups) {
    checkGroups(a, groups);
    Tensor input = a.tensor("input");
    long n = input.size(0);
    long rest = n * groups == 0 ? 0 : input.numel() / (n * groups);
    Tensor flat = input.reshape(n, groups, rest);
    long[] last = {2};
    Tensor mean = flat.mean(last, true);
    Tensor var = Normalization.biasedVariance(flat, mean, last);
    Tensor invstd = Normalization.INVERSE_STD.call(var, a.real("eps"));
    Tensor out =
        Normalization.STANDARDIZE.call(flat, mean, invstd).reshape(input.shape().toArray());
    return new Tensor[] {
      scaled(out, a.tensorOrNull("weight"), a.tensorOrNull("bias")),
      mean.reshape(n, groups),
      invstd.reshape(n, groups)
    };
  }

  /** Times weight plus bias, both by channel. */
  private static Tensor scaled(Tensor out, @Nullable Tensor weight, @Nullable Tensor bias) {
    long[] column = new long[out.dim() - 1];
    Arrays.fill(column, 1);
    column[0] = out.size(1);
    if (weight != null && bias != null) {
      return bias.reshape(column).addcmul(out, weight.reshape(column), 1);
    }
    Tensor times = weight == null ? out : out.mul(weight.reshape(column));
    return bias == null ? times : times.add(bias.reshape(column));
  }

  private static Tensor instances(Args a) {
    Tensor input = a.tensor("input");
    if (input.dim() < 2) {
      throw new ShapeException(
          "instance_norm: expected an input of at least 2 dimensions, got " + input.shape());
    }
    boolean own = a.flag("use_input_stats");
    Tensor mean = a.tensorOrNull("running_mean");
    Tensor var = a.tensorOrNull("running_var");
    if (!own && (mean == null || var == null)) {
      throw new IllegalArgumentException(
          "instance_norm: running_mean and running_var must be given when use_input_stats is"
              + " false, got None");
    }
    long n = input.size(0);
    long channels = input.size(1);
    checkChannels(a, channels, "weight", "bias", "running_mean", "running_var");
    long[] sizes = input.shape().toArray();
    sizes[0] = 1;
    sizes[1] = n * channels;
    Tensor means = mean == null ? null : mean.detach().repeat(n);
    Tensor vars = var == null ? null : var.detach().repeat(n);
    Tensor out =
        Normalization.BATCH_NORM
            .call(
                input.reshape(sizes),
                null,
                null,
                means,
                vars,
                own,
                a.real("momentum"),
                a.real("eps"),
                true)
            .reshape(input.shape().toArray());
    if (own) {
      store(mean, means, n);
      store(var, vars, n);
    }
    return scaled(out, a.tensorOrNull("weight"), a.tensorOrNull("bias"));
  }

  /** Running statistics become the mean of those of the samples. */
  private static void store(@Nullable Tensor running, @Nullable Tensor each, long n) {
    if (running != null && each != null && n > 0) {
      GradMode.with(
          false, () -> running.copy_(each.reshape(n, running.numel()).mean(new long[] {0}, false)));
    }
  }

  private static Tensor[] nativeBatch(Args a) {
    Tensor[] all = Normalization.batchNorm(a);
    if (a.flag("training")) {
      return new Tensor[] {all[0], all[1].reshape(-1), all[2].reshape(-1)};
    }
    Tensor none = Torch.empty(Shape.of(0), a.tensor("input").dtype());
    return new Tensor[] {all[0], none, none.clone()};
  }
}
