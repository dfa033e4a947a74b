package org.torch4j.vision.models;

import java.util.List;
import java.util.function.LongFunction;
import org.torch4j.Tensor;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;

/**
 * Residual networks for images {@code [N, 3, H, W]}, {@code torchvision.models.ResNet} ("Deep
 * Residual Learning for Image Recognition", He et al. 2015). {@link Models} makes the usual ones.
 *
 * <p>A new head for other classes on a network that stays as it is:
 *
 * <pre>{@code
 * ResNet model = Models.resnet18(ResNet18_Weights.IMAGENET1K_V1);
 * model.requiresGrad_(false);
 * model.fc = new Linear(model.numFeatures(), 10);
 * }</pre>
 */
public class ResNet extends Module {
  /** The first convolution, 7x7 with stride 2. */
  public Conv2d conv1;

  /** The normalisation after it. */
  public Module bn1;

  private final ReLU relu = new ReLU(true);
  private final MaxPool2d maxpool;

  /** Blocks at a quarter of the input's size. */
  public Sequential layer1;

  /** Blocks at an eighth of the input's size. */
  public Sequential layer2;

  /** Blocks at a sixteenth of the input's size. */
  public Sequential layer3;

  /** Blocks at a thirty-second of the input's size. */
  public Sequential layer4;

  /** Averages over what is left of height and width. */
  public Module avgpool = new AdaptiveAvgPool2d(1, 1);

  /** The head: features to classes. May be replaced. */
  public Module fc;

  private long channels = 64;
  private long dilation = 1;

  /**
   * Options of {@link ResNet}.
   *
   * @param numClasses size of the output, 1000 by default
   * @param zeroInitResidual whether each block starts as the identity
   * @param groups groups of the 3x3 convolutions, 1 by default
   * @param widthPerGroup channels in a group for 64 planes, 64 by default
   * @param replaceStrideWithDilation for layers 2, 3, 4: dilate instead of shrinking
   * @param normLayer makes a normalisation layer for so many channels, {@link BatchNorm2d} by
   *     default
   */
  public record Options(
      long numClasses,
      boolean zeroInitResidual,
      long groups,
      long widthPerGroup,
      List<Boolean> replaceStrideWithDilation,
      LongFunction<? extends Module> normLayer) {
    private static final Options DEFAULT =
        new Options(1000, false, 1, 64, List.of(false, false, false), BatchNorm2d::new);

    /** Checks the values. */
    public Options {
      if (replaceStrideWithDilation.size() != 3) {
        throw new IllegalArgumentException(
            "ResNet: replaceStrideWithDilation must have 3 elements, got "
                + replaceStrideWithDilation);
      }
    }

    /** Size of the output. */
    public Options numClasses(long value) {
      return new Options(
          value, zeroInitResidual, groups, widthPerGroup, replaceStrideWithDilation, normLayer);
    }

    /** Whether each block starts as the identity, as arXiv:1706.02677 proposes. */
    public Options zeroInitResidual(boolean on) {
      return new Options(
          numClasses, on, groups, widthPerGroup, replaceStrideWithDilation, normLayer);
    }

    /** Groups of the 3x3 convolutions. */
    public Options groups(long value) {
      return new Options(
          numClasses, zeroInitResidual, value, widthPerGroup, replaceStrideWithDilation, normLayer);
    }

    /** Channels in a group for 64 planes. */
    public Options widthPerGroup(long value) {
      return new Options(
          numClasses, zeroInitResidual, groups, value, replaceStrideWithDilation, normLayer);
    }

    /** For layers 2, 3, 4: whether to dilate instead of shrinking. */
    public Options replaceStrideWithDilation(boolean second, boolean third, boolean fourth) {
      return new Options(
          numClasses,
          zeroInitResidual,
          groups,
          widthPerGroup,
          List.of(second, third, fourth),
          normLayer);
    }

    /** What makes a normalisation layer for so many channels. */
    public Options normLayer(LongFunction<? extends Module> factory) {
      return new Options(
          numClasses, zeroInitResidual, groups, widthPerGroup, replaceStrideWithDilation, factory);
    }
  }

  /** The defaults: 1000 classes, batch normalisation. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With so many blocks in each of the four layers. */
  public ResNet(ResidualBlock.Kind kind, int[] layers) {
    this(kind, layers, options());
  }

  /** With so many blocks in each of the four layers and these options. */
  public ResNet(ResidualBlock.Kind kind, int[] layers, Options options) {
    if (layers.length != 4) {
      throw new IllegalArgumentException(
          "ResNet: the number of blocks is wanted for 4 layers, got " + layers.length);
    }
    List<Boolean> dilate = options.replaceStrideWithDilation;
    conv1 = new Conv2d(3, channels, 7, Conv2d.options().stride(2).padding(3).bias(false));
    bn1 = options.normLayer.apply(channels);
    maxpool = new MaxPool2d(3, MaxPool2d.options().stride(2).padding(1));
    layer1 = layer(kind, 64, layers[0], 1, false, options);
    layer2 = layer(kind, 128, layers[1], 2, dilate.get(0), options);
    layer3 = layer(kind, 256, layers[2], 2, dilate.get(1), options);
    layer4 = layer(kind, 512, layers[3], 2, dilate.get(2), options);
    fc = new Linear(512L * kind.expansion(), options.numClasses);
    StartingWeights.convolutionsByFanOut(this);
    if (options.zeroInitResidual) {
      StartingWeights.zeroResiduals(this);
    }
  }

  private Sequential layer(
      ResidualBlock.Kind kind,
      long planes,
      int blocks,
      long step,
      boolean dilate,
      Options options) {
    long before = dilation;
    long stride = dilate ? 1 : step;
    if (dilate) {
      dilation *= step;
    }
    long out = planes * kind.expansion();
    Sequential downsample = null;
    if (stride != 1 || channels != out) {
      downsample =
          new Sequential(
              ResidualBlock.conv1x1(channels, out, stride), options.normLayer.apply(out));
    }
    var layer = new Sequential();
    for (int i = 0; i < blocks; i++) {
      boolean first = i == 0;
      layer.append(
          kind.block(
              new ResidualBlock.Plan(
                  first ? channels : out,
                  planes,
                  first ? stride : 1,
                  first ? downsample : null,
                  options.groups,
                  options.widthPerGroup,
                  first ? before : dilation,
                  options.normLayer)));
    }
    channels = out;
    return layer;
  }

  /** How many features the head gets, {@code fc.in_features}: 512 or 2048. */
  public long numFeatures() {
    return channels;
  }

  /** Scores of the classes, {@code [N, numClasses]}. */
  @Override
  public Tensor forward(Tensor x) {
    Tensor out = maxpool.apply(relu.apply(bn1.apply(conv1.apply(x))));
    out = layer4.apply(layer3.apply(layer2.apply(layer1.apply(out))));
    return fc.apply(avgpool.apply(out).flatten(1));
  }
}
