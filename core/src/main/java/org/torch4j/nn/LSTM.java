package org.torch4j.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * A network of long short-term memory (Hochreiter and Schmidhuber, 1997), {@code torch.nn.LSTM}:
 * {@code c' = f c + i g} and {@code h' = o tanh(c')}, where i, f and o are sigmoids and g is a
 * hyperbolic tangent of {@code W_i x + b_i + W_h h + b_h}; the weights hold i, f, g and o below
 * each other. With {@code projSize} the hidden state is {@code W_hr h'} (Sak et al., 2014).
 *
 * <pre>{@code
 * LSTM lstm = new LSTM(10, 20, LSTM.options().numLayers(2));
 * LSTM.Output result = lstm.applyWithState(Torch.randn(5, 3, 10));
 * result.output(); // [5, 3, 20]
 * result.hidden(); // [2, 3, 20]
 * lstm.applyWithState(Torch.randn(1, 3, 10), result.state()); // goes on from there
 * }</pre>
 */
public class LSTM extends Recurrence {
  /**
   * What is kept between steps, {@code (h, c)}.
   *
   * @param hidden {@code [layers * directions, N, hidden or projSize]}
   * @param cell {@code [layers * directions, N, hidden]}
   */
  public record State(Tensor hidden, Tensor cell) {}

  /**
   * What a call gives, {@code output, (h_n, c_n)}.
   *
   * @param output the hidden states of the last layer at all steps, {@code [L, N, directions *
   *     hidden]} or in the order of the input
   * @param state the last state of all layers and directions
   */
  public record Output(Tensor output, State state) {
    /** The last hidden state. */
    public Tensor hidden() {
      return state.hidden;
    }

    /** The last cell state. */
    public Tensor cell() {
      return state.cell;
    }
  }

  /**
   * What a call on packed sequences gives.
   *
   * @param output the hidden states of the last layer at all steps
   * @param state the last state of each sequence, in the order in which they were given
   */
  public record PackedOutput(PackedSequence output, State state) {
    /** The last hidden state. */
    public Tensor hidden() {
      return state.hidden;
    }

    /** The last cell state. */
    public Tensor cell() {
      return state.cell;
    }
  }

  /** The defaults: one layer with biases, no projection. */
  public static RecurrentOptions options() {
    return RecurrentOptions.DEFAULT;
  }

  /** One layer. */
  public LSTM(long inputSize, long hiddenSize) {
    this(inputSize, hiddenSize, options());
  }

  /** A network with these options. */
  public LSTM(long inputSize, long hiddenSize, RecurrentOptions options) {
    super(RecurrentStep.LSTM, inputSize, hiddenSize, options);
  }

  /** The output and the last state, from a state of zeros. */
  public final Output applyWithState(Tensor input) {
    return applyWithState(input, null);
  }

  /**
   * The output and the last state.
   *
   * @param hx the first state, or null for zeros
   */
  public final Output applyWithState(Tensor input, @Nullable State hx) {
    Aside.Result<Ends> result = Aside.call(this, null, inputs(input, hx));
    return new Output(result.tensor(), state(result.rest()));
  }

  /** The output and the last state of packed sequences, from a state of zeros. */
  public final PackedOutput applyWithState(PackedSequence input) {
    return applyWithState(input, null);
  }

  /**
   * The output and the last state of packed sequences.
   *
   * @param hx the first state of the sequences in the order in which they were given, or null
   */
  public final PackedOutput applyWithState(PackedSequence input, @Nullable State hx) {
    Aside.Result<Ends> result = Aside.call(this, input, inputs(input.data(), hx));
    return new PackedOutput(input.withData(result.tensor()), state(result.rest()));
  }

  private static Tensor[] inputs(Tensor input, @Nullable State hx) {
    return hx == null ? new Tensor[] {input} : new Tensor[] {input, hx.hidden, hx.cell};
  }

  private static State state(Ends ends) {
    return new State(ends.hidden(), Objects.requireNonNull(ends.cell()));
  }
}
