package org.torch4j.cpu;

import java.util.List;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;

/**
 * What a recurrent layer computes elementwise in one step, forward and backward; the numbers are
 * those of the op.
 */
enum RecurrentMode {
  RNN_TANH(1),
  RNN_RELU(1),
  GRU(3),
  LSTM(4);

  final int gates;

  /** The elementwise kernels, each with one function at most: more would be too long to compile. */
  private record Programs(
      StepProgram sigmoid,
      StepProgram sigmoidOfSum,
      StepProgram tanh,
      StepProgram relu,
      StepProgram candidate,
      StepProgram mix,
      StepProgram cell,
      StepProgram timesTanh,
      StepProgram rnnBackward,
      StepProgram reluBackward,
      StepProgram gruBackward,
      StepProgram gruReset,
      StepProgram lstmBackward,
      StepProgram lstmGates) {

    static Programs of(StepArrays arrays) {
      return new Programs(
          StepProgram.of("step_sigmoid", arrays, 1, List.of(in(0).sigmoid())),
          StepProgram.of("step_sigmoid_of_sum", arrays, 2, List.of(in(0).add(in(1)).sigmoid())),
          StepProgram.of("step_tanh", arrays, 1, List.of(in(0).tanh())),
          StepProgram.of("step_relu", arrays, 1, List.of(in(0).max(0))),
          StepProgram.of("gru_candidate", arrays, 3, List.of(in(0).add(in(1).mul(in(2))).tanh())),
          StepProgram.of("gru_mix", arrays, 3, List.of(in(0).add(in(1).mul(in(2).sub(in(0)))))),
          StepProgram.of("lstm_cell", arrays, 4, List.of(in(0).mul(in(3)).add(in(1).mul(in(2))))),
          StepProgram.of("times_tanh", arrays, 2, List.of(in(0).mul(in(1).tanh()))),
          StepProgram.of(
              "rnn_step_backward", arrays, 3, List.of(in(1).add(in(2)).mul(slope(in(0))))),
          StepProgram.of(
              "relu_step_backward",
              arrays,
              3,
              List.of(Expr.select(in(0).gt(0), in(1).add(in(2)), 0))),
          StepProgram.of("gru_step_backward", arrays, 5, gruGradients()),
          StepProgram.of("gru_reset_backward", arrays, 3, resetGradients()),
          StepProgram.of("lstm_step_backward", arrays, 5, lstmGradients()),
          StepProgram.of("lstm_gates_backward", arrays, 5, gateGradients()));
    }
  }

  private static final Programs FLOATS = Programs.of(StepArrays.of(DType.FLOAT32));
  private static final Programs DOUBLES = Programs.of(StepArrays.of(DType.FLOAT64));

  RecurrentMode(int gates) {
    this.gates = gates;
  }

  static RecurrentMode of(long number) {
    return values()[(int) number];
  }

  private static Programs programs(StepArrays arrays) {
    return arrays.dtype == DType.FLOAT64 ? DOUBLES : FLOATS;
  }

  private static Expr in(int i) {
    return Expr.input(i);
  }

  /** A call over rows of this many elements. */
  record Part(StepProgram.Call call, int n) {
    void run(int rows) {
      call.run(n, rows);
    }
  }

  /**
   * What follows the products in a forward step.
   *
   * @param hidden the state, rows of h
   * @param cell an LSTM's cell, rows of h
   * @param sums of the products, rows of {@code ld}; an LSTM's become the activated gates
   * @param inputs of a GRU's step, rows of 3 h; they become the activated gates
   */
  List<Part> forward(
      StepArrays arrays, int h, Object hidden, Object cell, Object sums, int ld, Object inputs) {
    Programs p = programs(arrays);
    return switch (this) {
      case RNN_TANH -> List.of(new Part(p.tanh.call().add(hidden, 0, h).add(sums, 0, ld), h));
      case RNN_RELU -> List.of(new Part(p.relu.call().add(hidden, 0, h).add(sums, 0, ld), h));
      case GRU -> {
        int g = 3 * h;
        StepProgram.Call rz =
            p.sigmoidOfSum.call().add(inputs, 0, g).add(inputs, 0, g).add(sums, 0, ld);
        StepProgram.Call n = p.candidate.call().add(inputs, 2 * h, g).add(inputs, 2 * h, g);
        n.add(inputs, 0, g).add(sums, 2 * h, ld);
        StepProgram.Call mix = p.mix.call().add(hidden, 0, h).add(inputs, 2 * h, g);
        mix.add(inputs, h, g).add(hidden, 0, h);
        yield List.of(new Part(rz, 2 * h), new Part(n, h), new Part(mix, h));
      }
      case LSTM -> {
        StepProgram.Call c = p.cell.call().add(cell, 0, h).add(sums, h, ld).add(sums, 0, ld);
        c.add(sums, 2 * h, ld).add(cell, 0, h);
        yield List.of(
            new Part(p.sigmoid.call().add(sums, 0, ld).add(sums, 0, ld), 2 * h),
            new Part(p.tanh.call().add(sums, 2 * h, ld).add(sums, 2 * h, ld), h),
            new Part(p.sigmoid.call().add(sums, 3 * h, ld).add(sums, 3 * h, ld), h),
            new Part(c, h),
            new Part(p.timesTanh.call().add(hidden, 0, h).add(sums, 3 * h, ld).add(cell, 0, h), h));
      }
    };
  }

  /**
   * The arrays of a backward step, rows of h or of the gates.
   *
   * @param activated the activated gates
   * @param cell a GRU's last hidden part; an LSTM's new cell, which becomes its tangent
   * @param before the state (GRU) or the cell (LSTM) before the step
   * @param ofHidden the gradient of the new state
   * @param ofOutput what the output's gradient adds to it
   * @param ofCell the gradient of the new cell, which becomes that of the old one
   * @param ofGates takes the gradients of what the input adds to the gates
   * @param ofSums takes those of what the state adds (GRU)
   * @param product takes the direct gradient of the state before (GRU), rows of {@code ld}
   */
  record Backward(
      Object activated,
      Object cell,
      Object before,
      Object ofHidden,
      Object ofOutput,
      Object ofCell,
      Object ofGates,
      Object ofSums,
      Object product) {}

  /** What comes before the product in a backward step. */
  List<Part> backward(StepArrays arrays, int h, int ld, Backward b) {
    Programs p = programs(arrays);
    int g = gates * h;
    return switch (this) {
      case RNN_TANH, RNN_RELU -> {
        StepProgram program = this == RNN_TANH ? p.rnnBackward : p.reluBackward;
        StepProgram.Call c = program.call().add(b.ofGates, 0, h).add(b.activated, 0, h);
        yield List.of(new Part(c.add(b.ofHidden, 0, h).add(b.ofOutput, 0, h), h));
      }
      case GRU -> {
        StepProgram.Call c = p.gruBackward.call();
        c.add(b.ofGates, 2 * h, g).add(b.ofGates, h, g).add(b.ofSums, h, g).add(b.product, 0, ld);
        c.add(b.activated, h, g).add(b.activated, 2 * h, g).add(b.before, 0, h);
        c.add(b.ofHidden, 0, h).add(b.ofOutput, 0, h);
        StepProgram.Call r = p.gruReset.call().add(b.ofGates, 0, g).add(b.ofSums, 0, g);
        r.add(b.ofSums, 2 * h, g).add(b.ofGates, 2 * h, g).add(b.activated, 0, g).add(b.cell, 0, h);
        yield List.of(new Part(c, h), new Part(r, h));
      }
      case LSTM -> {
        StepProgram.Call t = p.tanh.call().add(b.cell, 0, h).add(b.cell, 0, h);
        StepProgram.Call c = p.lstmBackward.call().add(b.ofGates, 3 * h, g).add(b.ofCell, 0, h);
        c.add(b.activated, 3 * h, g).add(b.cell, 0, h).add(b.ofHidden, 0, h);
        c.add(b.ofOutput, 0, h).add(b.ofCell, 0, h);
        StepProgram.Call e = p.lstmGates.call().addEach(b.ofGates, 3, h, g).add(b.ofCell, 0, h);
        e.addEach(b.activated, 3, h, g).add(b.before, 0, h).add(b.ofCell, 0, h);
        yield List.of(new Part(t, h), new Part(c, h), new Part(e, h));
      }
    };
  }

  /** The derivative of a tangent from its value. */
  private static Expr slope(Expr tanh) {
    return Expr.constant(1).sub(tanh.mul(tanh));
  }

  private static Expr logistic(Expr sigmoid) {
    return sigmoid.mul(Expr.constant(1).sub(sigmoid));
  }

  /** Of n, of z twice, and of h directly; from z, n, h and the gradient of h' in two parts. */
  private static List<Expr> gruGradients() {
    Expr z = in(0);
    Expr n = in(1);
    Expr dh = in(3).add(in(4));
    Expr dz = dh.mul(in(2).sub(n)).mul(logistic(z));
    return List.of(dh.mul(Expr.constant(1).sub(z)).mul(slope(n)), dz, dz, dh.mul(z));
  }

  /** Of r twice and of the state's last part; from the gradient of n, r and that part. */
  private static List<Expr> resetGradients() {
    Expr dr = in(0).mul(in(2)).mul(logistic(in(1)));
    return List.of(dr, dr, in(0).mul(in(1)));
  }

  /** Of o and of c'; from o, tanh(c'), the gradient of h' in two parts and that of c'. */
  private static List<Expr> lstmGradients() {
    Expr dh = in(2).add(in(3));
    return List.of(dh.mul(in(1)).mul(logistic(in(0))), in(4).add(dh.mul(in(0)).mul(slope(in(1)))));
  }

  /** Of i, f, g and c; from i, f, g, c and the gradient of c'. */
  private static List<Expr> gateGradients() {
    Expr dc = in(4);
    return List.of(
        dc.mul(in(2)).mul(logistic(in(0))),
        dc.mul(in(3)).mul(logistic(in(1))),
        dc.mul(in(0)).mul(slope(in(2))),
        dc.mul(in(1)));
  }
}
