package org.torch4j.nn;

import java.util.Map;

/** The older base of modules with children, {@code torch.nn.Container}; use {@link Module}. */
public class Container extends Module {
  /** Children by name, in the order of the map. */
  public Container(Map<String, ? extends Module> children) {
    children.forEach(this::registerModule);
  }
}
