package org.torch4j.io;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.Storage;

/**
 * The format before PyTorch 1.6: five pickles (magic number, version, machine, value, keys), then
 * the storages, each a count and its elements.
 */
final class LegacyCheckpoint implements PickleReader.Persistent {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;

  private static final class Pending {
    final Storage storage;
    final StorageType type;
    final long numel;
    boolean filled;

    Pending(Storage storage, StorageType type, long numel) {
      this.storage = storage;
      this.type = type;
      this.numel = numel;
    }
  }

  private final ByteSource in;
  private final Refusals refusals;
  private final Map<String, Pending> storages = new LinkedHashMap<>();
  private final StorageFill fill = new StorageFill();
  private long unclaimed;

  LegacyCheckpoint(ByteSource in, Refusals refusals) {
    this.in = in;
    this.refusals = refusals;
    this.unclaimed = in.remaining();
  }

  /** The value that the checkpoint holds. */
  @Nullable Object read() {
    if (!MAGIC.equals(pickle())) {
      throw in.fail(
          "is not a checkpoint: a pickle without PyTorch's magic number, expected a zip archive or"
              + " a PyTorch legacy pickle");
    }
    Object version = pickle();
    if (!Long.valueOf(VERSION).equals(version)) {
      throw in.fail("has version " + PickleText.shown(String.valueOf(version)) + ", expected 1001");
    }
    pickle();
    Object value = pickle();
    if (!(pickle() instanceof List<?> keys)) {
      throw in.fail("is damaged: the list of storages is missing");
    }
    keys.forEach(this::fill);
    storages.forEach(
        (key, p) -> {
          if (!p.filled) {
            throw in.fail("is damaged: storage " + PickleText.shown(key) + " is missing");
          }
        });
    fill.run();
    return value;
  }

  private @Nullable Object pickle() {
    return new PickleReader(in, this, refusals).read();
  }

  private void fill(@Nullable Object key) {
    Pending p = key instanceof String || key instanceof Long ? storages.get(key.toString()) : null;
    if (p == null || p.filled) {
      throw in.fail("is damaged: a storage that no tensor refers to");
    }
    long numel = in.i64();
    if (numel != p.numel) {
      throw in.fail("is damaged: a storage has " + numel + " elements, expected " + p.numel);
    }
    fill.add(p.storage, p.type.dtype(), in, ByteOrder.LITTLE_ENDIAN);
    p.filled = true;
  }

  @Override
  public void whenFilled(Runnable action) {
    fill.whenFilled(action);
  }

  @Override
  public Object resolve(Object reference) {
    if (!(reference instanceof Tuple id)) {
      throw in.fail("is damaged: a reference that is no storage");
    }
    if (id.size() > 1 && "module".equals(id.get(0)) && id.get(1) instanceof PickledName type) {
      return type;
    }
    if (id.size() < 5
        || !"storage".equals(id.get(0))
        || !(id.get(1) instanceof PickledName(String className))
        || !(id.get(2) instanceof String || id.get(2) instanceof Long)
        || !(id.get(4) instanceof Long numel)) {
      throw in.fail("is damaged: a reference that is no storage");
    }
    StorageType type = StorageType.of(className);
    if (type == null) {
      throw in.fail("holds a " + PickleText.shown(className) + ", which is not supported");
    }
    String key = String.valueOf(id.get(2));
    Pending p = storages.get(key);
    if (p == null) {
      p = allocate(type, numel);
      storages.put(key, p);
    }
    if (p.type.dtype() != type.dtype() || p.numel != numel) {
      throw in.fail("is damaged: storage " + PickleText.shown(key) + " is given different sizes");
    }
    return view(p, type, id);
  }

  private Pending allocate(StorageType type, long numel) {
    long room = unclaimed / type.dtype().byteSize();
    if (numel < 0 || numel > room) {
      throw in.fail(
          "is truncated: a storage of "
              + numel
              + " "
              + type.dtype()
              + " elements is announced, more than the file has room for");
    }
    unclaimed -= numel * type.dtype().byteSize();
    return new Pending(Storage.allocate(type.dtype(), numel), type, numel);
  }

  /** The whole storage, or the part that old files name as a view: key, offset, size. */
  private StoredElements view(Pending p, StorageType type, Tuple id) {
    if (id.size() > 5 && id.get(5) instanceof Tuple v) {
      if (v.size() == 3
          && v.get(1) instanceof Long offset
          && v.get(2) instanceof Long size
          && offset >= 0
          && size >= 0
          && offset <= p.numel
          && size <= p.numel - offset) {
        return new StoredElements(p.storage, type, offset, size);
      }
      throw in.fail("is damaged: a part of a storage that lies outside it");
    }
    return new StoredElements(p.storage, type, 0, p.numel);
  }
}
