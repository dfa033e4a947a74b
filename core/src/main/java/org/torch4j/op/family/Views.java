package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.view;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.ViewOp;
import org.torch4j.storage.Layout;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Other shapes over the same memory. */
public final class Views {
  public static final ViewOp ALIAS =
      view("alias(Tensor(a) self) -> Tensor(a)", (self, a) -> self).grad(GradContext::grad);

  public static final ViewOp VIEW =
      view("view(Tensor(a) self, int[] size) -> Tensor(a)", Views::viewLayout)
          .grad(c -> c.grad().reshape(c.shape("self").toArray()));

  public static final CompositeOp RESHAPE =
      composite("reshape(Tensor(a) self, int[] shape) -> Tensor(a)", Views::reshape);

  public static final ViewOp PERMUTE =
      view("permute(Tensor(a) self, int[] dims) -> Tensor(a)", Views::permuted)
          .grad(c -> c.grad().permute(inverse(c.integers("dims"))));

  public static final ViewOp TRANSPOSE =
      view("transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)", Views::transposed)
          .grad(c -> c.grad().transpose((int) c.integer("dim0"), (int) c.integer("dim1")));

  public static final ViewOp SQUEEZE =
      view("squeeze(Tensor(a) self) -> Tensor(a)", (self, a) -> squeezed(self))
          .grad(c -> c.grad().reshape(c.shape("self").toArray()));

  public static final ViewOp SQUEEZE_DIM =
      view("squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)", Views::squeezed)
          .grad(c -> c.grad().reshape(c.shape("self").toArray()));

  public static final ViewOp UNSQUEEZE =
      view(
              "unsqueeze(Tensor(a) self, int dim) -> Tensor(a)",
              (self, a) ->
                  self.unsqueeze(Shape.normalizeDim(a.integer("dim"), self.dim() + 1, "unsqueeze")))
          .grad(c -> c.grad().reshape(c.shape("self").toArray()));

  public static final ViewOp EXPAND =
      view("expand(Tensor(a) self, int[] size) -> Tensor(a)", Views::expanded)
          .grad(c -> c.grad().sumToSize(c.shape("self")));

  public static final ViewOp SELECT =
      view("select.int(Tensor(a) self, int dim, int index) -> Tensor(a)", Views::selected)
          .grad(c -> into(c, z -> z.select((int) c.integer("dim"), c.integer("index"))));

  public static final ViewOp SLICE =
      view(
              "slice.Tensor(Tensor(a) self, int dim=0, int? start=None, int? end=None, int step=1)"
                  + " -> Tensor(a)",
              Views::sliced)
          .grad(c -> into(c, z -> sliceAgain(z, c)));

  public static final ViewOp DIAGONAL =
      view(
              "diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)",
              Views::diagonal)
          .grad(
              c ->
                  into(
                      c,
                      z ->
                          z.diagonal(
                              c.integer("offset"),
                              (int) c.integer("dim1"),
                              (int) c.integer("dim2"))));

  public static final ViewOp UNFOLD =
      view(
              "unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)",
              Views::unfolded)
          .grad(Views::unfoldGrad);

  public static final ViewOp AS_STRIDED =
      view(
              "as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None)"
                  + " -> Tensor(a)",
              Views::strided)
          .grad(Views::stridedGrad);

  private Views() {}

  /** Zeros like the input with the gradient written into a part of them. */
  private static Tensor into(GradContext c, java.util.function.UnaryOperator<Tensor> part) {
    Tensor zeros = c.meta("self").zeros();
    part.apply(zeros).copy_(c.grad());
    return zeros;
  }

  /** Replaces a size of -1 by what the number of elements leaves. */
  static Shape infer(long[] size, long numel, String op) {
    long[] sizes = size.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1) {
        if (open >= 0) {
          throw new ShapeException(op + ": only one size may be -1, got " + Arrays.toString(size));
        }
        open = i;
      } else if (sizes[i] < 0) {
        throw new ShapeException(
            op + ": invalid size " + sizes[i] + " in " + Arrays.toString(size));
      } else {
        known *= sizes[i];
      }
    }
    if (open >= 0 && known != 0 && numel % known == 0) {
      sizes[open] = numel / known;
    } else if (open >= 0 && known == 0) {
      throw new ShapeException(
          op + ": cannot infer -1 in " + Arrays.toString(size) + " for a tensor without elements");
    } else if (open >= 0 || known != numel) {
      throw new ShapeException(
          op
              + ": shape "
              + Arrays.toString(size)
              + " is invalid for a tensor of "
              + numel
              + " elements");
    }
    return Shape.of(sizes);
  }

  private static Layout viewLayout(Layout self, Args a) {
    Shape target = infer(a.integers("size"), self.numel(), "view");
    Layout layout = self.view(target);
    if (layout == null) {
      throw new ShapeException(
          "view: shape "
              + target
              + " cannot be seen in the memory of a tensor with "
              + self
              + "; use reshape, which copies where it must");
    }
    return layout;
  }

  private static Tensor reshape(Args a) {
    Tensor self = a.tensor("self");
    Shape target = infer(a.integers("shape"), self.numel(), "reshape");
    long[] sizes = target.toArray();
    boolean viewable = org.torch4j.op.TensorState.array(self).layout().view(target) != null;
    return VIEW.call(viewable ? self : self.clone(), sizes);
  }

  private static Layout permuted(Layout self, Args a) {
    long[] dims = a.integers("dims");
    int n = self.dim();
    if (dims.length != n) {
      throw new ShapeException(
          "permute: "
              + dims.length
              + " dims "
              + Arrays.toString(dims)
              + " for a tensor of shape "
              + self.shape());
    }
    int[] order = new int[n];
    boolean[] seen = new boolean[n];
    for (int i = 0; i < n; i++) {
      order[i] = Shape.normalizeDim(dims[i], n, "permute");
      if (seen[order[i]]) {
        throw new ShapeException("permute: dim " + order[i] + " is repeated");
      }
      seen[order[i]] = true;
    }
    return self.permute(order);
  }

  private static int[] inverse(long[] dims) {
    int[] back = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      back[(int) (dims[i] < 0 ? dims[i] + dims.length : dims[i])] = i;
    }
    return back;
  }

  private static Layout transposed(Layout self, Args a) {
    int d0 = Shape.normalizeDim(a.integer("dim0"), self.dim(), "transpose");
    int d1 = Shape.normalizeDim(a.integer("dim1"), self.dim(), "transpose");
    return self.dim() == 0 ? self : self.transpose(d0, d1);
  }

  private static Layout squeezed(Layout self) {
    Layout out = self;
    for (int i = self.dim() - 1; i >= 0; i--) {
      out = self.size(i) == 1 ? out.squeeze(i) : out;
    }
    return out;
  }

  private static Layout squeezed(Layout self, Args a) {
    int d = Shape.normalizeDim(a.integer("dim"), self.dim(), "squeeze");
    return self.dim() > 0 && self.size(d) == 1 ? self.squeeze(d) : self;
  }

  private static Layout expanded(Layout self, Args a) {
    long[] size = a.integers("size").clone();
    int extra = size.length - self.dim();
    for (int i = 0; i < size.length; i++) {
      if (size[i] == -1) {
        if (i < extra) {
          throw new ShapeException(
              "expand: size -1 is not allowed for the new dimension "
                  + i
                  + " of "
                  + Arrays.toString(size));
        }
        size[i] = self.size(i - extra);
      }
    }
    return self.broadcastTo(Shape.of(size), "expand");
  }

  private static Layout selected(Layout self, Args a) {
    if (self.dim() == 0) {
      throw new IndexOutOfBoundsException("select: a tensor without dimensions has no index");
    }
    int d = Shape.normalizeDim(a.integer("dim"), self.dim(), "select");
    long n = self.size(d);
    long index = a.integer("index");
    if (index < -n || index >= n) {
      throw new IndexOutOfBoundsException(
          "select: index " + index + " is out of range for dimension " + d + " of size " + n);
    }
    return self.select(d, index < 0 ? index + n : index);
  }

  private static Layout sliced(Layout self, Args a) {
    if (self.dim() == 0) {
      throw new ShapeException("slice: a tensor without dimensions cannot be sliced");
    }
    int d = Shape.normalizeDim(a.integer("dim"), self.dim(), "slice");
    long step = a.integer("step");
    if (step <= 0) {
      throw new IllegalArgumentException("slice: step must be positive, got " + step);
    }
    long n = self.size(d);
    long start = a.isNull("start") ? 0 : clip(a.integer("start"), n);
    long end = a.isNull("end") ? n : clip(a.integer("end"), n);
    long length = end <= start ? 0 : (end - start - 1) / step + 1;
    return self.slice(d, start, length, step);
  }

  private static long clip(long index, long n) {
    long from = index < 0 ? index + n : index;
    return Math.max(0, Math.min(n, from));
  }

  private static Tensor sliceAgain(Tensor t, GradContext c) {
    return SLICE.call(t, c.get("dim"), c.get("start"), c.get("end"), c.get("step"));
  }

  private static Layout diagonal(Layout self, Args a) {
    int d1 = Shape.normalizeDim(a.integer("dim1"), self.dim(), "diagonal");
    int d2 = Shape.normalizeDim(a.integer("dim2"), self.dim(), "diagonal");
    if (d1 == d2) {
      throw new ShapeException("diagonal: dimensions must differ, got " + d1 + " twice");
    }
    return self.diagonal(a.integer("offset"), d1, d2);
  }

  private static Layout unfolded(Layout self, Args a) {
    long size = a.integer("size");
    long step = a.integer("step");
    Layout in = self.dim() == 0 ? self.unsqueeze(0) : self;
    int d = Shape.normalizeDim(a.integer("dimension"), in.dim(), "unfold");
    if (size < 0 || size > in.size(d) || step <= 0) {
      throw new ShapeException(
          "unfold: windows of size "
              + size
              + " with step "
              + step
              + " do not fit in dimension "
              + d
              + " of shape "
              + self.shape());
    }
    Layout out = in.unfold(d, size, step);
    return self.dim() == 0 ? out.select(0, 0) : out;
  }

  /** Adds each window back where it was taken from. */
  private static Tensor unfoldGrad(GradContext c) {
    Shape shape = c.shape("self");
    Tensor places = Torch.arange(shape.numel()).reshape(shape.toArray());
    Tensor windows = UNFOLD.call(places, c.get("dimension"), c.get("size"), c.get("step"));
    return addAt(c, windows);
  }

  private static Tensor addAt(GradContext c, Tensor places) {
    Shape shape = c.shape("self");
    Tensor flat = Torch.zeros(Shape.of(shape.numel()), c.grad().dtype());
    return Indexing.INDEX_ADD
        .call(flat, 0L, places.reshape(-1), c.grad().reshape(-1), org.torch4j.type.Scalar.ONE)
        .reshape(shape.toArray());
  }

  private static Layout strided(Layout self, Args a) {
    long offset = a.isNull("storage_offset") ? self.offset() : a.integer("storage_offset");
    long[] stride = a.integers("stride");
    for (long s : stride) {
      if (s < 0) {
        throw new ShapeException(
            "as_strided: strides must not be negative, got " + Arrays.toString(stride));
      }
    }
    if (offset < 0) {
      throw new ShapeException("as_strided: storage_offset must not be negative, got " + offset);
    }
    return Layout.of(Shape.of(a.integers("size")), stride, offset);
  }

  /**
   * The gradient is summed up where it lies in memory, then read as the input lay; elements of the
   * input that share a place share its gradient.
   */
  private static Tensor stridedGrad(GradContext c) {
    Layout in = c.viewedLayout();
    long[] size = c.integers("size");
    long[] stride = c.integers("stride");
    long offset = c.isNull("storage_offset") ? in.offset() : c.integer("storage_offset");
    long first = Math.min(in.offset(), offset);
    Layout out = Layout.of(Shape.of(size), stride, offset);
    long room = Math.max(Math.max(in.end(), out.end()) - first, 0);
    Tensor memory = addedAt(c.grad(), room, size, stride, offset - first);
    long[] inSize = in.shape().toArray();
    if (in.mayOverlap()) {
      Tensor ones = Torch.ones(in.shape(), c.grad().dtype());
      Tensor shared = addedAt(ones, room, inSize, in.strides(), in.offset() - first);
      memory = memory.div(shared.clampMin(1));
    }
    return AS_STRIDED.call(memory, inSize, in.strides(), in.offset() - first);
  }

  private static Tensor addedAt(Tensor values, long room, long[] size, long[] stride, long offset) {
    Tensor places = AS_STRIDED.call(Torch.arange(room), size, stride, offset);
    return Indexing.INDEX_ADD.call(
        Torch.zeros(Shape.of(room), values.dtype()),
        0L,
        places.reshape(-1),
        values.reshape(-1),
        org.torch4j.type.Scalar.ONE);
  }
}
