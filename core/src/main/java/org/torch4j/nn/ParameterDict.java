package org.torch4j.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.torch4j.Tensor;

/** Parameters by name, in the order of insertion, {@code torch.nn.ParameterDict}. */
public class ParameterDict extends Module {
  /** None yet. */
  public ParameterDict() {}

  /** These; tensors that are no parameters become parameters. */
  public ParameterDict(Map<String, ? extends Tensor> parameters) {
    update(parameters);
  }

  /** How many there are. */
  public final int size() {
    return registry().parameters().size();
  }

  /** The parameter of this name. */
  public final Parameter get(String key) {
    return ModuleTree.member(this, key, "parameter", Registry::parameters);
  }

  /** Adds or replaces the parameter of this name. */
  public final ParameterDict put(String key, Tensor value) {
    registerParameter(key, ParameterList.parameter(value));
    return this;
  }

  /** Adds or replaces several. */
  public final void update(Map<String, ? extends Tensor> parameters) {
    parameters.forEach(this::put);
  }

  /** Whether there is a parameter of this name. */
  public final boolean contains(String key) {
    return registry().parameters().containsKey(key);
  }

  /** Takes out the parameter of this name. */
  public final Parameter pop(String key) {
    Parameter taken = get(key);
    registry().remove(key);
    return taken;
  }

  /** Takes out all. */
  public final void clear() {
    keys().forEach(registry()::remove);
  }

  /** The names in order. */
  public final Set<String> keys() {
    return items().keySet();
  }

  /** The parameters by name, in order; a copy. */
  public final Map<String, Parameter> items() {
    return new LinkedHashMap<>(registry().parameters());
  }

  @Override
  public String extraRepr() {
    return items().entrySet().stream()
        .map(
            e ->
                "  ("
                    + e.getKey()
                    + "): "
                    + ParameterList.text(
                        e.getValue(), ParameterList.typeName(e.getValue().dtype())))
        .collect(Collectors.joining("\n"));
  }
}
