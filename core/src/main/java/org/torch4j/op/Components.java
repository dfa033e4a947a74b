package org.torch4j.op;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.type.Layout;

/**
 * The strided tensors that a sparse tensor consists of. Its history is that of {@link #values}: ops
 * on sparse tensors are written over the components, so that no kernel ever sees one.
 */
public sealed interface Components {
  /** The format. */
  Layout layout();

  /** The entries; what autograd knows of the sparse tensor, it knows of these. */
  Tensor values();

  /** The tensors of places, in the order in which checkpoints hold them. */
  List<Tensor> places();

  /** The same places with other entries. */
  Components withValues(Tensor entries);

  /**
   * Entries by coordinates.
   *
   * @param indices int64 [sparse dimensions, entries]
   * @param values [entries, dense dimensions...]
   * @param coalesced whether the coordinates ascend and none occurs twice
   */
  record Coordinates(Tensor indices, Tensor values, boolean coalesced) implements Components {
    @Override
    public Layout layout() {
      return Layout.SPARSE_COO;
    }

    @Override
    public List<Tensor> places() {
      return List.of(indices);
    }

    @Override
    public Coordinates withValues(Tensor entries) {
      return new Coordinates(indices, entries, coalesced);
    }
  }

  /**
   * Entries by lines, which are rows or columns as the layout says.
   *
   * @param layout one that is compressed
   * @param starts [lines + 1], where the entries of each line begin
   * @param across [entries], the place of each entry in its line
   * @param values [entries, dense dimensions...], or [entries, block height, block width, ...]
   */
  record Compressed(Layout layout, Tensor starts, Tensor across, Tensor values)
      implements Components {
    @Override
    public List<Tensor> places() {
      return List.of(starts, across);
    }

    @Override
    public Compressed withValues(Tensor entries) {
      return new Compressed(layout, starts, across, entries);
    }
  }
}
