package org.torch4j;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.PhiloxEngine;
import org.torch4j.backend.RandomEngine;
import org.torch4j.backend.RandomSource;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * A source of random numbers, {@code torch.Generator}. Equal seeds give the numbers that PyTorch
 * draws on the same kind of device.
 *
 * <pre>{@code
 * Generator g = new Generator().manualSeed(42);
 * Tensor weights = Torch.empty(3, 4).uniform_(-1, 1, g);
 * }</pre>
 *
 * <p>A generator serves the tensors of one kind of device. Operations that are given none draw from
 * the default one of their device, which all threads share: {@link #defaultGenerator()} for the
 * CPU, {@link #defaultGenerator(Device)} for each GPU. One generator may be used by several
 * threads; each operation draws its numbers in one piece.
 *
 * <p>On a GPU it is a seed and a count of what was drawn. As in PyTorch, which of many numbers goes
 * to which element of a large tensor depends on how many threads the GPU runs at a time, so only
 * GPUs of one model agree there.
 */
public final class Generator {
  private static final Generator DEFAULT = new Generator();
  private static final ScopedValue<Generator> OVERRIDE = ScopedValue.newInstance();
  private static final SecureRandom SEEDS = new SecureRandom();
  private static final Map<Device, Generator> ON_DEVICES = new LinkedHashMap<>();
  private static long devicesSeed = RandomSource.DEFAULT_SEED;

  private final Device device;
  private final RandomSource source;

  /** A generator for the CPU, in the state that PyTorch starts from: seed 67280421310721. */
  public Generator() {
    this(Device.CPU);
  }

  /**
   * A generator for tensors on {@code device}, with the seed 67280421310721. Equal seeds give equal
   * numbers on one kind of device; a GPU draws other ones than the CPU, as in PyTorch.
   */
  public Generator(Device device) {
    this.device = device;
    source =
        device.type() == Device.Type.CPU
            ? new RandomEngine(RandomSource.DEFAULT_SEED)
            : new PhiloxEngine(RandomSource.DEFAULT_SEED);
  }

  /**
   * The generator of all operations on the CPU that are not given one, {@code
   * torch.default_generator}.
   */
  public static Generator defaultGenerator() {
    return OVERRIDE.isBound() ? OVERRIDE.get() : DEFAULT;
  }

  /**
   * The generator of all operations on {@code device} that are not given one, {@code
   * torch.cuda.default_generators}. {@link Torch#manualSeed} seeds those of all devices.
   */
  public static Generator defaultGenerator(Device device) {
    Generator here = defaultGenerator();
    if (here.device.type() == device.type()) {
      return here;
    }
    if (device.type() == Device.Type.CPU) {
      return DEFAULT;
    }
    synchronized (ON_DEVICES) {
      return ON_DEVICES.computeIfAbsent(device, d -> new Generator(d).manualSeed(devicesSeed));
    }
  }

  /** Seeds the default generators of all GPUs, of those too that were not used yet. */
  static void seedDevices(long seed) {
    synchronized (ON_DEVICES) {
      devicesSeed = seed;
      ON_DEVICES.values().forEach(g -> g.manualSeed(seed));
    }
  }

  /** Seeds all default generators; inside {@link #withDefault} the one that is given there. */
  static Generator seedAll(long seed) {
    if (!OVERRIDE.isBound()) {
      seedDevices(seed);
    }
    return defaultGenerator().manualSeed(seed);
  }

  /** The default generators of GPUs that were used or asked for until now. */
  public static List<Generator> ofDevices() {
    synchronized (ON_DEVICES) {
      return List.copyOf(ON_DEVICES.values());
    }
  }

  static long newSeed() {
    // 53 bits, so that the seed survives a round trip through a double.
    return SEEDS.nextLong() & (1L << 53) - 1;
  }

  /**
   * The result of {@code body}, inside which {@code generator} is the default one of this thread,
   * as data loaders do so that a sample's draws do not depend on the worker.
   */
  public static <T extends @Nullable Object> T withDefault(Generator generator, Supplier<T> body) {
    return ScopedValue.where(OVERRIDE, generator).call(body::get);
  }

  /** The device of the tensors that it serves, {@code Generator.device}. */
  public Device device() {
    return device;
  }

  /**
   * Starts the stream of {@code seed} and returns this generator, {@code Generator.manual_seed}. As
   * in PyTorch the low 32 bits decide on the CPU, all 64 on a GPU.
   */
  public Generator manualSeed(long seed) {
    synchronized (source) {
      source.seed(seed);
    }
    return this;
  }

  /** Takes a seed from the system's entropy, uses it and returns it, {@code Generator.seed}. */
  public long seed() {
    long seed = newSeed();
    manualSeed(seed);
    return seed;
  }

  /** The seed that was set last, {@code Generator.initial_seed}. */
  public long initialSeed() {
    synchronized (source) {
      return source.initialSeed();
    }
  }

  /**
   * The state as a uint8 tensor on the CPU, which PyTorch's {@code set_state} understands, {@code
   * Generator.get_state}: 5056 elements for the CPU, 16 for a GPU.
   */
  public Tensor state() {
    byte[] bytes;
    synchronized (source) {
      bytes = source.state();
    }
    Storage storage = Storage.ofArray(bytes, bytes.length);
    return new Tensor(
        new StridedArray(storage, DType.UINT8, Layout.contiguous(Shape.of(bytes.length))));
  }

  /**
   * Continues from a state that {@link #state} or PyTorch's {@code get_state} made, {@code
   * Generator.set_state}.
   *
   * @param state uint8, of one dimension
   * @throws DTypeException if it is not uint8
   * @throws ShapeException if it has not one dimension
   * @throws IllegalArgumentException if its content is not a state
   */
  public Generator setState(Tensor state) {
    if (state.dtype() != DType.UINT8) {
      throw new DTypeException("setState: expected a uint8 tensor, got " + state.dtype());
    }
    if (state.dim() != 1) {
      throw new ShapeException("setState: expected one dimension, got shape " + state.shape());
    }
    byte[] bytes = state.toByteArray();
    synchronized (source) {
      source.setState(bytes);
    }
    return this;
  }

  /** What kernels draw from. */
  public RandomSource source() {
    return source;
  }

  /**
   * The engine that the CPU draws from, while it holds its monitor.
   *
   * @throws DeviceException if the generator is one of a GPU
   */
  public RandomEngine engine() {
    if (source instanceof RandomEngine engine) {
      return engine;
    }
    throw mismatch(Device.Type.CPU);
  }

  /** The error that an operation on another kind of device than the generator's raises. */
  public DeviceException mismatch(Device.Type wanted) {
    return new DeviceException(
        "Expected a '%s' device type for generator but found '%s'"
            .formatted(name(wanted), name(device.type())));
  }

  private static String name(Device.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Device and seed: {@code Generator(device=cpu, seed=42)}. */
  @Override
  public String toString() {
    return "Generator(device=" + device + ", seed=" + initialSeed() + ")";
  }
}
