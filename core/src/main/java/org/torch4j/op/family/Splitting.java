package org.torch4j.op.family;

import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors cut into pieces along a dimension; all pieces are views. */
public final class Splitting {
  public static final CompositeOp SPLIT =
      compositeAll(
          "split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]",
          Splitting::split);

  public static final CompositeOp SPLIT_SIZES =
      compositeAll(
          "split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]",
          a -> pieces(a, a.integers("split_size")));

  public static final CompositeOp SPLIT_WITH_SIZES =
      compositeAll(
          "split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]",
          a -> pieces(a, a.integers("split_sizes")));

  public static final CompositeOp CHUNK =
      compositeAll("chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]", Splitting::chunk);

  public static final CompositeOp TENSOR_SPLIT =
      compositeAll(
          "tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]",
          a -> sections(a, dim(a), a.integer("sections"), false));

  public static final CompositeOp TENSOR_SPLIT_INDICES =
      compositeAll(
          "tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]",
          a -> atIndices(a.tensor("self"), dim(a), a.integers("indices")));

  public static final CompositeOp TENSOR_SPLIT_TENSOR =
      compositeAll(
          "tensor_split.tensor_indices_or_sections(Tensor(a) self,"
              + " Tensor tensor_indices_or_sections, int dim=0) -> Tensor(a)[]",
          Splitting::tensorSplit);

  public static final CompositeOp HSPLIT = parted("hsplit.int", "int sections", 1);
  public static final CompositeOp HSPLIT_ARRAY = parted("hsplit.array", "int[] indices", 1);
  public static final CompositeOp VSPLIT = parted("vsplit.int", "int sections", 2);
  public static final CompositeOp VSPLIT_ARRAY = parted("vsplit.array", "int[] indices", 2);
  public static final CompositeOp DSPLIT = parted("dsplit.int", "int sections", 3);
  public static final CompositeOp DSPLIT_ARRAY = parted("dsplit.array", "int[] indices", 3);

  public static final CompositeOp UNBIND =
      compositeAll("unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]", Splitting::unbind);

  private Splitting() {}

  private static int dim(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() == 0) {
      throw new ShapeException(
          a.op() + ": dim " + a.get("dim") + " of a tensor without dimensions, shape []");
    }
    return Shape.normalizeDim(a.integer("dim"), self.dim(), a.op());
  }

  private static Tensor[] split(Args a) {
    Tensor self = a.tensor("self");
    int d = dim(a);
    long size = a.integer("split_size");
    long n = self.size(d);
    if (size < 0 || size == 0 && n != 0) {
      throw new IllegalArgumentException(
          "split: split_size must be positive for a dimension of size " + n + ", got " + size);
    }
    return evenly(self, d, size);
  }

  private static Tensor[] evenly(Tensor self, int d, long size) {
    long n = self.size(d);
    int count = n == 0 ? 1 : Math.toIntExact((n - 1) / size + 1);
    Tensor[] parts = new Tensor[count];
    for (int i = 0; i < count; i++) {
      parts[i] = self.narrow(d, i * size, Math.min(size, n - i * size));
    }
    return parts;
  }

  private static Tensor[] pieces(Args a, long[] sizes) {
    Tensor self = a.tensor("self");
    int d = dim(a);
    if (Arrays.stream(sizes).sum() != self.size(d) || Arrays.stream(sizes).anyMatch(s -> s < 0)) {
      throw new ShapeException(
          a.op()
              + ": sizes "
              + Arrays.toString(sizes)
              + " do not add up to dimension "
              + d
              + " of size "
              + self.size(d));
    }
    Tensor[] parts = new Tensor[sizes.length];
    long start = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = self.narrow(d, start, sizes[i]);
      start += sizes[i];
    }
    return parts;
  }

  private static Tensor[] chunk(Args a) {
    Tensor self = a.tensor("self");
    int d = dim(a);
    long chunks = a.integer("chunks");
    if (chunks < 1) {
      throw new IllegalArgumentException("chunk: chunks must be positive, got " + chunks);
    }
    long n = self.size(d);
    if (n == 0) { // only here does PyTorch keep the number of chunks
      Tensor[] empty = new Tensor[Args.count(a.op(), "chunks", chunks)];
      Arrays.setAll(empty, i -> self.narrow(d, 0, 0));
      return empty;
    }
    return evenly(self, d, (n - 1) / chunks + 1);
  }

  /** The first pieces are one longer where the sections do not divide the size. */
  private static Tensor[] sections(Args a, int d, long sections, boolean exact) {
    Tensor self = a.tensor("self");
    long n = self.size(d);
    if (sections < 1 || exact && n % sections != 0) {
      throw new IllegalArgumentException(
          a.op()
              + ": dimension "
              + d
              + " of size "
              + n
              + " cannot be split into "
              + sections
              + " sections");
    }
    Tensor[] parts = new Tensor[Args.count(a.op(), "sections", sections)];
    long start = 0;
    for (int i = 0; i < parts.length; i++) {
      long length = n / sections + (i < n % sections ? 1 : 0);
      parts[i] = self.narrow(d, start, length);
      start += length;
    }
    return parts;
  }

  private static Tensor[] atIndices(Tensor self, int d, long[] indices) {
    Tensor[] parts = new Tensor[indices.length + 1];
    long start = 0;
    for (int i = 0; i < indices.length; i++) {
      parts[i] = self.slice(d, start, indices[i], 1);
      start = indices[i];
    }
    parts[indices.length] = self.slice(d, start, null, 1);
    return parts;
  }

  private static Tensor[] tensorSplit(Args a) {
    Tensor where = a.tensor("tensor_indices_or_sections");
    if (where.dtype() != DType.INT64 || where.dim() > 1) {
      throw new DTypeException(
          "tensor_split: expected an int64 scalar or vector, got "
              + where.dtype()
              + " of shape "
              + where.shape());
    }
    return where.dim() == 0
        ? sections(a, dim(a), where.itemLong(), false)
        : atIndices(a.tensor("self"), dim(a), where.toLongArray());
  }

  /** {@code hsplit}, {@code vsplit}, {@code dsplit} cut a fixed dimension. */
  private static CompositeOp parted(String name, String argument, int rank) {
    boolean array = argument.startsWith("int[]");
    return compositeAll(
        name + "(Tensor(a) self, " + argument + ") -> Tensor(a)[]",
        a -> {
          Tensor self = a.tensor("self");
          if (self.dim() < rank) {
            throw new ShapeException(
                a.op()
                    + ": expected a tensor of at least "
                    + rank
                    + (rank == 1 ? " dimension" : " dimensions")
                    + ", got shape "
                    + self.shape());
          }
          int d = rank == 2 || self.dim() == 1 ? 0 : rank == 1 ? 1 : 2;
          return array
              ? atIndices(self, d, a.integers("indices"))
              : sections(a, d, a.integer("sections"), true);
        });
  }

  private static Tensor[] unbind(Args a) {
    Tensor self = a.tensor("self");
    int d = dim(a);
    Tensor[] parts = new Tensor[Math.toIntExact(self.size(d))];
    Arrays.setAll(parts, i -> self.select(d, i));
    return parts;
  }
}
