package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.testing.TensorInfo;
import org.torch4j.testing.Tolerance;
import org.torch4j.type.Shape;

/** Compares the result of a call with the golden one, leaf by leaf. */
final class Comparison {
  private final GoldenArguments arguments;
  private final Tolerance tolerance;
  private final List<String> modes;
  private final boolean ties;
  private final List<Leaf> leaves = new ArrayList<>();

  /**
   * A tensor of the result.
   *
   * @param expected its golden
   * @param actual what came out
   * @param at where, for messages
   */
  record Leaf(Golden expected, Tensor actual, String at) {}

  Comparison(
      GoldenArguments arguments, @Nullable Tolerance tolerance, List<String> modes, boolean ties) {
    this.arguments = arguments;
    this.ties = ties;
    this.tolerance = tolerance == null ? Tolerance.EXACT : tolerance;
    this.modes = modes;
  }

  /** Finds the tensors of the result; throws where it is built otherwise. */
  List<Leaf> leaves(@Nullable Object expected, @Nullable Object actual) {
    collect(expected, actual, "output");
    return leaves;
  }

  /** The parts of a result that has several: a list, an array, a record. */
  static @Nullable List<?> parts(@Nullable Object value) {
    if (value instanceof Record r && !(value instanceof Golden)) {
      return Arrays.stream(r.getClass().getRecordComponents())
          .map(c -> Results.component(r, c))
          .toList();
    }
    return value instanceof List<?> l ? l : value instanceof Object[] a ? Arrays.asList(a) : null;
  }

  private void collect(@Nullable Object expected, @Nullable Object actual, String at) {
    switch (expected) {
      case null -> require(actual == null, at, actual, "None");
      case Golden.Tuple t -> list(t.items(), actual, at);
      case List<?> l -> list(l, actual, at);
      case Golden.Size s -> {
        boolean same =
            actual instanceof Shape shape
                ? shape.equals(Shape.of(s.sizes().stream().mapToLong(Long::longValue).toArray()))
                : s.sizes().equals(actual);
        require(same, at, actual, "torch.Size" + s.sizes());
      }
      case Golden g -> {
        require(actual instanceof Tensor, at, actual, "a tensor");
        leaves.add(new Leaf(g, (Tensor) Objects.requireNonNull(actual), at));
      }
      case Double d ->
          require(
              actual instanceof Number n && tolerance.accepts(n.doubleValue(), d), at, actual, d);
      case Long n -> require(actual instanceof Number a && a.doubleValue() == n, at, actual, n);
      default -> require(expected.equals(actual), at, actual, expected);
    }
  }

  private static void require(
      boolean fits, String at, @Nullable Object actual, @Nullable Object wanted) {
    if (!fits) {
      throw new CaseFailure(at + ": expected " + wanted + ", got " + ValueText.of(actual));
    }
  }

  private void list(List<?> expected, @Nullable Object actual, String at) {
    List<?> parts = parts(actual);
    require(
        parts != null && parts.size() == expected.size(), at, actual, expected.size() + " results");
    for (int i = 0; i < expected.size(); i++) {
      collect(expected.get(i), Objects.requireNonNull(parts).get(i), at + "[" + i + "]");
    }
  }

  /** How the case wants leaf {@code i} compared. */
  String mode(int i) {
    return i < modes.size() ? modes.get(i) : "exact";
  }

  /** Compares all tensors. */
  void check() {
    for (int i = 0; i < leaves.size(); i++) {
      check(i);
    }
  }

  private void check(int i) {
    Leaf leaf = leaves.get(i);
    switch (leaf.expected) {
      case Golden.ShapeOnly s -> kind(leaf, s.dtype(), s.shape());
      case Golden.TensorName t -> {
        SparseValues.requireStrided(leaf.actual, leaf.at);
        values(i, TensorBytes.read(leaf.actual), arguments.golden(t.name()));
      }
      case Golden.SparseCoo _, Golden.SparseCsr _ ->
          SparseValues.check(arguments, leaf.expected, leaf.actual, tolerance, leaf.at);
      default -> throw new CaseFailure(leaf.at + ": cannot compare " + leaf.expected);
    }
  }

  private static void kind(Leaf leaf, String dtype, List<Long> shape) {
    Tensor t = leaf.actual;
    List<Long> sizes = Arrays.stream(t.shape().toArray()).boxed().toList();
    if (!sizes.equals(shape)) {
      throw new CaseFailure(leaf.at + ": wrong shape " + sizes + ", expected " + shape);
    }
    if (!t.dtype().torchName().equals(dtype)) {
      throw new CaseFailure(leaf.at + ": wrong dtype " + t.dtype() + ", expected " + dtype);
    }
  }

  private void values(int i, GoldenTensor actual, GoldenTensor expected) {
    String at = leaves.get(i).at;
    String mode = mode(i);
    Values.checkKind(actual, expected.dtype(), expected.shape(), at);
    if (ties
        && expected.dtype().equals("int64")
        && Ties.same(TensorBytes.read(arguments.firstTensor()), actual, expected)) {
      return;
    }
    int colon = mode.indexOf(':');
    switch (colon < 0 ? mode : mode.substring(0, colon)) {
      case "exact" -> Values.check(actual, expected, tolerance, at);
      case "abs" -> Values.check(Values.abs(actual), Values.abs(expected), tolerance, at);
      case "abs_cols", "abs_rows" -> {
        long k = Long.parseLong(mode.substring(colon + 1));
        boolean rows = mode.startsWith("abs_rows");
        Values.check(
            Values.first(Values.abs(actual), k, rows),
            Values.first(Values.abs(expected), k, rows),
            tolerance,
            at);
      }
      case "unordered" -> Values.checkUnordered(actual, expected, tolerance, at);
      case "eigenvectors" ->
          Values.checkEigenvectors(
              TensorBytes.read(arguments.firstTensor()),
              TensorBytes.read(leaves.get(i - 1).actual),
              actual,
              tolerance,
              at);
      case "skip" -> {}
      default -> throw new CaseFailure(at + ": unknown way to compare: " + mode);
    }
  }

  /** Checks that outputs lie in the memory that the case says. */
  void checkViews(java.util.Map<String, TensorInfo> info) {
    for (Leaf leaf : leaves) {
      if (leaf.expected instanceof Golden.TensorName t) {
        TensorInfo i = info.get(t.name());
        String input = i == null ? null : i.sharesStorageWith();
        if (input != null
            && leaf.actual.numel() > 0
            && !leaf.actual.sharesMemory(arguments.tensor(input))) {
          throw new CaseFailure(leaf.at + ": is no view of " + input);
        }
      }
    }
  }
}
