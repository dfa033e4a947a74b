package org.torch4j.io;

/**
 * A class, function or constant that a checkpoint mentions without calling it, such as {@code
 * torch.nn.functional.relu} or {@code torch.per_tensor_affine}. Only its name is known.
 *
 * @param name the full name, with its module
 */
public record PickledName(String name) {
  /** The full name. */
  @Override
  public String toString() {
    return name;
  }
}
