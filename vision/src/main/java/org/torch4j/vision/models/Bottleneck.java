package org.torch4j.vision.models;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;

/**
 * A 3x3 convolution over fewer channels between two 1x1 ones, {@code torchvision}'s {@code
 * Bottleneck}; the 3x3 convolution has the stride, not the first, as in the paper.
 */
public final class Bottleneck extends ResidualBlock {
  final Conv2d conv1;
  final Module bn1;
  final Conv2d conv2;
  final Module bn2;
  final Conv2d conv3;
  final Module bn3;
  final ReLU relu = new ReLU(true);
  final @Nullable Module downsample;

  Bottleneck(Plan plan) {
    long width = ((long) (plan.planes() * (plan.baseWidth() / 64.0))) * plan.groups();
    long out = plan.planes() * Kind.BOTTLENECK.expansion();
    conv1 = conv1x1(plan.channels(), width, 1);
    bn1 = plan.norm().apply(width);
    conv2 = conv3x3(width, width, plan.stride(), plan.groups(), plan.dilation());
    bn2 = plan.norm().apply(width);
    conv3 = conv1x1(width, out, 1);
    bn3 = plan.norm().apply(out);
    downsample = plan.downsample();
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor out = relu.apply(bn1.apply(conv1.apply(x)));
    out = relu.apply(bn2.apply(conv2.apply(out)));
    out = bn3.apply(conv3.apply(out));
    return relu.apply(out.add_(shortcut(downsample, x)));
  }

  @Override
  Module lastNorm() {
    return bn3;
  }
}
