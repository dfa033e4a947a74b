package org.torch4j;

import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * A source of random numbers, {@code torch.Generator}. Equal seeds give the numbers that PyTorch
 * draws on the CPU.
 *
 * <pre>{@code
 * Generator g = new Generator().manualSeed(42);
 * Tensor weights = Torch.empty(3, 4).uniform_(-1, 1, g);
 * }</pre>
 *
 * <p>Operations that are given no generator draw from {@link #defaultGenerator()}, which all
 * threads share. One generator may be used by several threads; each operation draws its numbers in
 * one piece.
 */
public final class Generator {
  private static final Generator DEFAULT = new Generator();
  private static final ScopedValue<Generator> OVERRIDE = ScopedValue.newInstance();
  private static final SecureRandom SEEDS = new SecureRandom();

  private final Device device;
  private final RandomEngine engine = new RandomEngine(RandomEngine.DEFAULT_SEED);

  /** A generator for the CPU, in the state that PyTorch starts from: seed 67280421310721. */
  public Generator() {
    this(Device.CPU);
  }

  /**
   * A generator for tensors on {@code device}. Equal seeds give equal numbers on one kind of
   * device; a GPU draws other ones than the CPU, as in PyTorch.
   */
  public Generator(Device device) {
    this.device = device;
  }

  /** The generator of all operations that are not given one, {@code torch.default_generator}. */
  public static Generator defaultGenerator() {
    return OVERRIDE.isBound() ? OVERRIDE.get() : DEFAULT;
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
   * in PyTorch the low 32 bits decide.
   */
  public Generator manualSeed(long seed) {
    synchronized (engine) {
      engine.seed(seed);
    }
    return this;
  }

  /** Takes a seed from the system's entropy, uses it and returns it, {@code Generator.seed}. */
  public long seed() {
    // 53 bits, so that the seed survives a round trip through a double.
    long seed = SEEDS.nextLong() & (1L << 53) - 1;
    manualSeed(seed);
    return seed;
  }

  /** The seed that was set last, {@code Generator.initial_seed}. */
  public long initialSeed() {
    synchronized (engine) {
      return engine.initialSeed();
    }
  }

  /**
   * The state as a uint8 tensor of 5056 elements, which PyTorch's {@code set_state} understands,
   * {@code Generator.get_state}.
   */
  public Tensor state() {
    byte[] bytes;
    synchronized (engine) {
      bytes = engine.state();
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
    synchronized (engine) {
      engine.setState(bytes);
    }
    return this;
  }

  /** The engine that kernels draw from, while they hold its monitor. */
  public RandomEngine engine() {
    return engine;
  }

  /** Device and seed: {@code Generator(device=cpu, seed=42)}. */
  @Override
  public String toString() {
    return "Generator(device=" + device + ", seed=" + initialSeed() + ")";
  }
}
