package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cpu.OneDnnConv.Direction;
import org.torch4j.cpu.OneDnnConv.Prepared;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Convolution and its two gradients in one, two or three spatial dimensions, with stride, padding,
 * dilation and groups. Float work of some size goes to oneDNN, the rest to {@link JavaConv}.
 */
final class ConvKernels {
  /** Up to this many multiplications a whole call stays in Java. */
  private static final long SMALL = 1 << 14;

  /** Multiplications that are worth a task of their own. */
  private static final long TASK = 2L << 20;

  private static final long MAX_PARTIAL_BYTES = 256L << 20;

  private ConvKernels() {}

  static void register(KernelTable table) {
    table.add("convolution", ConvKernels::forward);
    table.add("conv_input", ConvKernels::input);
    table.add("conv_weight", ConvKernels::weight);
  }

  /** Native row-major float copies that a call needs, released at its end. */
  private static final class Floats implements AutoCloseable {
    private final List<Storage> owned = new ArrayList<>();

    private static boolean fits(StridedArray a) {
      return a.dtype() == DType.FLOAT32 && a.isContiguous() && !a.storage().isHeap();
    }

    private static long direct(StridedArray a) {
      return a.storage().address() + 4 * a.layout().offset();
    }

    long in(StridedArray a) {
      if (fits(a)) {
        return direct(a);
      }
      Storage storage = fresh(a.numel());
      CopyKernels.copy(a, new StridedArray(storage, DType.FLOAT32, Layout.contiguous(a.shape())));
      return storage.address();
    }

    long out(StridedArray a) {
      return fits(a) ? direct(a) : fresh(a.numel()).address();
    }

    /** Copies a result that was computed apart. */
    void back(StridedArray a, long address) {
      if (!fits(a)) {
        for (Storage s : owned) {
          if (s.address() == address) {
            CopyKernels.copy(new StridedArray(s, DType.FLOAT32, Layout.contiguous(a.shape())), a);
          }
        }
      }
    }

    Storage fresh(long n) {
      Storage storage = Gemm.nativeFloats(n);
      owned.add(storage);
      return storage;
    }

    @Override
    public void close() {
      owned.forEach(Storage::release);
    }
  }

  private static @Nullable OneDnnConv library(StridedArray out, ConvShape s) {
    boolean single = out.dtype().isFloatingPoint() && out.dtype() != DType.FLOAT64;
    boolean empty = s.batch() * s.outputSize() * s.inputSize() * s.weightSize() == 0;
    return !single || empty || s.batch() * s.work() <= SMALL ? null : OneDnnConv.get();
  }

  /** A power of two, so that few geometries arise. */
  private static long tasks(long work, long limit) {
    return Long.highestOneBit(Math.clamp(work / TASK, 1, Math.max(1, limit)));
  }

  private static void forward(KernelCall call) {
    StridedArray input = call.array(0);
    StridedArray weight = call.array(1);
    StridedArray bias = call.arrayOrNull(2);
    StridedArray out = call.output(0);
    ConvShape s =
        ConvShape.of(
            input.shape().toArray(),
            weight.shape().toArray(),
            out.shape().toArray(),
            call.longs(3),
            call.longs(4),
            call.longs(5),
            call.longValue(6));
    OneDnnConv library = library(out, s);
    if (library == null || !forward(library, s, input, weight, bias, out)) {
      JavaConv.forward(s, input, weight, bias, out);
    }
  }

  private static boolean forward(
      OneDnnConv library,
      ConvShape s,
      StridedArray input,
      StridedArray weight,
      @Nullable StridedArray bias,
      StridedArray out) {
    boolean byChannel = s.batch() == 1 && s.groups() == 1 && s.outChannels() >= 32;
    long units = byChannel ? s.outChannels() : s.batch();
    long count = tasks(s.batch() * s.work(), byChannel ? s.outChannels() / 16 : s.batch());
    long per = (units + count - 1) / count;
    if (byChannel) {
      per = (per + 15) / 16 * 16;
    }
    long rest = units % per;
    ConvShape main = byChannel ? s.with(1, Math.min(per, units)) : s.with(per, s.outChannels());
    Prepared p = library.prepare(Direction.FORWARD, main, bias != null);
    Prepared q = p;
    if (rest != 0 && p != null) {
      ConvShape tail = byChannel ? s.with(1, rest) : s.with(rest, s.outChannels());
      q = library.prepare(Direction.FORWARD, tail, bias != null);
    }
    if (p == null || q == null) {
      return false;
    }
    try (Floats floats = new Floats()) {
      long src = floats.in(input);
      long wei = floats.in(weight);
      long b = bias == null ? 0 : floats.in(bias);
      long dst = floats.out(out);
      long plane = ConvShape.product(s.output());
      if (byChannel) {
        channels(library, s, p, q, per, src, wei, b, dst, plane, bias != null);
      } else {
        samples(library, Direction.FORWARD, s, p, q, per, src, wei, b, dst, floats);
      }
      floats.back(out, dst);
    }
    return true;
  }

  /** One sample: tasks of output channels, each with its rows of the weight. */
  private static void channels(
      OneDnnConv library,
      ConvShape s,
      Prepared p,
      Prepared q,
      long per,
      long src,
      long wei,
      long bias,
      long dst,
      long plane,
      boolean hasBias) {
    long count = (s.outChannels() + per - 1) / per;
    Parallel.run(
        count,
        1,
        (begin, end, chunk) -> {
          for (long t = begin; t < end; t++) {
            Prepared prepared = (t + 1) * per > s.outChannels() ? q : p;
            long w = wei + 4 * t * per * s.channelSize();
            if (library.reordersWeight(prepared)) {
              long to = Scratch.get().address(5, library.weightBytes(prepared));
              library.reorderWeight(prepared, w, to);
              w = to;
            }
            long b = hasBias ? bias + 4 * t * per : 0;
            library.run(Direction.FORWARD, prepared, src, w, b, dst + 4 * t * per * plane);
          }
        });
  }

  /** Tasks of samples; the weight is brought into its layout once. */
  private static void samples(
      OneDnnConv library,
      Direction direction,
      ConvShape s,
      Prepared p,
      Prepared q,
      long per,
      long src,
      long wei,
      long bias,
      long dst,
      Floats floats) {
    long main = reordered(library, p, wei, floats);
    long tail = q == p || library.sameWeight(p, q) ? main : reordered(library, q, wei, floats);
    long count = (s.batch() + per - 1) / per;
    Parallel.run(
        count,
        1,
        (begin, end, chunk) -> {
          for (long t = begin; t < end; t++) {
            boolean last = (t + 1) * per > s.batch();
            library.run(
                direction,
                last ? q : p,
                src + 4 * t * per * s.inputSize(),
                last ? tail : main,
                bias,
                dst + 4 * t * per * s.outputSize());
          }
        });
  }

  private static long reordered(OneDnnConv library, Prepared p, long weight, Floats floats) {
    if (!library.reordersWeight(p)) {
      return weight;
    }
    long to = floats.fresh((library.weightBytes(p) + 3) / 4).address();
    library.reorderWeight(p, weight, to);
    return to;
  }

  private static void input(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray weight = call.array(1);
    StridedArray out = call.output(0);
    ConvShape s =
        ConvShape.of(
            out.shape().toArray(),
            weight.shape().toArray(),
            grad.shape().toArray(),
            call.longs(3),
            call.longs(4),
            call.longs(5),
            call.longValue(6));
    OneDnnConv library = library(out, s);
    if (library == null || !input(library, s, grad, weight, out)) {
      JavaConv.input(s, grad, weight, out);
    }
  }

  private static boolean input(
      OneDnnConv library, ConvShape s, StridedArray grad, StridedArray weight, StridedArray out) {
    long count = tasks(s.batch() * s.work(), s.batch());
    long per = (s.batch() + count - 1) / count;
    long rest = s.batch() % per;
    Prepared p = library.prepare(Direction.INPUT, s.with(per, s.outChannels()), false);
    Prepared q =
        rest == 0 ? p : library.prepare(Direction.INPUT, s.with(rest, s.outChannels()), false);
    if (p == null || q == null) {
      return false;
    }
    try (Floats floats = new Floats()) {
      long dst = floats.in(grad);
      long wei = floats.in(weight);
      long src = floats.out(out);
      samples(library, Direction.INPUT, s, p, q, per, src, wei, 0, dst, floats);
      floats.back(out, src);
    }
    return true;
  }

  private static void weight(KernelCall call) {
    StridedArray grad = call.array(0);
    StridedArray input = call.array(1);
    StridedArray out = call.output(0);
    ConvShape s =
        ConvShape.of(
            input.shape().toArray(),
            out.shape().toArray(),
            grad.shape().toArray(),
            call.longs(3),
            call.longs(4),
            call.longs(5),
            call.longValue(6));
    OneDnnConv library = library(out, s);
    if (library == null || !weight(library, s, grad, input, out)) {
      JavaConv.weight(s, grad, input, out);
    }
  }

  /** Groups of samples give partial sums, which are added in their order. */
  private static boolean weight(
      OneDnnConv library, ConvShape s, StridedArray grad, StridedArray input, StridedArray out) {
    long room = Math.max(2, MAX_PARTIAL_BYTES / (4 * s.weightSize()));
    long count = tasks(s.batch() * s.work(), Math.min(Math.min(16, room), s.batch()));
    long per = (s.batch() + count - 1) / count;
    long parts = (s.batch() + per - 1) / per;
    long rest = s.batch() % per;
    Prepared p = library.prepare(Direction.WEIGHT, s.with(per, s.outChannels()), false);
    Prepared q =
        rest == 0 ? p : library.prepare(Direction.WEIGHT, s.with(rest, s.outChannels()), false);
    if (p == null || q == null) {
      return false;
    }
    try (Floats floats = new Floats()) {
      long dst = floats.in(grad);
      long src = floats.in(input);
      long wei = floats.out(out);
      long size = s.weightSize();
      long partial = parts == 1 ? 0 : floats.fresh((parts - 1) * size).address();
      Parallel.run(
          parts,
          1,
          (begin, end, chunk) -> {
            for (long t = begin; t < end; t++) {
              library.run(
                  Direction.WEIGHT,
                  (t + 1) * per > s.batch() ? q : p,
                  src + 4 * t * per * s.inputSize(),
                  t == 0 ? wei : partial + 4 * (t - 1) * size,
                  0,
                  dst + 4 * t * per * s.outputSize());
            }
          });
      sum(wei, partial, size, parts - 1);
      floats.back(out, wei);
    }
    return true;
  }

  private static void sum(long target, long partial, long size, long parts) {
    if (parts == 0) {
      return;
    }
    Cells to = Cells.at(DType.FLOAT32, target);
    Cells from = Cells.at(DType.FLOAT32, partial);
    int block = 4096;
    Parallel.run(
        size,
        1 << 16,
        (begin, end, chunk) -> {
          float[] sums = Scratch.get().floats(5, block);
          float[] more = Scratch.get().floats(6, block);
          for (long at = begin; at < end; at += block) {
            int n = (int) Math.min(block, end - at);
            to.load(at, 1, sums, 0, n);
            for (long part = 0; part < parts; part++) {
              from.load(part * size + at, 1, more, 0, n);
              for (int i = 0; i < n; i++) {
                sums[i] += more[i];
              }
            }
            to.store(at, 1, sums, 0, n);
          }
        });
  }
}
