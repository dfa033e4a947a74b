package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * One step of an {@link RNN}, {@code torch.nn.RNNCell}: {@code h = cell.apply(x, h)} for {@code [N,
 * inputSize]} and {@code [N, hiddenSize]}, or both without the batch.
 */
public class RNNCell extends RecurrentCell {
  /**
   * What {@link RNNCell} may be told besides its sizes.
   *
   * @param bias whether biases are added, true by default
   * @param nonlinearity {@code tanh} (the default) or {@code relu}
   */
  public record Options(boolean bias, String nonlinearity) {
    /** With or without biases. */
    public Options bias(boolean on) {
      return new Options(on, nonlinearity);
    }

    /** {@code tanh} or {@code relu}. */
    public Options nonlinearity(String name) {
      return new Options(bias, RecurrentOptions.checked(name));
    }
  }

  /** The defaults: biases and tanh. */
  public static Options options() {
    return new Options(true, "tanh");
  }

  /** A cell with biases and tanh. */
  public RNNCell(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /** A cell with these options. */
  public RNNCell(long inputSize, long hiddenSize, Options options) {
    super(
        options.nonlinearity.equals("relu") ? RecurrentStep.RNN_RELU : RecurrentStep.RNN_TANH,
        inputSize,
        hiddenSize,
        options.bias);
  }

  /** The hidden state after a step from zeros. */
  @Override
  public Tensor forward(Tensor input) {
    return next(input, null, null).hidden();
  }

  /** The hidden state after a step from {@code hx}. */
  @Override
  public Tensor forward(Tensor input, Tensor hx) {
    return next(input, hx, null).hidden();
  }
}
