package org.torch4j.programs;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.programs.PlainOps.Dual;
import org.torch4j.programs.PlainOps.Fold;
import org.torch4j.type.DType;

/** The steps of a {@link RandomProgram} along dimensions: reductions, rearrangements, products. */
final class LineSteps {
  private final RandomProgram program;
  private final Random random;
  private final List<Pair> live;

  LineSteps(RandomProgram program, Random random) {
    this.program = program;
    this.random = random;
    live = program.live();
  }

  private boolean made(String what, Tensor t, Plain p) {
    return program.made(what, t, p);
  }

  boolean reduction(int i) {
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

  boolean arrangement(int i, int j) {
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

  boolean matmul(int i) {
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
