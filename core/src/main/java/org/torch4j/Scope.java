package org.torch4j;

import org.torch4j.op.TensorState;
import org.torch4j.storage.Region;

/**
 * Gives native memory back early: when it closes, the tensors made inside on this thread are gone,
 * except those that were {@linkplain #keep kept}. Programs run without it; it helps a loop that
 * makes very large tensors. Using a tensor that is gone raises an {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor big = a.matmul(b);
 *   result = scope.keep(big.sum());
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private final Region region;

  private Scope(Region region) {
    this.region = region;
  }

  /** Opens a scope on this thread, inside the one that is open, if any. */
  public static Scope open() {
    return new Scope(Region.open());
  }

  /** Lets the memory of {@code tensor} outlive every scope, and returns the tensor. */
  public Tensor keep(Tensor tensor) {
    TensorState.forStorages(tensor, org.torch4j.storage.Storage::keep);
    return tensor;
  }

  /** Gives back what was not kept. */
  @Override
  public void close() {
    region.close();
  }
}
