package org.torch4j.nn;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * Initial values for parameters, {@code torch.nn.init}. Each function fills its argument in place,
 * records nothing, draws from PyTorch's streams and returns the argument.
 */
public final class Init {
  private static final System.Logger LOG = System.getLogger("org.torch4j.nn");

  /** Bound while a module is made whose first values nobody needs. */
  private static final ScopedValue<Boolean> SKIPPED = ScopedValue.newInstance();

  private Init() {}

  /** What {@code constructor} makes, in which the functions of this class leave tensors alone. */
  static <M> M skipped(Supplier<M> constructor) {
    return ScopedValue.where(SKIPPED, true).call(constructor::get);
  }

  /** Changes a tensor without recording, unless it is left alone. */
  private static Tensor fill(Tensor tensor, Supplier<Tensor> change) {
    return SKIPPED.isBound() ? tensor : GradMode.with(false, change);
  }

  /**
   * How many numbers flow into and out of one unit of a weight.
   *
   * @param in inputs of one output
   * @param out outputs of one input
   */
  record Fan(long in, long out) {
    static Fan of(Tensor tensor) {
      if (tensor.dim() < 2) {
        throw new ShapeException(
            "init: fan in and fan out need at least 2 dimensions, got shape " + tensor.shape());
      }
      long field = 1;
      for (int i = 2; i < tensor.dim(); i++) {
        field *= tensor.size(i);
      }
      return new Fan(tensor.size(1) * field, tensor.size(0) * field);
    }

    long of(String mode) {
      return switch (mode) {
        case "fan_in" -> in;
        case "fan_out" -> out;
        default ->
            throw new IllegalArgumentException(
                "Mode " + mode + " not supported, please use one of ['fan_in', 'fan_out']");
      };
    }
  }

  /** What linear layers and convolutions start with. */
  static void resetLikeLinear(Tensor weight, @Nullable Tensor bias) {
    kaimingUniform_(weight, Math.sqrt(5), "fan_in", "leaky_relu");
    if (bias != null) {
      long in = Fan.of(weight).in();
      if (in != 0) {
        double bound = 1 / Math.sqrt((double) in);
        uniform_(bias, -bound, bound);
      }
    }
  }

  /** The gain that keeps variances through this nonlinearity, {@code calculate_gain}. */
  public static double calculateGain(String nonlinearity) {
    return calculateGain(nonlinearity, 0.01);
  }

  /** The gain; {@code param} is the negative slope of {@code leaky_relu}. */
  public static double calculateGain(String nonlinearity, double param) {
    return switch (nonlinearity) {
      case "linear",
          "identity",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid" ->
          1;
      case "tanh" -> 5.0 / 3;
      case "relu" -> Math.sqrt(2.0);
      case "leaky_relu" -> Math.sqrt(2.0 / (1 + param * param));
      case "selu" -> 3.0 / 4;
      default -> throw new IllegalArgumentException("Unsupported nonlinearity " + nonlinearity);
    };
  }

  /** Uniform in [0, 1). */
  public static Tensor uniform_(Tensor tensor) {
    return uniform_(tensor, 0, 1);
  }

  /** Uniform in [a, b). */
  public static Tensor uniform_(Tensor tensor, double a, double b) {
    return fill(tensor, () -> tensor.uniform_(a, b));
  }

  /** Standard normal. */
  public static Tensor normal_(Tensor tensor) {
    return normal_(tensor, 0, 1);
  }

  /** Normal with this mean and standard deviation. */
  public static Tensor normal_(Tensor tensor, double mean, double std) {
    return fill(tensor, () -> tensor.normal_(mean, std));
  }

  /** Standard normal within [-2, 2]. */
  public static Tensor truncNormal_(Tensor tensor) {
    return truncNormal_(tensor, 0, 1, -2, 2);
  }

  /** Normal with this mean and standard deviation, within [a, b]. */
  public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b) {
    if (mean < a - 2 * std || mean > b + 2 * std) {
      LOG.log(
          System.Logger.Level.WARNING,
          "truncNormal_: the mean is more than 2 std from [a, b]; values may be distributed"
              + " wrongly");
    }
    double low = NnUtils.normalCdf((a - mean) / std);
    double high = NnUtils.normalCdf((b - mean) / std);
    return fill(
        tensor,
        () ->
            tensor
                .uniform_(2 * low - 1, 2 * high - 1)
                .erfinv_()
                .mul_(std * Math.sqrt(2.0))
                .add_(mean)
                .clamp_(a, b));
  }

  /** All {@code value}. */
  public static Tensor constant_(Tensor tensor, double value) {
    return fill(tensor, () -> tensor.fill_(value));
  }

  /** All 1. */
  public static Tensor ones_(Tensor tensor) {
    return constant_(tensor, 1);
  }

  /** All 0. */
  public static Tensor zeros_(Tensor tensor) {
    return constant_(tensor, 0);
  }

  /** The identity matrix, cut or filled with zeros to the shape. */
  public static Tensor eye_(Tensor tensor) {
    requireMatrix(tensor, "eye_");
    return fill(
        tensor,
        () -> {
          tensor.zero_();
          for (long i = 0; i < Math.min(tensor.size(0), tensor.size(1)); i++) {
            tensor.select(0, i).select(0, i).fill_(1);
          }
          return tensor;
        });
  }

  /** Convolution weights that give the input back. */
  public static Tensor dirac_(Tensor tensor) {
    return dirac_(tensor, 1);
  }

  /** Convolution weights that give the input back in each of {@code groups}. */
  public static Tensor dirac_(Tensor tensor, long groups) {
    if (tensor.dim() < 3 || tensor.dim() > 5) {
      throw new ShapeException(
          "dirac_: only tensors with 3, 4, or 5 dimensions are supported, got " + tensor.shape());
    }
    if (groups <= 0 || tensor.size(0) % groups != 0) {
      throw new ShapeException(
          "dirac_: dim 0 must be divisible by groups, got " + tensor.size(0) + " and " + groups);
    }
    long perGroup = tensor.size(0) / groups;
    return fill(
        tensor,
        () -> {
          tensor.zero_();
          for (long g = 0; g < groups; g++) {
            for (long d = 0; d < Math.min(perGroup, tensor.size(1)); d++) {
              Tensor kernel = tensor.select(0, g * perGroup + d).select(0, d);
              while (kernel.dim() > 0) {
                kernel = kernel.select(0, kernel.size(0) / 2);
              }
              kernel.fill_(1);
            }
          }
          return tensor;
        });
  }

  /** Uniform by Glorot and Bengio (2010), gain 1. */
  public static Tensor xavierUniform_(Tensor tensor) {
    return xavierUniform_(tensor, 1);
  }

  /** Uniform within {@code gain * sqrt(6 / (fan in + fan out))}. */
  public static Tensor xavierUniform_(Tensor tensor, double gain) {
    double bound = Math.sqrt(3.0) * xavierStd(tensor, gain);
    return uniform_(tensor, -bound, bound);
  }

  /** Normal by Glorot and Bengio (2010), gain 1. */
  public static Tensor xavierNormal_(Tensor tensor) {
    return xavierNormal_(tensor, 1);
  }

  /** Normal with deviation {@code gain * sqrt(2 / (fan in + fan out))}. */
  public static Tensor xavierNormal_(Tensor tensor, double gain) {
    return normal_(tensor, 0, xavierStd(tensor, gain));
  }

  private static double xavierStd(Tensor tensor, double gain) {
    Fan fan = Fan.of(tensor);
    return gain * Math.sqrt(2.0 / (fan.in + fan.out));
  }

  /** Uniform by He et al. (2015), for {@code leaky_relu} of slope 0, by fan in. */
  public static Tensor kaimingUniform_(Tensor tensor) {
    return kaimingUniform_(tensor, 0, "fan_in", "leaky_relu");
  }

  /**
   * Uniform within {@code gain * sqrt(3 / fan)}.
   *
   * @param a the negative slope of {@code leaky_relu}
   * @param mode {@code fan_in} keeps variances forward, {@code fan_out} backward
   * @param nonlinearity what follows: {@code relu} or {@code leaky_relu}
   */
  public static Tensor kaimingUniform_(Tensor tensor, double a, String mode, String nonlinearity) {
    if (tensor.numel() == 0) {
      return tensor;
    }
    double bound = Math.sqrt(3.0) * kaimingStd(tensor, a, mode, nonlinearity);
    return uniform_(tensor, -bound, bound);
  }

  /** Normal by He et al. (2015), for {@code leaky_relu} of slope 0, by fan in. */
  public static Tensor kaimingNormal_(Tensor tensor) {
    return kaimingNormal_(tensor, 0, "fan_in", "leaky_relu");
  }

  /**
   * Normal with deviation {@code gain / sqrt(fan)}.
   *
   * @param a the negative slope of {@code leaky_relu}
   * @param mode {@code fan_in} keeps variances forward, {@code fan_out} backward
   * @param nonlinearity what follows: {@code relu} or {@code leaky_relu}
   */
  public static Tensor kaimingNormal_(Tensor tensor, double a, String mode, String nonlinearity) {
    return tensor.numel() == 0
        ? tensor
        : normal_(tensor, 0, kaimingStd(tensor, a, mode, nonlinearity));
  }

  private static double kaimingStd(Tensor tensor, double a, String mode, String nonlinearity) {
    return calculateGain(nonlinearity, a) / Math.sqrt((double) Fan.of(tensor).of(mode));
  }

  /** A (semi-)orthogonal matrix by Saxe et al. (2013), gain 1. */
  public static Tensor orthogonal_(Tensor tensor) {
    return orthogonal_(tensor, 1);
  }

  /** A (semi-)orthogonal matrix times {@code gain}; trailing dimensions count as one. */
  public static Tensor orthogonal_(Tensor tensor, double gain) {
    if (tensor.dim() < 2) {
      throw new ShapeException(
          "orthogonal_: needs at least 2 dimensions, got shape " + tensor.shape());
    }
    if (tensor.numel() == 0) {
      return tensor;
    }
    return fill(
        tensor,
        () -> {
          long rows = tensor.size(0);
          long cols = tensor.numel() / rows;
          Tensor draws = Torch.empty(rows, cols).to(tensor.dtype()).normal_(0, 1);
          Tensor tall = rows < cols ? draws.t() : draws;
          Tensor result =
              OrthogonalMap.orthonormal(tall.dtype().byteSize() < 4 ? tall.toFloat() : tall);
          Tensor flat = rows < cols ? result.t() : result;
          return tensor.copy_(flat.reshape(tensor.shape().toArray())).mul_(gain);
        });
  }

  /** Normal with deviation 0.01, a share of each column zero. */
  public static Tensor sparse_(Tensor tensor, double sparsity) {
    return sparse_(tensor, sparsity, 0.01);
  }

  /** Normal with this deviation, a share of each column zero (Martens, 2010). */
  public static Tensor sparse_(Tensor tensor, double sparsity, double std) {
    requireMatrix(tensor, "sparse_");
    long zeros = (long) Math.ceil(sparsity * tensor.size(0));
    return fill(
        tensor,
        () -> {
          tensor.normal_(0, std);
          for (long column = 0; column < tensor.size(1); column++) {
            long[] order = Torch.randperm(tensor.size(0)).toLongArray();
            for (int i = 0; i < zeros; i++) {
              tensor.select(1, column).select(0, order[i]).fill_(0);
            }
          }
          return tensor;
        });
  }

  private static void requireMatrix(Tensor tensor, String op) {
    if (tensor.dim() != 2) {
      throw new ShapeException(
          op + ": only tensors with 2 dimensions are supported, got shape " + tensor.shape());
    }
  }
}
