package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Backends;
import org.torch4j.op.Promotion;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/** What {@link Torch} is asked and told: dtypes, printing, generators, modes, threads. */
abstract class ConfigurationFunctions extends SparseFunctions {
  private static final String HIGHEST = "highest";
  private static volatile String float32MatmulPrecision = HIGHEST;

  ConfigurationFunctions() {}

  // ---- dtypes

  /** The dtype in which the two would be computed together, {@code torch.result_type}. */
  public static DType resultType(Tensor a, Tensor b) {
    return new Promotion().add(a).add(b).result();
  }

  /** {@link #resultType(Tensor, Tensor)} with a number. */
  public static DType resultType(Tensor a, Number b) {
    return new Promotion().add(a).add(Scalar.of(b)).result();
  }

  /** {@link #resultType(Tensor, Tensor)} with a number. */
  public static DType resultType(Number a, Tensor b) {
    return resultType(b, a);
  }

  /** The dtype in which two numbers would be computed together. */
  public static DType resultType(Number a, Number b) {
    return new Promotion().add(Scalar.of(a)).add(Scalar.of(b)).result();
  }

  /** The dtype that holds the values of both, {@code torch.promote_types}. */
  public static DType promoteTypes(DType a, DType b) {
    return DType.promote(a, b);
  }

  /** Whether a result of one dtype may be stored in another, {@code torch.can_cast}. */
  public static boolean canCast(DType from, DType to) {
    return from.category().compareTo(to.category()) <= 0;
  }

  /** The limits of a floating-point dtype, {@code torch.finfo}. */
  public static FInfo finfo(DType dtype) {
    return FInfo.of(dtype);
  }

  /** The limits of the default dtype. */
  public static FInfo finfo() {
    return finfo(Torch.getDefaultDtype());
  }

  /** The limits of an integer dtype, {@code torch.iinfo}. */
  public static IInfo iinfo(DType dtype) {
    return IInfo.of(dtype);
  }

  // ---- questions about tensors

  /** Whether it is a {@link Tensor}, {@code torch.is_tensor}. */
  public static boolean isTensor(@Nullable Object value) {
    return value instanceof Tensor;
  }

  /** PyTorch's name of its type, {@code "torch.FloatTensor"}, {@code torch.typename}. */
  public static String typename(Object value) {
    return value instanceof Tensor t ? t.type() : value.getClass().getName();
  }

  /** Whether the element type is floating point, {@code torch.is_floating_point}. */
  public static boolean isFloatingPoint(Tensor self) {
    return self.isFloatingPoint();
  }

  /** Whether elements may be negative, {@code torch.is_signed}. */
  public static boolean isSigned(Tensor self) {
    return self.isSigned();
  }

  /** Whether it was made in inference mode, {@code torch.is_inference}. */
  public static boolean isInference(Tensor self) {
    return self.isInference();
  }

  /** Whether the only element is nonzero, {@code torch.is_nonzero}. */
  public static boolean isNonzero(Tensor self) {
    return self.isNonzero();
  }

  /** Whether both have the same shape, {@code torch.is_same_size}. */
  public static boolean isSameSize(Tensor self, Tensor other) {
    return self.isSameSize(other);
  }

  /** Whether shape and all elements are equal, {@code torch.equal}. */
  public static boolean equal(Tensor self, Tensor other) {
    return self.equal(other);
  }

  /** Whether all elements are close, with PyTorch's tolerances, {@code torch.allclose}. */
  public static boolean allclose(Tensor self, Tensor other) {
    return self.allclose(other);
  }

  /** Whether {@code |self - other| <= atol + rtol * |other|} everywhere. */
  public static boolean allclose(Tensor self, Tensor other, double rtol, double atol) {
    return self.allclose(other, rtol, atol);
  }

  /** Number of elements, {@code torch.numel}. */
  public static long numel(Tensor self) {
    return self.numel();
  }

  /** The number of its device, -1 on the CPU, {@code torch.get_device}. */
  public static long getDevice(Tensor self) {
    return self.getDevice();
  }

  // ---- printing

  /** How tensors are printed from now on, {@code torch.set_printoptions}. */
  public static void setPrintoptions(PrintOptions options) {
    PrintOptions.use(options);
  }

  // ---- the default generators

  /** Seeds the default generators of all devices, {@code torch.manual_seed}; gives the CPU's. */
  public static Generator manualSeed(long seed) {
    return Generator.seedAll(seed);
  }

  /** Seeds the default generators of all devices from the system's entropy, {@code torch.seed}. */
  public static long seed() {
    long seed = Generator.newSeed();
    Generator.seedAll(seed);
    return seed;
  }

  /** The seed of the CPU's default generator, {@code torch.initial_seed}. */
  public static long initialSeed() {
    return Generator.defaultGenerator().initialSeed();
  }

  /** The state of the CPU's default generator, uint8, {@code torch.get_rng_state}. */
  public static Tensor getRngState() {
    return Generator.defaultGenerator().state();
  }

  /** Puts the CPU's default generator in a state, {@code torch.set_rng_state}. */
  public static void setRngState(Tensor state) {
    Generator.defaultGenerator().setState(state);
  }

  // ---- the modes of this thread

  /** Stops recording on this thread until closed, {@code torch.no_grad}. */
  public static GradMode.Guard noGrad() {
    return GradMode.enable(false);
  }

  /** Records on this thread until closed, {@code torch.enable_grad}. */
  public static GradMode.Guard enableGrad() {
    return GradMode.enable(true);
  }

  /** Records or not on this thread until closed, {@code torch.set_grad_enabled}. */
  public static GradMode.Guard setGradEnabled(boolean on) {
    return GradMode.enable(on);
  }

  /** Whether operations are recorded on this thread. */
  public static boolean isGradEnabled() {
    return GradMode.isEnabled();
  }

  /** Makes tensors that will never take part in autograd, until closed. */
  public static GradMode.Guard inferenceMode() {
    return GradMode.inference(true);
  }

  /** Whether inference mode is on, {@code torch.is_inference_mode_enabled}. */
  public static boolean isInferenceModeEnabled() {
    return GradMode.isInference();
  }

  /** Makes errors of backward name the forward call, until closed, {@code detect_anomaly}. */
  public static GradMode.Guard detectAnomaly() {
    return GradMode.anomaly(true);
  }

  /** Switches anomaly detection on or off for this thread. */
  public static GradMode.Guard setDetectAnomaly(boolean on) {
    return GradMode.anomaly(on);
  }

  /** {@link #setDetectAnomaly}, {@code torch.set_anomaly_enabled}. */
  public static GradMode.Guard setAnomalyEnabled(boolean on) {
    return GradMode.anomaly(on);
  }

  /** Whether anomaly detection is on, {@code torch.is_anomaly_enabled}. */
  public static boolean isAnomalyEnabled() {
    return GradMode.isAnomaly();
  }

  /** Whether backward looks for NaN; so it does with anomaly detection. */
  public static boolean isAnomalyCheckNanEnabled() {
    return GradMode.isAnomaly();
  }

  // ---- the machine

  /** Threads that kernels use, {@code torch.get_num_threads}. */
  public static int getNumThreads() {
    return Backends.of(Device.CPU).threads();
  }

  /** Sets the threads that kernels use; results do not depend on it, {@code set_num_threads}. */
  public static void setNumThreads(int threads) {
    Backends.of(Device.CPU).setThreads(threads);
  }

  /**
   * How exact products of float32 are, {@code torch.get_float32_matmul_precision}: {@code
   * "highest"}, or {@code "high"} or {@code "medium"} where GPUs may round factors.
   */
  public static String getFloat32MatmulPrecision() {
    String said = float32MatmulPrecision;
    if (!Cuda.isAvailable() || Cuda.isTf32Allowed() == !said.equals(HIGHEST)) {
      return said;
    }
    return Cuda.isTf32Allowed() ? "high" : HIGHEST;
  }

  /**
   * Says how exact products of float32 must be, {@code torch.set_float32_matmul_precision}: {@code
   * "high"} and {@code "medium"} are {@link Cuda#allowTf32}; on the CPU they are exact in any case.
   *
   * @throws IllegalArgumentException if it is none of the three words
   */
  public static void setFloat32MatmulPrecision(String precision) {
    if (!List.of(HIGHEST, "high", "medium").contains(precision)) {
      throw new IllegalArgumentException(
          "set_float32_matmul_precision: expected highest, high or medium, got " + precision);
    }
    float32MatmulPrecision = precision;
    if (Cuda.isAvailable()) {
      Cuda.allowTf32(!precision.equals(HIGHEST));
    }
  }
}
