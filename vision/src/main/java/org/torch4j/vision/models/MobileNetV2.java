package org.torch4j.vision.models;

import java.util.function.LongFunction;
import org.torch4j.Tensor;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;

/**
 * A network for small devices and images {@code [N, 3, H, W]}, {@code
 * torchvision.models.MobileNetV2} ("MobileNetV2: Inverted Residuals and Linear Bottlenecks",
 * Sandler et al. 2018).
 */
public class MobileNetV2 extends Module {
  /** The paper's table 2: expansion, channels, blocks and stride of each stage. */
  private static final long[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  /** The convolutions. */
  public Sequential features;

  /** Dropout and a linear layer (place 1, may be replaced). */
  public Sequential classifier;

  /**
   * Options of {@link MobileNetV2}.
   *
   * @param numClasses size of the output, 1000 by default
   * @param widthMult factor on the channels of each layer, 1 by default
   * @param roundNearest channels are a multiple of this, 8 by default
   * @param normLayer makes a normalisation layer for so many channels, {@link BatchNorm2d} by
   *     default
   * @param dropout probability of a zero before the linear layer, 0.2 by default
   */
  public record Options(
      long numClasses,
      double widthMult,
      long roundNearest,
      LongFunction<? extends Module> normLayer,
      double dropout) {
    /** Size of the output. */
    public Options numClasses(long value) {
      return new Options(value, widthMult, roundNearest, normLayer, dropout);
    }

    /** Factor on the channels of each layer. */
    public Options widthMult(double factor) {
      return new Options(numClasses, factor, roundNearest, normLayer, dropout);
    }

    /** What channels are a multiple of; 1 for no rounding. */
    public Options roundNearest(long value) {
      return new Options(numClasses, widthMult, value, normLayer, dropout);
    }

    /** What makes a normalisation layer for so many channels. */
    public Options normLayer(LongFunction<? extends Module> factory) {
      return new Options(numClasses, widthMult, roundNearest, factory, dropout);
    }

    /** Probability of a zero before the linear layer. */
    public Options dropout(double p) {
      return new Options(numClasses, widthMult, roundNearest, normLayer, p);
    }

    /** The nearest multiple, at least one, and no less than nine tenths of what was asked for. */
    private long channels(double wanted) {
      long nearest = ((long) (wanted + roundNearest / 2.0)) / roundNearest * roundNearest;
      long least = Math.max(roundNearest, nearest);
      return least < 0.9 * wanted ? least + roundNearest : least;
    }
  }

  /** The defaults: 1000 classes, full width, dropout 0.2. */
  public static Options options() {
    return new Options(1000, 1, 8, BatchNorm2d::new, 0.2);
  }

  /** With the default options. */
  public MobileNetV2() {
    this(options());
  }

  /** With these options. */
  public MobileNetV2(Options options) {
    LongFunction<? extends Module> norm = options.normLayer;
    long channels = options.channels(32 * options.widthMult);
    long last = options.channels(1280 * Math.max(1, options.widthMult));
    features = new Sequential(new Conv2dNormActivation(3, channels, 3, 2, 1, norm));
    for (long[] stage : STAGES) {
      long out = options.channels(stage[1] * options.widthMult);
      for (long i = 0; i < stage[2]; i++) {
        features.append(new InvertedResidual(channels, out, i == 0 ? stage[3] : 1, stage[0], norm));
        channels = out;
      }
    }
    features.append(new Conv2dNormActivation(channels, last, 1, 1, 1, norm));
    classifier = new Sequential(new Dropout(options.dropout), new Linear(last, options.numClasses));
    StartingWeights.convolutionsByFanOutAndLinear(this);
  }

  /** Scores of the classes, {@code [N, numClasses]}. */
  @Override
  public Tensor forward(Tensor x) {
    return classifier.apply(F.adaptiveAvgPool2d(features.apply(x), 1, 1).flatten(1));
  }
}
