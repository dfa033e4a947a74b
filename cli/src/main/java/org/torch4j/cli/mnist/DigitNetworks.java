package org.torch4j.cli.mnist;

import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;

/** The networks that tell digits apart. Inputs are [n, 1, 28, 28], outputs [n, 10] logits. */
public enum DigitNetworks {
  /** 784-64-10, the network of a first PyTorch lesson. */
  MLP {
    @Override
    public Module create() {
      return new Mlp();
    }
  },
  /** Two convolutions with pooling and two linear layers. */
  CNN {
    @Override
    public Module create() {
      return new Cnn();
    }
  };

  /** A network with fresh weights. */
  public abstract Module create();

  /** The network that a state dict belongs to, with its weights. */
  public static Module of(Map<String, Tensor> state, String file) {
    for (DigitNetworks kind : values()) {
      Module network = kind.create();
      if (network.stateDict().keySet().equals(state.keySet())) {
        network.loadStateDict(state);
        return network.eval();
      }
    }
    throw new IllegalArgumentException(
        file
            + " holds no digit network: its keys are "
            + state.keySet()
            + ", expected those of the"
            + " mlp "
            + MLP.create().stateDict().keySet()
            + " or the cnn "
            + CNN.create().stateDict().keySet());
  }

  private static final class Mlp extends Module {
    private final Linear fc1 = new Linear(784, 64);
    private final Linear fc2 = new Linear(64, 10);

    @Override
    public Tensor forward(Tensor x) {
      return fc2.apply(F.relu(fc1.apply(x.flatten(1))));
    }
  }

  private static final class Cnn extends Module {
    private final Conv2d conv1 = new Conv2d(1, 16, 3);
    private final Conv2d conv2 = new Conv2d(16, 32, 3);
    private final Linear fc1 = new Linear(32 * 5 * 5, 64);
    private final Linear fc2 = new Linear(64, 10);

    @Override
    public Tensor forward(Tensor x) {
      Tensor h = F.maxPool2d(F.relu(conv1.apply(x)), 2);
      h = F.maxPool2d(F.relu(conv2.apply(h)), 2);
      return fc2.apply(F.relu(fc1.apply(h.flatten(1))));
    }
  }
}
