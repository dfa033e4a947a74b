package org.torch4j.nn;

/**
 * A network of gated recurrent units (Cho et al., 2014), {@code torch.nn.GRU}: {@code h' = (1 - z)
 * n + z h} with {@code r} and {@code z} sigmoids of {@code W_i x + b_i + W_h h + b_h}, and {@code n
 * = tanh(W_in x + b_in + r (W_hn h + b_hn))}; the weights hold r, z and n below each other.
 *
 * <pre>{@code
 * GRU gru = new GRU(10, 20, GRU.options().bidirectional(true));
 * GRU.Output result = gru.applyWithState(Torch.randn(5, 3, 10));
 * result.output(); // [5, 3, 40]
 * result.hidden(); // [2, 3, 20]
 * }</pre>
 */
public class GRU extends HiddenRecurrence {
  /** The defaults: one layer with biases. */
  public static RecurrentOptions options() {
    return RecurrentOptions.DEFAULT;
  }

  /** One layer. */
  public GRU(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /** A network with these options. */
  public GRU(long inputSize, long hiddenSize, RecurrentOptions options) {
    super(RecurrentStep.GRU, inputSize, hiddenSize, options);
  }
}
