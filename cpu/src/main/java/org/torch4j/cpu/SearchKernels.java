package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Places of values in sorted rows. */
final class SearchKernels {
  private SearchKernels() {}

  static void register(KernelTable table) {
    table.add("searchsorted", SearchKernels::search);
  }

  /** All arrays are row-major; a single sorted row serves all values. */
  private static void search(KernelCall call) {
    StridedArray sorted = call.array(0);
    StridedArray values = call.array(1);
    StridedArray sorter = call.arrayOrNull(2);
    boolean right = call.booleanValue(3);
    StridedArray out = call.output(0);
    long n = values.numel();
    if (n == 0) {
      return;
    }
    int dims = sorted.layout().dim();
    long size = sorted.layout().size(dims - 1);
    if (sorter != null) {
      check(sorter, size);
    }
    long width = dims == 1 ? n : values.layout().size(values.layout().dim() - 1);
    Row row =
        new Row(
            Cells.of(sorted),
            sorter == null ? null : Cells.of(sorter),
            sorted.layout().offset(),
            sorter == null ? 0 : sorter.layout().offset(),
            size);
    Cells from = Cells.of(values);
    Cells to = Cells.of(out);
    long source = values.layout().offset();
    long target = out.layout().offset();
    Parallel.run(
        n,
        1 << 11,
        (begin, end, chunk) -> {
          if (sorter == null && row.cells.isNative() && from.isNative() && row.isPlain()) {
            row.plain(
                begin, end, dims == 1 ? Long.MAX_VALUE : width, from, source, right, to, target);
            return;
          }
          for (long i = begin; i < end; i++) {
            long first = dims == 1 ? 0 : i / width * size;
            long place =
                from.isInteger()
                    ? row.find(first, from.getLong(source + i), right)
                    : row.find(first, from.getDouble(source + i), right);
            to.setLong(target + i, place);
          }
        });
  }

  private static void check(StridedArray sorter, long size) {
    Cells from = Cells.of(sorter);
    for (long i = 0; i < sorter.numel(); i++) {
      long at = from.getLong(sorter.layout().offset() + i);
      if (at < 0 || at >= size) {
        throw new IndexOutOfBoundsException(
            "searchsorted: index " + at + " of sorter is out of range for a row of size " + size);
      }
    }
  }

  /** Sorted rows of one size, seen through the order of a sorter if there is one. */
  private record Row(
      Cells cells, @Nullable Cells sorter, long offset, long sorterOffset, long size) {
    private long place(long first, long i) {
      if (sorter == null) {
        return offset + first + i;
      }
      return offset + first + sorter.getLong(sorterOffset + first + i);
    }

    /** NaN stands behind all numbers. */
    long find(long first, double value, boolean right) {
      long low = 0;
      long high = size;
      while (low < high) {
        long middle = low + high >>> 1;
        double there = cells.getDouble(place(first, middle));
        if (right ? !(there > value) : !(there >= value)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Whether {@link #plain} knows the dtype. */
    boolean isPlain() {
      return switch (cells.dtype) {
        case FLOAT32, FLOAT64, INT64 -> true;
        default -> false;
      };
    }

    /** Many searches in native memory; row {@code i / width} serves value {@code i}. */
    void plain(
        long begin,
        long end,
        long width,
        Cells from,
        long source,
        boolean right,
        Cells to,
        long target) {
      long bytes = cells.dtype.byteSize();
      for (long at = begin; at < end; ) {
        long row = at / width;
        long stop = row == end / width ? end : (row + 1) * width;
        long first = cells.address + (offset + row * size) * bytes;
        long values = from.address + source * bytes;
        for (; at < stop; at++) {
          long place =
              switch (cells.dtype) {
                case FLOAT32 -> findNumber(first, Cells.ALL.get(Cells.F32, values + 4 * at), right);
                case FLOAT64 -> findNumber(first, Cells.ALL.get(Cells.F64, values + 8 * at), right);
                default -> findLong(first, Cells.ALL.get(Cells.I64, values + 8 * at), right);
              };
          to.setLong(target + at, place);
        }
      }
    }

    // Choices instead of branches: which half is next cannot be predicted.

    /** Floats are compared as doubles, which hold each of them. */
    private long findNumber(long row, double value, boolean right) {
      boolean single = cells.dtype == DType.FLOAT32;
      long low = 0;
      long high = size;
      while (low < high) {
        long middle = low + high >>> 1;
        double there =
            single
                ? Cells.ALL.get(Cells.F32, row + 4 * middle)
                : Cells.ALL.get(Cells.F64, row + 8 * middle);
        boolean behind = right ? !(there > value) : !(there >= value);
        low = behind ? middle + 1 : low;
        high = behind ? high : middle;
      }
      return low;
    }

    private long findLong(long row, long value, boolean right) {
      long low = 0;
      long high = size;
      while (low < high) {
        long middle = low + high >>> 1;
        long there = Cells.ALL.get(Cells.I64, row + 8 * middle);
        boolean behind = right ? there <= value : there < value;
        low = behind ? middle + 1 : low;
        high = behind ? high : middle;
      }
      return low;
    }

    long find(long first, long value, boolean right) {
      long low = 0;
      long high = size;
      while (low < high) {
        long middle = low + high >>> 1;
        long there = cells.getLong(place(first, middle));
        if (right ? there <= value : there < value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
