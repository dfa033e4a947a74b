package org.torch4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.Complex;
import org.torch4j.type.Shape;

/**
 * Gradients through complex numbers against finite differences over the parts: PyTorch's gradient
 * is dL/dx + i dL/dy, which is that of the two parts as real numbers.
 */
class ComplexGradTest {
  private static final Complex NUMBER = Complex.of(0.6, -0.8);

  /** A function of complex tensors and the shapes it is checked with. */
  private record Sample(Function<Tensor[], Tensor> function, long[][] shapes) {}

  private static Map<String, Sample> samples() {
    Map<String, Sample> all = new LinkedHashMap<>();
    elementary(all);
    arithmetic(all);
    reductions(all);
    products(all);
    moves(all);
    return all;
  }

  private static void put(
      Map<String, Sample> all, String name, Function<Tensor[], Tensor> f, long[]... shapes) {
    all.put(name, new Sample(f, shapes));
  }

  private static long[] s(long... sizes) {
    return sizes;
  }

  private static void elementary(Map<String, Sample> all) {
    Map<String, Function<Tensor, Tensor>> unary = new LinkedHashMap<>();
    unary.put("neg", Tensor::neg);
    unary.put("reciprocal", Tensor::reciprocal);
    unary.put("sqrt", Tensor::sqrt);
    unary.put("rsqrt", Tensor::rsqrt);
    unary.put("square", Tensor::square);
    unary.put("exp", Tensor::exp);
    unary.put("exp2", Tensor::exp2);
    unary.put("expm1", Tensor::expm1);
    unary.put("log", Tensor::log);
    unary.put("log2", Tensor::log2);
    unary.put("log10", Tensor::log10);
    unary.put("log1p", Tensor::log1p);
    unary.put("sin", Tensor::sin);
    unary.put("cos", Tensor::cos);
    unary.put("tan", Tensor::tan);
    unary.put("asin", Tensor::asin);
    unary.put("acos", Tensor::acos);
    unary.put("atan", Tensor::atan);
    unary.put("sinh", Tensor::sinh);
    unary.put("cosh", Tensor::cosh);
    unary.put("tanh", Tensor::tanh);
    unary.put("asinh", Tensor::asinh);
    unary.put("acosh", Tensor::acosh);
    unary.put("atanh", Tensor::atanh);
    unary.put("sigmoid", Tensor::sigmoid);
    unary.put("silu", Tensor::silu);
    unary.put("abs", Tensor::abs);
    unary.put("angle", Tensor::angle);
    unary.put("sgn", Tensor::sgn);
    unary.put("conj", Tensor::conj);
    unary.put("real", Tensor::real);
    unary.put("imag", Tensor::imag);
    unary.put("to float64", Tensor::toDouble);
    unary.forEach((name, f) -> put(all, name, in -> f.apply(in[0]), s(2, 3)));
    put(all, "abs of a scalar", in -> in[0].abs(), s());
    put(all, "nothing", in -> in[0].exp().abs(), s(0, 2));
  }

  private static void arithmetic(Map<String, Sample> all) {
    put(all, "add", in -> in[0].add(in[1], NUMBER), s(2, 3), s(3));
    put(all, "sub", in -> in[0].sub(in[1]), s(2, 1), s(1, 3));
    put(all, "mul", in -> in[0].mul(in[1]), s(2, 3), s());
    put(all, "div", in -> in[0].div(in[1]), s(3), s(2, 3));
    put(all, "mul number", in -> in[0].mul(NUMBER), s(3));
    put(all, "number minus", in -> in[0].rsub(NUMBER), s(3));
    put(all, "div number", in -> in[0].div(NUMBER), s(3));
    put(all, "pow", in -> in[0].pow(in[1]), s(2, 2), s(2));
    put(all, "pow 2.5", in -> in[0].pow(2.5), s(3));
    put(all, "pow 3", in -> in[0].pow(3), s(3));
    put(all, "pow number", in -> in[0].pow(NUMBER), s(3));
    put(all, "times real", in -> in[0].mul(in[1].real()), s(3), s(3));
    put(all, "real over complex", in -> in[0].imag().div(in[1]), s(3), s(2, 3));
    put(all, "real times number", in -> in[0].real().mul(NUMBER), s(3));
    put(all, "addcmul", in -> in[0].addcmul(in[1], in[2], NUMBER), s(2, 3), s(3), s(2, 1));
    put(all, "addcdiv", in -> in[0].addcdiv(in[1], in[2], NUMBER), s(2, 3), s(3), s(2, 1));
    put(all, "lerp", in -> in[0].lerp(in[1], in[2]), s(3), s(3), s(3));
    put(all, "in place", in -> in[0].mul(1).mul_(in[1]).add_(in[0]), s(3), s(3));
    put(all, "part in place", in -> partInPlace(in[0], in[1]), s(3), s(3));
    put(all, "polar", in -> Torch.polar(in[0].abs(), in[1].real()), s(3), s(3));
    put(all, "complex", in -> Torch.complex(in[0].imag(), in[1].abs()), s(2, 1), s(3));
  }

  private static Tensor partInPlace(Tensor a, Tensor b) {
    Tensor copy = a.mul(1);
    copy.imag().mul_(b.real());
    return copy.mul(copy);
  }

  private static void reductions(Map<String, Sample> all) {
    put(all, "sum", in -> in[0].sum(0), s(2, 3));
    put(all, "mean", in -> in[0].mean(new long[] {1}, true), s(2, 3));
    put(all, "prod", in -> in[0].prod(1), s(2, 3));
    put(all, "prod of all", in -> in[0].prod(), s(2, 2, 1));
    put(
        all,
        "prod with a zero",
        in -> in[0].mul(Torch.tensor(new double[] {1, 0, 1})).prod(),
        s(3));
    put(all, "cumsum", in -> in[0].cumsum(-1), s(2, 3));
    put(all, "cumprod", in -> in[0].cumprod(0), s(5, 2));
    put(all, "norm", in -> in[0].norm(), s(2, 3));
    put(all, "norm 3", in -> in[0].norm(3, new long[] {1}, false), s(2, 3));
  }

  private static void products(Map<String, Sample> all) {
    put(all, "mm", in -> in[0].mm(in[1]), s(2, 3), s(3, 4));
    put(all, "bmm", in -> in[0].bmm(in[1]), s(2, 2, 3), s(2, 3, 1));
    put(all, "matmul", in -> in[0].matmul(in[1].transpose(-1, -2)), s(2, 2, 3), s(4, 3));
    put(all, "mv", in -> in[0].mv(in[1]), s(2, 3), s(3));
    put(all, "dot", in -> in[0].dot(in[1]), s(3), s(3));
    put(all, "vdot", in -> in[0].vdot(in[1]), s(3), s(3));
    put(all, "outer", in -> in[0].outer(in[1]), s(2), s(3));
    put(all, "linear", in -> Torch.linear(in[0], in[1], in[2]), s(2, 2, 3), s(4, 3), s(4));
    put(
        all,
        "addmm",
        in -> in[0].addmm(in[1], in[2], NUMBER, Complex.of(-0.5, 2)),
        s(4),
        s(2, 3),
        s(3, 4));
    put(
        all,
        "baddbmm",
        in -> in[0].baddbmm(in[1], in[2], 2, NUMBER),
        s(2, 2, 1),
        s(2, 2, 3),
        s(2, 3, 2));
  }

  private static void moves(Map<String, Sample> all) {
    Tensor mask = Torch.tensor(new boolean[] {true, false, true});
    put(all, "where", in -> Torch.where(mask, in[0], in[1]), s(2, 3), s(3));
    put(all, "masked_fill", in -> in[0].maskedFill(mask, NUMBER), s(2, 3));
    put(all, "cat", in -> Torch.cat(List.of(in[0], in[1].real(), in[1]), 1), s(2, 1), s(2, 2));
    put(all, "stack", in -> Torch.stack(List.of(in[0], in[1])), s(3), s(3));
    put(all, "flip", in -> in[0].flip(0).roll(new long[] {1}, new long[] {1}).tril(0), s(3, 3));
    Tensor index = Torch.tensor(new long[] {1, 1, 0});
    put(all, "index_select", in -> in[0].indexSelect(1, index), s(2, 3));
    put(all, "gather", in -> in[0].gather(0, index.unsqueeze(0)), s(2, 3));
    put(all, "view_as_real", in -> in[0].viewAsReal().exp(), s(3));
    put(all, "permute", in -> in[0].permute(1, 0).reshape(-1).narrow(0, 1, 3), s(2, 3));
  }

  private static Tensor[] inputs(Sample sample) {
    Generator g = new Generator();
    g.manualSeed(4);
    Tensor[] parts = new Tensor[sample.shapes.length];
    for (int i = 0; i < parts.length; i++) {
      long[] sizes = Arrays.copyOf(sample.shapes[i], sample.shapes[i].length + 1);
      sizes[sizes.length - 1] = 2;
      parts[i] = Torch.empty(Shape.of(sizes), Torch.float64).uniform_(0.2, 1.1, g);
      parts[i].select(-1, 1).mul_(-1);
      parts[i].requiresGrad_(true);
    }
    return parts;
  }

  private static Tensor run(Sample sample, Tensor[] parts) {
    Tensor[] complex = new Tensor[parts.length];
    Arrays.setAll(complex, i -> parts[i].viewAsComplex());
    Tensor result = sample.function.apply(complex);
    return result.isComplex() ? result.viewAsReal() : result;
  }

  @TestFactory
  Stream<DynamicTest> firstDerivatives() {
    return samples().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () -> GradCheck.gradcheck(in -> run(e.getValue(), in), inputs(e.getValue()))));
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return samples().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () ->
                        GradCheck.gradgradcheck(
                            in -> run(e.getValue(), in),
                            GradCheck.options().withTolerance(1e-4, 1e-3),
                            inputs(e.getValue()))));
  }
}
