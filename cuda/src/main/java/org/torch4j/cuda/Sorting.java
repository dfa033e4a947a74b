package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * Sorting of lines, stable, by digits of keys that order as unsigned numbers. Short lines take one
 * launch, a warp or a block for each; longer ones three for each digit of 8 bits.
 */
final class Sorting {
  /** Elements that one block sorts. */
  static final int TILE = 4096;

  private static final int SHORT = 32;
  private static final int DIGIT = 8;

  private Sorting() {}

  /** Sorted keys and their places in the line, row-major, {@code room} a line. */
  record Sorted(StridedArray keys, StridedArray places, long room) {
    /** How the type of the keys is spelled. */
    String type() {
      return keys.dtype().byteSize() == 8 ? "u64" : "u32";
    }
  }

  /**
   * What is sorted.
   *
   * @param from the elements, array 0 of the lines
   * @param stored how their type is spelled
   * @param wide whether keys have 64 bits
   * @param bits of a key that count
   * @param n elements of a line
   * @param down whether the greatest come first
   */
  record Task(
      StridedArray from, String stored, boolean wide, int bits, Lines lines, long n, boolean down) {
    /** Elements of a dtype. */
    static Task of(StridedArray from, Lines lines, long n, boolean down) {
      DType dtype = from.dtype();
      int bits = 8 * dtype.byteSize();
      return new Task(from, CudaTypes.stored(dtype), bits > 32, bits, lines, n, down);
    }

    /** Row-major keys below {@code size}, in INT32 or INT64. */
    static Task keys(StridedArray keys, long lines, long n, long size) {
      int bits = Math.max(1, 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1)));
      return ofBits(keys, lines, n, bits);
    }

    private static Task ofBits(StridedArray keys, long lines, long n, int bits) {
      boolean wide = keys.dtype() == DType.INT64;
      Lines rows = Lines.along(1).add(lines, n);
      return new Task(keys, wide ? "u64" : "u32", wide, bits, rows, n, false);
    }

    private int digits() {
      return Math.ceilDiv(bits, DIGIT);
    }

    private DType keyType() {
      return wide ? DType.INT64 : DType.INT32;
    }

    private Work work(String kernel) {
      return Work.of(kernel, from).type("S", stored).type("K", wide ? "u64" : "u32");
    }
  }

  /** All of each line. */
  static Sorted sorted(Temporaries t, Task task) {
    long all = task.lines.count() * task.n;
    StridedArray keys = t.fresh(task.from, task.keyType(), all);
    StridedArray places = t.fresh(task.from, DType.INT32, all);
    if (task.n <= TILE) {
      small(task, null, null, keys, places, task.n, 0);
      return new Sorted(keys, places, task.n);
    }
    StridedArray given = t.fresh(task.from, task.keyType(), all);
    task.work("sort_load")
        .array(given)
        .array(task.from)
        .longs(task.lines.count(), task.n)
        .flag(task.down)
        .struct(task.lines.numbers())
        .run(all);
    return passes(t, task, given, keys, places);
  }

  private static Sorted passes(
      Temporaries t, Task task, StridedArray given, StridedArray keys, StridedArray places) {
    long count = task.lines.count();
    long tiles = Math.ceilDiv(task.n, TILE);
    long rows = count << DIGIT;
    StridedArray counts = t.fresh(given, DType.INT32, rows * tiles);
    StridedArray totals = t.fresh(given, DType.INT32, rows);
    StridedArray spare = t.fresh(given, DType.INT32, places.numel());
    StridedArray from = given;
    StridedArray to = keys;
    @Nullable StridedArray fromPlaces = null;
    StridedArray toPlaces = places;
    for (int digit = 0; digit < task.digits(); digit++) {
      int shift = digit * DIGIT;
      task.work("sort_counts")
          .array(counts)
          .array(from)
          .longs(count, task.n, tiles)
          .ints(shift)
          .runBlocks(count * tiles, Launches.THREADS);
      Work.of("sort_starts", given).array(counts).array(totals).longs(rows, tiles).run(32 * rows);
      task.work("sort_move")
          .array(to)
          .array(toPlaces)
          .array(from)
          .array(fromPlaces)
          .array(counts)
          .array(totals)
          .longs(count, task.n, tiles)
          .ints(shift)
          .runBlocks(count * tiles, Launches.THREADS);
      StridedArray free = from;
      from = to;
      to = free;
      StridedArray freePlaces = fromPlaces == null ? spare : fromPlaces;
      fromPlaces = toPlaces;
      toPlaces = freePlaces;
    }
    return new Sorted(from, fromPlaces == null ? places : fromPlaces, task.n);
  }

  /** Lines that a block sorts at once. */
  private static void small(
      Task task,
      @Nullable StridedArray values,
      @Nullable StridedArray indices,
      @Nullable StridedArray keys,
      @Nullable StridedArray places,
      long count,
      long skip) {
    boolean warps = task.n <= SHORT;
    Work work =
        task.work(warps ? "sort_short" : "sort_lines")
            .bytes(values == null ? task.from.dtype() : values.dtype())
            .array(values)
            .array(indices)
            .array(keys)
            .array(places)
            .array(task.from)
            .longs(task.lines.count(), task.n, count, skip)
            .flag(task.down)
            .ints(task.digits() * DIGIT)
            .struct(task.lines.numbers());
    if (warps) {
      work.run(32 * task.lines.count());
    } else {
      work.runBlocks(task.lines.count(), Launches.THREADS);
    }
  }

  /**
   * Stores {@code count} of each sorted line from {@code skip}: values are array 1 of the lines,
   * indices array 2. Where few of many are wanted, only those are sorted that may be among them.
   */
  static void store(
      Temporaries t, Task task, StridedArray values, StridedArray indices, long count, long skip) {
    if (task.n <= TILE) {
      small(task, values, indices, null, null, count, skip);
      return;
    }
    long wanted = skip + count;
    @Nullable StridedArray through = null;
    Sorted s;
    if (wanted <= TILE / 8) {
      Sorted chosen = chosen(t, task, null, wanted);
      while (chosen.room > TILE) {
        chosen = chosen(t, again(task, chosen), chosen.places, wanted);
      }
      through = chosen.places;
      s = sorted(t, again(task, chosen));
    } else {
      s = sorted(t, task);
    }
    Work.of("sort_store", task.from)
        .bytes(task.from.dtype())
        .array(values)
        .array(indices)
        .array(task.from)
        .array(s.places)
        .array(through)
        .longs(task.lines.count(), count, skip, s.room)
        .struct(task.lines.numbers())
        .run(task.lines.count() * count);
  }

  private static Task again(Task task, Sorted chosen) {
    return Task.ofBits(chosen.keys, task.lines.count(), chosen.room, task.digits() * DIGIT);
  }

  /** The first {@code wanted} of each tile of a line, not in order. */
  private static Sorted chosen(
      Temporaries t, Task task, @Nullable StridedArray given, long wanted) {
    long count = task.lines.count();
    long tiles = Math.ceilDiv(task.n, TILE);
    long room = tiles * wanted;
    StridedArray keys = t.fresh(task.from, task.keyType(), count * room);
    StridedArray places = t.fresh(task.from, DType.INT32, count * room);
    task.work("select")
        .array(keys)
        .array(places)
        .array(task.from)
        .array(given)
        .longs(count, task.n, tiles, wanted)
        .flag(task.down)
        .ints(task.digits() * DIGIT)
        .struct(task.lines.numbers())
        .runBlocks(count * tiles, Launches.THREADS);
    return new Sorted(keys, places, room);
  }
}
