package org.torch4j.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.torch4j.Tensor;

/** Calls of modules with other parameters, {@code torch.nn.utils.stateless}. */
public final class Stateless {
  private Stateless() {}

  /**
   * The output of a module if its parameters and buffers were these, {@code functional_call}:
   * gradients flow to the tensors given, and the module is as it was afterwards.
   *
   * @param parametersAndBuffers by their keys in the state; those that are not given stay
   */
  public static Tensor functionalCall(
      Module module, Map<String, ? extends Tensor> parametersAndBuffers, Tensor... inputs) {
    Map<String, Tensor> before = new LinkedHashMap<>();
    try {
      parametersAndBuffers.forEach(
          (key, value) -> {
            Tensor own = find(module, key);
            before.put(key, own);
            put(module, key, Derived.of(own, value));
          });
      return module.apply(inputs);
    } finally {
      before.forEach((key, own) -> put(module, key, own));
    }
  }

  private static Module owner(Module module, String key) {
    int dot = key.lastIndexOf('.');
    return module.getSubmodule(dot < 0 ? "" : key.substring(0, dot));
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static Tensor find(Module module, String key) {
    Tensor own = owner(module, key).registry().tensor(name(key));
    if (own == null) {
      throw new IllegalArgumentException(
          "functional_call: " + module.moduleName() + " has no parameter or buffer '" + key + "'");
    }
    return own;
  }

  private static void put(Module module, String key, Tensor value) {
    owner(module, key).registry().assign(name(key), value);
  }
}
