package org.torch4j.vision.models;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.BatchNorm2d;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Init;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;

/** How the networks start where it is not as their layers do; in the order of their modules. */
final class StartingWeights {
  private StartingWeights() {}

  /** Convolutions normal by their fan-out, normalisations the identity. */
  static void convolutionsByFanOut(Module model) {
    model.modules().forEach(StartingWeights::byFanOut);
  }

  /** The same, and linear layers normal with a deviation of 0.01. */
  static void convolutionsByFanOutAndLinear(Module model) {
    for (Module m : model.modules()) {
      byFanOut(m);
      if (m instanceof Linear linear) {
        Init.normal_(linear.weight, 0, 0.01);
        zero(linear.bias);
      }
    }
  }

  private static void byFanOut(Module m) {
    if (m instanceof Conv2d conv) {
      Init.kaimingNormal_(conv.weight, 0, "fan_out", "relu");
      zero(conv.bias);
    } else if (m instanceof BatchNorm2d norm && norm.weight != null) {
      Init.ones_(norm.weight);
      zero(norm.bias);
    }
  }

  /** Convolutions uniform by their fan-in, but for the last, normal with a deviation of 0.01. */
  static void convolutionsByFanIn(Module model, Conv2d last) {
    for (Module m : model.modules()) {
      if (m instanceof Conv2d conv) {
        if (conv == last) {
          Init.normal_(conv.weight, 0, 0.01);
        } else {
          Init.kaimingUniform_(conv.weight);
        }
        zero(conv.bias);
      }
    }
  }

  static void zeroResiduals(Module model) {
    for (Module m : model.modules()) {
      if (m instanceof ResidualBlock block
          && block.lastNorm() instanceof BatchNorm2d norm
          && norm.weight != null) {
        Init.zeros_(norm.weight);
      }
    }
  }

  private static void zero(@Nullable Tensor bias) {
    if (bias != null) {
      Init.zeros_(bias);
    }
  }
}
