package org.torch4j.io;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.Storage;

/** The zip format of PyTorch 1.6 and later: a pickle and one record per storage. */
final class ZipCheckpoint implements PickleReader.Persistent {
  private static final String PICKLE = "/data.pkl";

  private record Loaded(Storage storage, StorageType type) {}

  private final FileContent file;
  private final ZipArchive zip;
  private final ByteSource in;
  private final Refusals refusals;
  private final String folder;
  private final ByteOrder order;
  private final Map<String, Loaded> loaded = new HashMap<>();
  private final StorageFill fill = new StorageFill();

  ZipCheckpoint(FileContent file, ZipArchive zip, Refusals refusals) {
    this.file = file;
    this.zip = zip;
    this.in = file.source();
    this.refusals = refusals;
    this.folder = folder();
    this.order = order();
  }

  /** Whether {@code zip} has the pickle of a checkpoint. */
  static boolean isIn(ZipArchive zip) {
    return zip.entries().keySet().stream().anyMatch(ZipCheckpoint::isPickle);
  }

  private static boolean isPickle(String name) {
    return name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
  }

  private String folder() {
    String found = null;
    for (String name : zip.entries().keySet()) {
      if (isPickle(name)) {
        if (found != null) {
          throw in.fail("is damaged: it holds two checkpoints");
        }
        found = name.substring(0, name.length() - PICKLE.length());
      }
    }
    if (found == null) {
      throw in.fail(
          "is not a checkpoint: a zip archive without data.pkl, expected one that torch.save made");
    }
    return found;
  }

  private ByteOrder order() {
    ZipArchive.Entry entry = zip.entry(folder + "/byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    byte[] text = zip.checkedContent(entry).bytes(Math.min(entry.size(), 16));
    return switch (new String(text, StandardCharsets.UTF_8).strip()) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw in.fail("is damaged: an unknown byte order");
    };
  }

  /** Whether the archive carries the code of a TorchScript program beside its values. */
  boolean isScript() {
    return zip.entries().keySet().stream().anyMatch(name -> name.startsWith(folder + "/code/"));
  }

  /** The value that the checkpoint holds. */
  @Nullable Object read() {
    ZipArchive.Entry pickle = zip.entry(folder + PICKLE);
    if (pickle == null) {
      throw in.fail("is damaged: data.pkl is missing");
    }
    Object value = new PickleReader(zip.checkedContent(pickle), this, refusals).read();
    fill.run();
    return value;
  }

  @Override
  public void whenFilled(Runnable action) {
    fill.whenFilled(action);
  }

  @Override
  public Object resolve(Object reference) {
    if (!(reference instanceof Tuple id)
        || id.size() < 5
        || !"storage".equals(id.get(0))
        || !(id.get(1) instanceof PickledName(String className))
        || !(id.get(2) instanceof String key)
        || !(id.get(4) instanceof Long numel)) {
      throw in.fail("is damaged: a reference that is no storage");
    }
    StorageType type = StorageType.of(className);
    if (type == null) {
      throw in.fail("holds a " + PickleText.shown(className) + ", which is not supported");
    }
    Loaded known = loaded.get(key);
    if (known == null) {
      known = load(key, type, numel);
      loaded.put(key, known);
    }
    long bytes = known.storage.byteSize();
    if (numel < 0 || numel > bytes || numel * type.dtype().byteSize() != bytes) {
      throw in.fail("is damaged: storage " + PickleText.shown(key) + " is given different sizes");
    }
    if (type.dtype() != known.type.dtype()) {
      if (order != ByteOrder.nativeOrder()) {
        throw in.fail("is damaged: a storage of foreign byte order has two element types");
      }
      known.storage.moveToNative();
    }
    return new StoredElements(known.storage, type, 0, numel);
  }

  private Loaded load(String key, StorageType type, long numel) {
    ZipArchive.Entry entry = zip.entry(folder + "/data/" + key);
    if (entry == null) {
      throw in.fail("is damaged: the record data/" + PickleText.shown(key) + " is missing");
    }
    int size = type.dtype().byteSize();
    if (entry.size() % size != 0 || entry.size() / size != numel) {
      throw in.fail(
          "is damaged: data/"
              + PickleText.shown(key)
              + " holds "
              + entry.size()
              + " bytes, expected "
              + numel
              + " elements of "
              + type.dtype());
    }
    // Bytes whose type comes later may turn out to be numbers of any width.
    boolean aligned = !type.untyped() || entry.start() % 8 == 0;
    if (!entry.deflated() && aligned) {
      Storage view = file.view(type.dtype(), entry.start(), numel, order);
      if (view != null) {
        return new Loaded(view, type);
      }
    }
    Storage storage = Storage.allocate(type.dtype(), numel);
    fill.add(storage, type.dtype(), zip.content(entry), order, crc -> zip.check(entry, crc));
    return new Loaded(storage, type);
  }
}
