package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors joined, turned around, shifted, and cut to triangles. */
public final class Arrangement {
  public static final KernelOp CAT =
      kernel("cat(Tensor[] tensors, int dim=0) -> Tensor", Arrangement::catShape)
          .gradList("tensors", Arrangement::catGrad)
          .without("tensors")
          .separateOut()
          .build();

  public static final CompositeOp STACK =
      composite("stack(Tensor[] tensors, int dim=0) -> Tensor", Arrangement::stack);

  public static final KernelOp FLIP =
      kernel("flip(Tensor self, int[] dims) -> Tensor", a -> dims(a, "dims"))
          .grad("self", c -> c.grad().flip(c.integers("dims")))
          .without("self")
          .build();

  public static final KernelOp ROLL_KERNEL =
      kernel("roll_dims(Tensor self, int[] shifts, int[] dims) -> Tensor", Arrangement::rollShape)
          .kernel("roll")
          .grad(
              "self",
              c ->
                  Arrangement.ROLL_KERNEL.call(
                      c.grad(),
                      Arrays.stream(c.integers("shifts")).map(s -> -s).toArray(),
                      c.get("dims")))
          .without("self")
          .build();

  public static final CompositeOp ROLL =
      composite("roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor", Arrangement::roll);

  public static final CompositeOp FLIPLR =
      composite("fliplr(Tensor self) -> Tensor", a -> flip(a, 1));

  public static final CompositeOp FLIPUD =
      composite("flipud(Tensor self) -> Tensor", a -> flip(a, 0));

  public static final CompositeOp ROT90 =
      composite("rot90(Tensor self, int k=1, int[] dims=[0,1]) -> Tensor", Arrangement::rotate);

  public static final KernelOp TRIL = triangle("tril");
  public static final KernelOp TRIU = triangle("triu");

  private Arrangement() {}

  private static KernelOp triangle(String name) {
    return kernel(
            name + "(Tensor self, int diagonal=0) -> Tensor",
            a -> {
              if (a.tensor("self").dim() < 2) {
                throw new ShapeException(
                    name
                        + ": expected at least 2 dimensions, got shape "
                        + a.tensor("self").shape());
              }
              return KernelOp.Spec.like(a.tensor("self"));
            })
        .grad(
            "self",
            c ->
                (name.equals("tril") ? Arrangement.TRIL : Arrangement.TRIU)
                    .call(c.grad(), c.get("diagonal")))
        .without("self")
        .build();
  }

  private static KernelOp.Spec rollShape(Args a) {
    a.integers("shifts", Math.max(1, a.integers("dims").length));
    return dims(a, "dims");
  }

  private static KernelOp.Spec dims(Args a, String name) {
    Tensor self = a.tensor("self");
    boolean[] seen = new boolean[Math.max(1, self.dim())];
    for (long d : a.integers(name)) {
      int dim = Shape.normalizeDim(d, self.dim(), a.op());
      if (seen[dim] && a.op().equals("flip")) {
        throw new ShapeException(a.op() + ": dim " + dim + " appears multiple times");
      }
      seen[dim] = true;
    }
    return KernelOp.Spec.like(self);
  }

  /** PyTorch lets a vector without elements join anything. */
  private static boolean isSkipped(Tensor t) {
    return t.dim() == 1 && t.size(0) == 0;
  }

  private static KernelOp.Spec catShape(KernelOp.Call a) {
    Tensor[] tensors = a.tensors("tensors");
    if (tensors.length == 0) {
      throw new IllegalArgumentException("cat: expected at least one tensor, got 0 tensors");
    }
    Tensor like = null;
    requireAll(tensors);
    DType dtype = tensors[0].dtype();
    for (Tensor t : tensors) {
      dtype = DType.promote(dtype, t.dtype());
      if (t.dim() == 0) {
        throw new ShapeException(
            "cat: tensors without dimensions cannot be joined, use stack; got a tensor of shape "
                + t.shape());
      }
      like = like == null && !isSkipped(t) ? t : like;
    }
    if (like == null) {
      return new KernelOp.Spec(dtype, Shape.of(0));
    }
    int dim = Shape.normalizeDim(a.integer("dim"), like.dim(), "cat");
    long[] sizes = like.shape().toArray();
    sizes[dim] = 0;
    for (int i = 0; i < tensors.length; i++) {
      Tensor t = tensors[i];
      if (isSkipped(t)) {
        continue;
      }
      boolean fits = t.dim() == like.dim();
      for (int d = 0; fits && d < sizes.length; d++) {
        fits = d == dim || t.size(d) == sizes[d];
      }
      if (!fits) {
        throw new ShapeException(
            "cat: sizes must match except in dimension "
                + dim
                + ", got "
                + like.shape()
                + " and, at position "
                + i
                + ", "
                + t.shape());
      }
      sizes[dim] += t.size(dim);
    }
    return new KernelOp.Spec(dtype, Shape.of(sizes));
  }

  private static void requireAll(@Nullable Tensor[] tensors) {
    for (int i = 0; i < tensors.length; i++) {
      if (tensors[i] == null) {
        throw new IllegalArgumentException("cat: element " + i + " of tensors is None");
      }
    }
  }

  private static @Nullable Tensor[] catGrad(GradContext c) {
    int n = c.count("tensors");
    @Nullable Tensor[] grads = new Tensor[n];
    int dim = Shape.normalizeDim(c.integer("dim"), c.grad().dim(), "cat");
    long start = 0;
    for (int i = 0; i < n; i++) {
      Shape shape = c.meta("tensors", i).shape();
      boolean skipped = shape.dim() == 1 && shape.get(0) == 0;
      long length = skipped ? 0 : shape.get(dim);
      if (c.needs("tensors", i)) {
        grads[i] = skipped ? c.meta("tensors", i).zeros() : c.grad().narrow(dim, start, length);
      }
      start += length;
    }
    return grads;
  }

  private static Tensor stack(Args a) {
    Tensor[] tensors = a.tensors("tensors");
    if (tensors.length == 0) {
      throw new IllegalArgumentException("stack: expected at least one tensor, got 0 tensors");
    }
    int dim = Shape.normalizeDim(a.integer("dim"), tensors[0].dim() + 1, "stack");
    Tensor[] raised = new Tensor[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      if (!tensors[i].shape().equals(tensors[0].shape())) {
        throw new ShapeException(
            "stack: all tensors must have the same shape, got "
                + tensors[0].shape()
                + " and, at position "
                + i
                + ", "
                + tensors[i].shape());
      }
      raised[i] = tensors[i].unsqueeze(dim);
    }
    return CAT.call(raised, (long) dim);
  }

  private static Tensor roll(Args a) {
    Tensor self = a.tensor("self");
    long[] shifts = a.integers("shifts");
    long[] dims = a.integers("dims");
    if (dims.length == 0 && shifts.length == 1) {
      return ROLL_KERNEL
          .call(self.reshape(-1), shifts, new long[] {0})
          .reshape(self.shape().toArray());
    }
    if (shifts.length == 0 || shifts.length != dims.length) {
      throw new ShapeException(
          "roll: shifts and dims must have the same length, at least 1, got "
              + Arrays.toString(shifts)
              + " and "
              + Arrays.toString(dims));
    }
    return ROLL_KERNEL.call(self, shifts, dims);
  }

  private static Tensor flip(Args a, int dim) {
    Tensor self = a.tensor("self");
    if (self.dim() <= dim) {
      throw new ShapeException(
          a.op()
              + ": expected at least "
              + (dim + 1)
              + (dim == 0 ? " dimension" : " dimensions")
              + ", got shape "
              + self.shape());
    }
    return self.flip(dim);
  }

  private static Tensor rotate(Args a) {
    Tensor self = a.tensor("self");
    long[] dims = a.integers("dims");
    if (dims.length != 2 || self.dim() < 2) {
      throw new ShapeException(
          "rot90: expected two dims and a tensor that has them, got dims "
              + Arrays.toString(dims)
              + " and shape "
              + self.shape());
    }
    int from = Shape.normalizeDim(dims[0], self.dim(), "rot90");
    int to = Shape.normalizeDim(dims[1], self.dim(), "rot90");
    if (from == to) {
      throw new ShapeException("rot90: dims must differ, got " + Arrays.toString(dims));
    }
    return switch ((int) Math.floorMod(a.integer("k"), 4L)) {
      case 1 -> self.flip(to).transpose(from, to);
      case 2 -> self.flip(from, to);
      case 3 -> self.flip(from).transpose(from, to);
      default -> self.clone();
    };
  }
}
