package org.torch4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** The negative log likelihood of class labels, and its gradient. */
final class LossKernels {
  private static final long MEAN = 1;
  private static final long NONE = 0;
  private static final int GRAIN = 1 << 15;
  private static final int ZEROS = 1 << 19;

  private LossKernels() {}

  static void register(KernelTable table) {
    table.add("nll_loss_forward", LossKernels::forward);
    table.add("nll_loss_backward", LossKernels::backward);
  }

  /** The labels and, for each, where its scores begin. */
  private static final class Labels {
    final StridedArray scores;
    final StridedArray target;
    final Cells targets;
    final @Nullable Cells weights;
    final @Nullable StridedArray weight;
    final long classes;
    final long classStride;
    final long ignored;
    private final int classDim;

    Labels(StridedArray scores, StridedArray target, @Nullable StridedArray weight, long ignored) {
      this.scores = scores;
      this.target = target;
      this.targets = Cells.of(target);
      this.weight = weight;
      this.weights = weight == null ? null : Cells.of(weight);
      this.classDim = scores.layout().dim() == 1 ? 0 : 1;
      this.classes = scores.layout().size(classDim);
      this.classStride = scores.layout().stride(classDim);
      this.ignored = ignored;
    }

    /** Through the labels; offsets are those of the label, its scores, and {@code more}. */
    Walk walk(StridedArray... more) {
      long[][] strides = new long[2 + more.length][];
      long[] base = new long[2 + more.length];
      strides[0] = target.layout().strides();
      base[0] = target.layout().offset();
      strides[1] = Walk.without(scores.layout().strides(), classDim);
      base[1] = scores.layout().offset();
      for (int j = 0; j < more.length; j++) {
        strides[2 + j] = more[j].layout().strides();
        base[2 + j] = more[j].layout().offset();
      }
      return Walk.of(target.shape().toArray(), strides, base);
    }

    /** The label at the walk's index, or -1 for one to ignore. */
    long label(Walk walk) {
      long label = targets.getLong(walk.at[0]);
      if (label == ignored) {
        return -1;
      }
      if (label < 0 || label >= classes) {
        throw outOfRange(label, walk.index());
      }
      return label;
    }

    private IndexOutOfBoundsException outOfRange(long label, long... index) {
      return new IndexOutOfBoundsException(
          "nll_loss: target "
              + label
              + " at position "
              + Arrays.toString(index)
              + " is out of range for "
              + classes
              + " classes");
    }

    /** Whether each row of scores has a label, and no weights are given: the usual case. */
    boolean plain() {
      return weights == null && scores.layout().dim() == 2 && target.layout().dim() == 1;
    }

    /**
     * Minus the scores of labels {@code begin} to {@code end}, 0 for those to ignore.
     *
     * @return how many labels count
     */
    long losses(long begin, int n, double[] to) {
      long[] labels = Scratch.get().longs(6, n);
      long step = target.layout().stride(0);
      long rowStep = scores.layout().stride(0);
      targets.load(target.layout().offset() + begin * step, step, labels, 0, n);
      long counted = 0;
      // First where the scores stand, or -1; then the scores, all of them on their way at once.
      for (int i = 0; i < n; i++) {
        long label = labels[i];
        boolean ignore = label == ignored;
        if (!ignore && (label < 0 || label >= classes)) {
          throw outOfRange(label, begin + i);
        }
        counted += ignore ? 0 : 1;
        labels[i] =
            ignore ? -1 : scores.layout().offset() + (begin + i) * rowStep + label * classStride;
      }
      Cells from = Cells.of(scores);
      for (int i = 0; i < n; i++) {
        to[i] = labels[i] < 0 ? 0 : -from.getDouble(labels[i]);
      }
      return counted;
    }

    double weight(long label) {
      Cells w = weights;
      StridedArray array = weight;
      return w == null || array == null
          ? 1
          : w.getDouble(array.layout().offset() + label * array.layout().stride(0));
    }
  }

  private static double round(DType dtype, double v) {
    return dtype == DType.FLOAT64 ? v : (float) v;
  }

  private static void forward(KernelCall call) {
    Labels labels =
        new Labels(call.array(0), call.array(1), call.arrayOrNull(2), call.longValue(4));
    long reduction = call.longValue(3);
    StridedArray out = call.output(0);
    Cells scores = Cells.of(labels.scores);
    Cells to = Cells.of(out);
    boolean each = reduction == NONE;
    Walk walk = each ? labels.walk(out) : labels.walk();
    long n = labels.target.numel();
    double[] sums = new double[Parallel.chunks(n, GRAIN)];
    double[] totals = new double[sums.length];
    Parallel.run(
        n,
        GRAIN,
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          if (!each && labels.plain()) {
            int count = Math.toIntExact(end - begin);
            double[] losses = Scratch.get().doubles(9, count);
            totals[chunk] = labels.losses(begin, count, losses);
            for (int i = 0; i < count; i++) {
              sums[chunk] += losses[i];
            }
            return;
          }
          Walk own = walk.copy();
          own.seek(begin);
          for (long i = begin; i < end; i++) {
            long label = labels.label(own);
            double loss = 0;
            if (label >= 0) {
              double weight = labels.weight(label);
              double score = scores.getDouble(own.at[1] + label * labels.classStride);
              loss = -round(out.dtype(), weight * score);
              totals[chunk] += weight;
            }
            if (each) {
              to.setDouble(own.at[2], loss);
            }
            sums[chunk] += loss;
            own.next();
          }
        });
    double sum = Arrays.stream(sums).sum();
    double total = Arrays.stream(totals).sum();
    if (!each) {
      double value = round(out.dtype(), sum);
      to.setDouble(
          out.layout().offset(), reduction == MEAN ? value / round(out.dtype(), total) : value);
    }
    StridedArray totalWeight = call.output(1);
    Cells.of(totalWeight).setDouble(totalWeight.layout().offset(), each ? 0 : total);
  }

  private static void backward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray out = call.output(0);
    Labels labels = new Labels(out, call.array(2), call.arrayOrNull(3), call.longValue(5));
    long reduction = call.longValue(4);
    StridedArray totalWeight = call.array(6);
    Cells from = Cells.of(grad);
    Cells to = Cells.of(out);
    zero(out);
    boolean each = reduction == NONE;
    double shared = 0;
    if (!each) {
      shared = from.getDouble(grad.layout().offset());
      if (reduction == MEAN) {
        double total = Cells.of(totalWeight).getDouble(totalWeight.layout().offset());
        shared = round(out.dtype(), shared / total);
      }
    }
    double common = shared;
    Walk walk = each ? labels.walk(grad) : labels.walk();
    Parallel.run(
        labels.target.numel(),
        GRAIN,
        (begin, end, chunk) -> {
          if (begin >= end) {
            return;
          }
          Walk own = walk.copy();
          own.seek(begin);
          for (long i = begin; i < end; i++) {
            long label = labels.label(own);
            if (label >= 0) {
              double g = each ? from.getDouble(own.at[2]) : common;
              to.setDouble(own.at[1] + label * labels.classStride, -(labels.weight(label) * g));
            }
            own.next();
          }
        });
  }

  /** Sets a row-major array to zero. */
  static void zero(StridedArray a) {
    long width = a.dtype().byteSize();
    if (a.numel() == 0) {
      return;
    }
    MemorySegment bytes =
        a.storage().segment().asSlice(a.layout().offset() * width, a.numel() * width);
    Parallel.run(
        bytes.byteSize(),
        ZEROS,
        (begin, end, chunk) -> {
          if (end > begin) {
            bytes.asSlice(begin, end - begin).fill((byte) 0);
          }
        });
  }
}
