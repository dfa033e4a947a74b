package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Index;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.io.Tuple;

/** Python's indices as {@code Tensor.get} takes them. */
final class Indices {
  private Indices() {}

  static @Nullable Object[] of(@Nullable Object index) {
    boolean several =
        index instanceof Tuple
            || index instanceof List<?> l && l.stream().anyMatch(Indices::isWhole);
    if (several && index instanceof List<?> list) {
      List<@Nullable Object> all = new ArrayList<>();
      list.forEach(i -> all.add(one(i)));
      return all.toArray();
    }
    return new @Nullable Object[] {one(index)};
  }

  /** A list that holds such an item is read as a tuple, as PyTorch does. */
  private static boolean isWhole(@Nullable Object item) {
    return item == null
        || item instanceof Tensor
        || item instanceof List<?>
        || item instanceof Index;
  }

  private static @Nullable Object one(@Nullable Object index) {
    return index instanceof List<?> list ? tensor(list) : index;
  }

  private static Tensor tensor(List<?> list) {
    if (list.stream().allMatch(i -> i instanceof Long)) {
      return Torch.tensor(list.stream().mapToLong(i -> (Long) i).toArray());
    }
    if (list.stream().allMatch(i -> i instanceof Boolean)) {
      boolean[] mask = new boolean[list.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = (Boolean) list.get(i);
      }
      return Torch.tensor(mask);
    }
    List<Tensor> rows = new ArrayList<>();
    for (Object row : list) {
      if (!(row instanceof List<?> inner)) {
        throw CallMismatch.unfit("cannot index with " + ValueText.of(list), false);
      }
      rows.add(tensor(inner));
    }
    return Torch.stack(rows);
  }
}
