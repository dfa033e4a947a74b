package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Meta;
import org.torch4j.autograd.Node;
import org.torch4j.op.TensorState;

/**
 * The gradient of a tensor cut into pieces that are all used: theirs are joined once, where single
 * views would each fill a tensor of the full size.
 */
final class Pieces extends Node {
  private final int dim;
  private final Meta[] meta;

  private Pieces(Tensor input, int dim, Tensor[] pieces) {
    super(TensorState.edges(new Tensor[] {input}), pieces.length);
    this.dim = dim;
    this.meta = Arrays.stream(pieces).map(Meta::of).toArray(Meta[]::new);
  }

  /** Pieces of these sizes along {@code dim}, which they fill; they share the input's memory. */
  static Tensor[] of(Tensor input, int dim, long... sizes) {
    if (sizes.length == 1) {
      return new Tensor[] {input};
    }
    Tensor[] pieces = GradMode.with(false, () -> views(input, dim, sizes));
    if (GradMode.isEnabled() && TensorState.requiresGrad(input)) {
      Pieces node = new Pieces(input, dim, pieces);
      for (int i = 0; i < pieces.length; i++) {
        TensorState.setGradFn(pieces[i], node, i);
      }
    }
    return pieces;
  }

  private static Tensor[] views(Tensor input, int dim, long[] sizes) {
    Tensor[] pieces = new Tensor[sizes.length];
    long start = 0;
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = input.narrow(dim, start, sizes[i]);
      start += sizes[i];
    }
    return pieces;
  }

  /** This many pieces of equal size. */
  static Tensor[] equal(Tensor input, int dim, int count) {
    long[] sizes = new long[count];
    Arrays.fill(sizes, input.size(dim) / count);
    return of(input, dim, sizes);
  }

  @Override
  public String name() {
    return "SplitWithSizesBackward0";
  }

  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
    List<Tensor> all = new ArrayList<>(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      Tensor g = gradients[i];
      all.add(g == null ? meta[i].zeros() : g);
    }
    return new Tensor[] {Torch.cat(all, dim)};
  }

  @Override
  public void release() {} // it saves nothing
}
