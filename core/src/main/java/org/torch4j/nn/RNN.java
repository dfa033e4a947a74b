package org.torch4j.nn;

/**
 * A recurrent network of Elman's kind, {@code torch.nn.RNN}: {@code h' = tanh(W_ih x + b_ih + W_hh
 * h + b_hh)}, or {@code relu}.
 *
 * <pre>{@code
 * RNN rnn = new RNN(10, 20, RNN.options().numLayers(2));
 * RNN.Output result = rnn.applyWithState(Torch.randn(5, 3, 10));
 * result.output(); // [5, 3, 20]
 * result.hidden(); // [2, 3, 20]
 * }</pre>
 */
public class RNN extends HiddenRecurrence {
  /** The defaults: one layer, tanh, with biases. */
  public static RecurrentOptions options() {
    return RecurrentOptions.DEFAULT;
  }

  /** One layer of tanh. */
  public RNN(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /** A network with these options. */
  public RNN(long inputSize, long hiddenSize, RecurrentOptions options) {
    super(
        options.nonlinearity().equals("relu") ? RecurrentStep.RNN_RELU : RecurrentStep.RNN_TANH,
        inputSize,
        hiddenSize,
        options);
  }
}
