package org.torch4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes during training and can be saved and continued: optimizers, schedulers, and objects
 * of your own. A state is made of tensors, numbers, text, and maps and lists of them.
 *
 * <p>Modules have a state too, but of tensors only; {@link org.torch4j.io.Checkpoint} takes both.
 */
public interface Stateful {
  /** The state by name, {@code state_dict}; tensors may be shared with the object. */
  Map<String, ? extends @Nullable Object> stateDict();

  /** Takes over a state that {@link #stateDict} made, {@code load_state_dict}. */
  void loadStateDict(Map<String, ?> state);
}
