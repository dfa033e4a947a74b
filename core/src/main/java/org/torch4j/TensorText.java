package org.torch4j;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.op.Components;
import org.torch4j.op.Placement;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Layout;

/**
 * Writes tensors as PyTorch prints them as {@link PrintOptions} say: by default 4 digits, lines of
 * 80 characters, more than 1,000 elements shortened to 3 at each edge.
 */
final class TensorText {
  private static final int INDENT = "tensor(".length();

  private final StridedArray array;
  private final PrintOptions options;
  private final boolean shortened;
  private final NumberText real;
  private final NumberText imaginary;

  private TensorText(StridedArray array, PrintOptions options) {
    this.array = array;
    this.options = options;
    this.shortened = array.numel() > options.threshold();
    List<Number> shown = new ArrayList<>();
    List<Number> shownImaginary = new ArrayList<>();
    collect(array.layout(), shown, shownImaginary);
    this.real = new NumberText(array.dtype(), shown, options);
    this.imaginary = new NumberText(array.dtype(), shownImaginary, options);
  }

  /** The text of {@code t}, {@code repr(t)}. */
  static String of(Tensor t) {
    return GradMode.with(false, () -> text(t));
  }

  private static String text(Tensor t) {
    return isGone(t) ? gone(t) : TensorState.isSparse(t) ? sparse(t) : strided(t);
  }

  private static boolean isGone(Tensor t) {
    boolean[] gone = {false};
    TensorState.forStorages(t, storage -> gone[0] |= storage.isReleased());
    return gone[0];
  }

  /**
   * Debuggers and logs ask for the text of everything, so that an exception would only be in the
   * way.
   */
  private static String gone(Tensor t) {
    List<String> suffixes = new ArrayList<>();
    suffixes.add("size=" + tuple(t.shape().toArray()));
    if (!isStandard(t.dtype())) {
      suffixes.add("dtype=torch." + t.dtype().torchName());
    }
    String body = "<its memory was released: its Scope was closed>";
    return assemble(body, suffixes, false, PrintOptions.current().linewidth());
  }

  private static boolean isStandard(DType dtype) {
    return dtype == Torch.getDefaultDtype()
        || dtype == DType.INT64
        || dtype == DType.BOOL
        || dtype == Torch.getDefaultDtype().toComplex();
  }

  private static void history(Tensor t, List<String> suffixes) {
    Node node = t.gradFn();
    if (node != null) {
      suffixes.add("grad_fn=" + node);
    } else if (t.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
  }

  private static String sparse(Tensor t) {
    Components c = TensorState.components(t, "str");
    List<String> names =
        c.layout() == Layout.SPARSE_COO
            ? List.of("indices")
            : c.layout().isByRows()
                ? List.of("crow_indices", "col_indices")
                : List.of("ccol_indices", "row_indices");
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      body.append(component(names.get(i), c.places().get(i)));
      body.append(",\n").append(" ".repeat(INDENT));
    }
    body.append(component("values", c.values()));
    List<String> suffixes = new ArrayList<>();
    suffixes.add("size=" + tuple(t.shape().toArray()));
    suffixes.add("nnz=" + t._nnz());
    if (!isStandard(t.dtype())) {
      suffixes.add("dtype=torch." + t.dtype().torchName());
    }
    suffixes.add("layout=torch." + c.layout().torchName());
    history(t, suffixes);
    return assemble(
        body.toString(),
        suffixes,
        c.layout() == Layout.SPARSE_COO,
        PrintOptions.current().linewidth());
  }

  private static String component(String name, Tensor part) {
    StridedArray array = Placement.host(part);
    String prefix = name + "=tensor(";
    String shown =
        part.numel() == 0
            ? "[], size=" + tuple(part.shape().toArray())
            : new TensorText(array, PrintOptions.current())
                .body(array.layout(), INDENT + prefix.length());
    return prefix + shown + ")";
  }

  private static String strided(Tensor t) {
    PrintOptions options = PrintOptions.current();
    StridedArray array = Placement.host(t);
    DType dtype = t.dtype();
    boolean standard = isStandard(dtype);
    List<String> suffixes = new ArrayList<>();
    String body;
    if (t.numel() == 0) {
      body = "[]";
      if (t.dim() != 1) {
        suffixes.add("size=" + tuple(t.shape().toArray()));
      }
      standard = dtype == Torch.getDefaultDtype();
    } else {
      body = new TensorText(array, options).body(array.layout(), INDENT);
    }
    if (t.isCuda()) {
      suffixes.add("device='" + t.device() + "'");
    }
    if (!standard) {
      suffixes.add("dtype=torch." + dtype.torchName());
    }
    history(t, suffixes);
    return assemble(body, suffixes, false, options.linewidth());
  }

  private static String tuple(long[] sizes) {
    StringJoiner text = new StringJoiner(", ", "(", sizes.length == 1 ? ",)" : ")");
    for (long size : sizes) {
      text.add(Long.toString(size));
    }
    return text.toString();
  }

  private static String assemble(String body, List<String> suffixes, boolean newLine, int line) {
    StringBuilder text = new StringBuilder("tensor(").append(body);
    int lineLength = text.length() - text.lastIndexOf("\n") + 1;
    boolean force = newLine;
    for (String suffix : suffixes) {
      if (force || lineLength + suffix.length() + 2 > line) {
        text.append(",\n").append(" ".repeat(INDENT)).append(suffix);
        lineLength = INDENT + suffix.length();
        force = false;
      } else {
        text.append(", ").append(suffix);
        lineLength += suffix.length() + 2;
      }
    }
    return text.append(')').toString();
  }

  /** The values that will be shown; they decide the format of all. */
  private void collect(
      org.torch4j.storage.Layout layout, List<Number> values, List<Number> imaginaries) {
    if (layout.dim() == 0) {
      long place = layout.offset();
      values.add(
          array.dtype() == DType.INT64
              ? (Number) array.longAt(place)
              : (Number) array.doubleAt(place));
      if (array.dtype().isComplex()) {
        imaginaries.add(array.imaginaryAt(layout.offset()));
      }
      return;
    }
    long n = layout.size(0);
    int edge = options.edgeitems();
    boolean gap = shortened && n > 2L * edge;
    for (long i = 0; i < n; i++) {
      if (gap && i == edge) {
        i = n - edge;
      }
      collect(layout.select(0, i), values, imaginaries);
    }
  }

  private String element(long place) {
    if (array.dtype() == DType.INT64) {
      return real.integer(array.longAt(place));
    }
    String first = real.of(array.doubleAt(place));
    if (!array.dtype().isComplex()) {
      return first;
    }
    String second = imaginary.of(array.imaginaryAt(place)).strip();
    return first + (second.startsWith("-") ? second : "+" + second) + "j";
  }

  private int width() {
    return real.width() + (array.dtype().isComplex() ? imaginary.width() + 1 : 0);
  }

  private String body(org.torch4j.storage.Layout layout, int indent) {
    if (layout.dim() == 0) {
      return element(layout.offset());
    }
    return layout.dim() == 1 ? vector(layout, indent) : nested(layout, indent);
  }

  private String vector(org.torch4j.storage.Layout layout, int indent) {
    int elementLength = width() + 2;
    int perLine = Math.max(1, (options.linewidth() - indent) / elementLength);
    List<String> elements = new ArrayList<>();
    long n = layout.size(0);
    int edge = options.edgeitems();
    boolean gap = shortened && n > 2L * edge;
    for (long i = 0; i < n; i++) {
      if (gap && i == edge) {
        elements.add(" ...");
        i = n - edge;
      }
      elements.add(element(layout.offset() + i * layout.stride(0)));
    }
    StringJoiner lines = new StringJoiner(",\n" + " ".repeat(indent + 1), "[", "]");
    for (int start = 0; start < elements.size(); start += perLine) {
      lines.add(
          String.join(", ", elements.subList(start, Math.min(elements.size(), start + perLine))));
    }
    return lines.toString();
  }

  private String nested(org.torch4j.storage.Layout layout, int indent) {
    String between = "," + "\n".repeat(layout.dim() - 1) + " ".repeat(indent + 1);
    StringJoiner parts = new StringJoiner(between, "[", "]");
    long n = layout.size(0);
    int edge = options.edgeitems();
    boolean gap = shortened && n > 2L * edge;
    for (long i = 0; i < n; i++) {
      if (gap && i == edge) {
        parts.add("...");
        i = n - edge;
      }
      parts.add(body(layout.select(0, i), indent + 1));
    }
    return parts.toString();
  }
}
