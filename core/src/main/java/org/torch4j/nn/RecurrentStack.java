package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/**
 * Recurrent layers with nothing between them: as a whole where the device has a library for that,
 * else each direction of each layer as one op, else step by step.
 *
 * @param weights of each layer's directions, one after the other
 * @param directions 1 or 2
 */
record RecurrentStack(RecurrentStep step, List<RecurrentStep.Weights> weights, int directions) {
  /** How much of it may be one op. */
  enum Fusion {
    /** As much as the device can do. */
    NETWORK,
    /** One direction of one layer. */
    LAYER,
    /** Nothing: every step consists of single ops. */
    NONE
  }

  /**
   * What comes out.
   *
   * @param output of the last layer at all steps, {@code [sum of lengths, directions * output]}
   * @param hidden the last state of each layer and direction, {@code [places, N, output]}
   * @param cell the same of an LSTM's cell, else null
   */
  record Result(Tensor output, Tensor hidden, @Nullable Tensor cell) {}

  /** Features of the output of one direction. */
  long outputSize() {
    return weights.get(0).hh().size(1);
  }

  /** The width of the state before a projection. */
  long hiddenSize() {
    return weights.get(0).hh().size(0) / step.gates();
  }

  /**
   * Runs over sequences that lie as a {@link PackedSequence} holds them.
   *
   * @param h0 the first state of each layer and direction, or null for zeros
   * @param c0 the same of an LSTM's cell, or null
   */
  Result run(
      Tensor data, long[] batchSizes, @Nullable Tensor h0, @Nullable Tensor c0, Fusion fusion) {
    Result whole =
        fusion == Fusion.NETWORK ? WholeRecurrence.run(this, data, batchSizes, h0, c0) : null;
    return whole != null ? whole : eachLayer(data, batchSizes, h0, c0, fusion != Fusion.NONE);
  }

  private Result eachLayer(
      Tensor input,
      long[] batchSizes,
      @Nullable Tensor givenHidden,
      @Nullable Tensor givenCell,
      boolean fused) {
    Tensor h0 = givenHidden != null ? givenHidden : zeros(input, batchSizes, outputSize());
    Tensor c0 = givenCell;
    if (c0 == null && step == RecurrentStep.LSTM) {
      c0 = zeros(input, batchSizes, hiddenSize());
    }
    List<Tensor> hidden = new ArrayList<>();
    List<Tensor> cell = new ArrayList<>();
    Tensor data = input;
    for (int first = 0; first < weights.size(); first += directions) {
      List<Tensor> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int place = first + direction;
        RecurrentStep.Weights w = weights.get(place);
        Tensor h = h0.select(0, place);
        Tensor c = c0 == null ? null : c0.select(0, place);
        boolean reverse = direction == 1;
        RecurrentRun run =
            fused && FusedRecurrence.takes(w, data, h, c)
                ? FusedRecurrence.run(step, data, batchSizes, w, h, c, reverse)
                : RecurrentRun.of(step, step.ofInput(w, data), batchSizes, w, h, c, reverse);
        outputs.add(run.output());
        hidden.add(run.hidden());
        Tensor last = run.cell();
        if (last != null) {
          cell.add(last);
        }
      }
      data = outputs.size() == 1 ? outputs.get(0) : Torch.cat(outputs, 1);
    }
    return new Result(data, Torch.stack(hidden, 0), cell.isEmpty() ? null : Torch.stack(cell, 0));
  }

  private Tensor zeros(Tensor data, long[] batchSizes, long features) {
    return Torch.zeros(
        Shape.of(weights.size(), batchSizes[0], features), data.dtype(), data.device());
  }
}
