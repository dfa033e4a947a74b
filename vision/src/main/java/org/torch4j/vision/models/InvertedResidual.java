package org.torch4j.vision.models;

import java.util.function.LongFunction;
import org.torch4j.Tensor;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;

/** A convolution of each channel by itself between two 1x1 ones, wider inside than outside. */
final class InvertedResidual extends Module {
  final Sequential conv = new Sequential();
  private final boolean residual;

  InvertedResidual(
      long from, long to, long stride, long expansion, LongFunction<? extends Module> norm) {
    long hidden = from * expansion;
    if (expansion != 1) {
      conv.append(new Conv2dNormActivation(from, hidden, 1, 1, 1, norm));
    }
    conv.append(new Conv2dNormActivation(hidden, hidden, 3, stride, hidden, norm));
    conv.append(new Conv2d(hidden, to, 1, Conv2d.options().bias(false)));
    conv.append(norm.apply(to));
    residual = stride == 1 && from == to;
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor out = conv.apply(x);
    return residual ? x.add(out) : out;
  }
}
