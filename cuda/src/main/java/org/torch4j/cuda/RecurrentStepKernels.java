package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/**
 * One direction of a recurrent layer over all steps, for what cuDNN does not take: a product and
 * one kernel for each step.
 */
final class RecurrentStepKernels {
  private static final int GRU = 2;
  private static final int LSTM = 3;

  private RecurrentStepKernels() {}

  static void register(KernelTable table) {
    table.add("recurrent_steps", RecurrentStepKernels::forward);
    table.add("recurrent_steps_backward", RecurrentStepKernels::backward);
  }

  /**
   * The order of steps over sequences that stand side by side, longest first.
   *
   * @param sizes how many sequences each step has
   * @param offsets the first row of each step
   */
  private record Order(long[] sizes, long[] offsets, boolean reverse) {
    static Order of(long[] sizes, boolean reverse) {
      long[] offsets = new long[sizes.length];
      for (int t = 1; t < sizes.length; t++) {
        offsets[t] = offsets[t - 1] + sizes[t - 1];
      }
      return new Order(sizes, offsets, reverse);
    }

    /** The step at place {@code i}. */
    int step(int i) {
      return reverse ? sizes.length - 1 - i : i;
    }
  }

  /** Rows of a row-major matrix, which may have none of it. */
  private static StridedArray rows(StridedArray a, long first, long count, long width) {
    long[] strides = {width, 1};
    return a.with(Layout.of(Shape.of(count, width), strides, a.layout().offset() + first * width));
  }

  /** The same of an array that a layer of this kind has not. */
  private static @Nullable StridedArray rowsIf(
      boolean has, @Nullable StridedArray a, long first, long count, long width) {
    return has && a != null ? rows(a, first, count, width) : null;
  }

  /** The width of the state; kernels count its elements in 32 bits. */
  private static int width(StridedArray hidden) {
    if (hidden.numel() > Integer.MAX_VALUE) {
      throw new DeviceException(
          "recurrent_steps: a state of at most "
              + Integer.MAX_VALUE
              + " elements, received "
              + hidden.shape());
    }
    return (int) hidden.layout().size(1);
  }

  private static void start(StridedArray to, @Nullable StridedArray from) {
    if (to.numel() == 0) {
      return;
    }
    if (from == null) {
      DeviceArrays.zero(to);
    } else {
      DeviceArrays.copy(to, from);
    }
  }

  // recurrent_steps(gates, weight_hh, bias_hh?, h0, c0?, batch_sizes, mode, reverse)
  //   -> (output, h_n, c_n, activated, cells, previous)
  private static void forward(KernelCall call) {
    int mode = (int) call.longValue(6);
    Order order = Order.of(call.longs(5), call.booleanValue(7));
    StridedArray hidden = call.output(1);
    StridedArray cell = call.output(2);
    StridedArray output = call.output(0);
    int h = width(hidden);
    long g = call.array(1).layout().size(0);
    start(hidden, call.array(3));
    start(cell, call.arrayOrNull(4));
    try (Temporaries t = new Temporaries()) {
      StridedArray gates = t.rows(call.array(0));
      StridedArray weight = t.rows(call.array(1));
      StridedArray turned = weight.with(weight.layout().permute(new int[] {1, 0}));
      StridedArray bias = call.arrayOrNull(2);
      StridedArray given = bias == null ? null : t.rows(bias);
      StridedArray sums = t.fresh(hidden, hidden.dtype(), Shape.of(order.sizes[0], g));
      for (int i = 0; i < order.sizes.length; i++) {
        int step = order.step(i);
        long n = order.sizes[step];
        long at = order.offsets[step];
        StridedArray sum = rows(sums, 0, n, g);
        MatmulKernels.product(rows(hidden, 0, n, h), turned, 1, 0, null, sum);
        Work.of("recurrent_step", hidden)
            .types(hidden.dtype())
            .array(rows(output, at, n, h))
            .array(rows(call.output(3), at, n, g))
            .array(rowsIf(mode >= GRU, call.output(4), at, n, h))
            .array(rows(call.output(5), at, n, h))
            .array(hidden)
            .array(mode == LSTM ? cell : null)
            .array(rows(gates, at, n, g))
            .array(sum)
            .array(given)
            .longs(n * h)
            .ints(h, mode)
            .run(n * h);
      }
    }
  }

  // recurrent_steps_backward(grad_output?, grad_h?, grad_c?, weight_hh, c0?, activated, cells,
  //   previous, batch_sizes, mode, reverse) -> (grad_gates, grad_hidden, grad_h0, grad_c0)
  private static void backward(KernelCall call) {
    int mode = (int) call.longValue(9);
    Order order = Order.of(call.longs(8), call.booleanValue(10));
    StridedArray hidden = call.output(2);
    StridedArray cell = call.output(3);
    int h = width(hidden);
    long g = call.array(3).layout().size(0);
    start(hidden, call.arrayOrNull(1));
    start(cell, call.arrayOrNull(2));
    try (Temporaries t = new Temporaries()) {
      StridedArray weight = t.rows(call.array(3));
      StridedArray given = call.arrayOrNull(0);
      StridedArray grad = given == null ? null : t.rows(given);
      StridedArray first = call.arrayOrNull(4);
      StridedArray c0 = first == null ? null : t.rows(first);
      StridedArray cells = call.array(6);
      for (int i = order.sizes.length - 1; i >= 0; i--) {
        int step = order.step(i);
        long n = order.sizes[step];
        long at = order.offsets[step];
        int before = i == 0 ? step : order.step(i - 1);
        long known = i == 0 ? 0 : Math.min(n, order.sizes[before]);
        StridedArray ofGates = rows(call.output(0), at, n, g);
        StridedArray ofSums = mode == GRU ? rows(call.output(1), at, n, g) : ofGates;
        StridedArray state = rows(hidden, 0, n, h);
        Work.of("recurrent_step_backward", hidden)
            .types(hidden.dtype())
            .array(ofGates)
            .array(ofSums)
            .array(state)
            .array(mode == LSTM ? cell : null)
            .array(rowsIf(true, grad, at, n, h))
            .array(rows(call.array(5), at, n, g))
            .array(rowsIf(mode >= GRU, cells, at, n, h))
            .array(rows(call.array(7), at, n, h))
            .array(rowsIf(mode == LSTM, cells, order.offsets[before], known, h))
            .array(mode == LSTM ? c0 : null)
            .longs(n * h)
            .ints(h)
            .longs(known)
            .ints(mode)
            .run(n * h);
        if (mode == GRU) {
          MatmulKernels.product(ofSums, weight, 1, 1, state, state);
        } else {
          MatmulKernels.product(ofSums, weight, 1, 0, null, state);
        }
      }
    }
  }
}
