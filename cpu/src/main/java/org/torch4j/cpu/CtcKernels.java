package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;

/**
 * The connectionist temporal classification loss by the forward-backward algorithm, in logarithms
 * and doubles. State s of a target of length L is a blank where s is even, label s / 2 where odd.
 */
final class CtcKernels {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private CtcKernels() {}

  static void register(KernelTable table) {
    table.add("_ctc_loss", CtcKernels::forward);
    table.add("_ctc_loss_backward", CtcKernels::backward);
  }

  /** The log probabilities and the target of one sample. */
  private static final class Sample {
    final int time;
    final int states;
    final int[] labels;
    private final Cells probs;
    private final long offset;
    private final long timeStride;
    private final long classStride;

    Sample(StridedArray probs, StridedArray targets, KernelCall call, int first, int n, int blank) {
      long[] lengths = call.longs(first + 3);
      time = (int) call.longs(first + 2)[n];
      int length = (int) lengths[n];
      states = 2 * length + 1;
      labels = new int[states];
      Cells from = Cells.of(targets);
      long start = targets.layout().offset();
      boolean rows = targets.layout().dim() == 2;
      long step = targets.layout().stride(rows ? 1 : 0);
      if (rows) {
        start += n * targets.layout().stride(0);
      } else {
        for (int i = 0; i < n; i++) {
          start += lengths[i] * step;
        }
      }
      long classes = probs.layout().size(2);
      for (int s = 0; s < states; s++) {
        long label = s % 2 == 0 ? blank : from.getLong(start + s / 2 * step);
        if (label < 0 || label >= classes) {
          throw new IndexOutOfBoundsException(
              "ctc_loss: label " + label + " is out of range for " + classes + " classes");
        }
        labels[s] = (int) label;
      }
      this.probs = Cells.of(probs);
      offset = probs.layout().offset() + n * probs.layout().stride(1);
      timeStride = probs.layout().stride(0);
      classStride = probs.layout().stride(2);
    }

    double at(int t, int label) {
      return probs.getDouble(offset + t * timeStride + label * classStride);
    }

    /** Whether state s can follow s - 2: a label, and another one than before. */
    boolean skips(int s) {
      return s >= 2 && s % 2 == 1 && labels[s] != labels[s - 2];
    }

    double[][] alpha() {
      double[][] alpha = new double[time][states];
      for (int t = 0; t < time; t++) {
        for (int s = 0; s < states; s++) {
          double before;
          if (t == 0) {
            before = s < 2 ? 0 : NONE;
          } else {
            before = sum(alpha[t - 1][s], s > 0 ? alpha[t - 1][s - 1] : NONE);
            before = skips(s) ? sum(before, alpha[t - 1][s - 2]) : before;
          }
          alpha[t][s] = before + at(t, labels[s]);
        }
      }
      return alpha;
    }

    double[][] beta() {
      double[][] beta = new double[time][states];
      for (int t = time - 1; t >= 0; t--) {
        for (int s = states - 1; s >= 0; s--) {
          double after;
          if (t == time - 1) {
            after = s >= states - 2 ? 0 : NONE;
          } else {
            after = sum(beta[t + 1][s], s + 1 < states ? beta[t + 1][s + 1] : NONE);
            boolean skips = s + 2 < states && skips(s + 2);
            after = skips ? sum(after, beta[t + 1][s + 2]) : after;
          }
          beta[t][s] = after + at(t, labels[s]);
        }
      }
      return beta;
    }
  }

  /** log(exp(a) + exp(b)). */
  private static double sum(double a, double b) {
    double most = Math.max(a, b);
    return most == NONE ? NONE : most + Math.log1p(Math.exp(Math.min(a, b) - most));
  }

  private static void forward(KernelCall call) {
    StridedArray probs = call.array(0);
    StridedArray losses = call.output(0);
    StridedArray alphas = call.output(1);
    int blank = (int) call.longValue(4);
    Cells to = Cells.of(losses);
    Cells prefixes = Cells.of(alphas);
    long width = alphas.layout().size(2);
    long rows = alphas.layout().size(1);
    prefixes.fill(alphas.layout().offset(), 1, (int) alphas.numel(), NONE);
    Parallel.run(
        losses.numel(),
        1,
        (begin, end, chunk) -> {
          for (long n = begin; n < end; n++) {
            Sample sample = new Sample(probs, call.array(1), call, 0, (int) n, blank);
            double[][] alpha = sample.alpha();
            for (int t = 0; t < sample.time; t++) {
              long row = alphas.layout().offset() + (n * rows + t) * width;
              prefixes.store(row, 1, alpha[t], 0, sample.states);
            }
            double likelihood = sample.states == 1 ? 0 : NONE;
            if (sample.time > 0) {
              double[] last = alpha[sample.time - 1];
              likelihood = last[sample.states - 1];
              likelihood =
                  sample.states > 1 ? sum(likelihood, last[sample.states - 2]) : likelihood;
            }
            to.setDouble(losses.layout().offset() + n, 0 - likelihood);
          }
        });
  }

  private static void backward(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray probs = call.array(1);
    StridedArray out = call.output(0);
    int blank = (int) call.longValue(7);
    boolean zeroInfinity = call.booleanValue(8);
    long classes = out.layout().size(2);
    long batch = out.layout().size(1);
    Cells from = Cells.of(grad);
    Cells to = Cells.of(out);
    LossKernels.zero(out);
    Parallel.run(
        batch,
        1,
        (begin, end, chunk) -> {
          for (long n = begin; n < end; n++) {
            Sample sample = new Sample(probs, call.array(2), call, 1, (int) n, blank);
            double[][] alpha = sample.alpha();
            double[][] beta = sample.beta();
            if (sample.time == 0) {
              continue;
            }
            double[] first = beta[0];
            double likelihood = sample.states > 1 ? sum(first[0], first[1]) : first[0];
            if (likelihood == NONE && zeroInfinity) {
              continue;
            }
            double g = from.getDouble(grad.layout().offset() + n * grad.layout().stride(0));
            double[] paths = new double[(int) classes];
            for (int t = 0; t < sample.time; t++) {
              Arrays.fill(paths, NONE);
              for (int s = 0; s < sample.states; s++) {
                int label = sample.labels[s];
                paths[label] = sum(paths[label], alpha[t][s] + beta[t][s]);
              }
              long row = out.layout().offset() + (t * batch + n) * classes;
              for (int c = 0; c < classes; c++) {
                double p = sample.at(t, c);
                to.setDouble(row + c, (Math.exp(p) - Math.exp(paths[c] - likelihood - p)) * g);
              }
            }
          }
        });
  }
}
