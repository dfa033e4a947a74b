package org.torch4j.training;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.torch4j.Tensor;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.vision.MNIST;

/** The first 6,400 training digits of MNIST and the network of a first PyTorch lesson. */
final class Digits {
  private Digits() {}

  static MNIST first6400() {
    return new MNIST(
        resource("/mnist/train6400-images-idx3-ubyte.gz"),
        resource("/mnist/train6400-labels-idx1-ubyte.gz"));
  }

  /** The network of oracle/curves.py. */
  static final class Quiz extends Module {
    final Linear fc1 = new Linear(784, 64);
    final Linear fc2 = new Linear(64, 10);

    @Override
    public Tensor forward(Tensor x) {
      return fc2.apply(F.relu(fc1.apply(x.flatten(1))));
    }
  }

  static Path resource(String name) {
    try {
      return Path.of(Digits.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
