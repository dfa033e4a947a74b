package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** What {@link RNN} and {@link GRU} share: their state is one hidden tensor. */
public abstract class HiddenRecurrence extends Recurrence {
  /**
   * What a call gives, {@code output, h_n}.
   *
   * @param output the hidden states of the last layer at all steps, {@code [L, N, directions *
   *     hidden]} or in the order of the input
   * @param hidden the last hidden state of all layers and directions, {@code [layers * directions,
   *     N, hidden]}
   */
  public record Output(Tensor output, Tensor hidden) {}

  /**
   * What a call on packed sequences gives.
   *
   * @param output the hidden states of the last layer at all steps
   * @param hidden the last hidden state of each sequence, in the order in which they were given
   */
  public record PackedOutput(PackedSequence output, Tensor hidden) {}

  HiddenRecurrence(RecurrentStep step, long inputSize, long hiddenSize, RecurrentOptions options) {
    super(step, inputSize, hiddenSize, options);
  }

  /** The output and the last state, from a state of zeros. */
  public final Output applyWithState(Tensor input) {
    return applyWithState(input, null);
  }

  /**
   * The output and the last state.
   *
   * @param h0 the first state, {@code [layers * directions, N, hidden]}, or null for zeros
   */
  public final Output applyWithState(Tensor input, @Nullable Tensor h0) {
    Aside.Result<Ends> result = Aside.call(this, null, inputs(input, h0));
    return new Output(result.tensor(), result.rest().hidden());
  }

  /** The output and the last state of packed sequences, from a state of zeros. */
  public final PackedOutput applyWithState(PackedSequence input) {
    return applyWithState(input, null);
  }

  /**
   * The output and the last state of packed sequences.
   *
   * @param h0 the first state of the sequences in the order in which they were given, or null
   */
  public final PackedOutput applyWithState(PackedSequence input, @Nullable Tensor h0) {
    Aside.Result<Ends> result = Aside.call(this, input, inputs(input.data(), h0));
    return new PackedOutput(input.withData(result.tensor()), result.rest().hidden());
  }

  private static Tensor[] inputs(Tensor input, @Nullable Tensor h0) {
    return h0 == null ? new Tensor[] {input} : new Tensor[] {input, h0};
  }
}
