package org.torch4j.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.nn.PythonText;

/** Reads the nested maps of a saved optimizer, which may come from a file. */
final class OptimizerState {
  private OptimizerState() {}

  static List<Map<?, ?>> groups(Map<String, ?> saved) {
    List<Map<?, ?>> groups = new ArrayList<>();
    if (!(saved.get("param_groups") instanceof List<?> list)) {
      throw malformed("'param_groups' is no list");
    }
    for (Object group : list) {
      if (!(group instanceof Map<?, ?> map) || !(map.get("params") instanceof List<?>)) {
        throw malformed("a parameter group has no 'params'");
      }
      groups.add(map);
    }
    return groups;
  }

  static Map<?, ?> state(Map<String, ?> saved) {
    if (saved.get("state") instanceof Map<?, ?> map) {
      return map;
    }
    throw malformed("'state' is no map");
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("optimizer state: " + why);
  }

  static void check(List<ParamGroup> groups, List<Map<?, ?>> saved) {
    if (groups.size() != saved.size()) {
      throw new IllegalArgumentException(
          "loaded state dict has a different number of parameter groups ("
              + saved.size()
              + ", the optimizer has "
              + groups.size()
              + ")");
    }
    for (int i = 0; i < groups.size(); i++) {
      int size = saved.get(i).get("params") instanceof List<?> l ? l.size() : 0;
      if (groups.get(i).params().size() != size) {
        throw new IllegalArgumentException(
            "loaded state dict contains a parameter group that doesn't match the size of"
                + " optimizer's group (group "
                + i
                + ": "
                + size
                + " and "
                + groups.get(i).params().size()
                + " parameters)");
      }
    }
  }

  /** The saved state of the parameter at a place, copied; numbers may be Long or Integer. */
  static Map<String, @Nullable Object> find(
      Map<?, ?> state, Object place, Tensor parameter, Set<String> anyShape) {
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    for (Map.Entry<?, ?> e : state.entrySet()) {
      boolean same =
          e.getKey() instanceof Number k
              && place instanceof Number p
              && k.longValue() == p.longValue();
      if (same && e.getValue() instanceof Map<?, ?> map) {
        map.forEach(
            (name, value) -> {
              String key = String.valueOf(name);
              own.put(
                  key, value == null ? null : copy(key, value, parameter, anyShape.contains(key)));
            });
      }
    }
    return own;
  }

  @SuppressWarnings("ReferenceEquality") // a conversion that changes nothing gives its argument
  private static Object copy(String name, Object value, Tensor parameter, boolean anyShape) {
    if (!(value instanceof Tensor t)) {
      return value;
    }
    if (name.equals("step") || t.dim() == 0 && parameter.dim() > 0) {
      return t.clone(); // numbers beyond what a half type can hold
    }
    if (t.numel() != 1 && !anyShape && !t.shape().equals(parameter.shape())) {
      throw malformed(
          "'"
              + name
              + "' has shape "
              + PythonText.of(t.shape())
              + ", the parameter "
              + PythonText.of(parameter.shape()));
    }
    Tensor moved = parameter.dtype().isFloatingPoint() ? t.to(parameter.dtype()) : t;
    Tensor there = moved.to(parameter.device());
    return there == t ? t.clone() : there;
  }
}
