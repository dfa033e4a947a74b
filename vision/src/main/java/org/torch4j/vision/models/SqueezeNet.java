package org.torch4j.vision.models;

import org.torch4j.Tensor;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;

/**
 * A network of few parameters for images {@code [N, 3, H, W]} of at least 21x21, {@code
 * torchvision.models.SqueezeNet} ("SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
 * Iandola et al. 2016).
 */
public class SqueezeNet extends Module {
  /** The convolutions. */
  public Sequential features;

  /** Dropout, a 1x1 convolution to the classes (place 1, may be replaced), ReLU, average. */
  public Sequential classifier;

  /** The two published versions. */
  public enum Version {
    /** As in the paper. */
    V1_0,
    /** 2.4 times less computation, as accurate. */
    V1_1
  }

  /**
   * Options of {@link SqueezeNet}.
   *
   * @param numClasses size of the output, 1000 by default
   * @param dropout probability of a zero before the last convolution, 0.5 by default
   */
  public record Options(long numClasses, double dropout) {
    /** Size of the output. */
    public Options numClasses(long value) {
      return new Options(value, dropout);
    }

    /** Probability of a zero before the last convolution. */
    public Options dropout(double p) {
      return new Options(numClasses, p);
    }
  }

  /** The defaults: 1000 classes, dropout 0.5. */
  public static Options options() {
    return new Options(1000, 0.5);
  }

  /** With the default options. */
  public SqueezeNet(Version version) {
    this(version, options());
  }

  /** With these options. */
  public SqueezeNet(Version version, Options options) {
    features = version == Version.V1_0 ? first() : second();
    Conv2d last = new Conv2d(512, options.numClasses, 1);
    classifier =
        new Sequential(
            new Dropout(options.dropout), last, new ReLU(true), new AdaptiveAvgPool2d(1, 1));
    StartingWeights.convolutionsByFanIn(this, last);
  }

  private static Sequential first() {
    return new Sequential(
        new Conv2d(3, 96, 7, Conv2d.options().stride(2)),
        new ReLU(true),
        pool(),
        new Fire(96, 16, 64),
        new Fire(128, 16, 64),
        new Fire(128, 32, 128),
        pool(),
        new Fire(256, 32, 128),
        new Fire(256, 48, 192),
        new Fire(384, 48, 192),
        new Fire(384, 64, 256),
        pool(),
        new Fire(512, 64, 256));
  }

  private static Sequential second() {
    return new Sequential(
        new Conv2d(3, 64, 3, Conv2d.options().stride(2)),
        new ReLU(true),
        pool(),
        new Fire(64, 16, 64),
        new Fire(128, 16, 64),
        pool(),
        new Fire(128, 32, 128),
        new Fire(256, 32, 128),
        pool(),
        new Fire(256, 48, 192),
        new Fire(384, 48, 192),
        new Fire(384, 64, 256),
        new Fire(512, 64, 256));
  }

  private static MaxPool2d pool() {
    return new MaxPool2d(3, MaxPool2d.options().stride(2).ceilMode(true));
  }

  /** Scores of the classes, {@code [N, numClasses]}. */
  @Override
  public Tensor forward(Tensor x) {
    return classifier.apply(features.apply(x)).flatten(1);
  }
}
