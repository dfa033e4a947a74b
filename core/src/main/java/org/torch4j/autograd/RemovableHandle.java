package org.torch4j.autograd;

/** Takes back what was registered, {@code torch.utils.hooks.RemovableHandle}. */
@FunctionalInterface
public interface RemovableHandle {
  /** Removes the hook; again is harmless. */
  void remove();
}
