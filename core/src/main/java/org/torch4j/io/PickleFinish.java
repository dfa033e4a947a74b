package org.torch4j.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last walk over what a pickle gave: arrays that had to stay open while their state was read
 * become tensors, and the depth of the whole is held to a limit. It goes level by level and visits
 * shared and cyclic values once.
 */
final class PickleFinish {
  private final ByteSource in;
  private final int maxDepth;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private List<Object> nextLevel = new ArrayList<>();

  PickleFinish(ByteSource in, int maxDepth) {
    this.in = in;
    this.maxDepth = maxDepth;
  }

  /** The finished {@code root}; containers are finished in place. */
  @Nullable Object finish(@Nullable Object root) {
    Object value = leaf(root);
    for (int depth = 0; !nextLevel.isEmpty(); depth++) {
      if (depth > maxDepth) {
        throw in.fail("nests values more than " + maxDepth + " deep");
      }
      List<Object> level = nextLevel;
      nextLevel = new ArrayList<>();
      level.forEach(this::children);
    }
    return value;
  }

  private @Nullable Object leaf(@Nullable Object value) {
    return switch (value) {
      case StoredElements e -> e.flat();
      case NumpyArray a -> a.value(in);
      case NumpyArray.Type t -> t.value();
      case List<?> _, Map<?, ?> _, LinkedHashSet<?> _, PickledObject _ -> {
        if (seen.add(value)) {
          nextLevel.add(value);
        }
        yield value;
      }
      case null, default -> value;
    };
  }

  @SuppressWarnings("unchecked")
  private void children(Object container) {
    switch (container) {
      case Tuple t -> {
        for (int i = 0; i < t.size(); i++) {
          t.replace(i, leaf(t.get(i)));
        }
      }
      case List<?> l -> ((List<@Nullable Object>) l).replaceAll(this::leaf);
      case Map<?, ?> m -> {
        if (m instanceof OrderedDict<?, ?> d && !d.attributes().isEmpty()) {
          leaf(d.attributes());
        }
        ((Map<@Nullable Object, @Nullable Object>) m).replaceAll((k, v) -> leaf(v));
      }
      case PickledObject o -> {
        leaf(o.argumentTuple());
        leaf(o.openAttributes());
        leaf(o.openEntries());
        leaf(o.openElements());
        o.setState(leaf(o.state()));
      }
      default -> {
        // a set: its elements were checked to be finished when they were added
      }
    }
  }
}
