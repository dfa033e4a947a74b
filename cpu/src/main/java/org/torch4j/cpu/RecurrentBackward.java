package org.torch4j.cpu;

import java.util.List;
import java.util.Objects;
import org.torch4j.cpu.RecurrentKernels.Rows;

/** The steps of a chunk of sequences, backward. */
final class RecurrentBackward extends RecurrentChunk {
  private final Object gradHidden;
  private final Object gradCell;
  private final Object gradOutput;
  private final Object activated;
  private final Object cell;
  private final Object before;
  private final Object gradGates;
  private final Object gradSums;
  private final Object product;
  private final Object work;
  private final List<RecurrentMode.Part> parts;

  /**
   * Backward over the sequences from {@code first} to {@code last}. The call's arrays in are
   * gradients of output, h_n and c_n, then c0, activated, cells, previous; those out are gradients
   * of gates, of what the hidden state adds to them (GRU), of h0 and c0.
   */
  RecurrentBackward(RecurrentCall call, int first, int last) {
    super(call, first, last);
    int ld = arrays.padded(h);
    gradHidden = array(h);
    gradCell = array(h);
    gradOutput = array(h);
    activated = array(gates);
    cell = array(h);
    before = array(h);
    gradGates = array(gates);
    gradSums = mode == RecurrentMode.GRU ? array(gates) : gradGates;
    product = array(ld);
    work = array(gates);
    parts =
        mode.backward(
            arrays,
            h,
            ld,
            new RecurrentMode.Backward(
                activated,
                cell,
                before,
                gradHidden,
                gradOutput,
                gradCell,
                gradGates,
                gradSums,
                product));
  }

  void run() {
    if (in[1] != null) {
      in[1].load(arrays, first, gradHidden, last - first);
    }
    if (in[2] != null) {
      in[2].load(arrays, first, gradCell, last - first);
    }
    for (int i = plan.steps() - 1; i >= 0; i--) {
      int t = plan.step(i);
      int rows = plan.rows(t, first, last);
      if (rows > 0) {
        load(i, plan.offsets()[t] + first, rows);
        previous(plan.offsets()[t] + first, rows);
      }
    }
    out[2].store(arrays, first, gradHidden, last - first);
    if (mode == RecurrentMode.LSTM) {
      out[3].store(arrays, first, gradCell, last - first);
    }
  }

  private void load(int i, int at, int rows) {
    Rows ofOutput = in[0];
    if (ofOutput != null) {
      ofOutput.load(arrays, at, gradOutput, rows);
    }
    Objects.requireNonNull(in[4]).load(arrays, at, activated, rows);
    Rows cells = Objects.requireNonNull(in[5]);
    switch (mode) {
      case RNN_TANH, RNN_RELU -> {}
      case GRU -> {
        cells.load(arrays, at, cell, rows);
        Objects.requireNonNull(in[6]).load(arrays, at, before, rows);
      }
      case LSTM -> {
        cells.load(arrays, at, cell, rows);
        // sequences that the step before had continue from its cells, others from the first state
        int known = i == 0 ? 0 : Math.min(rows, plan.rows(plan.step(i - 1), first, last));
        if (known < rows) {
          Objects.requireNonNull(in[3]).load(arrays, first, before, rows);
        }
        if (known > 0) {
          cells.load(arrays, plan.offsets()[plan.step(i - 1)] + first, before, known);
        }
      }
    }
  }

  private void previous(int at, int rows) {
    int ld = arrays.padded(h);
    if (mode != RecurrentMode.GRU) {
      arrays.fill(product, 0, rows * ld, 0);
    }
    for (RecurrentMode.Part part : parts) {
      part.run(rows);
    }
    out[0].store(arrays, at, gradGates, rows);
    if (mode == RecurrentMode.GRU) {
      out[1].store(arrays, at, gradSums, rows);
    }
    arrays.multiply(gradSums, rows, gates, packed, h, product, work);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(product, r * ld, gradHidden, r * h, h);
    }
  }
}
