package org.torch4j.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The states of schedulers made of schedulers. */
final class Nested {
  private static final String SCHEDULERS = "_schedulers";

  private Nested() {}

  /** What {@code names} say of a state, and the states of the schedulers. */
  static Map<String, @Nullable Object> stateDict(
      Map<String, @Nullable Object> whole, List<LRScheduler> schedulers, String... names) {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    for (String name : names) {
      state.put(name, whole.get(name));
    }
    List<Object> inner = new ArrayList<>();
    schedulers.forEach(s -> inner.add(s.stateDict()));
    state.put(SCHEDULERS, inner);
    return state;
  }

  /** Gives the schedulers their states. */
  static void load(Map<String, ?> state, List<LRScheduler> schedulers) {
    if (!(state.get(SCHEDULERS) instanceof List<?> inner) || inner.size() != schedulers.size()) {
      throw new IllegalArgumentException(
          "scheduler state: '_schedulers' is no list of " + schedulers.size() + " states");
    }
    for (int i = 0; i < schedulers.size(); i++) {
      if (!(inner.get(i) instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("scheduler state: '_schedulers' has no map at " + i);
      }
      Map<String, @Nullable Object> own = new LinkedHashMap<>();
      map.forEach((k, v) -> own.put(String.valueOf(k), v));
      schedulers.get(i).loadStateDict(own);
    }
  }
}
