package org.torch4j.nn;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;

/**
 * Modules one after the other, {@code torch.nn.Sequential}: each gets what the one before gives.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(784, 64), new ReLU(), new Linear(64, 10));
 * Tensor scores = model.apply(images.flatten(1));
 * }</pre>
 */
public class Sequential extends Module implements Iterable<Module> {
  /** These modules, named {@code 0}, {@code 1}, ... */
  public Sequential(Module... modules) {
    for (Module module : modules) {
      append(module);
    }
  }

  /** These modules under their names, in the order of the map. */
  public Sequential(Map<String, ? extends Module> modules) {
    modules.forEach(this::registerModule);
  }

  /** Adds a module at the end, named by its place. */
  public final Sequential append(Module module) {
    registerModule(Integer.toString(size()), module);
    return this;
  }

  /** Adds modules at the end. */
  public final Sequential extend(Iterable<? extends Module> modules) {
    modules.forEach(this::append);
    return this;
  }

  /** How many modules there are. */
  public final int size() {
    return registry().modules().size();
  }

  /** The module at a place; negative counts from the end. */
  public final Module get(int index) {
    return List.copyOf(registry().modules().values()).get(Containers.place(index, size()));
  }

  /** Replaces the module at a place and keeps its name. */
  public final void set(int index, Module module) {
    List<String> names = List.copyOf(registry().modules().keySet());
    registerModule(names.get(Containers.place(index, names.size())), module);
  }

  /** The modules in order. */
  @Override
  public final Iterator<Module> iterator() {
    return List.copyOf(registry().modules().values()).iterator();
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input;
    for (Module module : registry().modules().values()) {
      x = module.apply(x);
    }
    return x;
  }
}
