package org.torch4j.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.Shape;

/** Every differentiable op against finite differences, first and second derivatives. */
class OpGradTest {
  /** Ops whose results are truth values, integers or draws. */
  private static final Set<String> NOT_DIFFERENTIABLE =
      Set.of(
          "all",
          "any",
          "argmax_dim",
          "argmin_dim",
          "count_nonzero",
          "isnan",
          "isinf",
          "isfinite",
          "signbit",
          "eq.Tensor",
          "ne.Tensor",
          "lt.Tensor",
          "le.Tensor",
          "gt.Tensor",
          "ge.Tensor",
          "eq.Scalar",
          "ne.Scalar",
          "lt.Scalar",
          "le.Scalar",
          "gt.Scalar",
          "ge.Scalar",
          "logical_and",
          "logical_or",
          "logical_xor",
          "logical_not",
          "bitwise_and.Tensor",
          "bitwise_or.Tensor",
          "bitwise_xor.Tensor",
          "bitwise_and.Scalar",
          "bitwise_or.Scalar",
          "bitwise_xor.Scalar",
          "bitwise_left_shift.Tensor",
          "bitwise_right_shift.Tensor",
          "bitwise_not_integer",
          "multinomial");

  /** Draws: their gradient is zero, which finite differences cannot see. */
  private static final Set<String> DRAWS =
      Set.of(
          "uniform_",
          "normal_",
          "random_.from",
          "bernoulli_.float",
          "exponential_",
          "cauchy_",
          "log_normal_",
          "geometric_",
          "bernoulli",
          "poisson",
          "_standard_gamma",
          "normal.Tensor_Tensor");

  /** Checked by tests of their own, below. */
  private static final Set<String> COMPLEX = Set.of("view_as_real", "view_as_complex", "imag");

  /** Sparse operands or results, which {@code SparseGradTest} differentiates; halves. */
  private static final Set<String> SPARSE =
      Set.of(
          "_indices",
          "_sparse_log_softmax.int",
          "_sparse_mm",
          "_sparse_softmax.int",
          "_sparse_sum",
          "_sparse_sum.dim",
          "_values",
          "ccol_indices",
          "chalf",
          "coalesce",
          "col_indices",
          "crow_indices",
          "hspmm",
          "indices",
          "row_indices",
          "smm",
          "sparse_bsc_tensor",
          "sparse_bsr_tensor",
          "sparse_coo_tensor.indices",
          "sparse_coo_tensor.indices_size",
          "sparse_csc_tensor",
          "sparse_csr_tensor",
          "sparse_mask",
          "sparse_resize_",
          "sparse_resize_and_clear_",
          "sparse_sampled_addmm",
          "sspaddmm",
          "to_dense",
          "to_sparse",
          "to_sparse.sparse_dim",
          "to_sparse_csc",
          "to_sparse_csr",
          "values");

  private static List<Op> ops() {
    return Ops.names().stream().flatMap(n -> Ops.overloads(n).stream()).toList();
  }

  static List<OpSample> samples() {
    List<OpSample> all = new ArrayList<>();
    Random random = new Random(3);
    Set<String> own = NumericSamples.own();
    for (Op op : ops()) {
      String name = op.schema().fullName();
      if (op instanceof PointwiseOp p
          && !NOT_DIFFERENTIABLE.contains(name)
          && !NumericSamples.NOT_DIFFERENTIABLE.contains(name)
          && !own.contains(name)) {
        all.addAll(PointwiseSamples.of(p, random));
      }
    }
    all.addAll(KernelSamples.all());
    all.addAll(NumericSamples.all());
    all.addAll(NnSamples.all());
    all.addAll(ShapeSamples.all());
    all.addAll(ComplexSamples.all());
    all.addAll(LinalgSamples.all());
    all.addAll(CopySamples.all());
    return all;
  }

  @Test
  void everyOpIsAccountedFor() {
    Set<String> seen = new TreeSet<>(NOT_DIFFERENTIABLE);
    seen.addAll(DRAWS);
    seen.addAll(COMPLEX);
    seen.addAll(SPARSE);
    seen.addAll(NumericSamples.NOT_DIFFERENTIABLE);
    seen.addAll(NnSamples.NOT_DIFFERENTIABLE);
    seen.addAll(NnSamples.OTHER_GRADIENT);
    seen.addAll(ShapeSamples.NOT_DIFFERENTIABLE);
    seen.addAll(LinalgSamples.NOT_DIFFERENTIABLE);
    seen.addAll(LinalgGradTest.checked());
    seen.addAll(CopySamples.NOT_DIFFERENTIABLE);
    seen.addAll(CopySamples.OWN);
    samples().forEach(s -> seen.add(s.op()));
    Set<String> missing = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (Op op : ops()) {
      names.add(op.schema().fullName());
      if (!seen.contains(op.schema().fullName())) {
        missing.add(op.schema().fullName());
      }
    }
    seen.removeAll(names);
    assertEquals(Set.of(), missing, "ops without a sample");
    assertEquals(Set.of(), seen, "samples of ops that do not exist");
  }

  @TestFactory
  Stream<DynamicTest> firstDerivatives() {
    return samples().stream()
        .map(s -> DynamicTest.dynamicTest(s.toString(), () -> check(s, false)));
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return samples().stream().map(s -> DynamicTest.dynamicTest(s.toString(), () -> check(s, true)));
  }

  @TestFactory
  Stream<DynamicTest> stridedInputsAndGradients() {
    return samples().stream()
        .filter(
            s -> !List.of("view", "view_as", "view_copy").contains(s.op())) // not possible there
        .map(
            s ->
                DynamicTest.dynamicTest(
                    s.toString(),
                    () -> {
                      OpSample strided = s.strided();
                      GradCheck.gradcheck(
                          strided::call,
                          GradCheck.options().withStridedGradients(true),
                          strided.tensors());
                      GradCheck.gradgradcheck(
                          strided::call,
                          GradCheck.options().withTolerance(1e-4, 1e-3).withStridedGradients(true),
                          strided.tensors());
                    }));
  }

  private static void check(OpSample s, boolean second) {
    Tensor[] inputs = s.tensors();
    if (second) {
      GradCheck.gradgradcheck(s::call, GradCheck.options().withTolerance(1e-4, 1e-3), inputs);
    } else {
      GradCheck.gradcheck(s::call, inputs);
    }
  }

  @Test
  void comparisonsHaveNoGradient() {
    Tensor x = Torch.randn(3).requiresGrad_();
    for (String op : List.of("eq.Tensor", "lt.Tensor", "logical_and")) {
      Tensor y = (Tensor) Ops.call(op, List.of(x, x), java.util.Map.of());
      assertFalse(y.requiresGrad(), op);
    }
  }

  @Test
  void drawsCutTheGradientOff() {
    Tensor x = Torch.rand(3).requiresGrad_();
    for (String op : DRAWS) {
      if (op.equals("normal.Tensor_Tensor")) {
        continue;
      }
      String base = op.contains(".") ? op.substring(0, op.indexOf('.')) : op;
      Tensor in = x.mul(1);
      List<Object> args = base.equals("geometric_") ? List.of(in, 0.5) : List.of(in);
      Tensor y = (Tensor) Ops.call(op, args, java.util.Map.of());
      assertTrue(y.requiresGrad(), op);
      Tensor g = Torch.gradAllowUnused(List.of(y.sum()), List.of(x), null, false, false).get(0);
      assertTrue(g == null || g.equal(Torch.zeros(3)), op);
    }
  }

  @Test
  void complexViewsPassGradients() {
    Tensor x = OpSample.random(new Random(1), -2, 2, 3, 2);
    GradCheck.gradcheck(in -> in[0].viewAsComplex().viewAsReal().mul(in[0]), x);
    GradCheck.gradgradcheck(in -> in[0].viewAsComplex().viewAsReal().mul(in[0]), x);
  }

  @Test
  void copiesOfComplexViewsAndExtremeEigenvalues() {
    Tensor x = OpSample.random(new Random(1), -2, 2, 3, 2);
    GradCheck.gradcheck(in -> Torch.viewAsRealCopy(Torch.viewAsComplexCopy(in[0])).mul(in[0]), x);
    Tensor a = OpSample.random(new Random(2), -2, 2, 4, 4);
    Tensor b = OpSample.random(new Random(3), -2, 2, 4, 4);
    GradCheck.gradcheck(
        in -> {
          Tensor weights = in[1].matmul(in[1].mT()).add(Torch.eye(4, 4, Torch.float64));
          return Torch.lobpcg(in[0].add(in[0].mT()), 2, weights, true).eigenvalues();
        },
        a,
        b);
  }

  @Test
  void normalDrawsFollowMeanAndDeviation() {
    Tensor mean = Torch.zeros(Shape.of(4), Torch.float64).requiresGrad_();
    Tensor std = Torch.ones(Shape.of(4), Torch.float64).requiresGrad_();
    Torch.manualSeed(3);
    Tensor y = (Tensor) Ops.call("normal.Tensor_Tensor", List.of(mean, std), java.util.Map.of());
    y.sum().backward();
    assertTrue(mean.grad().equal(Torch.onesLike(mean)));
    assertTrue(std.grad().equal(y.detach()));
  }
}
