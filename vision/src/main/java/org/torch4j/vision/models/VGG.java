package org.torch4j.vision.models;

import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.nn.AdaptiveAvgPool2d;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.Linear;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;

/**
 * 3x3 convolutions and three linear layers for images {@code [N, 3, H, W]} of at least 32x32,
 * {@code torchvision.models.VGG} ("Very Deep Convolutional Networks for Large-Scale Image
 * Recognition", Simonyan and Zisserman 2014).
 */
public class VGG extends Module {
  /** The convolutions. */
  public Sequential features;

  /** Brings the features to 7x7. */
  public Module avgpool = new AdaptiveAvgPool2d(7, 7);

  /** The linear layers; the last, at place 6, may be replaced. */
  public Sequential classifier;

  /** How many channels the convolutions have, in stages with a pooling after each. */
  public enum Depth {
    /** 11 layers, the paper's configuration A. */
    VGG11("64 | 128 | 256 256 | 512 512 | 512 512"),
    /** 13 layers, configuration B. */
    VGG13("64 64 | 128 128 | 256 256 | 512 512 | 512 512"),
    /** 16 layers, configuration D. */
    VGG16("64 64 | 128 128 | 256 256 256 | 512 512 512 | 512 512 512"),
    /** 19 layers, configuration E. */
    VGG19("64 64 | 128 128 | 256 256 256 256 | 512 512 512 512 | 512 512 512 512");

    private final List<List<Long>> stages;

    Depth(String plan) {
      stages =
          Arrays.stream(plan.split(" \\| "))
              .map(stage -> Arrays.stream(stage.split(" ")).map(Long::valueOf).toList())
              .toList();
    }
  }

  /**
   * Options of {@link VGG}.
   *
   * @param batchNorm whether a normalisation follows each convolution, false by default
   * @param numClasses size of the output, 1000 by default
   * @param initWeights whether to start as the authors do, true by default
   * @param dropout probability of a zero between the linear layers, 0.5 by default
   */
  public record Options(boolean batchNorm, long numClasses, boolean initWeights, double dropout) {
    /** Whether a normalisation follows each convolution. */
    public Options batchNorm(boolean on) {
      return new Options(on, numClasses, initWeights, dropout);
    }

    /** Size of the output. */
    public Options numClasses(long value) {
      return new Options(batchNorm, value, initWeights, dropout);
    }

    /** Whether to start as the authors do, else as the layers do. */
    public Options initWeights(boolean on) {
      return new Options(batchNorm, numClasses, on, dropout);
    }

    /** Probability of a zero between the linear layers. */
    public Options dropout(double p) {
      return new Options(batchNorm, numClasses, initWeights, p);
    }
  }

  /** The defaults: no normalisation, 1000 classes, dropout 0.5. */
  public static Options options() {
    return new Options(false, 1000, true, 0.5);
  }

  /** With the default options. */
  public VGG(Depth depth) {
    this(depth, options());
  }

  /** With these options. */
  public VGG(Depth depth, Options options) {
    features = features(depth, options.batchNorm);
    classifier =
        new Sequential(
            new Linear(512 * 7 * 7, 4096),
            new ReLU(true),
            new Dropout(options.dropout),
            new Linear(4096, 4096),
            new ReLU(true),
            new Dropout(options.dropout),
            new Linear(4096, options.numClasses));
    if (options.initWeights) {
      StartingWeights.convolutionsByFanOutAndLinear(this);
    }
  }

  private static Sequential features(Depth depth, boolean batchNorm) {
    var layers = new Sequential();
    long channels = 3;
    for (List<Long> stage : depth.stages) {
      for (long width : stage) {
        layers.append(new Conv2d(channels, width, 3, Conv2d.options().padding(1)));
        if (batchNorm) {
          layers.append(new BatchNorm2d(width));
        }
        layers.append(new ReLU(true));
        channels = width;
      }
      layers.append(new MaxPool2d(2, MaxPool2d.options().stride(2)));
    }
    return layers;
  }

  /** Scores of the classes, {@code [N, numClasses]}. */
  @Override
  public Tensor forward(Tensor x) {
    return classifier.apply(avgpool.apply(features.apply(x)).flatten(1));
  }
}
