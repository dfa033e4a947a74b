package org.torch4j.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;

/**
 * An object of a foreign class as a checkpoint describes it: the name of its class and its state.
 * Whole modules saved by {@code torch.save(model)} arrive so; {@link #stateDict()} gives their
 * weights. The class itself is never looked up and none of its code runs.
 */
public final class PickledObject {
  private static final int MAX_DEPTH = 256;
  private static final int MAX_MODULES = 200_000;
  private static final long MAX_KEY_CHARACTERS = 64L << 20;

  private final String className;
  private final Tuple arguments;
  private final Map<Object, @Nullable Object> attributes = new LinkedHashMap<>();
  private final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
  private final List<@Nullable Object> elements = new ArrayList<>();
  private @Nullable Object state;

  PickledObject(String className, Tuple arguments) {
    this.className = className;
    this.arguments = arguments;
  }

  /** The full name of its class. */
  public String className() {
    return className;
  }

  /** What its constructor would have been given; mostly empty. */
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  /** Its attributes by name, in the file's order. */
  public Map<Object, @Nullable Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  /** The attribute {@code name}, or null. */
  public @Nullable Object attribute(String name) {
    return attributes.get(name);
  }

  /** Its state where that is not a map of attributes, or null. */
  public @Nullable Object state() {
    return state;
  }

  /** Its entries, if its class is a kind of {@code dict}. */
  public Map<@Nullable Object, @Nullable Object> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** Its elements, if its class is a kind of {@code list}. */
  public List<@Nullable Object> elements() {
    return Collections.unmodifiableList(elements);
  }

  /** Whether it is an {@code nn.Module} or a TorchScript module. */
  public boolean isModule() {
    return attributes.get("_parameters") instanceof Map && attributes.get("_modules") instanceof Map
        || isScript();
  }

  private boolean isScript() {
    return className.startsWith("__torch__.");
  }

  /**
   * The parameters and persistent buffers of a pickled module and of its children under the keys
   * that {@code module.state_dict()} has in Python; detached, over the same memory.
   *
   * @throws IllegalArgumentException if it is no module
   * @throws CheckpointException if its modules contain each other
   */
  public Map<String, Tensor> stateDict() {
    if (!isModule()) {
      throw new IllegalArgumentException("stateDict: " + className + " is not a module");
    }
    OrderedDict<String, Tensor> out = new OrderedDict<>();
    new Walk(out).visit(this, "", 0);
    return out;
  }

  /** Gathers tensors by key, with bounds on what shared and cyclic children can make of it. */
  private static final class Walk {
    private final Map<String, Tensor> out;
    private int modules;
    private long characters;

    Walk(Map<String, Tensor> out) {
      this.out = out;
    }

    void visit(PickledObject module, String prefix, int depth) {
      if (depth > MAX_DEPTH || ++modules > MAX_MODULES) {
        throw new CheckpointException(
            "stateDict: the modules of this checkpoint contain each other or are nested more than "
                + MAX_DEPTH
                + " deep");
      }
      if (module.isScript()) {
        module.attributes.forEach((name, value) -> take(value, prefix, name, depth));
        return;
      }
      Object skipped = module.attributes.get("_non_persistent_buffers_set");
      Collection<?> transientBuffers = skipped instanceof Collection<?> c ? c : List.of();
      tensors(module.attributes.get("_parameters"), prefix, List.of());
      tensors(module.attributes.get("_buffers"), prefix, transientBuffers);
      if (module.attributes.get("_modules") instanceof Map<?, ?> children) {
        children.forEach(
            (name, child) -> {
              if (child instanceof PickledObject) {
                take(child, prefix, name, depth);
              }
            });
      }
    }

    private void tensors(@Nullable Object map, String prefix, Collection<?> except) {
      if (map instanceof Map<?, ?> m) {
        m.forEach(
            (name, value) -> {
              if (value instanceof Tensor && !except.contains(name)) {
                take(value, prefix, name, 0);
              }
            });
      }
    }

    private void take(@Nullable Object value, String prefix, @Nullable Object name, int depth) {
      String key = prefix + name;
      characters += key.length();
      if (characters > MAX_KEY_CHARACTERS) {
        throw new CheckpointException("stateDict: the names of this checkpoint grow without bound");
      }
      if (value instanceof Tensor t) {
        out.put(key, new Tensor(TensorState.array(t)));
      } else if (value instanceof PickledObject child && child.isModule()) {
        visit(child, key + ".", depth + 1);
      }
    }
  }

  /** Takes what a pickle's BUILD gives: a map, a pair of map and slots, or anything else. */
  void build(@Nullable Object given) {
    if (given instanceof Map<?, ?> map) {
      addAttributes(map);
    } else if (given instanceof Tuple pair
        && pair.size() == 2
        && (pair.get(0) == null || pair.get(0) instanceof Map)
        && pair.get(1) instanceof Map<?, ?> slots) {
      if (pair.get(0) instanceof Map<?, ?> map) {
        addAttributes(map);
      }
      addAttributes(slots);
    } else {
      state = given;
    }
  }

  private void addAttributes(Map<?, ?> map) {
    map.forEach(
        (k, v) -> {
          if (k != null) {
            attributes.put(k, v);
          }
        });
  }

  /** The entries, open for the reader. */
  Map<@Nullable Object, @Nullable Object> openEntries() {
    return entries;
  }

  /** The elements, open for the reader. */
  List<@Nullable Object> openElements() {
    return elements;
  }

  /** The attributes, open for the reader. */
  Map<Object, @Nullable Object> openAttributes() {
    return attributes;
  }

  /** The arguments as the tuple they are. */
  Tuple argumentTuple() {
    return arguments;
  }

  /** Replaces a state that is not a map. */
  void setState(@Nullable Object value) {
    state = value;
  }

  /** Class name and attribute names, not their values. */
  @Override
  public String toString() {
    return className + attributes.keySet();
  }
}
