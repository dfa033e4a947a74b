package org.torch4j.nn;

import java.util.Map;
import org.torch4j.Tensor;

/**
 * Sees, and may change, the state of a module: after {@link Module#stateDict()} has collected it,
 * or before {@link Module#loadStateDict} compares it.
 */
@FunctionalInterface
public interface StateDictHook {
  /**
   * Called for the module that the hook was registered on.
   *
   * @param state by full keys; may be changed
   * @param prefix what the keys of {@code module} begin with
   */
  void run(Module module, Map<String, Tensor> state, String prefix);
}
