package org.torch4j.op;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Autocast;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;

/**
 * What {@link Autocast} does to the arguments of an op, by PyTorch's lists of names. Ops that are
 * on no list take their arguments as they come; the ops that a listed one is made of are not cast
 * again.
 */
enum AutocastRule {
  /** In the region's half type: products and convolutions. */
  LOWER,
  /** In float32. */
  FLOAT,
  /** With float32 as the dtype that the op is told, unless it was told one. */
  FLOAT_DTYPE,
  /** In the widest type among the arguments. */
  PROMOTE,
  /** Refused: in half precision its result would be wrong too easily. */
  BANNED,
  /** As they come, inside, too: one kernel in PyTorch, made of listed ops here. */
  PLAIN;

  private static final Map<String, AutocastRule> CPU = new HashMap<>();
  private static final Map<String, AutocastRule> CUDA = new HashMap<>();

  static {
    list(
        CPU,
        LOWER,
        """
        conv1d conv2d conv3d bmm mm baddbmm addmm addbmm linear matmul conv_tbc
        scaled_dot_product_attention __rmatmul__
        """);
    list(
        CPU,
        FLOAT,
        """
        conv_transpose1d conv_transpose2d conv_transpose3d avg_pool3d binary_cross_entropy
        grid_sampler polar prod quantile nanquantile stft cdist trace view_as_complex cholesky
        cholesky_inverse cholesky_solve inverse lu_solve orgqr ormqr pinverse max_pool3d
        max_unpool2d max_unpool3d adaptive_avg_pool3d reflection_pad1d reflection_pad2d
        replication_pad1d replication_pad2d replication_pad3d mse_loss cosine_embedding_loss
        nll_loss hinge_embedding_loss poisson_nll_loss smooth_l1_loss cross_entropy_loss l1_loss
        huber_loss margin_ranking_loss soft_margin_loss triplet_margin_loss multi_margin_loss
        ctc_loss kl_div multilabel_margin_loss binary_cross_entropy_with_logits fft_fft fft_ifft
        fft_fft2 fft_ifft2 fft_fftn fft_ifftn fft_rfft fft_irfft fft_rfft2 fft_irfft2 fft_rfftn
        fft_irfftn fft_hfft fft_ihfft linalg_cond linalg_matrix_rank linalg_solve linalg_cholesky
        linalg_svdvals linalg_eigvals linalg_eigvalsh linalg_inv linalg_householder_product
        linalg_tensorinv linalg_tensorsolve geqrf lu qr svd triangular_solve
        fractional_max_pool2d fractional_max_pool3d adaptive_max_pool3d linalg_qr
        linalg_cholesky_ex linalg_svd linalg_eig linalg_eigh linalg_lstsq linalg_inv_ex
        max_pool3d_with_indices
        """);
    list(CPU, PROMOTE, "stack cat index_copy");
    list(CPU, PLAIN, "mv addmv addr ger dot vdot bilinear linalg_vecdot pdist");
    list(
        CUDA,
        LOWER,
        """
        convolution conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d
        conv_transpose3d prelu addmm addmv addr matmul mm mv linear addbmm baddbmm bmm
        chain_matmul linalg_multi_dot linalg_vecdot einsum scaled_dot_product_attention
        __rmatmul__
        """);
    list(
        CUDA,
        FLOAT,
        """
        acos asin cosh erfinv exp expm1 log log10 log2 log1p reciprocal rsqrt sinh tan pow softplus
        layer_norm native_layer_norm group_norm frobenius_norm nuclear_norm cosine_similarity
        poisson_nll_loss cosine_embedding_loss nll_loss hinge_embedding_loss kl_div l1_loss
        smooth_l1_loss huber_loss mse_loss margin_ranking_loss multilabel_margin_loss
        soft_margin_loss triplet_margin_loss multi_margin_loss binary_cross_entropy_with_logits
        dist pdist cdist renorm logsumexp norm cross_entropy_loss
        upsample_nearest1d _upsample_nearest_exact1d upsample_nearest2d _upsample_nearest_exact2d
        upsample_nearest3d _upsample_nearest_exact3d upsample_linear1d upsample_bilinear2d
        _upsample_bilinear2d_aa upsample_trilinear3d upsample_bicubic2d _upsample_bicubic2d_aa
        """);
    list(
        CUDA,
        FLOAT_DTYPE,
        "prod softmax log_softmax cumprod cumsum linalg_vector_norm linalg_matrix_norm sum");
    list(
        CUDA,
        PROMOTE,
        """
        addcdiv addcmul atan2 bilinear cross linalg_cross dot vdot grid_sampler index_put tensordot
        scatter_add stack cat
        """);
    list(CUDA, BANNED, "binary_cross_entropy");
  }

  private static void list(Map<String, AutocastRule> table, AutocastRule rule, String names) {
    for (String name : names.split("\\s+", -1)) {
      if (!name.isEmpty() && table.put(name, rule) != null) {
        throw new IllegalStateException("autocast: two rules for " + name);
      }
    }
  }

  /** The rule for an op on this kind of device, or null. */
  static @Nullable AutocastRule of(String op, Device.Type device) {
    return (device == Device.Type.CPU ? CPU : CUDA).get(op);
  }

  /** Runs {@code op} by {@code body}, in a region that casts on the device of its tensors. */
  static Tensor[] run(Op op, @Nullable Object[] args, Function<@Nullable Object[], Tensor[]> body) {
    Device.Type device = device(args);
    if (device == null || !Autocast.isEnabled(device)) {
      return body.apply(args);
    }
    AutocastRule rule = of(op.schema().name(), device);
    if (rule == null) {
      return body.apply(args);
    }
    @Nullable Object[] cast = rule.arguments(op.schema(), args, device);
    Supplier<Tensor[]> call = () -> body.apply(cast);
    return Autocast.with(false, call);
  }

  private static Device.@Nullable Type device(@Nullable Object[] args) {
    for (Object arg : args) {
      if (arg instanceof Tensor t) {
        return t.device().type();
      }
      if (arg instanceof Tensor[] list) {
        for (Tensor t : list) {
          if (t != null) {
            return t.device().type();
          }
        }
      }
    }
    return null;
  }

  private @Nullable Object[] arguments(Schema schema, @Nullable Object[] args, Device.Type device) {
    DType half = Autocast.dtype(device);
    return switch (this) {
      case LOWER -> cast(args, device, half);
      case FLOAT -> cast(args, device, DType.FLOAT32);
      case FLOAT_DTYPE -> withDtype(schema, args, device);
      case PROMOTE -> cast(args, device, widest(args, device, half));
      case PLAIN -> args;
      case BANNED ->
          throw new DTypeException(
              schema.name()
                  + ": unsafe to autocast; take the sigmoid and the loss together,"
                  + " binary_cross_entropy_with_logits, which is safe");
    };
  }

  private static boolean isEligible(@Nullable Object arg, Device.Type device) {
    return arg instanceof Tensor t
        && t.device().type() == device
        && t.dtype().isFloatingPoint()
        && t.dtype() != DType.FLOAT64;
  }

  private static @Nullable Object[] cast(@Nullable Object[] args, Device.Type device, DType to) {
    @Nullable Object[] cast = args.clone();
    for (int i = 0; i < cast.length; i++) {
      if (isEligible(cast[i], device)) {
        cast[i] = Autocast.cast((Tensor) Objects.requireNonNull(cast[i]), to);
      } else if (cast[i] instanceof Tensor[] list) {
        @Nullable Tensor[] own = list.clone();
        for (int k = 0; k < own.length; k++) {
          Tensor t = own[k];
          if (t != null && isEligible(t, device)) {
            own[k] = Autocast.cast(t, to);
          }
        }
        cast[i] = own;
      }
    }
    return cast;
  }

  private static DType widest(@Nullable Object[] args, Device.Type device, DType half) {
    DType widest = null;
    for (Object arg : args) {
      for (Object one : arg instanceof Tensor[] list ? list : new Object[] {arg}) {
        if (one instanceof Tensor t && isEligible(t, device)) {
          widest = widest == null || widest == t.dtype() ? t.dtype() : DType.FLOAT32;
        }
      }
    }
    return widest == null ? half : widest;
  }

  private static @Nullable Object[] withDtype(
      Schema schema, @Nullable Object[] args, Device.Type device) {
    int dtype = schema.find("dtype");
    if (dtype < 0) {
      return cast(args, device, DType.FLOAT32);
    }
    @Nullable Object[] told = args.clone();
    if (told[dtype] == null && isEligible(told[0], device)) {
      told[dtype] = DType.FLOAT32;
    }
    return told;
  }
}
