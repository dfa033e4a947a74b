package org.torch4j.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Modules by name, in the order of insertion, {@code torch.nn.ModuleDict}; what is done with them
 * the forward of the owner says.
 */
public class ModuleDict extends Module {
  /** None yet. */
  public ModuleDict() {}

  /** These modules, in the order of the map. */
  public ModuleDict(Map<String, ? extends Module> modules) {
    update(modules);
  }

  /** How many there are. */
  public final int size() {
    return registry().modules().size();
  }

  /** The module of this name. */
  public final Module get(String key) {
    return registry().module(key);
  }

  /** Adds or replaces the module of this name. */
  public final ModuleDict put(String key, Module module) {
    registerModule(key, module);
    return this;
  }

  /** Adds or replaces several. */
  public final void update(Map<String, ? extends Module> modules) {
    modules.forEach(this::put);
  }

  /** Whether there is a module of this name. */
  public final boolean contains(String key) {
    return registry().modules().containsKey(key);
  }

  /** Takes out the module of this name. */
  public final Module pop(String key) {
    Module taken = get(key);
    registry().removeModule(key);
    return taken;
  }

  /** Takes out all. */
  public final void clear() {
    registry().clearModules();
  }

  /** The names in order. */
  public final Set<String> keys() {
    return items().keySet();
  }

  /** The modules by name, in order; a copy. */
  public final Map<String, Module> items() {
    return new LinkedHashMap<>(registry().modules());
  }
}
