package org.torch4j.io;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * The first format of PyTorch, until its version 0.2: a tar archive of the members {@code
 * storages}, {@code tensors} and {@code pickle}, of which the last refers to tensors by number.
 */
final class TarCheckpoint implements PickleReader.Persistent {
  private static final int BLOCK = 512;
  private static final int MAX_DIMS = 64;

  private final ByteSource in;
  private final Refusals refusals;
  private final Map<String, ByteSource> members = new HashMap<>();
  private final Map<String, StoredElements> storages = new HashMap<>();
  private final Map<String, Tensor> tensors = new HashMap<>();

  TarCheckpoint(ByteSource in, Refusals refusals) {
    this.in = in;
    this.refusals = refusals;
  }

  /** Whether {@code in}, which is read, begins as a tar archive does. */
  static boolean begins(ByteSource in) {
    if (in.remaining() < BLOCK) {
      return false;
    }
    in.skip(257);
    return new String(in.bytes(5), StandardCharsets.US_ASCII).equals("ustar");
  }

  /** The value that the checkpoint holds. */
  @Nullable Object read() {
    directory();
    readStorages(member("storages"));
    readTensors(member("tensors"));
    return pickle(member("pickle"));
  }

  // The archive.

  private void directory() {
    while (in.remaining() >= BLOCK) {
      byte[] header = in.bytes(BLOCK);
      if (header[0] == 0) {
        return;
      }
      checkSum(header);
      long size = octal(header, 124, 12);
      String name = new String(header, 0, 100, StandardCharsets.ISO_8859_1);
      int end = name.indexOf(0);
      name = end < 0 ? name : name.substring(0, end);
      in.require(size);
      char kind = (char) header[156];
      if ((kind == '0' || kind == 0)
          && members.put(name, in.range(in.position(), in.position() + size)) != null) {
        throw in.fail("is damaged: two members named " + PickleText.shown(name));
      }
      in.skip(Math.min(in.remaining(), (size + BLOCK - 1) / BLOCK * BLOCK));
    }
  }

  private void checkSum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, 148, 8)) {
      throw in.fail("is damaged: a header before byte " + in.position() + " fails its checksum");
    }
  }

  /** A number in octal digits, or in binary where its first bit says so. */
  private long octal(byte[] header, int at, int length) {
    long value = 0;
    if (header[at] < 0) {
      for (int i = at + length - 8; i < at + length; i++) {
        value = value << 8 | header[i] & 0xff;
      }
      return value;
    }
    for (int i = at; i < at + length; i++) {
      int digit = header[i] - '0';
      if (digit >= 0 && digit < 8) {
        value = value << 3 | digit;
      } else if (header[i] != ' ' && header[i] != 0) {
        throw in.fail("is damaged: a number in a header before byte " + in.position());
      }
    }
    return value;
  }

  private ByteSource member(String name) {
    ByteSource member = members.get(name);
    if (member == null) {
      throw in.fail(
          "is not a checkpoint: a tar archive without " + name + ", expected one of torch.save");
    }
    return member;
  }

  // Its members.

  private @Nullable Object pickle(ByteSource from) {
    return new PickleReader(from, this, refusals).read();
  }

  private CheckpointException damaged(String what) {
    return in.fail("is damaged: " + what);
  }

  private long count(ByteSource from, String what) {
    if (pickle(from) instanceof Long n && n >= 0 && n <= from.remaining()) {
      return n;
    }
    throw damaged("the number of its " + what);
  }

  private void readStorages(ByteSource from) {
    long count = count(from, "storages");
    StorageFill fill = new StorageFill();
    for (long i = 0; i < count; i++) {
      if (!(pickle(from) instanceof Tuple head)
          || head.size() != 3
          || !(head.get(2) instanceof PickledName(String className))) {
        throw damaged("a storage without a type");
      }
      StorageType type = StorageType.of(className);
      if (type == null) {
        throw in.fail("holds a " + PickleText.shown(className) + ", which is not supported");
      }
      long numel = from.i64();
      int size = type.dtype().byteSize();
      if (numel < 0 || numel > from.remaining() / size) {
        throw in.fail("is truncated: a storage of " + numel + " elements is announced");
      }
      Storage storage = Storage.allocate(type.dtype(), numel);
      fill.add(storage, type.dtype(), from, ByteOrder.LITTLE_ENDIAN);
      storages.put(key(head.get(0)), new StoredElements(storage, type, 0, numel));
    }
    if (!(pickle(from) instanceof List<?> views)) {
      throw damaged("the list of parts of storages");
    }
    views.forEach(this::view);
    fill.run();
  }

  private void view(@Nullable Object description) {
    if (!(description instanceof Tuple v)
        || v.size() != 4
        || !(v.get(2) instanceof Long offset)
        || !(v.get(3) instanceof Long numel)) {
      throw damaged("a part of a storage that lies outside it");
    }
    StoredElements root = storages.get(key(v.get(1)));
    if (root == null
        || offset < 0
        || numel < 0
        || offset > root.numel()
        || numel > root.numel() - offset) {
      throw damaged("a part of a storage that lies outside it");
    }
    storages.put(
        key(v.get(0)),
        new StoredElements(root.storage(), root.type(), root.offset() + offset, numel));
  }

  private void readTensors(ByteSource from) {
    long count = count(from, "tensors");
    for (long i = 0; i < count; i++) {
      if (!(pickle(from) instanceof Tuple head) || head.size() != 3) {
        throw damaged("a tensor without a storage");
      }
      StoredElements e = storages.get(key(head.get(1)));
      if (e == null) {
        throw damaged("a tensor without a storage");
      }
      tensors.put(key(head.get(0)), tensor(from, e));
    }
  }

  private Tensor tensor(ByteSource from, StoredElements e) {
    int dims = from.i32();
    from.skip(4);
    if (dims < 0 || dims > MAX_DIMS) {
      throw damaged("a tensor of " + dims + " dimensions");
    }
    long[] sizes = new long[dims];
    long[] strides = new long[dims];
    for (int d = 0; d < dims; d++) {
      sizes[d] = from.i64();
    }
    for (int d = 0; d < dims; d++) {
      strides[d] = from.i64();
    }
    long offset = from.i64();
    try {
      Shape shape = Shape.of(sizes);
      if (offset < 0 || !TensorCalls.inBounds(shape, strides, offset, e.numel())) {
        throw damaged("a tensor with shape " + shape + " that reaches outside its storage");
      }
      return new Tensor(
          new StridedArray(
              e.storage(), e.type().dtype(), Layout.of(shape, strides, e.offset() + offset)));
    } catch (ShapeException problem) {
      throw damaged("a shape: " + problem.getMessage());
    }
  }

  private String key(@Nullable Object id) {
    if (id instanceof Number || id instanceof String) {
      return id.toString();
    }
    throw damaged("a reference that is no number");
  }

  @Override
  public Object resolve(Object id) {
    if (id instanceof Tuple source && !source.isEmpty()) {
      Object type = source.get(0);
      if (type != null) {
        return type;
      }
    }
    Tensor t = tensors.get(key(id));
    if (t == null) {
      throw damaged("a reference to a tensor that is missing");
    }
    return t;
  }

  @Override
  public void whenFilled(Runnable action) {
    action.run();
  }
}
