package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/**
 * One direction of a recurrent layer over all steps. The products with the input are done before;
 * here each step multiplies the state with weights that were packed once, and one elementwise
 * kernel does the rest. Sequences that have ended cost nothing.
 */
final class RecurrentKernels {
  private RecurrentKernels() {}

  static void register(KernelTable table) {
    table.add("recurrent_steps", RecurrentKernels::forward);
    table.add("recurrent_steps_backward", RecurrentKernels::backward);
  }

  /** A matrix of rows of one width, without gaps. */
  record Rows(Cells cells, long offset, int width) {
    static Rows of(StridedArray a) {
      StridedArray packed = packed(a);
      int dims = packed.layout().dim();
      return new Rows(
          Cells.of(packed),
          packed.layout().offset(),
          dims == 0 ? 1 : Math.toIntExact(packed.layout().size(dims - 1)));
    }

    static @Nullable Rows orNull(@Nullable StridedArray a) {
      return a == null ? null : of(a);
    }

    void load(StepArrays arrays, int row, Object to, int rows) {
      arrays.load(cells, offset + (long) row * width, to, 0, rows * width);
    }

    void store(StepArrays arrays, int row, Object from, int rows) {
      arrays.store(cells, offset + (long) row * width, from, 0, rows * width);
    }
  }

  private static StridedArray packed(StridedArray a) {
    if (a.layout().isContiguous()) {
      return a;
    }
    StridedArray copy = StridedArray.allocate(a.dtype(), a.shape());
    CopyKernels.copy(a, copy);
    return copy;
  }

  // recurrent_steps(gates, weight_hh, bias_hh?, h0, c0?, batch_sizes, mode, reverse)
  //   -> (output, h_n, c_n, activated, cells, previous)
  private static void forward(KernelCall call) {
    RecurrentPlan plan = RecurrentPlan.of(call.longs(5), call.booleanValue(7));
    RecurrentCall steps =
        RecurrentCall.of(
            call,
            call.array(1),
            RecurrentMode.of(call.longValue(6)),
            plan,
            false,
            Rows.of(call.array(0)),
            Rows.orNull(call.arrayOrNull(2)),
            Rows.of(call.array(3)),
            Rows.orNull(call.arrayOrNull(4)));
    plan.run((first, last) -> new RecurrentForward(steps, first, last).run());
  }

  // recurrent_steps_backward(grad_output?, grad_h?, grad_c?, weight_hh, c0?, activated, cells,
  //   previous, batch_sizes, mode, reverse) -> (grad_gates, grad_hidden, grad_h0, grad_c0)
  private static void backward(KernelCall call) {
    RecurrentPlan plan = RecurrentPlan.of(call.longs(8), call.booleanValue(10));
    RecurrentCall steps =
        RecurrentCall.of(
            call,
            call.array(3),
            RecurrentMode.of(call.longValue(9)),
            plan,
            true,
            Rows.orNull(call.arrayOrNull(0)),
            Rows.orNull(call.arrayOrNull(1)),
            Rows.orNull(call.arrayOrNull(2)),
            Rows.orNull(call.arrayOrNull(4)),
            Rows.of(call.array(5)),
            Rows.of(call.array(6)),
            Rows.of(call.array(7)));
    plan.run((first, last) -> new RecurrentBackward(steps, first, last).run());
  }
}
