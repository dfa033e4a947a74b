package org.torch4j.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.Shape;

/**
 * One {@code loadStateDict}: compares the state with the module first and copies only if all is
 * well, so that an error leaves the module as it was.
 */
final class StateLoading {
  private final List<String> missing = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();

  private record Copy(Tensor into, Tensor from) {
    void run() {
      Uninitialized.settle(into, from.shape().toArray());
      into.copy_(from);
    }
  }

  static IncompatibleKeys load(Module module, Map<String, ? extends Tensor> state, boolean strict) {
    StateLoading loading = new StateLoading();
    loading.compare(module, new LinkedHashMap<>(state), "");
    loading.raise(module, strict);
    GradMode.with(
        false,
        () -> {
          loading.copies.forEach(Copy::run);
          return loading;
        });
    IncompatibleKeys keys = new IncompatibleKeys(loading.missing, loading.unexpected);
    tell(module, keys);
    return keys;
  }

  private static void tell(Module module, IncompatibleKeys keys) {
    module.registry().modules().values().forEach(child -> tell(child, keys));
    ModuleHooks hooks = module.hooksIfAny();
    if (hooks != null) {
      hooks.loaded.forEach(h -> h.accept(module, keys));
    }
  }

  private void compare(Module module, Map<String, Tensor> state, String prefix) {
    module.beforeLoad(state, prefix);
    ModuleHooks hooks = module.hooksIfAny();
    if (hooks != null) {
      hooks.loading.forEach(h -> h.run(module, state, prefix));
    }
    Map<String, Tensor> own = module.ownState();
    own.forEach(
        (name, tensor) -> {
          String key = prefix + name;
          Tensor source = state.get(key);
          if (source == null) {
            missing.add(key);
          } else if (!Uninitialized.isOpen(source)) {
            compare(key, tensor, source);
          } else if (!Uninitialized.isOpen(tensor)) {
            errors.add("uninitialized in the state, but has a shape in the model: " + key + ".");
          }
        });
    for (String key : state.keySet()) {
      if (key.startsWith(prefix)) {
        String rest = key.substring(prefix.length());
        int dot = rest.indexOf('.');
        String name = dot < 0 ? rest : rest.substring(0, dot);
        if (!own.containsKey(name) && !module.registry().knowsModule(name)) {
          unexpected.add(key);
        }
      }
    }
    module
        .registry()
        .modules()
        .forEach(
            (name, child) -> {
              String inner = prefix + name + ".";
              Map<String, Tensor> part = new LinkedHashMap<>();
              state.forEach(
                  (key, value) -> {
                    if (key.startsWith(inner)) {
                      part.put(key, value);
                    }
                  });
              compare(child, part, inner);
            });
  }

  private void compare(String key, Tensor into, Tensor given) {
    // checkpoints from before scalars existed hold one-element vectors
    Tensor from = into.dim() == 0 && given.dim() == 1 ? given.select(0, 0) : given;
    Shape wanted = into.shape();
    if (from.shape().equals(wanted) || Uninitialized.isOpen(into)) {
      copies.add(new Copy(into, from));
    } else {
      errors.add(
          "size mismatch for "
              + key
              + ": copying a param with shape "
              + PythonText.of(from.shape())
              + " from checkpoint, the shape in current model is "
              + PythonText.of(wanted)
              + ".");
    }
  }

  private void raise(Module module, boolean strict) {
    List<String> lines = new ArrayList<>();
    if (strict && !missing.isEmpty()) {
      lines.add("Missing key(s) in state_dict: " + quoted(missing) + ". ");
    }
    if (strict && !unexpected.isEmpty()) {
      lines.add("Unexpected key(s) in state_dict: " + quoted(unexpected) + ". ");
    }
    lines.addAll(errors);
    if (!lines.isEmpty()) {
      throw new IllegalArgumentException(
          "Error(s) in loading state_dict for "
              + module.moduleName()
              + ":\n\t"
              + String.join("\n\t", lines));
    }
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(k -> '"' + k + '"').collect(Collectors.joining(", "));
  }
}
