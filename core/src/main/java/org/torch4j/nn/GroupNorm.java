package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * Brings each group of channels of each sample to mean 0 and variance 1, {@code torch.nn.GroupNorm}
 * (Wu and He, 2018): {@code [N, C, *]} to the same.
 */
public class GroupNorm extends Module {
  private final long numGroups;
  private final long numChannels;
  private final Options options;

  /** The scale of each channel, or null. */
  public @Nullable Parameter weight;

  /** What is added to each channel, or null. */
  public @Nullable Parameter bias;

  /**
   * What {@link GroupNorm} may be told.
   *
   * @param eps added to the variance, 1e-5 by default
   * @param affine whether there are weight and bias, true by default
   */
  public record Options(double eps, boolean affine) {
    /** What is added to the variance. */
    public Options eps(double value) {
      return new Options(value, affine);
    }

    /** Whether there are weight and bias. */
    public Options affine(boolean on) {
      return new Options(eps, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return new Options(1e-5, true);
  }

  /** For {@code numChannels} channels in {@code numGroups} groups. */
  public GroupNorm(long numGroups, long numChannels) {
    this(numGroups, numChannels, options());
  }

  /** For {@code numChannels} channels in {@code numGroups} groups, with these options. */
  public GroupNorm(long numGroups, long numChannels, Options options) {
    if (numGroups <= 0 || numChannels % numGroups != 0) {
      throw new IllegalArgumentException(
          "GroupNorm: num_channels must be divisible by num_groups, got "
              + numChannels
              + " and "
              + numGroups);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.options = options;
    if (options.affine) {
      weight = new Parameter(Torch.ones(numChannels));
      bias = new Parameter(Torch.zeros(numChannels));
    }
  }

  /** Sets weight to 1 and bias to 0. */
  public void resetParameters() {
    if (weight != null && bias != null) {
      Init.ones_(weight);
      Init.zeros_(bias);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.groupNorm(input, numGroups, weight, bias, options.eps);
  }

  @Override
  public String extraRepr() {
    return numGroups
        + ", "
        + numChannels
        + ", eps="
        + PythonText.of(options.eps)
        + ", affine="
        + PythonText.of(options.affine);
  }
}
