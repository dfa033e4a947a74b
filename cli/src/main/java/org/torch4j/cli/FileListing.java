package org.torch4j.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.io.PickledObject;
import org.torch4j.io.QuantizedTensor;
import org.torch4j.io.SparseTensor;

/** The tensors and other values of a file, as rows with a path each. */
final class FileListing {
  private static final int MOST_ROWS = 100_000;
  private static final int LONGEST_TEXT = 100;

  /**
   * A tensor.
   *
   * @param path where it is found
   * @param kind its dtype, and what is special about it
   * @param tensor it, or the values of a sparse or quantized one
   * @param shape its shape
   */
  record Row(String path, String kind, Tensor tensor, String shape) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  FileListing(@Nullable Object value) {
    visit("", value);
  }

  /** The tensors. */
  List<Row> rows() {
    return rows;
  }

  /** Lines about what is no tensor. */
  List<String> notes() {
    return notes;
  }

  private void visit(String path, @Nullable Object value) {
    if (rows.size() + notes.size() >= MOST_ROWS) {
      return;
    }
    switch (value) {
      case Tensor t -> row(path, t.dtype() + (t.requiresGrad() ? ", grad" : ""), t, t.shape());
      case SparseTensor s ->
          row(path, s.layout() + " " + s.values().dtype(), s.values(), s.shape());
      case QuantizedTensor q ->
          row(path, q.dtype() + " " + q.scheme(), q.values(), q.values().shape());
      case null -> note(path, "None");
      case Map<?, ?> m -> inside(path, m, () -> m.forEach((k, v) -> visit(join(path, k), v)));
      case Collection<?> c -> elements(path, c);
      case PickledObject o -> object(path, o);
      case byte[] b -> note(path, b.length + " bytes");
      default -> note(path, value.toString());
    }
  }

  private void row(String path, String kind, Tensor tensor, Object shape) {
    rows.add(new Row(path.isEmpty() ? "(the file)" : path, kind, tensor, shape.toString()));
  }

  private void elements(String path, Collection<?> elements) {
    boolean plain = elements.stream().allMatch(e -> e instanceof Number || e instanceof String);
    if (plain) {
      note(path, elements.stream().limit(20).toList() + (elements.size() > 20 ? " ..." : ""));
      return;
    }
    inside(
        path,
        elements,
        () -> {
          int i = 0;
          for (Object e : elements) {
            visit(join(path, i++), e);
          }
        });
  }

  private void object(String path, PickledObject object) {
    if (object.isModule()) {
      note(path, "module " + object.className());
      object.stateDict().forEach((name, t) -> visit(join(path, name), t));
      return;
    }
    note(path, "object " + object.className());
    inside(
        path,
        object,
        () -> {
          visit(join(path, "arguments"), object.arguments());
          object.attributes().forEach((k, v) -> visit(join(path, k), v));
          object.entries().forEach((k, v) -> visit(join(path, k), v));
          object.elements().forEach(e -> visit(join(path, "elements"), e));
        });
  }

  /** Visits what a container holds, unless that is being done already. */
  private void inside(String path, Object container, Runnable visit) {
    if (open.add(container)) {
      visit.run();
      open.remove(container);
    } else {
      note(path, "(contains itself)");
    }
  }

  private void note(String path, String text) {
    String all = (path.isEmpty() ? "" : path + " = ") + printable(text);
    notes.add(all.length() > 2 * LONGEST_TEXT ? all.substring(0, 2 * LONGEST_TEXT) + "..." : all);
  }

  private static String join(String path, @Nullable Object key) {
    String name = printable(String.valueOf(key));
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Without what would move the cursor or change colours of a terminal. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_TEXT)
        .forEach(
            c -> {
              boolean safe = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
              out.appendCodePoint(safe ? c : '?');
            });
    return out.toString();
  }
}
