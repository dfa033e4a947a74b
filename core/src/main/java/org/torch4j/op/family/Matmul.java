package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Products of matrices and vectors. */
public final class Matmul {
  public static final KernelOp MM =
      kernel("mm(Tensor self, Tensor mat2) -> Tensor", Matmul::mmShape)
          .grad("self", c -> c.grad().mm(Matrices.adjoint(c.saved("mat2"))))
          .grad("mat2", c -> Matrices.adjoint(c.saved("self")).mm(c.grad()))
          .complex(a -> complexProduct(a.tensor("self"), a.tensor("mat2")))
          .build();

  public static final KernelOp BMM =
      kernel("bmm(Tensor self, Tensor mat2) -> Tensor", a -> bmmShape(a, "self", "mat2"))
          .grad("self", c -> c.grad().bmm(Matrices.adjoint(c.saved("mat2"))))
          .grad("mat2", c -> Matrices.adjoint(c.saved("self")).bmm(c.grad()))
          .complex(a -> complexProduct(a.tensor("self"), a.tensor("mat2")))
          .build();

  public static final KernelOp ADDMM =
      kernel(
              "addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1)"
                  + " -> Tensor",
              Matmul::addmmShape)
          .grad("self", c -> scaled(c.grad(), c, "beta"))
          .grad("mat1", c -> scaled(c.grad().mm(Matrices.adjoint(c.saved("mat2"))), c, "alpha"))
          .grad("mat2", c -> scaled(Matrices.adjoint(c.saved("mat1")).mm(c.grad()), c, "alpha"))
          .complex(a -> complexSum(a, "mat1", "mat2"))
          .without("self")
          .build();

  public static final KernelOp BADDBMM =
      kernel(
              "baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1)"
                  + " -> Tensor",
              Matmul::baddbmmShape)
          .grad("self", c -> scaled(c.grad(), c, "beta"))
          .grad(
              "batch1", c -> scaled(c.grad().bmm(Matrices.adjoint(c.saved("batch2"))), c, "alpha"))
          .grad(
              "batch2", c -> scaled(Matrices.adjoint(c.saved("batch1")).bmm(c.grad()), c, "alpha"))
          .complex(a -> complexSum(a, "batch1", "batch2"))
          .without("self")
          .build();

  public static final KernelOp LINEAR =
      kernel(
              "linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor",
              Matmul::linearShape)
          .grad("input", c -> c.grad().matmul(Matrices.conj(c.saved("weight"))))
          .grad("weight", Matmul::linearWeightGrad)
          .grad("bias", Matmul::linearBiasGrad)
          .complex(Matmul::complexLinear)
          .without("bias")
          .build();

  public static final KernelOp DOT =
      kernel("dot(Tensor self, Tensor tensor) -> Tensor", Matmul::dotShape)
          .grad("self", c -> c.grad().mul(Matrices.conj(c.saved("tensor"))))
          .grad("tensor", c -> c.grad().mul(Matrices.conj(c.saved("self"))))
          .complex(a -> a.tensor("self").mul(a.tensor("tensor")).sum())
          .build();

  public static final CompositeOp MV =
      composite("mv(Tensor self, Tensor vec) -> Tensor", Matmul::mv);

  public static final CompositeOp MATMUL =
      composite("matmul(Tensor self, Tensor other) -> Tensor", Matmul::matmul);

  private Matmul() {}

  private static Tensor scaled(Tensor g, GradContext c, String factor) {
    return times(g, c.scalar(factor).conj());
  }

  private static Tensor times(Tensor t, Scalar factor) {
    return factor.is(1) ? t : t.mul(factor.toNumber());
  }

  /**
   * A product of complex matrices, or of batches of them, as one real product: the parts of the
   * first stand side by side, and each number of the second is the matrix [[re, im], [-im, re]].
   */
  private static Tensor complexProduct(Tensor a, Tensor b) {
    int rows = a.dim() - 2;
    long[] left = a.shape().toArray();
    long[] right = b.shape().toArray();
    long[] result = left.clone();
    result[rows + 1] = right[rows + 1];
    left[rows + 1] *= 2;
    right[rows] *= 2;
    right[rows + 1] *= 2;
    Tensor matrices = Torch.stack(List.of(b, b.mul(Complex.of(0, 1))), rows + 1);
    Tensor product = a.viewAsReal().reshape(left).matmul(matrices.viewAsReal().reshape(right));
    long[] pairs = Arrays.copyOf(result, rows + 3);
    pairs[rows + 2] = 2;
    return product.view(pairs).viewAsComplex();
  }

  private static Tensor complexSum(Args a, String first, String second) {
    Tensor product = times(complexProduct(a.tensor(first), a.tensor(second)), a.scalar("alpha"));
    Scalar beta = a.scalar("beta");
    // With a factor of 0 not even NaN counts.
    return beta.is(0) ? product : times(a.tensor("self"), beta).add(product);
  }

  private static Tensor complexLinear(Args a) {
    Tensor product = a.tensor("input").matmul(a.tensor("weight").t());
    Tensor bias = a.tensorOrNull("bias");
    return bias == null ? product : product.add(bias);
  }

  private static DType sameDtype(Args a, String first, String second) {
    DType x = a.tensor(first).dtype();
    DType y = a.tensor(second).dtype();
    if (x != y) {
      throw new DTypeException(
          a.op()
              + ": expected "
              + first
              + " and "
              + second
              + " to have the same dtype, got "
              + x
              + " and "
              + y);
    }
    return x;
  }

  private static void dims(Args a, String name, int dims) {
    Tensor t = a.tensor(name);
    if (t.dim() != dims) {
      throw new ShapeException(
          a.op() + ": " + name + " must have " + dims + " dimensions, got shape " + t.shape());
    }
  }

  private static Shape product(Args a, String first, String second) {
    Tensor x = a.tensor(first);
    Tensor y = a.tensor(second);
    dims(a, first, 2);
    dims(a, second, 2);
    if (x.size(1) != y.size(0)) {
      throw new ShapeException(
          a.op()
              + ": "
              + first
              + " and "
              + second
              + " cannot be multiplied, "
              + x.size(1)
              + " columns against "
              + y.size(0)
              + " rows ("
              + x.shape()
              + " and "
              + y.shape()
              + ")");
    }
    return Shape.of(x.size(0), y.size(1));
  }

  private static KernelOp.Spec mmShape(KernelOp.Call a) {
    Shape shape = product(a, "self", "mat2");
    return new KernelOp.Spec(sameDtype(a, "self", "mat2"), shape);
  }

  private static KernelOp.Spec addmmShape(KernelOp.Call a) {
    Shape shape = product(a, "mat1", "mat2");
    DType dtype = sameDtype(a, "mat1", "mat2");
    sameDtype(a, "self", "mat1");
    a.stretch("self", shape);
    return new KernelOp.Spec(dtype, shape);
  }

  private static KernelOp.Spec bmmShape(KernelOp.Call a, String first, String second) {
    Tensor x = a.tensor(first);
    Tensor y = a.tensor(second);
    dims(a, first, 3);
    dims(a, second, 3);
    if (x.size(0) != y.size(0) || x.size(2) != y.size(1)) {
      throw new ShapeException(
          a.op()
              + ": batches "
              + x.shape()
              + " and "
              + y.shape()
              + " cannot be multiplied: batch sizes must agree, and columns with rows");
    }
    return new KernelOp.Spec(
        sameDtype(a, first, second), Shape.of(x.size(0), x.size(1), y.size(2)));
  }

  private static KernelOp.Spec baddbmmShape(KernelOp.Call a) {
    KernelOp.Spec spec = bmmShape(a, "batch1", "batch2");
    sameDtype(a, "self", "batch1");
    a.stretch("self", spec.shape());
    return spec;
  }

  private static KernelOp.Spec dotShape(KernelOp.Call a) {
    dims(a, "self", 1);
    dims(a, "tensor", 1);
    Tensor x = a.tensor("self");
    Tensor y = a.tensor("tensor");
    if (x.numel() != y.numel()) {
      throw new ShapeException(
          "dot: vectors must have the same length, got " + x.numel() + " and " + y.numel());
    }
    return new KernelOp.Spec(sameDtype(a, "self", "tensor"), Shape.SCALAR);
  }

  private static KernelOp.Spec linearShape(KernelOp.Call a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    dims(a, "weight", 2);
    if (input.dim() == 0) {
      throw new ShapeException("linear: input must have at least 1 dimension, got a scalar");
    }
    long features = input.size(-1);
    if (features != weight.size(1)) {
      throw new ShapeException(
          "linear: input has "
              + features
              + " features, weight wants "
              + weight.size(1)
              + " (input "
              + input.shape()
              + ", weight "
              + weight.shape()
              + ")");
    }
    Tensor bias = a.tensorOrNull("bias");
    if (bias != null && (bias.dim() != 1 || bias.size(0) != weight.size(0))) {
      throw new ShapeException(
          "linear: bias of shape "
              + bias.shape()
              + " does not fit weight "
              + weight.shape()
              + ", expected ["
              + weight.size(0)
              + "]");
    }
    DType dtype = sameDtype(a, "input", "weight");
    if (bias != null) {
      sameDtype(a, "weight", "bias");
    }
    long[] sizes = input.shape().toArray();
    sizes[sizes.length - 1] = weight.size(0);
    return new KernelOp.Spec(dtype, Shape.of(sizes));
  }

  private static Tensor linearWeightGrad(GradContext c) {
    Tensor g = rows(c.grad());
    return g.t().mm(rows(Matrices.conj(c.saved("input"))));
  }

  private static Tensor rows(Tensor t) {
    if (t.dim() == 2) {
      return t;
    }
    long rows = 1;
    for (int i = 0; i < t.dim() - 1; i++) {
      rows *= t.size(i);
    }
    return t.reshape(rows, t.size(-1));
  }

  private static @Nullable Tensor linearBiasGrad(GradContext c) {
    if (c.wasNull("bias")) {
      return null;
    }
    Tensor g = c.grad();
    return g.dim() == 1 ? g : rows(g).sum(0);
  }

  private static Tensor mv(Args a) {
    dims(a, "self", 2);
    dims(a, "vec", 1);
    Tensor self = a.tensor("self");
    Tensor vec = a.tensor("vec");
    if (self.size(1) != vec.size(0)) {
      throw new ShapeException(
          "mv: a matrix of shape "
              + self.shape()
              + " cannot be multiplied with a vector of length "
              + vec.size(0));
    }
    return self.mm(vec.unsqueeze(1)).squeeze(1);
  }

  /** PyTorch's rules: vectors get a dimension that the result loses, batches broadcast. */
  private static Tensor matmul(Args args) {
    Tensor a = args.tensor("self");
    Tensor b = args.tensor("other");
    if (a.dim() == 0 || b.dim() == 0) {
      throw new ShapeException(
          "matmul: both operands need at least 1 dimension, got "
              + a.shape()
              + " and "
              + b.shape());
    }
    if (a.dim() == 1 && b.dim() == 1) {
      return a.dot(b);
    }
    if (a.dim() == 2 && b.dim() == 2) {
      return a.mm(b);
    }
    if (a.dim() == 1) {
      return matmulOf(a.unsqueeze(0), b).squeeze(-2);
    }
    if (b.dim() == 1) {
      return matmulOf(a, b.unsqueeze(1)).squeeze(-1);
    }
    return matmulOf(a, b);
  }

  private static Tensor matmulOf(Tensor a, Tensor b) {
    long inner = a.size(-1);
    if (inner != b.size(-2)) {
      throw new ShapeException(
          "matmul: "
              + a.shape()
              + " and "
              + b.shape()
              + " cannot be multiplied, "
              + inner
              + " columns against "
              + b.size(-2)
              + " rows");
    }
    if (a.dim() == 2 && b.dim() == 2) {
      return a.mm(b);
    }
    if (b.dim() == 2) { // one product for the whole batch
      long[] sizes = a.shape().toArray();
      sizes[sizes.length - 1] = b.size(1);
      return rows(a).mm(b).reshape(sizes);
    }
    long[] batchA = Arrays.copyOf(a.shape().toArray(), a.dim() - 2);
    long[] batchB = Arrays.copyOf(b.shape().toArray(), b.dim() - 2);
    Shape batch = Shape.broadcast(Shape.of(batchA), Shape.of(batchB), "matmul");
    Tensor left = batched(a, batch);
    Tensor right = batched(b, batch);
    long[] sizes = Arrays.copyOf(batch.toArray(), batch.dim() + 2);
    sizes[batch.dim()] = a.size(-2);
    sizes[batch.dim() + 1] = b.size(-1);
    return left.bmm(right).reshape(sizes);
  }

  private static Tensor batched(Tensor t, Shape batch) {
    long[] sizes = Arrays.copyOf(batch.toArray(), batch.dim() + 2);
    sizes[batch.dim()] = t.size(-2);
    sizes[batch.dim() + 1] = t.size(-1);
    return t.expand(sizes).reshape(batch.numel(), t.size(-2), t.size(-1));
  }
}
