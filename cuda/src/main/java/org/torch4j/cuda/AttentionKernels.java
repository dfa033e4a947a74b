package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** The weights of attention from scores: scale, mask and softmax of a row in one kernel. */
final class AttentionKernels {
  /** Dimensions of rows that a mask may step through on its own. */
  private static final int MASK_DIMS = 5;

  /** Elements of a row that a block keeps in registers. */
  private static final int LONGEST = 4096;

  private static final int BLOCK = 128;

  private AttentionKernels() {}

  static void register(KernelTable table) {
    table.add("_attention_weights", AttentionKernels::weights);
    table.add("_attention_weights_backward", AttentionKernels::weightsBackward);
  }

  /**
   * How the threads of a block share rows.
   *
   * @param lanes threads of a row
   * @param loads how many pieces of a row each has
   * @param wide neighbours in a piece
   */
  private record Plan(int lanes, int loads, int wide) {
    /** For rows of {@code n}; {@code arrays} are row-major. */
    static Plan of(long n, DType dtype, StridedArray... arrays) {
      int wide = 16 / dtype.byteSize();
      for (StridedArray a : arrays) {
        boolean aligned = n % wide == 0 && Launches.address(a) % 16 == 0;
        wide = aligned ? wide : 1;
      }
      // At most 32 elements of a thread, but for rows that only a block of so many more can hold.
      int lanes = n <= 1024 ? 32 : BLOCK;
      int pieces = (int) Math.min(LONGEST, Math.ceilDiv(n, (long) lanes * wide));
      int loads = Integer.highestOneBit(Math.max(1, 2 * pieces - 1));
      return new Plan(lanes, loads, wide);
    }

    Work start(String name, StridedArray near) {
      return Work.of(name, near)
          .types(near.dtype())
          .constant("LANES", lanes)
          .constant("LOADS", loads)
          .constant("WIDE", wide);
    }
  }

  // _attention_weights(scores, attn_mask?, is_causal, scale) -> weights
  private static void weights(KernelCall call) {
    StridedArray out = call.output(0);
    if (out.numel() == 0) {
      return;
    }
    int last = out.layout().dim() - 1;
    long n = out.layout().size(last);
    try (Temporaries t = new Temporaries()) {
      StridedArray scores = t.rows(call.array(0));
      StridedArray mask = call.arrayOrNull(1);
      long[] steps = new long[2 + 2 * MASK_DIMS];
      if (mask != null) {
        mask = steps(t, out, mask, steps);
      }
      boolean fits = n <= LONGEST;
      Plan plan = fits ? Plan.of(n, out.dtype(), out, scores) : new Plan(Launches.THREADS, 1, 1);
      DType masks = mask == null ? out.dtype() : mask.dtype();
      Work work =
          plan.start(fits ? "attention_weights" : "attention_weights_long", out)
              .type("M", CudaTypes.stored(masks))
              .array(out)
              .array(scores)
              .array(mask)
              .longs(out.numel() / n)
              .ints((int) n, (int) out.layout().size(last - 1))
              .flag(call.booleanValue(2))
              .computed(out.dtype(), call.doubleValue(3))
              .struct(steps);
      run(work, plan, out.numel() / n);
    }
  }

  /** Fills in how the mask steps from row to row; the array to read, which may be a copy. */
  private static StridedArray steps(
      Temporaries t, StridedArray out, StridedArray given, long[] into) {
    int last = out.layout().dim() - 1;
    Geometry g = rows(out, given, last);
    StridedArray mask = given;
    if (g.dims() > MASK_DIMS) {
      mask = t.rows(given);
      g = rows(out, mask, last);
    }
    into[0] = g.dims();
    for (int d = 0; d < g.dims(); d++) {
      into[1 + d] = g.size(d);
      into[1 + MASK_DIMS + d] = g.stride(1, d);
    }
    into[1 + 2 * MASK_DIMS] = mask.layout().stride(last);
    return mask;
  }

  private static Geometry rows(StridedArray out, StridedArray mask, int last) {
    Layout own = out.layout().select(last, 0);
    Layout other = mask.layout().select(last, 0);
    return Geometry.of(new StridedArray[] {out.with(own)}, new StridedArray[] {mask.with(other)});
  }

  // _attention_weights_backward(grad, weights, is_causal, scale) -> grad_scores
  private static void weightsBackward(KernelCall call) {
    StridedArray out = call.output(0);
    if (out.numel() == 0) {
      return;
    }
    int last = out.layout().dim() - 1;
    long n = out.layout().size(last);
    try (Temporaries t = new Temporaries()) {
      StridedArray grad = t.converted(call.array(0), out.dtype());
      StridedArray weights = t.rows(call.array(1));
      boolean fits = n <= LONGEST;
      Plan plan =
          fits ? Plan.of(n, out.dtype(), out, grad, weights) : new Plan(Launches.THREADS, 1, 1);
      Work work =
          plan.start(fits ? "attention_weights_backward" : "attention_weights_backward_long", out)
              .array(out)
              .array(grad)
              .array(weights)
              .longs(out.numel() / n)
              .ints((int) n, (int) out.layout().size(last - 1))
              .flag(call.booleanValue(2))
              .computed(out.dtype(), call.doubleValue(3));
      run(work, plan, out.numel() / n);
    }
  }

  private static void run(Work work, Plan plan, long rows) {
    int threads = Math.max(BLOCK, plan.lanes);
    work.runBlocks(Math.ceilDiv(rows, threads / plan.lanes), threads);
  }
}
