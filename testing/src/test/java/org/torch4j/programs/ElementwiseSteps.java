package org.torch4j.programs;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.programs.PlainOps.Binary;
import org.torch4j.programs.PlainOps.Dual;
import org.torch4j.type.DType;

/**
 * The steps of a {@link RandomProgram} that compute element by element, into new memory or in
 * place.
 */
final class ElementwiseSteps {
  private final RandomProgram program;
  private final Random random;
  private final List<Pair> live;

  ElementwiseSteps(RandomProgram program, Random random) {
    this.program = program;
    this.random = random;
    live = program.live();
  }

  private boolean made(String what, Tensor t, Plain p) {
    return program.made(what, t, p);
  }

  boolean unary(int i) {
    Tensor t = live.get(i).tensor();
    Plain p = live.get(i).plain();
    boolean floating = p.dtype.isFloatingPoint();
    DType result = floating ? p.dtype : DType.FLOAT32;
    if (program.isExact() && !floating) {
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

  boolean binary(int i, int j) {
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

  boolean inPlace(int i, int j) {
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
    return program.leaves().stream().anyMatch(l -> l.leaf() && l.plain().values == p.values);
  }

  /** All that shares the memory is compared. */
  private boolean changed(int i, String what, Tensor t, Plain with, Binary f) {
    Plain p = live.get(i).plain();
    program.note(i + " " + what);
    PlainOps.change(p, with, f);
    for (Pair pair : live) {
      if (pair.plain().values == p.values) {
        Agreement.check(
            new Pair(what + ", seen by " + pair.name(), pair.tensor(), pair.plain(), false));
      }
    }
    return t == live.get(i).tensor();
  }
}
