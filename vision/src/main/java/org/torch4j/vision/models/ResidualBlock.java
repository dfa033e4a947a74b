package org.torch4j.vision.models;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;

/** A block of a {@link ResNet}: convolutions whose result is added to the block's input. */
public abstract sealed class ResidualBlock extends Module permits BasicBlock, Bottleneck {
  /** The two kinds of blocks. */
  public enum Kind {
    /** Two 3x3 convolutions, for the networks of up to 34 layers. */
    BASIC(1),
    /** A 3x3 convolution between two 1x1 ones, for the deeper networks. */
    BOTTLENECK(4);

    private final int expansion;

    Kind(int expansion) {
      this.expansion = expansion;
    }

    /** How many output channels a block has for each of its {@code planes}. */
    public int expansion() {
      return expansion;
    }

    ResidualBlock block(Plan plan) {
      return this == BASIC ? new BasicBlock(plan) : new Bottleneck(plan);
    }
  }

  /**
   * The sizes of a block.
   *
   * @param channels channels of the input
   * @param planes channels inside, before the expansion
   * @param stride how far the kernel moves
   * @param downsample brings the input to the shape of the result, null if it has it
   * @param groups of the 3x3 convolution
   * @param baseWidth channels in a group, for 64 planes
   * @param dilation of the 3x3 convolution
   * @param norm makes a normalisation layer for so many channels
   */
  record Plan(
      long channels,
      long planes,
      long stride,
      @Nullable Module downsample,
      long groups,
      long baseWidth,
      long dilation,
      LongFunction<? extends Module> norm) {}

  ResidualBlock() {}

  static Conv2d conv3x3(long from, long to, long stride, long groups, long dilation) {
    var options = Conv2d.options().stride(stride).padding(dilation).dilation(dilation);
    return new Conv2d(from, to, 3, options.groups(groups).bias(false));
  }

  static Conv2d conv1x1(long from, long to, long stride) {
    return new Conv2d(from, to, 1, Conv2d.options().stride(stride).bias(false));
  }

  /** The last normalisation of the branch, which may start at zero. */
  abstract Module lastNorm();

  static Tensor shortcut(@Nullable Module downsample, Tensor x) {
    return downsample == null ? x : downsample.apply(x);
  }
}
