package org.torch4j.nn;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * A tensor of a module that is computed from others before each call, under the name that forward
 * knows: what weight and spectral normalisation, pruning and parametrizations have in common.
 *
 * @param kind what computes it, for messages
 * @param name the tensor's name in the module
 * @param recipe gives the tensor
 */
record ComputedTensor(String kind, String name, Function<Module, Tensor> recipe)
    implements Module.ForwardPreHook {

  /** Computes the tensor from now on before each call, and once at once. */
  static void attach(Module module, String kind, String name, Function<Module, Tensor> recipe) {
    ComputedTensor computed = new ComputedTensor(kind, name, recipe);
    computed.renew(module);
    computed.watch(module);
  }

  /** Runs first: what is attached later may compute what earlier ones compute from. */
  void watch(Module module) {
    module.hooks().before.addFirst(this);
  }

  /** What computes tensor {@code name} by {@code kind}, or null. */
  static @Nullable ComputedTensor find(Module module, String kind, String name) {
    ModuleHooks hooks = module.hooksIfAny();
    if (hooks != null) {
      for (Module.ForwardPreHook hook : hooks.before) {
        if (hook instanceof ComputedTensor c && c.kind.equals(kind) && c.name.equals(name)) {
          return c;
        }
      }
    }
    return null;
  }

  /** The same; an error if there is none. */
  static ComputedTensor require(Module module, String kind, String name) {
    ComputedTensor found = find(module, kind, name);
    if (found == null) {
      throw new IllegalArgumentException(
          kind + " of '" + name + "' not found in " + module.moduleName());
    }
    return found;
  }

  /** The tensor {@code name} of a module, which must be there and be nobody's result. */
  static Tensor original(Module module, String kind, String name) {
    Tensor tensor = module.registry().tensor(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          kind + ": " + module.moduleName() + " has no parameter or buffer '" + name + "'");
    }
    if (Uninitialized.isOpen(tensor)) {
      throw new IllegalArgumentException(
          kind
              + ": '"
              + name
              + "' of "
              + module.moduleName()
              + " has no shape yet; run a first batch through the module before");
    }
    if (tensor instanceof Derived) {
      throw new IllegalArgumentException(
          kind + ": '" + name + "' of " + module.moduleName() + " is computed already");
    }
    return tensor;
  }

  /** Computes the tensor anew. */
  void renew(Module module) {
    Registry registry = module.registry();
    registry.assign(name, Derived.of(registry.tensor(name), recipe.apply(module)));
  }

  /** Ends the computing and gives the name to a tensor of its own. */
  void detach(Module module, Tensor value) {
    module.hooks().before.remove(this);
    module.registry().assign(name, value);
  }

  @Override
  public Tensor @Nullable [] beforeForward(Module module, Tensor[] inputs) {
    renew(module);
    return null;
  }
}
