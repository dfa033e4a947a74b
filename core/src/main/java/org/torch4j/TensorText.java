package org.torch4j;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

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
    PrintOptions options = PrintOptions.current();
    StridedArray array = TensorState.array(t);
    DType dtype = t.dtype();
    boolean standard =
        dtype == Torch.getDefaultDtype()
            || dtype == DType.INT64
            || dtype == DType.BOOL
            || dtype == Torch.getDefaultDtype().toComplex();
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
    if (!standard) {
      suffixes.add("dtype=torch." + dtype.torchName());
    }
    Node node = t.gradFn();
    if (node != null) {
      suffixes.add("grad_fn=" + node);
    } else if (t.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
    return assemble(body, suffixes, options.linewidth());
  }

  private static String tuple(long[] sizes) {
    StringJoiner text = new StringJoiner(", ", "(", sizes.length == 1 ? ",)" : ")");
    for (long size : sizes) {
      text.add(Long.toString(size));
    }
    return text.toString();
  }

  private static String assemble(String body, List<String> suffixes, int line) {
    StringBuilder text = new StringBuilder("tensor(").append(body);
    int lineLength = text.length() - text.lastIndexOf("\n") + 1;
    for (String suffix : suffixes) {
      if (lineLength + suffix.length() + 2 > line) {
        text.append(",\n").append(" ".repeat(INDENT)).append(suffix);
        lineLength = INDENT + suffix.length();
      } else {
        text.append(", ").append(suffix);
        lineLength += suffix.length() + 2;
      }
    }
    return text.append(')').toString();
  }

  /** The values that will be shown; they decide the format of all. */
  private void collect(Layout layout, List<Number> values, List<Number> imaginaries) {
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

  private String body(Layout layout, int indent) {
    if (layout.dim() == 0) {
      return element(layout.offset());
    }
    return layout.dim() == 1 ? vector(layout, indent) : nested(layout, indent);
  }

  private String vector(Layout layout, int indent) {
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

  private String nested(Layout layout, int indent) {
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
