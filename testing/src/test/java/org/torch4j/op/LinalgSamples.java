package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.torch4j.Linalg;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Calls of the ops of linear algebra whose arguments and results are free and real. */
final class LinalgSamples {
  /** Ranks, permutations, draws, and factors that PyTorch does not differentiate either. */
  static final Set<String> NOT_DIFFERENTIABLE =
      Set.of(
          "lu_permutation",
          "geqrf",
          "linalg_ldl_factor",
          "linalg_ldl_factor_ex",
          "linalg_ldl_solve",
          "linalg_matrix_rank",
          "linalg_matrix_rank.tol_tensor",
          "linalg_matrix_rank.atol_rtol_float",
          "linalg_matrix_rank.atol_rtol_tensor",
          "fft_fftfreq",
          "fft_rfftfreq",
          "svd_lowrank",
          "pca_lowrank");

  private final Random random = new Random(11);
  private final List<OpSample> samples = new ArrayList<>();

  private LinalgSamples() {}

  static List<OpSample> all() {
    LinalgSamples s = new LinalgSamples();
    s.products();
    s.contractions();
    s.factorizations();
    s.solvers();
    s.functions();
    s.norms();
    s.statistics();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  /** Matrices of full rank with distinct singular values. */
  private Tensor regular(long... sizes) {
    long n = sizes[sizes.length - 1];
    Tensor d = Torch.arange(1, n + 1).mul(4).to(Torch.float64);
    Tensor diagonal = Torch.eye(sizes[sizes.length - 2], n, Torch.float64).mul(d);
    return t(sizes).detach().add(diagonal).clone().requiresGrad_(true);
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void add(Map<String, ?> kwargs, String op, Object... args) {
    samples.add(of(op, args).with(kwargs));
  }

  private static long[] l(long... values) {
    return values;
  }

  private void products() {
    add("__rmatmul__", t(3, 4), t(2, 3));
    add("ger", t(2), t(3));
    add("inner", t(2, 3), t(4, 3));
    add("inner", t(), t(3));
    add("vdot", t(3), t(3));
    add("linalg_vecdot", t(2, 3), t(3));
    add("addmv", t(2), t(2, 3), t(3));
    add(Map.of("beta", 0.5, "alpha", 2), "addmv", t(), t(2, 3), t(3));
    add("addr", t(2, 3), t(2), t(3));
    add(Map.of("beta", 0, "alpha", 3), "addr", t(3), t(2), t(3));
    add("addbmm", t(2, 4), t(5, 2, 3), t(5, 3, 4));
    add(Map.of("beta", 2, "alpha", 0.5), "addbmm", t(4), t(5, 2, 3), t(5, 3, 4));
    add("linalg_cross", t(2, 3), t(1, 3));
    add("cross", t(3, 2), t(3, 2));
    add("cross", t(3, 2, 3), t(3, 2, 3), 2);
    add("linalg_vander", t(2, 3));
    add(Map.of("N", 5), "linalg_vander", t(3));
    add("vander", t(3));
    add("vander", t(3), 4, true);
    add("trace", t(3, 4));
  }

  private void contractions() {
    add("einsum", "ij,jk->ik", List.of(t(2, 3), t(3, 4)));
    add("einsum", "bij,bjk,kl->bil", List.of(t(2, 2, 3), t(2, 3, 2), t(2, 2)));
    add("einsum", "...ii->...i", List.of(t(2, 3, 3)));
    add("einsum", "i,j->ij", List.of(t(2), t(3)));
    add("einsum", "ij->", List.of(t(2, 3)));
    add("einsum", "ij,kj", List.of(t(2, 3), t(4, 3)));
    add("linalg_multi_dot", List.of(t(3), t(3, 2), t(2, 4), t(4)));
    add("linalg_multi_dot", List.of(t(2, 3), t(3, 2)));
    add("chain_matmul", List.of(t(2, 3), t(3, 4), t(4, 2)));
    add("kron", t(2, 3), t(3, 2));
    add("kron", t(2), t(3, 2, 2));
    add("tensordot", t(2, 3, 4), t(4, 3, 2), l(1, 2), l(1, 0));
    add("tensordot.count", t(2, 3, 4), t(3, 4, 2), 2);
    add("tensordot.count", t(2), t(3), 0);
  }

  private void factorizations() {
    add("linalg_lu_factor_ex", regular(3, 3));
    add("linalg_lu_factor_ex", regular(2, 2, 3));
    add("linalg_lu_factor", regular(4, 3));
    add("linalg_lu", regular(3, 3));
    add("linalg_lu", regular(2, 4));
    add("lu", regular(2, 3, 3));
    Linalg.LuFactor f = Linalg.luFactor(regular(3, 3).detach());
    Tensor packed = f.lu().clone().requiresGrad_(true);
    add("lu_unpack", packed, f.pivots());
    add("linalg_lu_solve", packed, f.pivots(), t(3, 2));
    add(Map.of("left", false, "adjoint", true), "linalg_lu_solve", packed, f.pivots(), t(2, 3));
    add("lu_solve", t(3, 2), packed, f.pivots());
    add("linalg_qr", regular(3, 3));
    add("linalg_qr", regular(2, 4, 3));
    add("linalg_qr", regular(2, 3));
    add("qr", regular(3, 3));
    add("linalg_householder_product", t(4, 3), t(3));
    add("orgqr", t(3, 3), t(2));
    add("ormqr", t(3, 2), t(2), t(3, 2));
    add("ormqr", t(3, 2), t(2), t(2, 3), false, true);
    add("_linalg_svd", regular(3, 3));
    add("linalg_svd", regular(2, 3, 3));
    add("svd", regular(4, 3));
    add("svd", regular(2, 3));
    add("linalg_svdvals", regular(3, 3));
  }

  private void solvers() {
    add("_linalg_solve", regular(3, 3), t(2, 3, 2), true);
    add("_linalg_solve", regular(3, 3), t(2, 3), false);
    add("linalg_solve", regular(3, 3), t(3, 2));
    add("linalg_solve", regular(2, 3, 3), t(2, 3));
    add("linalg_solve_ex", regular(3, 3), t(3));
    add(Map.of("upper", true), "linalg_solve_triangular", regular(3, 3), t(3, 2));
    add(
        Map.of("upper", false, "left", false, "unitriangular", true),
        "linalg_solve_triangular",
        regular(3, 3),
        t(2, 2, 3));
    add("triangular_solve", t(3, 2), regular(3, 3));
    add("triangular_solve", t(3, 2), regular(3, 3), false, true, true);
    add("linalg_inv_ex", regular(3, 3));
    add("linalg_inv", regular(2, 3, 3));
    add("inverse", regular(3, 3));
    Tensor square = regular(4, 4).detach().reshape(2, 2, 4).clone().requiresGrad_(true);
    add("linalg_tensorinv", square, 2);
    Tensor map = regular(4, 4).detach().reshape(2, 2, 2, 2).clone().requiresGrad_(true);
    add("linalg_tensorsolve", map, t(2, 2));
    add("linalg_tensorsolve", map, t(2, 2), l(0, 2));
    for (String driver : List.of("gels", "gelsy")) {
      add(Map.of("driver", driver), "linalg_lstsq", regular(3, 3), t(3, 2));
    }
    add("linalg_lstsq", regular(4, 3), t(4, 2));
  }

  private void functions() {
    add("linalg_det", regular(2, 3, 3));
    add("det", regular(3, 3));
    add("linalg_slogdet", regular(3, 3));
    add("slogdet", regular(2, 2));
    add("logdet", regular(3, 3));
    add("linalg_matrix_exp", t(2, 2));
    add("matrix_exp", t(3, 3));
    add("linalg_matrix_power", t(3, 3), 3);
    add("linalg_matrix_power", regular(3, 3), -2);
    add("matrix_power", t(2, 2, 2), 2);
    add("linalg_cond", regular(3, 3));
    add("linalg_cond", regular(3, 3), 1);
    add("linalg_cond.p_str", regular(3, 3), "fro");
    add("linalg_pinv.atol_rtol_tensor", regular(3, 2));
    add(Map.of("rtol", 1e-6), "linalg_pinv.atol_rtol_float", regular(2, 3));
    add("linalg_pinv", regular(2, 3), 1e-6);
    add("linalg_pinv.rcond_tensor", regular(3, 3), Torch.tensor(1e-6));
    Tensor none = Torch.tensor(0.0);
    add("_linalg_pinv", regular(3, 3), none, none, false);
    add("pinverse", regular(3, 3));
  }

  private void norms() {
    for (double p : new double[] {0.5, 1, 2, 3, -2, Double.POSITIVE_INFINITY}) {
      add("linalg_vector_norm", t(2, 3), p);
    }
    add("linalg_vector_norm", t(2, 3), 3, l(1), true);
    for (double p : new double[] {1, -1, 2, -2, Double.POSITIVE_INFINITY}) {
      add("linalg_matrix_norm", regular(3, 3), p);
    }
    add("linalg_matrix_norm.str_ord", regular(2, 3, 3), "nuc", l(-1, -2), true);
    add("linalg_norm", t(2, 3));
    add("linalg_norm", regular(2, 3), 2);
    add("linalg_norm", t(2, 3), 3, l(0));
    add("linalg_norm.ord_str", t(2, 3), "fro");
    add("norm.text", regular(2, 3), "nuc");
    add("norm.text", t(2, 3), "fro", l(1));
    add("frobenius_norm.dim", t(2, 3), l(0, 1));
    add("nuclear_norm", regular(2, 3));
    add("nuclear_norm.dim", regular(2, 3, 3), l(1, 2));
  }

  private void statistics() {
    add("cov", t(3, 5));
    add("cov", t(5));
    Tensor weights = Torch.tensor(new double[] {1, 2, 0.5, 1});
    add(Map.of("aweights", weights, "correction", 2), "cov", t(2, 4));
    add("corrcoef", t(3, 5));
    add("trapezoid.x", t(2, 4), t(4));
    add(Map.of("dx", 0.5, "dim", 0), "trapezoid.dx", t(3, 2));
    add("trapz.x", t(4), t(4));
    add(Map.of("dx", 0.5), "trapz.dx", t(3, 2));
    add("cumulative_trapezoid.x", t(2, 4), t(2, 4));
    add("cumulative_trapezoid.dx", t(2, 4));
    add("cdist", t(3, 2), t(4, 2));
    add("cdist", t(2, 3, 2), t(4, 2), 3.0, null);
    add("cdist", t(3, 2), t(4, 2), 2.0, 1);
    add("cdist.mode", t(3, 2), t(4, 2), 1.0, "donot_use_mm_for_euclid_dist");
    for (String op : List.of("fft_fftshift", "fft_ifftshift")) {
      add(op, t(3, 4));
      add(op, t(3, 4), l(1));
    }
  }
}
