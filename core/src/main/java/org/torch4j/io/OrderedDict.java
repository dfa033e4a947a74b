package org.torch4j.io;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map in insertion order that stands for Python's {@code collections.OrderedDict}, the type of
 * every state dict. It may carry attributes: PyTorch keeps the versions of modules under {@code
 * _metadata}; they are written back when the map is saved.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class OrderedDict<K extends @Nullable Object, V extends @Nullable Object>
    extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final transient Map<Object, @Nullable Object> attributes = new LinkedHashMap<>();

  /** An empty map. */
  public OrderedDict() {}

  /** A map with the entries of {@code entries}, in their order. */
  public OrderedDict(Map<? extends K, ? extends V> entries) {
    super(entries);
  }

  /** What the object carries beside its entries; may be changed. */
  public Map<Object, @Nullable Object> attributes() {
    return attributes;
  }
}
