package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Modules in a list, {@code torch.nn.ModuleList}: they are registered as {@code 0}, {@code 1}, ...;
 * what is done with them the forward of the owner says.
 */
public class ModuleList extends Module implements Iterable<Module> {
  /** These modules. */
  public ModuleList(Module... modules) {
    this(List.of(modules));
  }

  /** These modules. */
  public ModuleList(Iterable<? extends Module> modules) {
    extend(modules);
  }

  /** How many there are. */
  public final int size() {
    return registry().modules().size();
  }

  /** The module at a place; negative counts from the end. */
  public final Module get(int index) {
    return registry().module(Integer.toString(Containers.place(index, size())));
  }

  /** Replaces the module at a place. */
  public final void set(int index, Module module) {
    registerModule(Integer.toString(Containers.place(index, size())), module);
  }

  /** Adds a module at the end. */
  public final ModuleList append(Module module) {
    registerModule(Integer.toString(size()), module);
    return this;
  }

  /** Adds modules at the end. */
  public final ModuleList extend(Iterable<? extends Module> modules) {
    modules.forEach(this::append);
    return this;
  }

  /** Adds a module before the one at {@code index}. */
  public final void insert(int index, Module module) {
    List<Module> all = list();
    all.add(index < 0 ? Math.max(0, index + all.size()) : Math.min(index, all.size()), module);
    renew(all);
  }

  /** Takes out the module at a place. */
  public final Module pop(int index) {
    List<Module> all = list();
    Module taken = all.remove(Containers.place(index, all.size()));
    renew(all);
    return taken;
  }

  /** The modules in order. */
  @Override
  public final Iterator<Module> iterator() {
    return list().iterator();
  }

  private List<Module> list() {
    return new ArrayList<>(registry().modules().values());
  }

  private void renew(List<Module> all) {
    registry().clearModules();
    extend(all);
  }
}
