package org.torch4j.nn;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Expr;
import org.torch4j.op.Op;
import org.torch4j.op.PointwiseOp;

/**
 * One step in time of a recurrent layer: from what the input adds to the gates and the state before
 * to the state after. Each takes one product and a few elementwise kernels.
 */
enum RecurrentStep {
  RNN_TANH(1, (x, s) -> s.next(s.gates().add(x).tanh())),
  RNN_RELU(1, (x, s) -> s.next(F.relu(s.gates().add(x)))),
  GRU(3, RecurrentStep::gru),
  LSTM(4, RecurrentStep::lstm);

  /** {@code sigmoid(f) c + sigmoid(i) tanh(g)}. */
  private static final PointwiseOp LSTM_CELL =
      Op.pointwise(
          "lstm_step_cell(Tensor i, Tensor f, Tensor g, Tensor c) -> Tensor",
          Expr.input(1)
              .sigmoid()
              .mul(Expr.input(3))
              .add(Expr.input(0).sigmoid().mul(Expr.input(2).tanh())));

  /** {@code sigmoid(o) tanh(c)}. */
  private static final PointwiseOp LSTM_HIDDEN =
      Op.pointwise(
          "lstm_step_hidden(Tensor o, Tensor c) -> Tensor",
          Expr.input(0).sigmoid().mul(Expr.input(1).tanh()));

  /** {@code (1 - sigmoid(z)) n + sigmoid(z) h} with {@code n = tanh(x + sigmoid(r) y)}. */
  private static final PointwiseOp GRU_HIDDEN =
      Op.pointwise(
          "gru_step_hidden(Tensor r, Tensor z, Tensor x, Tensor y, Tensor h) -> Tensor",
          gruHidden());

  private final int gates;
  private final BiFunction<Tensor, State, State> step;

  RecurrentStep(int gates, BiFunction<Tensor, State, State> step) {
    this.gates = gates;
    this.step = step;
  }

  /**
   * What one direction of one layer learns.
   *
   * @param ih from the input, {@code [gates * hidden, input]}
   * @param hh from the hidden state, {@code [gates * hidden, hidden]}
   * @param biasIh added with the input, or null
   * @param biasHh added with the hidden state, or null
   * @param hr the projection of an LSTM's hidden state, or null
   */
  record Weights(
      Tensor ih,
      Tensor hh,
      @Nullable Tensor biasIh,
      @Nullable Tensor biasHh,
      @Nullable Tensor hr) {}

  /**
   * The products of one run over steps.
   *
   * @param gates of the hidden state with its weight
   * @param projection of an LSTM's hidden state with the projection, or null
   */
  record Run(RecurrentProducts gates, @Nullable RecurrentProducts projection) {}

  /**
   * The state between two steps and how it goes on.
   *
   * @param run the products of this run
   * @param hidden {@code [N, hidden]}
   * @param cell {@code [N, hidden]}, null unless an LSTM
   */
  record State(Run run, Tensor hidden, @Nullable Tensor cell) {
    /** What the hidden state adds to the gates. */
    Tensor gates() {
      return run.gates.of(hidden);
    }

    State next(Tensor newHidden) {
      return new State(run, newHidden, null);
    }
  }

  /** What the input adds to the gates, for as many rows as there are. */
  Tensor ofInput(Weights w, Tensor input) {
    // a reset gate scales what the hidden state adds, bias included; else both biases are one
    Tensor both =
        this == GRU || w.biasIh == null || w.biasHh == null ? w.biasIh : w.biasIh.add(w.biasHh);
    return F.linear(input, w.ih, both);
  }

  /** The products for a run of this many steps. */
  Run run(Weights w, int steps) {
    return new Run(
        new RecurrentProducts(w.hh, this == GRU ? w.biasHh : null, steps),
        w.hr == null ? null : new RecurrentProducts(w.hr, null, steps));
  }

  /** How many gates there are. */
  int gates() {
    return gates;
  }

  /** The state after a step whose input adds {@code x} to the gates. */
  State next(Tensor x, State before) {
    return step.apply(x, before);
  }

  private static State lstm(Tensor x, State s) {
    Tensor[] g = Pieces.equal(s.gates().add(x), 1, 4);
    Tensor cell = LSTM_CELL.call(g[0], g[1], g[2], s.cell);
    Tensor hidden = LSTM_HIDDEN.call(g[3], cell);
    RecurrentProducts projection = s.run.projection;
    return new State(s.run, projection == null ? hidden : projection.of(hidden), cell);
  }

  private static State gru(Tensor x, State s) {
    long size = x.size(1) / 3;
    Tensor[] ofInput = Pieces.of(x, 1, 2 * size, size);
    Tensor[] ofHidden = Pieces.of(s.gates(), 1, 2 * size, size);
    Tensor[] rz = Pieces.equal(ofInput[0].add(ofHidden[0]), 1, 2);
    return s.next(GRU_HIDDEN.call(rz[0], rz[1], ofInput[1], ofHidden[1], s.hidden));
  }

  private static Expr gruHidden() {
    Expr z = Expr.input(1).sigmoid();
    Expr n = Expr.input(2).add(Expr.input(0).sigmoid().mul(Expr.input(3))).tanh();
    return n.add(z.mul(Expr.input(4).sub(n)));
  }
}
