package org.torch4j.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.type.DType;

/**
 * A chain of random ops over random tensors, run by the library and plainly at once. After each op
 * the values are compared; then the plain ones take the library's, so that roundings do not add up.
 */
final class RandomProgram {
  private static final DType[] ALL = {
    DType.FLOAT64,
    DType.FLOAT32,
    DType.FLOAT16,
    DType.BFLOAT16,
    DType.INT64,
    DType.INT32,
    DType.INT8,
    DType.UINT8,
    DType.BOOL
  };

  private final Random random;
  private final boolean exact;
  private final List<Pair> live = new ArrayList<>();
  private final List<Pair> leaves = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final ElementwiseSteps elementwise;
  private final LineSteps lines;

  /** A program of a seed; {@code exact} ones have float64 as their only floating dtype. */
  RandomProgram(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
    exact = random.nextInt(3) > 0;
    elementwise = new ElementwiseSteps(this, random);
    lines = new LineSteps(this, random);
    int[] base = shape();
    for (int i = 0; i < 3; i++) {
      leaf(i == 0 ? base : random.nextBoolean() ? base : related(base));
    }
  }

  /** Whether gradients agree to the last digits. */
  boolean isExact() {
    return exact;
  }

  List<Pair> live() {
    return live;
  }

  List<Pair> leaves() {
    return leaves;
  }

  /** The steps so far, one a line. */
  @Override
  public String toString() {
    return text.toString();
  }

  void run() {
    int steps = 5 + random.nextInt(16);
    for (int i = 0; i < steps; ) {
      if (step()) {
        i++;
      }
    }
  }

  // ---- tensors to begin with

  private int[] shape() {
    int[] shape = new int[random.nextInt(4)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4);
    }
    if (random.nextInt(12) == 0) {
      return new int[] {37, 41}; // past the width of vectors and the small memories
    }
    return shape;
  }

  private int[] related(int[] base) {
    int[] shape = Arrays.copyOfRange(base, random.nextInt(base.length + 1), base.length);
    if (shape.length > 0 && random.nextBoolean()) {
      shape[random.nextInt(shape.length)] = 1;
    }
    return shape;
  }

  private DType dtype() {
    DType any = ALL[random.nextInt(ALL.length)];
    return exact && any.isFloatingPoint() || random.nextInt(3) == 0 ? DType.FLOAT64 : any;
  }

  private void leaf(int[] shape) {
    DType dtype = dtype();
    Plain p = Plain.zeros(dtype, shape);
    for (int i = 0; i < p.numel(); i++) {
      double v = dtype.isFloatingPoint() ? random.nextDouble() * 4 - 2 : random.nextInt(7) - 2;
      p.set(i, dtype == DType.UINT8 ? Math.abs(v) : v, random.nextGaussian());
    }
    Tensor t = p.tensor();
    boolean grad = dtype.isFloatingPoint() && random.nextInt(4) > 0;
    if (grad) {
      t.requiresGrad_();
    } else {
      Arrays.fill(p.slopes, 0);
    }
    Pair pair = new Pair("leaf", t, p, grad);
    text.append(live.size()).append(" = ").append(dtype).append(t.shape());
    text.append(grad ? " leaf\n" : "\n");
    live.add(pair);
    leaves.add(pair);
  }

  // ---- steps

  private int pick() {
    int back = Math.min(random.nextInt(live.size()), random.nextInt(live.size()));
    return live.size() - 1 - back;
  }

  /** Adds what a step made, and compares it. */
  boolean made(String what, Tensor t, Plain p) {
    text.append(live.size()).append(" = ").append(what).append(" -> ");
    text.append(t.dtype()).append(t.shape()).append('\n');
    Pair pair = new Pair(what, t, p, false);
    live.add(pair);
    Agreement.check(pair);
    return true;
  }

  /** Writes down a step that made no tensor. */
  void note(String step) {
    text.append(step).append('\n');
  }

  private boolean step() {
    return switch (random.nextInt(8)) {
      case 0 -> elementwise.unary(pick());
      case 1, 2 -> elementwise.binary(pick(), pick());
      case 3 -> lines.reduction(pick());
      case 4 -> view(pick());
      case 5 -> elementwise.inPlace(pick(), pick());
      case 6 -> lines.arrangement(pick(), pick());
      default -> random.nextBoolean() ? lines.matmul(pick()) : cast(pick());
    };
  }

  private boolean view(int i) {
    ViewStep step = ViewStep.of(random, live.get(i).plain());
    if (step == null) {
      return false;
    }
    Tensor t = step.of(live.get(i).tensor());
    return made(step.name() + " of " + i, t, step.of(live.get(i).plain()));
  }

  private boolean cast(int i) {
    DType to = dtype();
    Plain p = live.get(i).plain();
    boolean fits = to.isFloatingPoint() || p.greatest() < 100 && p.least() >= 0;
    return fits
        && to != p.dtype
        && made(to + " of " + i, live.get(i).tensor().to(to), PlainOps.copy(p, to));
  }
}
