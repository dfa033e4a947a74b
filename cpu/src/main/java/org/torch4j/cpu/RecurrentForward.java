package org.torch4j.cpu;

import java.util.List;
import java.util.Objects;
import org.torch4j.cpu.RecurrentKernels.Rows;

/** The steps of a chunk of sequences, forward. */
final class RecurrentForward extends RecurrentChunk {
  private final Object hidden;
  private final Object cell;
  private final Object sums;
  private final Object inputs;
  private final Object work;
  private final List<RecurrentMode.Part> parts;

  /**
   * Forward over the sequences from {@code first} to {@code last}. The call's arrays in are gates,
   * bias, h0, c0; those out are output, h_n, c_n, activated, cells, previous.
   */
  RecurrentForward(RecurrentCall call, int first, int last) {
    super(call, first, last);
    int ld = arrays.padded(gates);
    hidden = array(h);
    cell = array(h);
    sums = array(ld);
    inputs = array(gates);
    work = array(h);
    parts = mode.forward(arrays, h, hidden, cell, sums, ld, inputs);
  }

  void run() {
    Rows h0 = Objects.requireNonNull(in[2]);
    h0.load(arrays, first, hidden, last - first);
    Rows c0 = in[3];
    if (c0 != null) {
      c0.load(arrays, first, cell, last - first);
    }
    for (int i = 0; i < plan.steps(); i++) {
      int t = plan.step(i);
      int rows = plan.rows(t, first, last);
      if (rows > 0) {
        next(plan.offsets()[t] + first, rows);
      }
    }
    out[1].store(arrays, first, hidden, last - first);
    if (mode == RecurrentMode.LSTM) {
      out[2].store(arrays, first, cell, last - first);
    }
  }

  /** One step of {@code rows} sequences whose rows start at {@code at}. */
  private void next(int at, int rows) {
    int ld = arrays.padded(gates);
    Rows x = Objects.requireNonNull(in[0]);
    if (mode == RecurrentMode.GRU) {
      x.load(arrays, at, inputs, rows);
      Rows bias = in[1];
      for (int r = 0; r < rows; r++) {
        if (bias == null) {
          arrays.fill(sums, r * ld, gates, 0);
        } else {
          arrays.load(bias.cells(), bias.offset(), sums, r * ld, gates);
        }
      }
    } else {
      for (int r = 0; r < rows; r++) {
        arrays.load(x.cells(), x.offset() + (long) (at + r) * gates, sums, r * ld, gates);
      }
    }
    out[5].store(arrays, at, hidden, rows);
    arrays.multiply(hidden, rows, h, packed, gates, sums, work);
    for (RecurrentMode.Part part : parts) {
      part.run(rows);
    }
    out[0].store(arrays, at, hidden, rows);
    switch (mode) {
      case RNN_TANH, RNN_RELU -> out[3].store(arrays, at, hidden, rows);
      case GRU -> {
        out[3].store(arrays, at, inputs, rows);
        storeEach(out[4], at, 2 * h, h, rows);
      }
      case LSTM -> {
        storeEach(out[3], at, 0, gates, rows);
        out[4].store(arrays, at, cell, rows);
      }
    }
  }

  /** Stores a part of each row of the sums. */
  private void storeEach(Rows to, int at, int from, int n, int rows) {
    int ld = arrays.padded(gates);
    for (int r = 0; r < rows; r++) {
      arrays.store(to.cells(), to.offset() + (long) (at + r) * n, sums, r * ld + from, n);
    }
  }
}
