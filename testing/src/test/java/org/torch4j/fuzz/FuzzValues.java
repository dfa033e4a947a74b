package org.torch4j.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Scope;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Random arguments: most fit each other, so that calls get far, some are as wrong as can be. The
 * same seed gives the same values.
 */
final class FuzzValues {
  private static final long[] HOSTILE = {
    -1,
    -2,
    -5,
    7,
    100,
    (1L << 40) + 3, // much more than any memory, little when cut to an int
    -(1L << 40),
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    2,
    3,
    -2.5,
    1e-300,
    1e300,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e13,
    1e19
  };
  private static final String[] TEXTS = {
    "mean",
    "sum",
    "none",
    "reflect",
    "constant",
    "replicate",
    "circular",
    "bilinear",
    "nearest",
    "zeros",
    "floor",
    "trunc",
    "tanh",
    "linear",
    "lower",
    "ij",
    "xy",
    "ortho",
    "forward",
    "backward",
    "fro",
    "nuc",
    "prod",
    "amax",
    "add",
    "multiply",
    "reduced",
    "complete",
    "left",
    "right",
    "L",
    "U",
    "ij,jk->ik",
    "ii->i",
    "...i->...",
    "gels",
    "",
    "cpu",
    "cuda",
    "nonsense"
  };
  private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64};
  private static final double HOSTILITY = 0.06;

  private final Random random;
  private final Shape shape;
  private final DType dtype;
  private int closed;

  FuzzValues(Random random) {
    this.random = random;
    this.shape = Shape.of(sizes());
    this.dtype = chance(0.75) ? pick(FLOATING) : pick(DType.values());
  }

  /** How many of the tensors made have no memory any more. */
  int closed() {
    return closed;
  }

  boolean chance(double p) {
    return random.nextDouble() < p;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T pick(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private long[] sizes() {
    if (chance(0.03)) {
      return new long[] {40, 33};
    }
    long[] sizes = new long[chance(0.05) ? 5 : below(5)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = chance(0.06) ? 0 : chance(0.2) ? 1 : 2 + below(3);
    }
    return sizes;
  }

  private Shape related() {
    double kind = random.nextDouble();
    if (kind < 0.55) {
      return shape;
    }
    long[] own = shape.toArray();
    if (kind < 0.65 && own.length > 0) {
      own[below(own.length)] = 1;
      return Shape.of(own);
    }
    if (kind < 0.75 && own.length > 0) {
      return Shape.of(Arrays.copyOfRange(own, 1 + below(own.length), own.length));
    }
    if (kind < 0.85 && own.length > 1) {
      return Shape.of(reversed(own));
    }
    return Shape.of(sizes());
  }

  private static long[] reversed(long[] a) {
    long[] out = a.clone();
    for (int i = 0; i < a.length; i++) {
      out[i] = a[a.length - 1 - i];
    }
    return out;
  }

  /** A tensor of any layout; one in forty was made in a scope that is closed by now. */
  Tensor tensor() {
    DType type = chance(0.85) ? dtype : pick(DType.values());
    if (chance(0.025)) {
      closed++;
      Tensor gone;
      try (Scope _ = Scope.open()) {
        gone = fill(type, related());
      }
      return gone;
    }
    Tensor t = layout(fill(type, related()));
    if (type.isFloatingPoint() && chance(0.3)) {
      t = chance(0.5) ? t.detach().requiresGrad_() : t.detach().requiresGrad_().mul(1);
    }
    return t;
  }

  /** Indices, most of them inside small sizes. */
  Tensor indices() {
    Shape s = related();
    long[] values = new long[(int) s.numel()];
    boolean wild = chance(0.15);
    for (int i = 0; i < values.length; i++) {
      values[i] = wild && chance(0.3) ? HOSTILE[below(HOSTILE.length)] : below(3);
    }
    Tensor t = Torch.tensor(values).reshape(s.toArray());
    return layout(chance(0.1) ? t.to(pick(DType.values())) : t);
  }

  private Tensor fill(DType type, Shape s) {
    double[] values = new double[(int) s.numel()];
    boolean wild = chance(0.1);
    for (int i = 0; i < values.length; i++) {
      values[i] = wild ? NUMBERS[below(NUMBERS.length)] : random.nextDouble() * 4 - 1;
    }
    return Torch.tensor(values).reshape(s.toArray()).to(type).clone();
  }

  private Tensor layout(Tensor t) {
    if (chance(0.7) || t.dim() == 0) {
      return t;
    }
    int d = below(t.dim());
    return switch (below(5)) {
      case 0 -> t.transpose(d, below(t.dim()));
      case 1 -> t.size(d) > 1 ? t.slice(d, 0L, null, 2) : t;
      case 2 -> t.size(d) > 0 ? t.slice(d, 0L, 1L, 1).expand(t.shape().toArray()) : t;
      case 3 -> t.slice(d, 1L, null, 1);
      default -> t.flip(d);
    };
  }

  /** The same in another layout, dtype or shape. */
  Tensor changed(Tensor t) {
    return switch (below(4)) {
      case 0 -> t.dim() > 0 ? t.transpose(0, below(t.dim())) : t.unsqueeze(0);
      case 1 -> t.to(dtype());
      case 2 -> t.dim() > 0 ? t.slice(below(t.dim()), 1L, null, 1) : t;
      default -> t.dim() > 0 && t.size(0) > 0 ? t.select(0, 0) : t.unsqueeze(0);
    };
  }

  /** The same numbers, one of them another. */
  long[] nearby(long[] all) {
    long[] out = all.clone();
    if (out.length > 0) {
      out[below(out.length)] = chance(0.5) ? integer() : positive();
    }
    return out;
  }

  long integer() {
    return chance(HOSTILITY) ? HOSTILE[below(HOSTILE.length)] : below(7) - 2;
  }

  long positive() {
    return chance(HOSTILITY) ? HOSTILE[below(HOSTILE.length)] : below(4);
  }

  double real() {
    return chance(0.5) ? random.nextDouble() : NUMBERS[below(NUMBERS.length)];
  }

  Number number() {
    double kind = random.nextDouble();
    return kind < 0.4
        ? (Number) integer()
        : kind < 0.9
            ? (Number) real()
            : kind < 0.95 ? (Number) (int) integer() : new Complex(real(), real());
  }

  String text() {
    return pick(TEXTS);
  }

  DType dtype() {
    return pick(DType.values());
  }

  Device device() {
    return chance(0.9) ? Device.CPU : Device.of("cuda");
  }

  MemoryFormat memoryFormat() {
    return pick(MemoryFormat.values());
  }

  Generator generator() {
    Generator g = new Generator();
    g.manualSeed(random.nextInt());
    return g;
  }

  long[] integers() {
    double kind = random.nextDouble();
    if (kind < 0.25) {
      return related().toArray();
    }
    long[] all = new long[below(4)];
    for (int i = 0; i < all.length; i++) {
      all[i] = kind < 0.6 ? positive() : integer();
    }
    return all;
  }

  /** A shape, seldom of more elements than any memory holds. */
  Shape shape() {
    long[] sizes = Arrays.stream(integers()).map(x -> x < 0 ? 2 : x).toArray();
    try {
      return Shape.of(sizes);
    } catch (ShapeException e) {
      return Shape.of(1L << 40);
    }
  }

  double[] reals() {
    double[] all = new double[below(4)];
    Arrays.setAll(all, i -> real());
    return all;
  }

  /** Some tensors, seldom with a null between them. */
  List<@Nullable Tensor> tensors() {
    List<@Nullable Tensor> all = new ArrayList<>();
    int n = below(4);
    for (int i = 0; i < n; i++) {
      all.add(chance(0.02) ? null : tensor());
    }
    return all;
  }
}
