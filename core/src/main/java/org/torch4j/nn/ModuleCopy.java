package org.torch4j.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.type.AutogradException;

/**
 * One deep copy of a module: what is registered is copied, a thing that stands in several places
 * once; all else that fields hold is shared, as settings are.
 */
final class ModuleCopy {
  private final Map<Object, Object> made = new IdentityHashMap<>();

  private ModuleCopy() {}

  static Module of(Module module) {
    return new ModuleCopy().module(module);
  }

  /** The copy of a module, made once. */
  Module module(Module module) {
    if (made.get(module) instanceof Module known) {
      return known;
    }
    Module copy = module.shallow();
    made.put(module, copy);
    copy.registry().fill(module.registry(), this);
    for (FieldSlots.Slot slot : FieldSlots.of(module)) {
      Object value = slot.value(module);
      if (value instanceof Module child) {
        slot.set(copy, module(child));
      } else if (value instanceof Tensor tensor) {
        slot.set(copy, tensor(tensor));
      }
    }
    return copy;
  }

  /** The copy of a tensor, made once. */
  Tensor tensor(Tensor tensor) {
    if (made.get(tensor) instanceof Tensor known) {
      return known;
    }
    if (tensor instanceof Derived) { // stands until the copy's next call computes its own
      Tensor shown = Derived.of(tensor, tensor.detach().clone());
      made.put(tensor, shown);
      return shown;
    }
    if (!tensor.isLeaf()) {
      throw new AutogradException(
          "copy: only tensors that no operation made can be copied with a module, got one of shape "
              + tensor.shape()
              + " with a grad_fn; detach it first");
    }
    Tensor values = tensor.detach().clone();
    Tensor copy =
        switch (tensor) {
          case Uninitialized u when !u.isMaterialized() -> u.another(values);
          case Parameter p -> new Parameter(values, p.requiresGrad());
          case Buffer b -> new Buffer(values, b.isPersistent());
          default -> values.requiresGrad_(tensor.requiresGrad());
        };
    Tensor grad = tensor.grad();
    if (grad != null) {
      copy.setGrad(grad.detach().clone());
    }
    made.put(tensor, copy);
    return copy;
  }
}
