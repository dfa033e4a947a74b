package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * One step of a {@link GRU}, {@code torch.nn.GRUCell}: {@code h = cell.apply(x, h)} for {@code [N,
 * inputSize]} and {@code [N, hiddenSize]}, or both without the batch.
 */
public class GRUCell extends RecurrentCell {
  /** A cell with biases. */
  public GRUCell(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, true);
  }

  /** A cell with or without biases. */
  public GRUCell(long inputSize, long hiddenSize, boolean bias) {
    super(RecurrentStep.GRU, inputSize, hiddenSize, bias);
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
