package org.torch4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Views;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The indices of {@link Tensor#get} and {@link Tensor#set} that are not plain numbers or tensors.
 *
 * <pre>{@code
 * x.get(0)                                  // x[0]
 * x.get(Index.ellipsis(), Index.slice(1, 3)) // x[..., 1:3]
 * x.get(Index.all(), null)                  // x[:, None]
 * x.get(x.gt(0))                            // x[x > 0]
 * x.set(0, Index.all(), 2)                  // x[:, 2] = 0
 * }</pre>
 */
public sealed interface Index {
  /** A range of one dimension. */
  record Slice(@Nullable Long start, @Nullable Long end, long step) implements Index {}

  /** As many whole dimensions as the other indices leave. */
  record Ellipsis() implements Index {}

  /** A whole dimension, Python's {@code :}. */
  static Index all() {
    return new Slice(null, null, 1);
  }

  /** As many whole dimensions as the other indices leave, Python's {@code ...}. */
  static Index ellipsis() {
    return new Ellipsis();
  }

  /** From {@code start} to before {@code end}; negative ones count from the end. */
  static Index slice(long start, long end) {
    return new Slice(start, end, 1);
  }

  /** Every {@code step}-th from {@code start} to before {@code end}; null is an open end. */
  static Index slice(@Nullable Long start, @Nullable Long end, long step) {
    return new Slice(start, end, step);
  }

  /** From {@code start} to the end, Python's {@code start:}. */
  static Index from(long start) {
    return new Slice(start, null, 1);
  }

  /** From the beginning to before {@code end}, Python's {@code :end}. */
  static Index to(long end) {
    return new Slice(null, end, 1);
  }

  /**
   * The element that {@link Tensor#get} and {@link Tensor#set} share: a view and tensor indices.
   */
  record Selection(Tensor view, @Nullable Tensor[] tensors) {
    boolean isView() {
      return tensors.length == 0;
    }
  }

  /** {@code tensor[indices]}. */
  static Tensor read(Tensor self, @Nullable Object... indices) {
    Selection s = select(self, indices);
    if (!s.isView()) {
      return Indexing.INDEX.call(s.view(), s.tensors());
    }
    return s.view() == self ? Views.ALIAS.call(self) : s.view();
  }

  /** {@code tensor[indices] = value}. */
  static void write(Tensor self, Object value, @Nullable Object... indices) {
    Selection s = select(self, indices);
    if (s.isView()) {
      if (value instanceof Tensor t) {
        s.view().copy_(trimmed(t, s.view().dim()));
      } else {
        s.view().fill_(number(value));
      }
      return;
    }
    Tensor values =
        value instanceof Tensor t
            ? t.to(self.dtype())
            : Torch.full(Shape.SCALAR, number(value), self.dtype()).to(self.device());
    int dims = Indexing.indexedDims(s.view(), s.tensors());
    Indexing.INDEX_PUT.call(s.view(), s.tensors(), trimmed(values, dims), false);
  }

  private static Object number(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException(
        "set: the value must be a tensor, a number or a boolean, got "
            + value.getClass().getSimpleName());
  }

  /** Assignment forgives leading dimensions of size 1. */
  private static Tensor trimmed(Tensor value, int dims) {
    Tensor out = value;
    while (out.dim() > dims && out.size(0) == 1) {
      out = out.squeeze(0);
    }
    return out;
  }

  private static Selection select(Tensor self, @Nullable Object... given) {
    @Nullable Object[] indices = spell(self, given);
    Tensor view = self;
    List<@Nullable Tensor> tensors = new ArrayList<>();
    int dim = 0;
    for (Object index : indices) {
      switch (index) {
        case null -> view = view.unsqueeze(dim++);
        case Long i -> view = selectAt(view, dim, i, self);
        case Slice s -> {
          if (s.start() != null || s.end() != null || s.step() != 1) {
            view = view.slice(dim, s.start(), s.end(), s.step());
          }
          dim++;
        }
        case Boolean b -> {
          view = view.unsqueeze(dim);
          place(tensors, dim++, Torch.tensor(b ? new long[] {0} : new long[0]));
        }
        case Tensor t when t.dtype() == DType.BOOL -> {
          checkMask(view, dim, t, self);
          Tensor places = t.nonzero();
          for (int k = 0; k < t.dim(); k++) {
            place(tensors, dim++, places.select(1, k));
          }
        }
        case Tensor t -> place(tensors, dim++, t.toLong());
        default -> throw new IllegalStateException("index " + index);
      }
    }
    tensors.replaceAll(t -> t == null ? null : t.to(self.device()));
    return new Selection(view, broadcast(tensors));
  }

  private static void place(List<@Nullable Tensor> tensors, int dim, Tensor t) {
    while (tensors.size() < dim) {
      tensors.add(null);
    }
    tensors.add(t);
  }

  private static Tensor selectAt(Tensor view, int dim, long i, Tensor self) {
    long n = view.size(dim);
    if (i < -n || i >= n) {
      throw new IndexOutOfBoundsException(
          "index "
              + i
              + " is out of range for dimension "
              + dim
              + " of size "
              + n
              + " (tensor of shape "
              + self.shape()
              + ")");
    }
    return view.select(dim, i);
  }

  private static void checkMask(Tensor view, int dim, Tensor mask, Tensor self) {
    for (int k = 0; k < mask.dim(); k++) {
      if (dim + k >= view.dim() || view.size(dim + k) != mask.size(k)) {
        throw new IndexOutOfBoundsException(
            "index: a mask of shape "
                + mask.shape()
                + " does not fit a tensor of shape "
                + self.shape()
                + " at dimension "
                + (dim + k));
      }
    }
  }

  /** Index tensors brought to one shape. */
  private static @Nullable Tensor[] broadcast(List<@Nullable Tensor> tensors) {
    Shape shape = null;
    for (Tensor t : tensors) {
      if (t != null) {
        try {
          shape = shape == null ? t.shape() : Shape.broadcast(shape, t.shape(), "index");
        } catch (ShapeException e) {
          throw new ShapeException(
              "index: index tensors must broadcast together, got " + shape + " and " + t.shape(),
              e);
        }
      }
    }
    @Nullable Tensor[] all = tensors.toArray(new Tensor[0]);
    for (int i = 0; i < all.length; i++) {
      Tensor t = all[i];
      if (t != null && shape != null) {
        all[i] = t.expand(shape.toArray());
      }
    }
    return all;
  }

  /** Numbers as longs, arrays as tensors, and the ellipsis as slices. */
  private static @Nullable Object[] spell(Tensor self, @Nullable Object... given) {
    List<@Nullable Object> out = new ArrayList<>();
    int used = 0;
    int ellipsis = -1;
    for (Object index : given == null ? new Object[] {null} : given) {
      Object spelled = index == null ? null : spell(index);
      if (spelled instanceof Ellipsis) {
        if (ellipsis >= 0) {
          throw new IndexOutOfBoundsException("index: only one ellipsis is possible");
        }
        ellipsis = out.size();
        continue;
      }
      used +=
          switch (spelled) {
            case null -> 0;
            case Boolean _ -> 0;
            case Tensor t when t.dtype() == DType.BOOL -> t.dim();
            default -> 1;
          };
      out.add(spelled);
    }
    if (used > self.dim()) {
      throw new IndexOutOfBoundsException(
          "index: "
              + used
              + " indices for a tensor of "
              + self.dim()
              + " dimensions, shape "
              + self.shape());
    }
    if (ellipsis >= 0) {
      for (int i = used; i < self.dim(); i++) {
        out.add(ellipsis, all());
      }
    }
    return out.toArray();
  }

  private static Object spell(Object index) {
    return switch (index) {
      case Long i -> i;
      case Integer i -> i.longValue();
      case Short i -> i.longValue();
      case Byte i -> i.longValue();
      case Boolean b -> b;
      case Index i -> i;
      case Tensor t when t.dtype().isFloatingPoint() || t.dtype().isComplex() ->
          throw new DTypeException(
              "index: tensors used as indices must be integer or bool, got " + t.dtype());
      case Tensor t when t.dtype() == DType.UINT8 -> t.toBool(); // PyTorch's old masks
      case Tensor t when t.dim() == 0 && t.dtype() != DType.BOOL -> t.itemLong();
      case Tensor t -> t;
      case int[] a -> Torch.tensor(Arrays.stream(a).asLongStream().toArray());
      case long[] a -> Torch.tensor(a);
      case boolean[] a -> Torch.tensor(a);
      default ->
          throw new IllegalArgumentException(
              "index: expected an integer, an Index, null, a boolean, a tensor or an array, got "
                  + index.getClass().getSimpleName());
    };
  }
}
