package org.torch4j.vision.models;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU;

/** A 1x1 convolution to few channels, then 1x1 and 3x3 ones side by side. */
final class Fire extends Module {
  final Conv2d squeeze;
  final ReLU squeezeActivation = new ReLU(true);
  final Conv2d expand1x1;
  final ReLU expand1x1Activation = new ReLU(true);
  final Conv2d expand3x3;
  final ReLU expand3x3Activation = new ReLU(true);

  Fire(long channels, long squeezed, long expanded) {
    squeeze = new Conv2d(channels, squeezed, 1);
    expand1x1 = new Conv2d(squeezed, expanded, 1);
    expand3x3 = new Conv2d(squeezed, expanded, 3, Conv2d.options().padding(1));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor s = squeezeActivation.apply(squeeze.apply(x));
    return Torch.cat(
        List.of(
            expand1x1Activation.apply(expand1x1.apply(s)),
            expand3x3Activation.apply(expand3x3.apply(s))),
        1);
  }
}
