package org.torch4j.vision.models;

import java.util.function.LongFunction;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.Module;
import org.torch4j.nn.ReLU6;
import org.torch4j.nn.Sequential;

/** A convolution, a normalisation and a {@link ReLU6}, the image kept in size by padding. */
final class Conv2dNormActivation extends Sequential {
  Conv2dNormActivation(
      long from,
      long to,
      long kernel,
      long stride,
      long groups,
      LongFunction<? extends Module> norm) {
    super(
        new Conv2d(
            from,
            to,
            kernel,
            Conv2d.options().stride(stride).padding((kernel - 1) / 2).groups(groups).bias(false)),
        norm.apply(to),
        new ReLU6(true));
  }
}
