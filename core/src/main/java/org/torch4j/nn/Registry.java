package org.torch4j.nn;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * What one module holds of its own: the values of its fields, then what was registered by name.
 * Reads the fields at each call, so a replaced field is seen at once.
 */
final class Registry {
  private final Module owner;
  private final Map<String, @Nullable Parameter> parameters = new LinkedHashMap<>(0);
  private final Map<String, @Nullable Tensor> buffers = new LinkedHashMap<>(0);
  private final Map<String, @Nullable Module> modules = new LinkedHashMap<>(0);
  private final Set<String> transientBuffers = new HashSet<>(0);

  Registry(Module owner) {
    this.owner = owner;
  }

  /** Registers copies of what another module registered by name. */
  void fill(Registry from, ModuleCopy copies) {
    from.parameters.forEach(
        (name, p) -> parameters.put(name, p == null ? null : (Parameter) copies.tensor(p)));
    from.buffers.forEach((name, b) -> buffers.put(name, b == null ? null : copies.tensor(b)));
    from.modules.forEach((name, m) -> modules.put(name, m == null ? null : copies.module(m)));
    transientBuffers.addAll(from.transientBuffers);
  }

  void putParameter(String name, @Nullable Parameter parameter) {
    checkName("parameter", name, parameters);
    parameters.put(name, parameter);
  }

  void putBuffer(String name, @Nullable Tensor buffer, boolean persistent) {
    checkName("buffer", name, buffers);
    buffers.put(name, buffer);
    if (persistent) {
      transientBuffers.remove(name);
    } else {
      transientBuffers.add(name);
    }
  }

  void putModule(String name, @Nullable Module module) {
    checkName("module", name, modules);
    modules.put(name, module);
  }

  void removeModule(String name) {
    modules.remove(name);
  }

  /** Takes out what was registered under a name; fields stay. */
  void remove(String name) {
    parameters.remove(name);
    buffers.remove(name);
    modules.remove(name);
    transientBuffers.remove(name);
  }

  /** The module that was registered under a name, or null. */
  @Nullable Module registeredModule(String name) {
    return modules.get(name);
  }

  /** What a name stands for, registered or not: a field's value or what was put; null for None. */
  @Nullable Tensor tensor(String name) {
    for (FieldSlots.Slot slot : FieldSlots.of(owner)) {
      if (slot.key().equals(name)) {
        return slot.value(owner) instanceof Tensor t ? t : null;
      }
    }
    Tensor parameter = parameters.get(name);
    return parameter == null ? buffers.get(name) : parameter;
  }

  /** Gives another value to a name that stands for a tensor. */
  void assign(String name, Tensor value) {
    for (FieldSlots.Slot slot : FieldSlots.of(owner)) {
      if (slot.key().equals(name)) {
        slot.set(owner, value);
        return;
      }
    }
    if (value instanceof Parameter p) {
      buffers.remove(name);
      parameters.put(name, p);
    } else {
      parameters.remove(name);
      buffers.put(name, value);
    }
  }

  /** The parameters that forward computes with: those by name and what stands for some. */
  Map<String, Parameter> weights() {
    Map<String, Parameter> all = new LinkedHashMap<>(parameters());
    parameters.forEach(
        (name, p) -> {
          if (p instanceof Derived) {
            all.put(name, p);
          }
        });
    return all;
  }

  void clearModules() {
    modules.clear();
  }

  private void checkName(String kind, String name, Map<String, ?> own) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(kind + " name can't be empty string \"\"");
    }
    if (name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(kind + " name can't contain \".\", got: " + name);
    }
    if (own.containsKey(name)) {
      return;
    }
    boolean taken =
        parameters.containsKey(name) || buffers.containsKey(name) || modules.containsKey(name);
    for (FieldSlots.Slot slot : FieldSlots.of(owner)) {
      taken |= slot.key().equals(name);
    }
    if (taken) {
      throw new IllegalArgumentException("attribute '" + name + "' already exists");
    }
  }

  /** The parameters by name; the caller does not change the map. */
  Map<String, Parameter> parameters() {
    return collect(Parameter.class, parameters);
  }

  /** The buffers by name, persistent or not. */
  Map<String, Tensor> buffers() {
    List<FieldSlots.Slot> slots = FieldSlots.of(owner);
    if (slots.isEmpty() && buffers.isEmpty()) {
      return Map.of();
    }
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (FieldSlots.Slot slot : slots) {
      if (slot.value(owner) instanceof Buffer buffer && !(buffer instanceof Derived)) {
        put(all, slot.key(), buffer);
      }
    }
    buffers.forEach(
        (name, buffer) -> {
          if (buffer != null && !(buffer instanceof Derived)) {
            put(all, name, buffer);
          }
        });
    return all;
  }

  /** Whether buffer {@code name} is part of the state. */
  boolean isPersistent(String name, Tensor buffer) {
    return buffer instanceof Buffer b && !buffers.containsKey(name)
        ? b.isPersistent()
        : !transientBuffers.contains(name);
  }

  /** The direct submodules by name, one module perhaps under several. */
  Map<String, Module> modules() {
    return collect(Module.class, modules);
  }

  /** The direct submodule of this name. */
  Module module(String name) {
    Module module = modules().get(name);
    if (module == null) {
      throw new IllegalArgumentException(
          owner.moduleName() + " has no module '" + name + "', only " + modules().keySet());
    }
    return module;
  }

  /** Direct submodules registered as None count as known names. */
  boolean knowsModule(String name) {
    return modules.containsKey(name) || modules().containsKey(name);
  }

  private <T> Map<String, T> collect(Class<T> kind, Map<String, @Nullable T> registered) {
    List<FieldSlots.Slot> slots = FieldSlots.of(owner);
    if (slots.isEmpty() && registered.isEmpty()) {
      return Map.of();
    }
    if (slots.isEmpty()
        && registered.values().stream().noneMatch(v -> v == null || v instanceof Derived)) {
      @SuppressWarnings("NullAway") // no value is null
      Map<String, T> same = registered;
      return Collections.unmodifiableMap(same);
    }
    Map<String, T> all = new LinkedHashMap<>();
    for (FieldSlots.Slot slot : slots) {
      Object value = slot.value(owner);
      if (kind.isInstance(value) && !(value instanceof Derived)) {
        put(all, slot.key(), kind.cast(value));
      }
    }
    registered.forEach(
        (name, value) -> {
          if (value != null && !(value instanceof Derived)) {
            put(all, name, value);
          }
        });
    return all;
  }

  private <T> void put(Map<String, T> all, String name, T value) {
    if (all.put(name, value) != null) {
      throw new IllegalStateException(
          owner.moduleName()
              + ": two fields share the key '"
              + name
              + "'; rename one, or make it transient to keep it out of the state");
    }
  }
}
