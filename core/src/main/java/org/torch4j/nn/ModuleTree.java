package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.TensorState;

/** Walks over a module and those below it: members, paths, state, text. */
final class ModuleTree {
  private ModuleTree() {}

  static Map<String, Module> modules(Module root, String prefix) {
    Map<String, Module> found = new LinkedHashMap<>();
    collect(root, prefix, found, Collections.newSetFromMap(new IdentityHashMap<>()));
    return found;
  }

  private static void collect(
      Module module, String path, Map<String, Module> found, Set<Module> seen) {
    if (seen.add(module)) {
      found.put(path, module);
      module
          .registry()
          .modules()
          .forEach((name, child) -> collect(child, join(path, name), found, seen));
    }
  }

  static <T> Map<String, T> members(
      Module root, String prefix, boolean recurse, Function<Registry, Map<String, T>> own) {
    Map<String, T> found = new LinkedHashMap<>();
    Set<T> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, Module> modules = recurse ? modules(root, prefix) : Map.of(prefix, root);
    modules.forEach(
        (path, module) ->
            own.apply(module.registry())
                .forEach(
                    (name, member) -> {
                      if (seen.add(member)) {
                        found.put(join(path, name), member);
                      }
                    }));
    return found;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static Module submodule(Module root, String target) {
    Module module = root;
    if (!target.isEmpty()) {
      for (String name : target.split("\\.", -1)) {
        Module child = module.registry().modules().get(name);
        if (child == null) {
          throw new IllegalArgumentException(
              module.moduleName() + " has no submodule '" + name + "' (path '" + target + "')");
        }
        module = child;
      }
    }
    return module;
  }

  static <T> T member(
      Module root, String target, String kind, Function<Registry, Map<String, T>> own) {
    int dot = target.lastIndexOf('.');
    Module module = submodule(root, dot < 0 ? "" : target.substring(0, dot));
    String name = target.substring(dot + 1);
    T member = own.apply(module.registry()).get(name);
    if (member == null) {
      throw new IllegalArgumentException(
          module.moduleName() + " has no " + kind + " '" + name + "' (path '" + target + "')");
    }
    return member;
  }

  static void save(Module module, String prefix, Map<String, Tensor> state) {
    ModuleHooks hooks = module.hooksIfAny();
    if (hooks != null) {
      hooks.saving.forEach(h -> h.accept(module, prefix));
    }
    module
        .ownState()
        .forEach(
            (name, tensor) ->
                state.put(prefix + name, Uninitialized.isOpen(tensor) ? tensor : tensor.detach()));
    module.registry().modules().forEach((name, child) -> save(child, prefix + name + ".", state));
    if (hooks != null) {
      hooks.saved.forEach(h -> h.run(module, state, prefix));
    }
  }

  /** Gives {@code tensor} and its gradient converted values; it stays the same object. */
  @SuppressWarnings("ReferenceEquality") // a conversion that changes nothing gives its argument
  static void convert(Tensor tensor, UnaryOperator<Tensor> conversion) {
    GradMode.with(
        false,
        () -> {
          Tensor before = tensor.detach();
          Tensor after = conversion.apply(before);
          if (after != before) {
            Tensor grad = TensorState.gradOrNull(tensor);
            tensor.setGrad(null);
            tensor.setData(after);
            if (grad != null) {
              tensor.setGrad(conversion.apply(grad));
            }
          }
          return tensor;
        });
  }

  static String text(Module module) {
    String extra = module.extraRepr();
    List<String> lines = new ArrayList<>();
    if (!extra.isEmpty()) {
      lines.addAll(List.of(extra.split("\n", -1)));
    }
    int extraLines = lines.size();
    module
        .registry()
        .modules()
        .forEach(
            (name, child) ->
                lines.add("(" + name + "): " + child.toString().replace("\n", "\n  ")));
    String inside =
        lines.size() == 1 && extraLines == 1
            ? extra
            : lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines) + "\n";
    return module.moduleName() + "(" + inside + ")";
  }
}
