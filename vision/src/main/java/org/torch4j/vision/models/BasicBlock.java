package org.torch4j.vision.models;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;

/** Two 3x3 convolutions and the sum with the input, {@code torchvision}'s {@code BasicBlock}. */
public final class BasicBlock extends ResidualBlock {
  final Conv2d conv1;
  final Module bn1;
  final ReLU relu = new ReLU(true);
  final Conv2d conv2;
  final Module bn2;
  final @Nullable Module downsample;

  BasicBlock(Plan plan) {
    if (plan.groups() != 1 || plan.baseWidth() != 64 || plan.dilation() != 1) {
      throw new IllegalArgumentException(
          "BasicBlock: groups, widthPerGroup and dilation must be 1, 64 and 1, got %d, %d and %d"
              .formatted(plan.groups(), plan.baseWidth(), plan.dilation()));
    }
    conv1 = conv3x3(plan.channels(), plan.planes(), plan.stride(), 1, 1);
    bn1 = plan.norm().apply(plan.planes());
    conv2 = conv3x3(plan.planes(), plan.planes(), 1, 1, 1);
    bn2 = plan.norm().apply(plan.planes());
    downsample = plan.downsample();
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor out = relu.apply(bn1.apply(conv1.apply(x)));
    out = bn2.apply(conv2.apply(out));
    return relu.apply(out.add_(shortcut(downsample, x)));
  }

  @Override
  Module lastNorm() {
    return bn2;
  }
}
