package org.torch4j.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * One step of an {@link LSTM}, {@code torch.nn.LSTMCell}, for {@code [N, inputSize]} or {@code
 * [inputSize]}.
 *
 * <pre>{@code
 * LSTMCell cell = new LSTMCell(10, 20);
 * LSTM.State state = null; // zeros
 * for (Tensor x : Torch.randn(6, 3, 10).unbind(0)) {
 *   state = cell.applyWithState(x, state);
 * }
 * }</pre>
 */
public class LSTMCell extends RecurrentCell {
  /** A cell with biases. */
  public LSTMCell(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, true);
  }

  /** A cell with or without biases. */
  public LSTMCell(long inputSize, long hiddenSize, boolean bias) {
    super(RecurrentStep.LSTM, inputSize, hiddenSize, bias);
  }

  /** The hidden state after a step from zeros, or from the hidden and cell state that follow. */
  @Override
  public Tensor forward(Tensor... inputs) {
    if (inputs.length != 1 && inputs.length != 3) {
      throw new IllegalArgumentException(
          "LSTMCell: expected an input, or an input, a hidden and a cell state, got "
              + inputs.length
              + " tensors");
    }
    boolean zeros = inputs.length == 1;
    RecurrentRun end = next(inputs[0], zeros ? null : inputs[1], zeros ? null : inputs[2]);
    Aside.leave(this, Objects.requireNonNull(end.cell()));
    return end.hidden();
  }

  /** The state after a step from zeros. */
  public final LSTM.State applyWithState(Tensor input) {
    return applyWithState(input, null);
  }

  /**
   * The state after a step.
   *
   * @param hx the state before, {@code [N, hiddenSize]} both, or null for zeros
   */
  public final LSTM.State applyWithState(Tensor input, LSTM.@Nullable State hx) {
    Tensor[] inputs =
        hx == null ? new Tensor[] {input} : new Tensor[] {input, hx.hidden(), hx.cell()};
    Aside.Result<Tensor> result = Aside.call(this, null, inputs);
    return new LSTM.State(result.tensor(), result.rest());
  }
}
