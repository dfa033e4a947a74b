package org.torch4j.nn;

/**
 * A module that learns some of its sizes from its first input, {@code
 * torch.nn.modules.lazy.LazyModuleMixin}: its parameters are {@link UninitializedParameter}s until
 * then. Afterwards it prints as the class that it extends, as PyTorch makes it that class.
 *
 * <p>An optimizer may be made before: the parameters stay the same objects.
 */
public interface LazyModule {
  /** Whether sizes are still open, which the first forward or a loaded state settles. */
  default boolean hasUninitializedParams() {
    return this instanceof Module module
        && (module.registry().parameters().values().stream().anyMatch(Uninitialized::isOpen)
            || module.registry().buffers().values().stream().anyMatch(Uninitialized::isOpen));
  }

  /** Whether no input was seen yet. */
  boolean awaitsInput();
}
