package org.torch4j.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.programs.PlainOps.Binary;
import org.torch4j.programs.PlainOps.Dual;
import org.torch4j.programs.PlainOps.Fold;
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

  /** A program of a seed; {@code exact} ones have float64 as their only floating dtype. */
  RandomProgram(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
    exact = random.nextInt(3) > 0;
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
  private boolean made(String what, Tensor t, Plain p) {
    text.append(live.size()).append(" = ").append(what).append(" -> ");
    text.append(t.dtype()).append(t.shape()).append('\n');
    Pair pair = new Pair(what, t, p, false);
    live.add(pair);
    Agreement.check(pair);
    return true;
  }

  private boolean step() {
    return switch (random.nextInt(8)) {
      case 0 -> unary(pick());
      case 1, 2 -> binary(pick(), pick());
      case 3 -> reduction(pick());
      case 4 -> view(pick());
      case 5 -> inPlace(pick(), pick());
      case 6 -> arrangement(pick(), pick());
      default -> random.nextBoolean() ? matmul(pick()) : cast(pick());
    };
  }

  private boolean unary(int i) {
    Tensor t = live.get(i).tensor();
    Plain p = live.get(i).plain();
    boolean floating = p.dtype.isFloatingPoint();
    DType result = floating ? p.dtype : DType.FLOAT32;
    if (exact && !floating) {
      return false; // would be float32
    }
    double most = p.greatest();
    int kind = random.nextInt(14);
    String name = " of " + i;
    return switch (kind) {
      case 0 ->
          p.dtype != DType.BOOL
              && made("neg" + name, t.neg(), map(p, x -> new Dual(-x.v(), -x.d())));
      case 1 ->
          p.dtype != DType.BOOL
              && made(
                  "abs" + name,
                  t.abs(),
                  map(p, x -> new Dual(Math.abs(x.v()), Math.signum(x.v()) * x.d())));
      case 2 ->
          made(
              "sin" + name,
              t.sin(),
              PlainOps.map(p, result, x -> new Dual(Math.sin(x.v()), Math.cos(x.v()) * x.d())));
      case 3 ->
          made(
              "tanh" + name,
              t.tanh(),
              PlainOps.map(
                  p,
                  result,
                  x -> {
                    double y = Math.tanh(x.v());
                    return new Dual(y, (1 - y * y) * x.d());
                  }));
      case 4 ->
          made(
              "sigmoid" + name,
              t.sigmoid(),
              PlainOps.map(
                  p,
                  result,
                  x -> {
                    double y = 1 / (1 + Math.exp(-x.v()));
                    return new Dual(y, y * (1 - y) * x.d());
                  }));
      case 5 ->
          most < 4
              && made(
                  "exp" + name,
                  t.exp(),
                  PlainOps.map(p, result, x -> new Dual(Math.exp(x.v()), Math.exp(x.v()) * x.d())));
      case 6 ->
          p.least() > 0.1
              && made(
                  "log" + name,
                  t.log(),
                  PlainOps.map(p, result, x -> new Dual(Math.log(x.v()), x.d() / x.v())));
      case 7 ->
          p.least() > 0.1
              && made(
                  "sqrt" + name,
                  t.sqrt(),
                  PlainOps.map(
                      p, result, x -> new Dual(Math.sqrt(x.v()), x.d() / (2 * Math.sqrt(x.v())))));
      case 8 ->
          p.dtype != DType.BOOL
              && made("relu" + name, t.relu(), map(p, x -> x.v() > 0 ? x : Dual.of(0)));
      case 9 ->
          floating && made("floor" + name, t.floor(), map(p, x -> Dual.of(Math.floor(x.v()))));
      case 10 ->
          most < 100
              && p.dtype != DType.BOOL
              && made(
                  "square" + name,
                  t.square(),
                  map(p, x -> new Dual(x.v() * x.v(), 2 * x.v() * x.d())));
      case 11 ->
          floating
              && made(
                  "silu" + name,
                  t.silu(),
                  map(
                      p,
                      x -> {
                        double s = 1 / (1 + Math.exp(-x.v()));
                        return new Dual(x.v() * s, s * (1 + x.v() * (1 - s)) * x.d());
                      }));
      case 12 ->
          p.dtype != DType.BOOL
              && made(
                  "clamp" + name,
                  t.clamp(-1, 2),
                  map(p, x -> x.v() < -1 ? Dual.of(-1) : x.v() > 2 ? Dual.of(2) : x));
      default -> scalar(i);
    };
  }

  private static Plain map(Plain p, PlainOps.Function f) {
    return PlainOps.map(p, p.dtype, f);
  }

  private boolean scalar(int i) {
    Tensor t = live.get(i).tensor();
    Plain p = live.get(i).plain();
    if (p.dtype == DType.BOOL || p.greatest() > 1000) {
      return false;
    }
    long k = random.nextInt(5) - 2;
    boolean add = random.nextBoolean();
    return made(
        (add ? "add " : "mul ") + k + " to " + i,
        add ? t.add(k) : t.mul(k),
        map(p, x -> add ? new Dual(x.v() + k, x.d()) : new Dual(x.v() * k, x.d() * k)));
  }

  private boolean binary(int i, int j) {
    Plain p = live.get(i).plain();
    Plain q = live.get(j).plain();
    int[] shape = Plain.broadcast(p.shape, q.shape);
    if (shape == null || Plain.count(shape) > 4000 || p.greatest() > 100 || q.greatest() > 100) {
      return false;
    }
    DType common = Dtypes.promote(p, q);
    boolean bool = common == DType.BOOL;
    Tensor t = live.get(i).tensor();
    Tensor u = live.get(j).tensor();
    String of = " of " + i + ", " + j;
    return switch (random.nextInt(9)) {
      case 0 ->
          made(
              "add" + of,
              t.add(u),
              PlainOps.zip(rounded(p, common), rounded(q, common), common, ADD));
      case 1 ->
          p.dtype != DType.BOOL
              && q.dtype != DType.BOOL
              && made(
                  "sub" + of,
                  t.sub(u),
                  PlainOps.zip(rounded(p, common), rounded(q, common), common, SUB));
      case 2, 3 ->
          made(
              "mul" + of,
              t.mul(u),
              PlainOps.zip(rounded(p, common), rounded(q, common), common, MUL));
      case 4 ->
          common.isFloatingPoint()
              && away(q)
              && made(
                  "div" + of,
                  t.div(u),
                  PlainOps.zip(rounded(p, common), rounded(q, common), common, DIV));
      case 5 ->
          made(
              "maximum" + of,
              t.maximum(u),
              PlainOps.zip(rounded(p, common), rounded(q, common), common, MAX));
      case 6 ->
          made(
              "lt" + of,
              t.lt(u),
              PlainOps.zip(
                  rounded(p, common),
                  rounded(q, common),
                  DType.BOOL,
                  (x, y) -> Dual.of(x.v() < y.v() ? 1 : 0)));
      case 7 ->
          made(
              "eq" + of,
              t.eq(u),
              PlainOps.zip(
                  rounded(p, common),
                  rounded(q, common),
                  DType.BOOL,
                  (x, y) -> Dual.of(x.v() == y.v() ? 1 : 0)));
      default -> bool ? logical(i, j) : where(i, j);
    };
  }

  private static final Binary ADD = (x, y) -> new Dual(x.v() + y.v(), x.d() + y.d());
  private static final Binary SUB = (x, y) -> new Dual(x.v() - y.v(), x.d() - y.d());
  private static final Binary MUL =
      (x, y) -> new Dual(x.v() * y.v(), x.d() * y.v() + x.v() * y.d());
  private static final Binary DIV =
      (x, y) -> new Dual(x.v() / y.v(), (x.d() - x.v() / y.v() * y.d()) / y.v());
  private static final Binary MAX =
      (x, y) -> x.v() == y.v() ? new Dual(x.v(), (x.d() + y.d()) / 2) : x.v() > y.v() ? x : y;

  private static Plain rounded(Plain p, DType dtype) {
    return p.dtype == dtype ? p : PlainOps.copy(p, dtype);
  }

  private static boolean away(Plain q) {
    for (int i = 0; i < q.numel(); i++) {
      if (Math.abs(q.value(i)) < 0.2) {
        return false;
      }
    }
    return true;
  }

  private boolean logical(int i, int j) {
    return made(
        "logical_xor of " + i + ", " + j,
        live.get(i).tensor().logicalXor(live.get(j).tensor()),
        PlainOps.zip(
            live.get(i).plain(),
            live.get(j).plain(),
            DType.BOOL,
            (x, y) -> Dual.of(x.v() != 0 ^ y.v() != 0 ? 1 : 0)));
  }

  private boolean where(int i, int j) {
    Plain p = live.get(i).plain();
    Plain q = live.get(j).plain();
    DType common = Dtypes.promote(p, q);
    Tensor t = live.get(i).tensor();
    Plain c = PlainOps.map(p, DType.BOOL, x -> Dual.of(x.v() > 0 ? 1 : 0));
    return made(
        "where(" + i + " > 0, " + i + ", " + j + ")",
        Torch.where(t.gt(0), t, live.get(j).tensor()),
        PlainOps.select(c, rounded(p, common), rounded(q, common), common));
  }

  private boolean reduction(int i) {
    Plain p = live.get(i).plain();
    Tensor t = live.get(i).tensor();
    if (p.dim() == 0) {
      return false;
    }
    int dim = random.nextInt(p.dim());
    boolean keep = random.nextBoolean();
    boolean floating = p.dtype.isFloatingPoint();
    boolean empty = p.shape[dim] == 0;
    DType wide = floating ? p.dtype : DType.INT64;
    String of = " of " + i + " along " + dim;
    return switch (random.nextInt(9)) {
      case 0, 1 ->
          made("sum" + of, t.sum(dim, keep), PlainOps.fold(p, dim, keep, wide, PlainOps::sum));
      case 2 ->
          floating
              && !empty
              && made(
                  "mean" + of,
                  t.mean(dim, keep),
                  PlainOps.fold(
                      p,
                      dim,
                      keep,
                      p.dtype,
                      line -> {
                        Dual s = PlainOps.sum(line);
                        return new Dual(s.v() / line.length, s.d() / line.length);
                      }));
      case 3 ->
          !empty
              && made(
                  "amax" + of,
                  t.amax(dim, keep),
                  PlainOps.fold(p, dim, keep, p.dtype, PlainOps::greatest));
      case 4 ->
          p.shape[dim] < 5
              && p.greatest() < 10
              && made(
                  "prod" + of,
                  t.prod(dim, keep),
                  PlainOps.fold(p, dim, keep, wide, PlainOps::product));
      case 5 ->
          !empty
              && p.dtype != DType.BOOL
              && made(
                  "argmax" + of,
                  t.argmax(dim, keep),
                  PlainOps.fold(p, dim, keep, DType.INT64, PlainOps::first));
      case 6 -> made("cumsum" + of, t.cumsum(dim), PlainOps.scan(p, dim, wide, PlainOps::running));
      case 7 ->
          floating
              && !empty
              && made(
                  "softmax" + of,
                  t.softmax(dim),
                  PlainOps.scan(p, dim, p.dtype, PlainOps::softmax));
      default -> floating ? logSumExp(i, dim, keep) : any(i, dim, keep);
    };
  }

  private boolean logSumExp(int i, int dim, boolean keep) {
    Plain p = live.get(i).plain();
    return p.shape[dim] > 0
        && made(
            "logsumexp of " + i + " along " + dim,
            live.get(i).tensor().logsumexp(dim, keep),
            PlainOps.fold(p, dim, keep, p.dtype, PlainOps::logSumExp));
  }

  private boolean any(int i, int dim, boolean keep) {
    Plain p = live.get(i).plain();
    DType result = p.dtype == DType.UINT8 ? DType.UINT8 : DType.BOOL;
    Fold f = line -> Dual.of(Arrays.stream(line).anyMatch(x -> x.v() != 0) ? 1 : 0);
    return made(
        "any of " + i + " along " + dim,
        live.get(i).tensor().any(dim, keep),
        PlainOps.fold(p, dim, keep, result, f));
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

  private boolean inPlace(int i, int j) {
    Pair target = live.get(i);
    Plain p = target.plain();
    Plain q = live.get(j).plain();
    int[] shape = Plain.broadcast(p.shape, q.shape);
    boolean distinct = Arrays.stream(p.places).distinct().count() == p.numel();
    if (target.leaf() || isViewOfLeaf(p) || !distinct || !Arrays.equals(shape, p.shape)) {
      return false;
    }
    DType common = Dtypes.promote(p, q);
    boolean fits = Dtypes.fits(common, p.dtype) && p.greatest() < 30 && q.greatest() < 30;
    Tensor t = target.tensor();
    Tensor u = live.get(j).tensor();
    return switch (random.nextInt(4)) {
      case 0 -> fits && changed(i, "add_ " + j, t.add_(u), rounded(q, common), ADD);
      case 1 -> fits && changed(i, "mul_ " + j, t.mul_(u), rounded(q, common), MUL);
      case 2 ->
          (p.dtype.isFloatingPoint() || !q.dtype.isFloatingPoint())
              && (p.dtype != DType.UINT8 || q.least() >= 0)
              && changed(i, "copy_ " + j, t.copy_(u), q, (x, y) -> y);
      default -> changed(i, "fill_ 1", t.fill_(1), p, (x, y) -> Dual.of(1));
    };
  }

  private boolean isViewOfLeaf(Plain p) {
    return leaves.stream().anyMatch(l -> l.leaf() && l.plain().values == p.values);
  }

  /** All that shares the memory is compared. */
  private boolean changed(int i, String what, Tensor t, Plain with, Binary f) {
    Plain p = live.get(i).plain();
    text.append(i).append(' ').append(what).append('\n');
    PlainOps.change(p, with, f);
    for (Pair pair : live) {
      if (pair.plain().values == p.values) {
        Agreement.check(
            new Pair(what + ", seen by " + pair.name(), pair.tensor(), pair.plain(), false));
      }
    }
    return t == live.get(i).tensor();
  }

  private boolean arrangement(int i, int j) {
    Plain p = live.get(i).plain();
    Tensor t = live.get(i).tensor();
    if (p.dim() == 0 || p.numel() > 2000) {
      return false;
    }
    int dim = random.nextInt(p.dim());
    return switch (random.nextInt(5)) {
      case 0 -> cat(i, j, dim);
      case 1 -> gather(i, dim);
      case 2 -> scatter(i, dim);
      case 3 -> {
        int n = p.shape[dim];
        yield made(
            "flip " + i + " along " + dim,
            t.flip(dim),
            PlainOps.copy(
                p.view(
                    p.shape,
                    k -> {
                      int[] at = Plain.indices(p.shape, k);
                      at[dim] = n - 1 - at[dim];
                      return Plain.flat(p.shape, at);
                    }),
                p.dtype));
      }
      default -> rows(i, dim);
    };
  }

  private boolean cat(int i, int j, int dim) {
    Plain p = live.get(i).plain();
    Plain q = live.get(j).plain();
    if (q.dim() != p.dim()) {
      return false;
    }
    for (int d = 0; d < p.dim(); d++) {
      if (d != dim && p.shape[d] != q.shape[d]) {
        return false;
      }
    }
    DType common = Dtypes.promoteTypes(p.dtype, q.dtype);
    return made(
        "cat of " + i + ", " + j + " along " + dim,
        Torch.cat(List.of(live.get(i).tensor(), live.get(j).tensor()), dim),
        PlainOps.cat(List.of(p, q), dim, common));
  }

  private Plain index(int[] shape, int size) {
    Plain index = Plain.zeros(DType.INT64, shape);
    for (int k = 0; k < index.numel(); k++) {
      index.set(k, random.nextInt(size), 0);
    }
    return index;
  }

  private boolean gather(int i, int dim) {
    Plain p = live.get(i).plain();
    if (p.shape[dim] == 0) {
      return false;
    }
    int[] shape = p.shape.clone();
    shape[dim] = random.nextInt(4);
    Plain index = index(shape, p.shape[dim]);
    return made(
        "gather of " + i + " along " + dim,
        live.get(i).tensor().gather(dim, index.tensor()),
        PlainOps.gather(p, dim, index));
  }

  private boolean scatter(int i, int dim) {
    Plain p = live.get(i).plain();
    if (p.numel() == 0 || p.dtype == DType.BOOL || p.greatest() > 30) {
      return false;
    }
    Plain index = index(p.shape, p.shape[dim]);
    Tensor t = live.get(i).tensor();
    return made(
        "scatter_add of " + i + " into itself along " + dim,
        t.scatterAdd(dim, index.tensor(), t),
        PlainOps.scatterAdd(p, dim, index, p));
  }

  private boolean rows(int i, int dim) {
    Plain p = live.get(i).plain();
    if (p.shape[dim] == 0) {
      return false;
    }
    Plain index = index(new int[] {random.nextInt(5)}, p.shape[dim]);
    return made(
        "index_select of " + i + " along " + dim,
        live.get(i).tensor().indexSelect(dim, index.tensor()),
        PlainOps.rows(p, dim, index));
  }

  private boolean matmul(int i) {
    Plain p = live.get(i).plain();
    Tensor t = live.get(i).tensor();
    if (p.dim() < 2 || p.dim() > 3 || p.dtype == DType.BOOL || p.greatest() > 30) {
      return false;
    }
    int n = p.dim();
    int[] swapped = p.shape.clone();
    swapped[n - 1] = p.shape[n - 2];
    swapped[n - 2] = p.shape[n - 1];
    Plain q =
        p.view(
            swapped,
            k -> {
              int[] at = Plain.indices(swapped, k);
              int last = at[n - 1];
              at[n - 1] = at[n - 2];
              at[n - 2] = last;
              return Plain.flat(p.shape, at);
            });
    return made(i + " matmul its transpose", t.matmul(t.transpose(-1, -2)), PlainOps.matmul(p, q));
  }
}
