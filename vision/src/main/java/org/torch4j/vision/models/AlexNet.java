package org.torch4j.vision.models;

import org.torch4j.Tensor;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;

/**
 * Five convolutions and three linear layers for images {@code [N, 3, H, W]} of at least 63x63,
 * {@code torchvision.models.AlexNet} ("One weird trick for parallelizing convolutional neural
 * networks", Krizhevsky 2014).
 */
public class AlexNet extends Module {
  /** The convolutions. */
  public Sequential features;

  /** Brings the features to 6x6. */
  public Module avgpool = new AdaptiveAvgPool2d(6, 6);

  /** The linear layers; the last, at place 6, may be replaced. */
  public Sequential classifier;

  /**
   * Options of {@link AlexNet}.
   *
   * @param numClasses size of the output, 1000 by default
   * @param dropout probability of a zero before the linear layers, 0.5 by default
   */
  public record Options(long numClasses, double dropout) {
    /** Size of the output. */
    public Options numClasses(long value) {
      return new Options(value, dropout);
    }

    /** Probability of a zero before the linear layers. */
    public Options dropout(double p) {
      return new Options(numClasses, p);
    }
  }

  /** The defaults: 1000 classes, dropout 0.5. */
  public static Options options() {
    return new Options(1000, 0.5);
  }

  /** With the default options. */
  public AlexNet() {
    this(options());
  }

  /** With these options. */
  public AlexNet(Options options) {
    features =
        new Sequential(
            new Conv2d(3, 64, 11, Conv2d.options().stride(4).padding(2)),
            new ReLU(true),
            pool(),
            new Conv2d(64, 192, 5, Conv2d.options().padding(2)),
            new ReLU(true),
            pool(),
            new Conv2d(192, 384, 3, Conv2d.options().padding(1)),
            new ReLU(true),
            new Conv2d(384, 256, 3, Conv2d.options().padding(1)),
            new ReLU(true),
            new Conv2d(256, 256, 3, Conv2d.options().padding(1)),
            new ReLU(true),
            pool());
    classifier =
        new Sequential(
            new Dropout(options.dropout),
            new Linear(256 * 6 * 6, 4096),
            new ReLU(true),
            new Dropout(options.dropout),
            new Linear(4096, 4096),
            new ReLU(true),
            new Linear(4096, options.numClasses));
  }

  private static MaxPool2d pool() {
    return new MaxPool2d(3, MaxPool2d.options().stride(2));
  }

  /** Scores of the classes, {@code [N, numClasses]}. */
  @Override
  public Tensor forward(Tensor x) {
    return classifier.apply(avgpool.apply(features.apply(x)).flatten(1));
  }
}
