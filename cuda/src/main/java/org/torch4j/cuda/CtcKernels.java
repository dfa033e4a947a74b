package org.torch4j.cuda;

import java.lang.foreign.MemorySegment;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Connectionist temporal classification, in double precision. */
final class CtcKernels {
  private CtcKernels() {}

  static void register(KernelTable table) {
    table.add("_ctc_loss", CtcKernels::forward);
    table.add("_ctc_loss_backward", CtcKernels::backward);
  }

  /** The samples of a call; {@code first} is the place of the log probabilities. */
  private static final class Samples {
    final StridedArray probs;
    final StridedArray targets;
    final StridedArray starts;
    final StridedArray times;
    final StridedArray lengths;
    final long batch;
    final long rows;
    final long width;
    final long classes;
    final long step;
    final long blank;

    Samples(Temporaries t, KernelCall call, int first, long blank) {
      probs = call.array(first);
      targets = call.array(first + 1);
      long[] ends = call.longs(first + 2);
      long[] counts = call.longs(first + 3);
      this.blank = blank;
      batch = probs.layout().size(1);
      classes = probs.layout().size(2);
      boolean matrix = targets.layout().dim() == 2;
      step = targets.layout().stride(matrix ? 1 : 0);
      long[] begins = new long[counts.length];
      long longest = 0;
      long last = 1;
      for (int n = 0; n < begins.length; n++) {
        longest = Math.max(longest, counts[n]);
        last = Math.max(last, ends[n]);
        if (matrix) {
          begins[n] = n * targets.layout().stride(0);
        } else if (n + 1 < begins.length) {
          begins[n + 1] = begins[n] + counts[n] * step;
        }
      }
      width = 2 * longest + 1;
      rows = last;
      starts = uploaded(t, probs, begins);
      times = uploaded(t, probs, ends);
      lengths = uploaded(t, probs, counts);
    }

    private static StridedArray uploaded(Temporaries t, StridedArray near, long[] values) {
      StridedArray a = t.fresh(near, DType.INT64, Shape.of(values.length));
      CudaDevice device = Launches.device(near);
      device
          .transfers()
          .toDevice(
              MemorySegment.ofArray(values),
              0,
              Launches.address(a),
              8L * values.length,
              device.currentStream());
      return a;
    }

    private Work work(String kernel, StridedArray near) {
      return Work.of(kernel, near).types(probs.dtype()).indices(targets.dtype());
    }

    /** Sums over the ways to each state, or from it. */
    StridedArray states(Temporaries t, boolean backwards) {
      StridedArray alpha = t.fresh(probs, DType.FLOAT64, Shape.of(batch, rows, width));
      work("ctc_alpha", probs)
          .array(alpha)
          .array(probs)
          .array(targets)
          .array(starts)
          .array(times)
          .array(lengths)
          .longs(batch, width, rows, classes, step, blank)
          .flag(backwards)
          .longs(strides())
          .checked("ctc_loss")
          .runBlocks(batch, (int) Math.min(256, (width + 31) / 32 * 32));
      return alpha;
    }

    private long[] strides() {
      return probs.layout().strides();
    }
  }

  private static void forward(KernelCall call) {
    StridedArray losses = call.output(0);
    StridedArray alphas = call.output(1);
    try (Temporaries t = new Temporaries()) {
      Samples s = new Samples(t, call, 0, call.longValue(4));
      StridedArray alpha = s.states(t, false);
      long rows = alphas.layout().size(1);
      long width = alphas.layout().size(2);
      StridedArray fitting = alpha;
      if (rows != s.rows || width != s.width) {
        fitting = t.fresh(alpha, DType.FLOAT64, Shape.of(s.batch, rows, width));
        long r = Math.min(rows, s.rows);
        long w = Math.min(width, s.width);
        DeviceArrays.copy(
            fitting.with(fitting.layout().slice(1, 0, r, 1).slice(2, 0, w, 1)),
            alpha.with(alpha.layout().slice(1, 0, r, 1).slice(2, 0, w, 1)));
      }
      s.work("ctc_losses", losses)
          .array(losses)
          .array(alphas)
          .array(fitting)
          .array(s.times)
          .array(s.lengths)
          .longs(s.batch, width, rows)
          .run(s.batch * rows * width);
    }
  }

  private static void backward(KernelCall call) {
    StridedArray out = call.output(0);
    StridedArray grad = call.array(0);
    DeviceArrays.zero(out);
    try (Temporaries t = new Temporaries()) {
      Samples s = new Samples(t, call, 1, call.longValue(7));
      StridedArray alpha = s.states(t, false);
      StridedArray beta = s.states(t, true);
      s.work("ctc_gradients", out)
          .array(out)
          .array(grad)
          .array(s.probs)
          .array(s.targets)
          .array(s.starts)
          .array(alpha)
          .array(beta)
          .array(s.times)
          .array(s.lengths)
          .longs(s.batch, s.width, s.rows, s.classes, s.step, s.blank)
          .flag(call.booleanValue(8))
          .longs(s.strides())
          .longs(grad.layout().stride(0))
          .run(s.batch * s.rows * s.classes);
    }
  }
}
