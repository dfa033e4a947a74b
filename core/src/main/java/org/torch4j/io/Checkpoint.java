package org.torch4j.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Stateful;
import org.torch4j.Tensor;
import org.torch4j.nn.Module;
import org.torch4j.type.Device;

/**
 * Everything that a training run needs to go on where it stopped, in one file: modules, optimizers,
 * schedulers, the epoch, and the state of the random numbers. A run that is saved at the end of an
 * epoch and resumed gives the same bits as one that was not interrupted.
 *
 * <pre>{@code
 * var run = Checkpoint.of(model, optimizer).with("scheduler_state_dict", scheduler);
 * long epoch = Files.exists(file) ? run.load(file) : 0;
 * while (epoch < 10) {
 *   train(model, optimizer);
 *   run.save(file, ++epoch);
 * }
 * }</pre>
 *
 * <p>The file is a map with the keys of PyTorch's tutorials: {@code epoch}, {@code
 * model_state_dict}, {@code optimizer_state_dict}, and {@code rng_state} for {@code
 * torch.set_rng_state}; where a GPU's default generator was used, {@code cuda_rng_state} for {@code
 * torch.cuda.set_rng_state_all}, too. Data loaders draw from the default generator, so their order
 * is covered; a generator of one's own is added by {@link #with(String, Generator)}.
 */
public final class Checkpoint {
  private static final String EPOCH = "epoch";
  private static final String RANDOM = "rng_state";
  private static final String DEVICES_RANDOM = "cuda_rng_state";

  /** What is saved under one key, and what takes it back. */
  private record Part(Supplier<?> state, Consumer<Map<String, ?>> restore) {}

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, Generator> generators = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> extras = new LinkedHashMap<>();

  private Checkpoint() {}

  /** The epoch and the random numbers; the rest is added by {@code with}. */
  public static Checkpoint of() {
    return new Checkpoint();
  }

  /**
   * A model under {@code model_state_dict} and its optimizer under {@code optimizer_state_dict}.
   */
  public static Checkpoint of(Module model, Stateful optimizer) {
    return of().with("model_state_dict", model).with("optimizer_state_dict", optimizer);
  }

  /** Adds a module under {@code key} and returns this checkpoint. */
  public Checkpoint with(String key, Module module) {
    return add(
        key,
        new Part(
            module::stateDict,
            state -> {
              var _ = module.loadStateDict(tensors(key, state));
            }));
  }

  /** Adds an optimizer, scheduler, or anything with a state, under {@code key}. */
  public Checkpoint with(String key, Stateful object) {
    return add(key, new Part(object::stateDict, object::loadStateDict));
  }

  /** Adds what {@code state} gives and {@code restore} takes back, under {@code key}. */
  public Checkpoint with(
      String key, Supplier<? extends Map<String, ?>> state, Consumer<Map<String, ?>> restore) {
    return add(key, new Part(state, restore));
  }

  /** Adds a generator beside the default one, under {@code key}. */
  public Checkpoint with(String key, Generator generator) {
    check(key);
    generators.put(key, generator);
    return this;
  }

  private Checkpoint add(String key, Part part) {
    check(key);
    parts.put(key, part);
    return this;
  }

  private void check(String key) {
    if (key.equals(EPOCH)
        || key.equals(RANDOM)
        || key.equals(DEVICES_RANDOM)
        || parts.containsKey(key)
        || generators.containsKey(key)) {
      throw new IllegalArgumentException("Checkpoint: the key " + key + " is taken");
    }
  }

  /** Puts a value of one's own into the next files, such as the best accuracy so far. */
  public Checkpoint put(String key, @Nullable Object value) {
    check(key);
    extras.put(key, value);
    return this;
  }

  /** A value that {@link #put} or the last {@link #load} put there, or null. */
  public @Nullable Object get(String key) {
    return extras.get(key);
  }

  /**
   * Writes all states and {@code epoch}, the number of epochs done; whole or not at all.
   *
   * @throws IllegalArgumentException if a state holds something that Python could not read
   * @throws CheckpointException if the file cannot be written
   */
  public void save(Path path, long epoch) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put(EPOCH, epoch);
    parts.forEach((key, part) -> all.put(key, part.state().get()));
    all.put(RANDOM, Generator.defaultGenerator().state());
    List<Tensor> devices = ofDevices().map(Generator::state).toList();
    if (!devices.isEmpty()) {
      all.put(DEVICES_RANDOM, devices);
    }
    generators.forEach((key, generator) -> all.put(key, generator.state()));
    extras.forEach(all::putIfAbsent);
    Checkpoints.save(all, path);
  }

  /** The default generators of GPUs, from the first to the last one that was used. */
  private static Stream<Generator> ofDevices() {
    int last = Generator.ofDevices().stream().mapToInt(g -> g.device().index()).max().orElse(-1);
    return IntStream.rangeClosed(0, last).mapToObj(Checkpoint::ofDevice);
  }

  private static Generator ofDevice(int index) {
    return Generator.defaultGenerator(new Device(Device.Type.CUDA, index));
  }

  /**
   * Restores all states from a file and gives its epoch. Entries that are not asked for are
   * available from {@link #get}.
   *
   * @throws CheckpointException if the file is missing or damaged, or lacks one of the states;
   *     nothing was restored then
   * @throws IllegalArgumentException if a state does not fit the object that was added
   */
  public long load(Path path) {
    if (!(Checkpoints.load(path) instanceof Map<?, ?> all)) {
      throw new CheckpointException(path + " is not the checkpoint of a training run: no map");
    }
    if (!(all.get(EPOCH) instanceof Long epoch)) {
      throw lacks(path, EPOCH, all);
    }
    parts.keySet().forEach(key -> state(path, key, all));
    generators.keySet().forEach(key -> random(path, key, all));
    Tensor random = all.containsKey(RANDOM) ? random(path, RANDOM, all) : null;
    List<Tensor> devices = devices(path, all);
    parts.forEach((key, part) -> part.restore().accept(state(path, key, all)));
    generators.forEach((key, generator) -> generator.setState(random(path, key, all)));
    if (random != null) {
      Generator.defaultGenerator().setState(random);
    }
    for (int i = 0; i < devices.size(); i++) {
      ofDevice(i).setState(devices.get(i));
    }
    all.forEach(
        (key, value) -> {
          if (key instanceof String name
              && !name.equals(EPOCH)
              && !name.equals(RANDOM)
              && !name.equals(DEVICES_RANDOM)
              && !parts.containsKey(name)
              && !generators.containsKey(name)) {
            extras.put(name, value);
          }
        });
    return epoch;
  }

  private static CheckpointException lacks(Path path, String key, Map<?, ?> all) {
    return new CheckpointException(
        path
            + " is not the checkpoint of this run: it has no "
            + key
            + ", only "
            + PickleText.shown(String.valueOf(all.keySet())));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> state(Path path, String key, Map<?, ?> all) {
    if (all.get(key) instanceof Map<?, ?> state
        && state.keySet().stream().allMatch(String.class::isInstance)) {
      return (Map<String, ?>) state;
    }
    throw lacks(path, key, all);
  }

  private static Tensor random(Path path, String key, Map<?, ?> all) {
    if (all.get(key) instanceof Tensor state) {
      return state;
    }
    throw lacks(path, key, all);
  }

  private static List<Tensor> devices(Path path, Map<?, ?> all) {
    List<Tensor> devices = new ArrayList<>();
    if (all.containsKey(DEVICES_RANDOM)) {
      if (!(all.get(DEVICES_RANDOM) instanceof List<?> states)) {
        throw lacks(path, DEVICES_RANDOM, all);
      }
      for (Object state : states) {
        if (!(state instanceof Tensor t)) {
          throw lacks(path, DEVICES_RANDOM, all);
        }
        devices.add(t);
      }
    }
    return devices;
  }

  private static Map<String, Tensor> tensors(String key, Map<String, ?> state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    state.forEach(
        (name, value) -> {
          if (!(value instanceof Tensor t)) {
            throw new IllegalArgumentException(
                "Checkpoint: " + key + " holds " + name + ", which is no tensor");
          }
          tensors.put(name, t);
        });
    return tensors;
  }
}
