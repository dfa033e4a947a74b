package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * One direction of one layer over all steps. Sequences lie as a {@link PackedSequence} holds them,
 * so that short ones cost nothing after their end; a padded batch is the case of equal lengths.
 *
 * @param output the hidden states of all steps, {@code [sum of lengths, hidden]}
 * @param hidden the last of each sequence, {@code [N, hidden]}
 * @param cell the same of an LSTM's cell, else null
 */
record RecurrentRun(Tensor output, Tensor hidden, @Nullable Tensor cell) {

  /**
   * Runs over the steps.
   *
   * @param gates what the inputs of all steps add to the gates, {@code [sum of lengths, gates *
   *     hidden]}
   * @param batchSizes how many sequences take part in each step, never rising
   * @param weights of the layer and direction
   * @param h0 the hidden state of all sequences before
   * @param c0 the cell of all sequences before, or null
   * @param reverse whether each sequence is read from its end
   */
  static RecurrentRun of(
      RecurrentStep step,
      Tensor gates,
      long[] batchSizes,
      RecurrentStep.Weights weights,
      Tensor h0,
      @Nullable Tensor c0,
      boolean reverse) {
    Tensor[] inputs = Pieces.of(gates, 0, batchSizes);
    RecurrentStep.State start =
        new RecurrentStep.State(step.run(weights, batchSizes.length), h0, c0);
    return reverse
        ? backwards(step, inputs, batchSizes, start)
        : forwards(step, inputs, batchSizes, start);
  }

  /** Sequences leave at their end; the longest stay to the last step. */
  private static RecurrentRun forwards(
      RecurrentStep step, Tensor[] inputs, long[] batchSizes, RecurrentStep.State start) {
    List<Tensor> outputs = new ArrayList<>();
    List<RecurrentStep.State> ended = new ArrayList<>();
    RecurrentStep.State state = start;
    long rows = batchSizes[0];
    for (int t = 0; t < inputs.length; t++) {
      if (batchSizes[t] < rows) {
        RecurrentStep.State[] parts = cut(state, batchSizes[t], rows - batchSizes[t]);
        rows = batchSizes[t];
        state = parts[0];
        ended.add(parts[1]);
      }
      state = step.next(inputs[t], state);
      outputs.add(state.hidden());
    }
    ended.add(state);
    Collections.reverse(ended);
    return joined(outputs, joined(ended));
  }

  /** Sequences join at their last step, each with its own first state. */
  private static RecurrentRun backwards(
      RecurrentStep step, Tensor[] inputs, long[] batchSizes, RecurrentStep.State start) {
    int last = inputs.length - 1;
    long[] joining = new long[inputs.length];
    int groups = 0;
    for (int t = last; t >= 0; t--) {
      long joins = t == last ? batchSizes[t] : batchSizes[t] - batchSizes[t + 1];
      if (joins > 0) {
        joining[groups++] = joins;
      }
    }
    RecurrentStep.State[] waiting = cut(start, Arrays.copyOf(joining, groups));
    Tensor[] outputs = new Tensor[inputs.length];
    RecurrentStep.State state = waiting[0];
    int joined = 1;
    for (int t = last; t >= 0; t--) {
      if (t < last && batchSizes[t] > batchSizes[t + 1]) {
        state = joined(List.of(state, waiting[joined++]));
      }
      state = step.next(inputs[t], state);
      outputs[t] = state.hidden();
    }
    return joined(Arrays.asList(outputs), state);
  }

  private static RecurrentStep.State[] cut(RecurrentStep.State state, long... rows) {
    Tensor[] hidden = Pieces.of(state.hidden(), 0, rows);
    Tensor whole = state.cell();
    Tensor[] cell = whole == null ? null : Pieces.of(whole, 0, rows);
    RecurrentStep.State[] parts = new RecurrentStep.State[rows.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new RecurrentStep.State(state.run(), hidden[i], cell == null ? null : cell[i]);
    }
    return parts;
  }

  private static RecurrentStep.State joined(List<RecurrentStep.State> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<Tensor> hidden = new ArrayList<>();
    List<Tensor> cell = new ArrayList<>();
    for (RecurrentStep.State part : parts) {
      hidden.add(part.hidden());
      Tensor c = part.cell();
      if (c != null) {
        cell.add(c);
      }
    }
    return new RecurrentStep.State(
        parts.get(0).run(), Torch.cat(hidden, 0), cell.isEmpty() ? null : Torch.cat(cell, 0));
  }

  private static RecurrentRun joined(List<Tensor> outputs, RecurrentStep.State end) {
    return new RecurrentRun(Torch.cat(outputs, 0), end.hidden(), end.cell());
  }
}
