package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Elements that indices send to places where several may meet: they are sorted by place, then those
 * of each place are combined in their order, many of them piece by piece. The borders of pieces
 * depend on the number of elements alone, so results are always the same.
 */
final class Meeting {
  static final int SET = 0;
  static final int ADD = 1;
  static final int MULTIPLY = 2;
  static final int GREATER = 3;
  static final int SMALLER = 4;

  /** Elements of a line up to which one thread goes along it. */
  private static final long FEW = 16;

  private static final int SHORTEST_PIECE = 64;
  private static final int LONGEST_PIECE = 1024;

  private final String op;
  private final int how;
  private Scalar alpha = Scalar.ONE;
  private boolean fresh;
  private boolean mean;
  private boolean frequency;
  private boolean precise;
  private long padding = -1;
  private @Nullable StridedArray through;
  private @Nullable StridedArray weights;
  private long named;

  /** Combines elements by one of the five ways. */
  Meeting(String op, int how) {
    this.op = op;
    this.how = how;
  }

  /** What sources are multiplied by. */
  Meeting times(Scalar factor) {
    alpha = factor;
    return this;
  }

  /** Whether what was in a place before does not count; whether sums become means. */
  Meeting fresh(boolean without, boolean average) {
    fresh = without;
    mean = average;
    return this;
  }

  /** Whether each counts one share of all that meet in its place. */
  Meeting frequency(boolean shared) {
    frequency = shared;
    return this;
  }

  /** Whose elements meet: those of {@code rows} that an index names, times weights. */
  Meeting through(StridedArray index, long rows, @Nullable StridedArray factors) {
    through = index;
    named = rows;
    weights = factors;
    return this;
  }

  /** Adds up in double precision. */
  Meeting precisely() {
    precise = true;
    return this;
  }

  /** A place that takes nothing, if it is not negative. */
  Meeting without(long place) {
    padding = place;
    return this;
  }

  /**
   * Lets elements meet.
   *
   * @param lines of the target (array 0), the index (1) and the source (2)
   * @param n elements of a line of the index and the source
   * @param size places of a line of the target
   */
  void run(
      Temporaries t,
      StridedArray out,
      StridedArray index,
      StridedArray from,
      Lines lines,
      long n,
      long size) {
    boolean complex = out.dtype().isComplex();
    boolean shared = lines.isShared(1);
    boolean special = fresh || mean || frequency || padding >= 0 || through != null;
    boolean joint = complex && (how == MULTIPLY || alpha.imaginary() != 0 || !shared);
    if ((how != SET && joint) || (!special && n <= FEW)) {
      serial(t, out, index, from, lines, n, size);
      return;
    }
    Lines indexLines = shared ? Lines.along(0, lines.inner(1)) : lines;
    Sorting.Sorted s = sorted(op, t, index, indexLines, n, size, padding);
    if (how == SET) {
      last(out, from, s, lines, indexLines.count(), n, size);
    } else {
      pieces(t, out, from, s, complex ? lines.parts(0, 2) : lines, indexLines.count(), n, size);
    }
  }

  /** Places of lines of an index (array 1) in order; those of {@code padding} come last. */
  static Sorting.Sorted sorted(
      String op, Temporaries t, StridedArray index, Lines lines, long n, long size, long padding) {
    boolean wide = size >= 0xffffffffL;
    DType type = wide ? DType.INT64 : DType.INT32;
    StridedArray keys = t.fresh(index, type, lines.count() * n);
    Work.of("meet_keys", index)
        .type("K", wide ? "u64" : "u32")
        .indices(index.dtype())
        .array(keys)
        .array(index)
        .longs(lines.count(), n, size, padding)
        .checked(op)
        .struct(lines.numbers())
        .run(keys.numel());
    return Sorting.sorted(t, Sorting.Task.keys(keys, lines.count(), n, size + 1));
  }

  private void serial(
      Temporaries t,
      StridedArray out,
      StridedArray index,
      StridedArray from,
      Lines lines,
      long n,
      long size) {
    @Nullable StridedArray hits =
        fresh || mean ? t.fresh(out, DType.INT32, lines.count() * size) : null;
    Work.of("scatter", out)
        .types(out.dtype())
        .indices(index.dtype())
        .array(out)
        .array(index)
        .array(from)
        .longs(lines.count(), n, size)
        .ints(out.dtype().isComplex() ? 2 : 1, how)
        .flag(fresh)
        .computed(out.dtype(), alpha)
        .computed(out.dtype(), alpha.imaginary())
        .array(hits)
        .checked(op)
        .struct(lines.numbers())
        .run(lines.count());
    if (mean && hits != null) {
      Work.of("scatter_mean", out)
          .types(out.dtype())
          .array(out)
          .array(hits)
          .longs(lines.count(), size)
          .ints(fresh ? 0 : 1)
          .struct(lines.numbers())
          .run(lines.count());
    }
  }

  /** Elements of {@code bytes} that fit in a vector of 16 bytes, if both arrays begin at one. */
  private static int width(int bytes, StridedArray a, StridedArray b) {
    boolean aligned = ((Launches.address(a) | Launches.address(b)) & 15) == 0;
    return aligned ? Math.max(1, 16 / bytes) : 1;
  }

  private void last(
      StridedArray out,
      StridedArray from,
      Sorting.Sorted s,
      Lines lines,
      long indexLines,
      long n,
      long size) {
    int bytes = out.dtype().byteSize();
    @Nullable Lines vectors =
        indexLines == 1 && bytes < 16 ? lines.vectors(width(bytes, out, from), 0, 2) : null;
    Lines own = vectors == null ? lines : vectors;
    Work.of("meet_last", out)
        .type("S", CudaTypes.bytes(out.dtype()))
        .type("V", vectors == null ? "S" : "t4j_vec<S, " + 16 / bytes + ">")
        .type("K", s.type())
        .array(out)
        .array(from)
        .array(s.keys())
        .array(s.places())
        .longs(own.count(), indexLines, n, size)
        .struct(own.numbers())
        .run(own.count() * n);
  }

  /** The longest sum that is taken at once: a power of 2 near the square root of all. */
  private static int piece(long n) {
    long root = Long.highestOneBit((long) Math.sqrt((double) n));
    return Math.clamp(root, SHORTEST_PIECE, LONGEST_PIECE);
  }

  private void pieces(
      Temporaries t,
      StridedArray out,
      StridedArray from,
      Sorting.Sorted s,
      Lines lines,
      long indexLines,
      long n,
      long size) {
    DType dtype = out.dtype().toReal();
    int bytes = dtype.byteSize();
    int width = width(bytes, out, from);
    @Nullable Lines vectors = indexLines == 1 ? lines.vectors(width, 0, 2) : null;
    Lines own = vectors == null ? lines : vectors;
    int wide = vectors == null ? 1 : width;
    int piece = piece(n);
    DType computed = precise ? DType.FLOAT64 : computed(dtype);
    StridedArray sums =
        t.fresh(out, computed, n <= piece ? 1 : own.count() * wide * 2 * (n / piece + 1));
    work("meet", dtype, computed, wide, s, out)
        .indices(through == null ? DType.INT64 : through.dtype())
        .array(out)
        .array(sums)
        .array(from)
        .array(s.keys())
        .array(s.places())
        .array(through)
        .array(weights)
        .longs(own.count(), indexLines, n, size, named)
        .ints(piece, how)
        .flag(fresh)
        .flag(mean)
        .flag(frequency)
        .computed(computed, alpha)
        .checked(op)
        .struct(own.numbers())
        .run(own.count() * n);
    if (n > piece) {
      work("meet_joined", dtype, computed, wide, s, out)
          .array(out)
          .array(sums)
          .array(s.keys())
          .longs(own.count(), indexLines, n, size)
          .ints(piece, how)
          .flag(fresh)
          .flag(mean)
          .struct(own.numbers())
          .run(own.count() * ((n - 1) / piece + 1));
    }
  }

  private static Work work(
      String kernel, DType dtype, DType computed, int width, Sorting.Sorted s, StridedArray near) {
    return Work.of(kernel, near)
        .type("S", CudaTypes.stored(dtype))
        .type("A", CudaTypes.stored(computed))
        .type("V", "t4j_vec<S, " + width + ">")
        .type("K", s.type());
  }

  /** What elements are added up in. */
  private static DType computed(DType dtype) {
    return switch (CudaTypes.computed(dtype)) {
      case "int" -> DType.INT32;
      case "i64" -> DType.INT64;
      case "float" -> DType.FLOAT32;
      default -> DType.FLOAT64;
    };
  }
}
