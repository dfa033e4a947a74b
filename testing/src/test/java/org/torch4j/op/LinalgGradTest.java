package org.torch4j.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Linalg;
import org.torch4j.Ops;
import org.torch4j.StftOptions;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.LinalgException;
import org.torch4j.type.Shape;

/**
 * First and second derivatives of ops whose arguments must be symmetric, or whose results are
 * complex, by functions around them; and what their results must satisfy.
 */
class LinalgGradTest {
  /** A function of real tensors, and the sizes of its arguments. */
  private record Check(Function<Tensor[], Tensor> function, long[]... sizes) {}

  private static final Map<String, List<Check>> CHECKS = new LinkedHashMap<>();

  static {
    for (String cholesky : List.of("linalg_cholesky", "cholesky", "linalg_cholesky_ex")) {
      add(cholesky, x -> first(cholesky, positive(x[0])), s(3, 3));
    }
    add("linalg_cholesky", x -> Linalg.cholesky(positive(x[0]), true), s(2, 3, 3));
    add("cholesky_inverse", x -> first("cholesky_inverse", factor(x[0])), s(3, 3));
    add("cholesky_solve", x -> first("cholesky_solve", x[0], factor(x[1])), s(3, 2), s(3, 3));
    for (String eigh : List.of("_linalg_eigh", "linalg_eigh")) {
      add(eigh, x -> both(Ops.call(eigh, List.of(symmetric(x[0])), Map.of())), s(3, 3));
    }
    add("linalg_eigvalsh", x -> first("linalg_eigvalsh", symmetric(x[0])), s(2, 3, 3));
    add("symeig", x -> both(Ops.call("symeig", List.of(symmetric(x[0]), true), Map.of())), s(3, 3));
    add("linalg_eig", x -> eigen(x[0]), s(3, 3));
    add("linalg_eigvals", x -> first("linalg_eigvals", spread(x[0])).viewAsReal(), s(3, 3));
    for (String driver : List.of("gels", "gelsy", "gelsd", "gelss")) {
      add("_linalg_lstsq", x -> first("_linalg_lstsq", x[0], x[1], 1e-9, driver), s(2, 4), s(2, 3));
      add("linalg_lstsq", x -> Linalg.lstsq(x[0], x[1], null, driver).solution(), s(4, 2), s(4, 3));
    }
    fourier();
    StftOptions options = StftOptions.options().hopLength(2).returnComplex(true);
    add("stft.center", x -> parts(Torch.stft(x[0], 4, options.window(x[1]))), s(9), s(4));
    add("stft.center", x -> Torch.stft(x[0], 4), s(2, 8));
    add("istft", x -> Torch.istft(x[0], 4, window(x[1])), s(3, 4, 2), s(4));
  }

  private static void fourier() {
    for (String one : List.of("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")) {
      String op = "fft_" + one;
      for (String kind : List.of("", "2", "n")) {
        add(op + kind, x -> parts(first(op + kind, x[0])), s(3, 5));
        if (!one.equals("rfft") && !one.equals("ihfft")) {
          add(op + kind, x -> parts(first(op + kind, x[0].viewAsComplex())), s(3, 4, 2));
        }
      }
      add(op, x -> parts(first(op, x[0], 7, 0, "ortho")), s(3, 2));
      add(op, x -> parts(first(op, x[0], 2, -1, "forward")), s(2, 5));
    }
    List<Long> both = List.of(0L, 1L);
    add("_fft_c2c", x -> parts(first("_fft_c2c", x[0].viewAsComplex(), both, 1, true)), s(2, 3, 2));
    add("_fft_r2c", x -> parts(first("_fft_r2c", x[0], both, 0, true)), s(2, 5));
    add("_fft_c2r", x -> first("_fft_c2r", x[0].viewAsComplex(), List.of(0L), 2, 4), s(3, 2));
  }

  private static void add(String op, Function<Tensor[], Tensor> f, long[]... sizes) {
    CHECKS.computeIfAbsent(op, k -> new ArrayList<>()).add(new Check(f, sizes));
  }

  private static long[] s(long... sizes) {
    return sizes;
  }

  /** The ops that this class checks. */
  static Set<String> checked() {
    return new TreeSet<>(CHECKS.keySet());
  }

  private static StftOptions window(Tensor w) {
    return StftOptions.options().hopLength(2).window(w.abs().add(0.5));
  }

  private static Tensor first(String op, Object... args) {
    Object result = Ops.call(op, Arrays.asList(args), Map.of());
    return result instanceof List<?> list ? (Tensor) list.get(0) : (Tensor) result;
  }

  private static Tensor parts(Tensor t) {
    return t.dtype().isComplex() ? t.viewAsReal() : t;
  }

  /** Values, and squares of the vectors, whose signs are free. */
  private static Tensor both(Object result) {
    List<?> pair = (List<?>) result;
    Tensor values = (Tensor) pair.get(0);
    Tensor vectors = (Tensor) pair.get(1);
    return Torch.cat(List.of(values.unsqueeze(-2), vectors.mul(vectors)), -2);
  }

  /** Eigenvalues, and magnitudes of the vectors, whose phases are free. */
  private static Tensor eigen(Tensor x) {
    Linalg.Eigen e = Linalg.eig(spread(x));
    Tensor values = e.eigenvalues().viewAsReal();
    Tensor squares = e.eigenvectors().viewAsReal();
    squares = squares.mul(squares).sum(-1);
    return Torch.cat(List.of(values.mT(), squares), -2);
  }

  private static Tensor spread(Tensor x) {
    Tensor d = Torch.arange(1, x.size(-1) + 1).mul(4).to(x.dtype());
    return x.add(Torch.eye(x.size(-1), x.size(-1), x.dtype()).mul(d));
  }

  private static Tensor symmetric(Tensor x) {
    Tensor wide = spread(x);
    return wide.add(wide.mT());
  }

  private static Tensor positive(Tensor x) {
    return x.matmul(x.mT()).add(Torch.eye(x.size(-1), x.size(-1), x.dtype()));
  }

  private static Tensor factor(Tensor x) {
    return x.tril(-1).add(Torch.eye(x.size(-1), x.size(-1), x.dtype()).mul(x.mul(x).add(1)));
  }

  private static Stream<DynamicTest> each(boolean second) {
    Random random = new Random(5);
    List<DynamicTest> tests = new ArrayList<>();
    CHECKS.forEach(
        (op, checks) -> {
          for (Check c : checks) {
            Tensor[] inputs = new Tensor[c.sizes.length];
            for (int i = 0; i < inputs.length; i++) {
              inputs[i] = OpSample.random(random, -2, 2, c.sizes[i]);
            }
            tests.add(DynamicTest.dynamicTest(op, () -> check(c.function, second, inputs)));
          }
        });
    return tests.stream();
  }

  private static void check(Function<Tensor[], Tensor> f, boolean second, Tensor[] inputs) {
    if (second) {
      GradCheck.gradgradcheck(f::apply, GradCheck.options().withTolerance(1e-4, 1e-3), inputs);
    } else {
      GradCheck.gradcheck(f::apply, inputs);
    }
  }

  @TestFactory
  Stream<DynamicTest> firstDerivatives() {
    return each(false);
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return each(true);
  }

  private static Tensor random(long... sizes) {
    return OpSample.random(new Random(17), -3, 3, sizes).detach();
  }

  private static void near(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    double most = parts(expected.sub(actual)).abs().amax().item();
    assertTrue(most < 1e-9, () -> "differs by " + most);
  }

  /** A complex matrix, and a batch of them with other strides. */
  private static List<Tensor> complex(long rows, long columns) {
    Tensor one = random(rows, columns, 2).viewAsComplex();
    Tensor batch = random(columns, 2, rows, 2).viewAsComplex().permute(1, 2, 0);
    return List.of(one, batch);
  }

  private static Tensor h(Tensor t) {
    return t.mT().conj();
  }

  @Test
  void complexFactorsMultiplyToTheMatrix() {
    for (long[] size : new long[][] {{4, 4}, {5, 3}, {3, 5}}) {
      for (Tensor a : complex(size[0], size[1])) {
        Linalg.Qr qr = Linalg.qr(a);
        near(a, qr.q().matmul(qr.r()));
        Linalg.Svd svd = Linalg.svd(a, false);
        near(a, svd.u().mul(svd.s().unsqueeze(-2)).matmul(svd.vh()));
        Linalg.Plu lu = Linalg.lu(a);
        near(a, lu.p().matmul(lu.l()).matmul(lu.u()));
        Tensor inverse = Linalg.pinv(a);
        near(a, a.matmul(inverse).matmul(a));
      }
    }
  }

  @Test
  void complexSpectraSatisfyTheirEquation() {
    for (Tensor a : complex(5, 5)) {
      Linalg.Eigen e = Linalg.eig(a);
      near(a.matmul(e.eigenvectors()), e.eigenvectors().mul(e.eigenvalues().unsqueeze(-2)));
      Tensor hermitian = a.add(h(a));
      Linalg.Eigen w = Linalg.eigh(hermitian);
      Tensor scaled = w.eigenvectors().mul(w.eigenvalues().unsqueeze(-2));
      near(hermitian, scaled.matmul(h(w.eigenvectors())));
      Tensor square = a.matmul(h(a));
      Tensor l = Linalg.cholesky(square);
      near(square, l.matmul(h(l)));
      near(a, a.matmul(a).matmul(Linalg.inv(a)));
    }
  }

  @Test
  void spectraComeBack() {
    for (long n : new long[] {1, 2, 7, 16, 30, 211, 223}) {
      Tensor x = random(2, n);
      Tensor same = org.torch4j.Fft.ifft(org.torch4j.Fft.fft(x));
      near(x, same.real());
      near(x, org.torch4j.Fft.irfft(org.torch4j.Fft.rfft(x), n, -1, null));
    }
  }

  @Test
  void failuresNameTheMatrix() {
    Tensor singular = Torch.zeros(Shape.of(2, 3, 3), Torch.float64);
    LinalgException e = assertThrows(LinalgException.class, () -> Linalg.inv(singular));
    assertTrue(e.getMessage().contains("batch element 0"), e.getMessage());
    assertThrows(LinalgException.class, () -> Linalg.cholesky(singular));
    assertThrows(LinalgException.class, () -> Linalg.svd(singular.add(Double.NaN)));
    assertThrows(LinalgException.class, () -> Linalg.invEx(singular, true));
    assertEquals(1, Linalg.invEx(singular, false).info().select(0, 0).itemLong());
  }
}
