package org.torch4j.nn;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Backends;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * What {@link RNNCell}, {@link LSTMCell} and {@link GRUCell} share: one step in time over {@code
 * [N, inputSize]} or {@code [inputSize]}. The parameters start uniform within {@code 1 /
 * sqrt(hiddenSize)}.
 */
public abstract class RecurrentCell extends Module {
  private final long inputSize;
  private final long hiddenSize;
  private final RecurrentStep step;

  /** From the input to the gates, {@code [gates * hiddenSize, inputSize]}. */
  public Parameter weightIh;

  /** From the hidden state to the gates, {@code [gates * hiddenSize, hiddenSize]}. */
  public Parameter weightHh;

  /** Added to the gates with the input, {@code [gates * hiddenSize]}, or null. */
  public @Nullable Parameter biasIh;

  /** Added to the gates with the hidden state, {@code [gates * hiddenSize]}, or null. */
  public @Nullable Parameter biasHh;

  RecurrentCell(RecurrentStep step, long inputSize, long hiddenSize, boolean bias) {
    this.step = step;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    long gates = step.gates() * hiddenSize;
    weightIh = new Parameter(Torch.empty(gates, inputSize));
    weightHh = new Parameter(Torch.empty(gates, hiddenSize));
    biasIh = bias ? new Parameter(Torch.empty(gates)) : null;
    biasHh = bias ? new Parameter(Torch.empty(gates)) : null;
    draw();
  }

  private void draw() {
    double bound = hiddenSize > 0 ? 1 / Math.sqrt((double) hiddenSize) : 0;
    Stream.of(weightIh, weightHh).forEach(p -> Init.uniform_(p, -bound, bound));
    if (biasIh != null) {
      Init.uniform_(biasIh, -bound, bound);
    }
    if (biasHh != null) {
      Init.uniform_(biasHh, -bound, bound);
    }
  }

  /** Draws all parameters anew. */
  public void resetParameters() {
    draw();
  }

  /** The state after one step; a first state that is null is zeros. */
  final RecurrentRun next(Tensor input, @Nullable Tensor hidden, @Nullable Tensor cell) {
    if (input.dim() != 1 && input.dim() != 2 || input.size(-1) != inputSize) {
      throw new ShapeException(
          moduleName()
              + ": expected input of shape ["
              + inputSize
              + "] or [N, "
              + inputSize
              + "], got "
              + input.shape());
    }
    boolean single = input.dim() == 1;
    Tensor x = single ? input.unsqueeze(0) : input;
    RecurrentStep.Weights weights =
        new RecurrentStep.Weights(weightIh, weightHh, biasIh, biasHh, null);
    Tensor h = first(input, hidden, "hidden");
    Tensor c0 = step == RecurrentStep.LSTM ? first(input, cell, "cell") : null;
    RecurrentRun end = next(weights, x, h, c0);
    if (!single) {
      return end;
    }
    Tensor c = end.cell();
    Tensor last = end.hidden().squeeze(0);
    return new RecurrentRun(last, last, c == null ? null : c.squeeze(0));
  }

  /**
   * Where a launch costs more than what it computes, the step is a layer of one step in one kernel;
   * on the CPU that would pack the weights for it.
   */
  private RecurrentRun next(RecurrentStep.Weights weights, Tensor x, Tensor h, @Nullable Tensor c) {
    boolean launches = Backends.of(x.device()).accelerator() != null;
    if (launches && FusedRecurrence.takes(weights, x, h, c)) {
      return FusedRecurrence.run(step, x, new long[] {x.size(0)}, weights, h, c, false);
    }
    RecurrentStep.State end =
        step.next(step.ofInput(weights, x), new RecurrentStep.State(step.run(weights, 1), h, c));
    return new RecurrentRun(end.hidden(), end.hidden(), end.cell());
  }

  private Tensor first(Tensor input, @Nullable Tensor given, String what) {
    boolean single = input.dim() == 1;
    long n = single ? 1 : input.size(0);
    if (given == null) {
      return Torch.zeros(Shape.of(n, hiddenSize), input.dtype(), input.device());
    }
    Shape expected = single ? Shape.of(hiddenSize) : Shape.of(n, hiddenSize);
    if (!given.shape().equals(expected)) {
      throw new ShapeException(
          moduleName()
              + ": expected "
              + what
              + " state of shape "
              + expected
              + " for input "
              + input.shape()
              + ", got "
              + given.shape());
    }
    return single ? given.unsqueeze(0) : given;
  }

  @Override
  public String extraRepr() {
    return inputSize
        + ", "
        + hiddenSize
        + (biasIh == null ? ", bias=False" : "")
        + (step == RecurrentStep.RNN_RELU ? ", nonlinearity=relu" : "");
  }
}
