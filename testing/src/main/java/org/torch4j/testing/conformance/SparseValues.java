package org.torch4j.testing.conformance;

import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.Tolerance;
import org.torch4j.type.Layout;

/** Compares sparse results by the dense tensors that they stand for. */
final class SparseValues {
  private SparseValues() {}

  static void requireStrided(Tensor t, String at) {
    if (t.layout() != Layout.STRIDED) {
      throw new CaseFailure(at + ": expected a strided tensor, got a " + t.layout() + " one");
    }
  }

  static void check(
      GoldenArguments arguments, Golden expected, Tensor actual, Tolerance tolerance, String at) {
    Layout layout = expected instanceof Golden.SparseCoo ? Layout.SPARSE_COO : Layout.SPARSE_CSR;
    if (actual.layout() != layout) {
      throw new CaseFailure(
          at + ": expected a " + layout + " tensor, got a " + actual.layout() + " one");
    }
    Tensor dense =
        (Tensor)
            java.util.Objects.requireNonNull(
                new Functions().method(actual, "to_dense", List.of(), Map.of()));
    GoldenTensor got = TensorBytes.read(dense);
    Values.checkKind(got, dtype(expected), size(expected), at);
    Values.check(
        Values.doubles(got.toDoubleArray(), partShape(got)),
        dense(arguments, expected),
        tolerance,
        at);
  }

  private static String dtype(Golden g) {
    return g instanceof Golden.SparseCoo c ? c.dtype() : ((Golden.SparseCsr) g).dtype();
  }

  private static List<Long> size(Golden g) {
    return g instanceof Golden.SparseCoo c ? c.size() : ((Golden.SparseCsr) g).size();
  }

  private static List<Long> partShape(GoldenTensor t) {
    return List.of((long) t.toDoubleArray().length);
  }

  private static GoldenTensor dense(GoldenArguments arguments, Golden golden) {
    List<Long> size = size(golden);
    String name =
        golden instanceof Golden.SparseCoo c
            ? c.values().name()
            : ((Golden.SparseCsr) golden).values().name();
    GoldenTensor values = arguments.golden(name);
    double[] v = values.toDoubleArray();
    int parts = values.isComplex() ? 2 : 1;
    long numel = size.stream().reduce(1L, (a, b) -> a * b);
    double[] out = new double[Math.toIntExact(numel * parts)];
    long[] places = places(arguments, golden, size);
    int block = places.length == 0 ? 0 : v.length / places.length;
    for (int e = 0; e < places.length; e++) {
      for (int k = 0; k < block; k++) {
        out[Math.toIntExact(places[e] * block + k)] += v[e * block + k];
      }
    }
    return Values.doubles(out, List.of((long) out.length));
  }

  /** The place of each entry among the sparse dimensions, row-major. */
  private static long[] places(GoldenArguments arguments, Golden golden, List<Long> size) {
    return switch (golden) {
      case Golden.SparseCoo c -> {
        GoldenTensor indices = arguments.golden(c.indices().name());
        long[] at = indices.toLongArray();
        int entries = Math.toIntExact(indices.shape().get(1));
        long[] out = new long[entries];
        for (int d = 0; d < indices.shape().get(0); d++) {
          for (int e = 0; e < entries; e++) {
            out[e] = out[e] * size.get(d) + at[d * entries + e];
          }
        }
        yield out;
      }
      case Golden.SparseCsr c -> {
        long[] rows = arguments.golden(c.crowIndices().name()).toLongArray();
        long[] columns = arguments.golden(c.colIndices().name()).toLongArray();
        long[] out = new long[columns.length];
        for (int r = 0; r + 1 < rows.length; r++) {
          for (long e = rows[r]; e < rows[r + 1]; e++) {
            out[Math.toIntExact(e)] = r * size.get(1) + columns[Math.toIntExact(e)];
          }
        }
        yield out;
      }
      default -> throw new CaseFailure("not sparse: " + golden);
    };
  }
}
