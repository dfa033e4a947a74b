package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.RecurrentKernels.Rows;

/** A chunk of the sequences of a recurrent layer, for one thread. */
abstract class RecurrentChunk {
  final RecurrentMode mode;
  final RecurrentPlan plan;
  final StepArrays arrays;
  final int h;
  final int gates;
  final Object packed;
  final @Nullable Rows[] in;
  final Rows[] out;
  final int first;
  final int last;

  /** The sequences from {@code first} to before {@code last}. */
  RecurrentChunk(RecurrentCall call, int first, int last) {
    mode = call.mode();
    plan = call.plan();
    arrays = call.arrays();
    h = call.h();
    gates = mode.gates * h;
    packed = call.packed();
    in = call.in();
    out = call.out();
    this.first = first;
    this.last = last;
  }

  /** A row of {@code width} zeros for each sequence, and rows that fill the last tile. */
  final Object array(int width) {
    return arrays.array((last - first + Lanes.ROWS - 1) / Lanes.ROWS * Lanes.ROWS * width);
  }
}
