package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Embedding;
import org.torch4j.nn.F;
import org.torch4j.type.LayoutException;

/** Steps on sparse gradients, against {@code src/test/python/sparse_numbers.py}. */
class SparseOptimizerTest {
  private static Tensor parameter() {
    return Torch.tensor(new float[][] {{0.1f, -0.2f}, {0.3f, 0.4f}, {-0.5f, 0.6f}, {0.7f, -0.8f}})
        .requiresGrad_(true);
  }

  private static void step(Tensor p, Optimizer optimizer, long... rows) {
    optimizer.zeroGrad();
    Tensor e = F.embedding(Torch.tensor(rows), p, Embedding.options().sparse(true));
    Tensor factors = Torch.tensor(new float[][] {{1, 2}, {3, -1}, {0.5f, 2}});
    e.mul(factors).pow(2).sum().backward();
    optimizer.step();
  }

  private static void check(Function<List<Tensor>, Optimizer> make, double... expected) {
    Tensor p = parameter();
    Optimizer optimizer = make.apply(List.of(p));
    step(p, optimizer, 0, 2, 2);
    step(p, optimizer, 1, 2, 0);
    step(p, optimizer, 3, 3, 1);
    step(p, optimizer, 0, 1, 2);
    assertClose(p.detach().toDouble().reshape(-1), Torch.tensor(expected), 2e-5, 2e-6);
  }

  @Test
  void sgd() {
    SGD.Options o = SGD.options().lr(0.05);
    check(
        p -> new SGD(p, o),
        0.07897500,
        -0.04320000,
        0.02632499,
        0.12959999,
        -0.00365625,
        0.16200000,
        0,
        -0.39999998);
    check(
        p -> new SGD(p, o.momentum(0.9)),
        0.05265000,
        0.16200000,
        -0.00675000,
        -0.21600000,
        1.16156244,
        -0.40500000,
        -0.62999994,
        -0.03999998);
    check(
        p -> new SGD(p, o.momentum(0.9).nesterov(true)),
        0.04066180,
        0.09700128,
        -0.17387262,
        -0.23405758,
        0.21379314,
        -0.30457616,
        -1.19699991,
        0.28399998);
    check(
        p -> new SGD(p, o.momentum(0.5).dampening(0.1).maximize(true)),
        0.13399038,
        -0.70323199,
        0.64005089,
        1.01882565,
        -2.78730464,
        1.75299013,
        1.64499986,
        -1.34000015);
    Tensor p = parameter();
    SGD decaying = new SGD(List.of(p), o.weightDecay(0.1));
    assertThrows(LayoutException.class, () -> step(p, decaying, 0, 1, 2));
  }

  @Test
  void sparseAdam() {
    SparseAdam.Options o = SparseAdam.options().lr(0.05);
    check(
        p -> new SparseAdam(p, o),
        -0.01777172,
        -0.05795734,
        0.19489229,
        0.28111821,
        -0.36485142,
        0.47098854,
        0.66805929,
        -0.76805931);
    check(
        p -> new SparseAdam(p, o.betas(0.8, 0.9).eps(1e-3).maximize(true)),
        0.23405240,
        -0.34648433,
        0.40846106,
        0.52288425,
        -0.63541061,
        0.73171091,
        0.73372614,
        -0.83372045);
    Tensor p = parameter();
    SparseAdam optimizer = new SparseAdam(List.of(p));
    step(p, optimizer, 0, 1, 2);
    assertEquals(1L, optimizer.state(p).get("step"));
    optimizer.zeroGrad();
    p.sum().backward();
    assertThrows(LayoutException.class, optimizer::step);
    assertThrows(IllegalArgumentException.class, () -> new SparseAdam(List.of(p), o.lr(0)));
    assertThrows(
        LayoutException.class,
        () -> new SparseAdam(List.of(p.detach().toSparse().requiresGrad_())));
    assertThrows(LayoutException.class, () -> step(p, new Adam(List.of(p)), 0, 1, 2));
  }
}
