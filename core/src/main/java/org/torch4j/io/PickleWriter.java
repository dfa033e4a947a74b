package org.torch4j.io;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/**
 * Writes Java values as the pickle of a PyTorch checkpoint, protocol 2, with the names that {@code
 * torch.load(weights_only=True)} allows. Tensors refer to their storages by number; the caller
 * writes those next to the pickle.
 */
final class PickleWriter {
  private static final int MAX_DEPTH = 900;

  private record Stored(int key, DType dtype) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final IdentityHashMap<Object, Integer> memo = new IdentityHashMap<>();
  private final Map<String, Integer> texts = new HashMap<>();
  private final IdentityHashMap<Storage, Stored> keys = new IdentityHashMap<>();
  private final List<Storage> storages = new ArrayList<>();
  private final ArrayDeque<Object> path = new ArrayDeque<>();
  private int memoized;

  /** The storages in the order of their numbers. */
  List<Storage> storages() {
    return storages;
  }

  /** The pickle of {@code value}. */
  byte[] write(@Nullable Object value) {
    op(0x80);
    op(2);
    value(value);
    op('.');
    return out.toByteArray();
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> op('N');
      case Boolean b -> op(b ? 0x88 : 0x89);
      case Long n -> integer(n);
      case Integer n -> integer(n);
      case Short n -> integer(n);
      case Byte n -> integer(n);
      case BigInteger n -> big(n);
      case Double x -> real(x);
      case Float x -> real(x);
      case String s -> text(s);
      case DType d -> name("torch", d.torchName());
      default -> {
        Integer known = memo.get(value);
        if (known != null) {
          recall(known);
        } else {
          composite(value);
        }
      }
    }
  }

  private void composite(Object value) {
    if (path.size() > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "save: values nested more than " + MAX_DEPTH + " deep, or a value that contains itself");
    }
    switch (value) {
      case Tensor t -> tensor(t);
      case Map<?, ?> m -> map(m);
      case Tuple t -> tuple(t, t);
      case Set<?> s -> set(s);
      case Collection<?> c -> list(c, c);
      case byte[] b -> bytes(b);
      case Shape s -> {
        List<Object> sizes = new ArrayList<>();
        s.forEach(sizes::add);
        reduce(s, "torch", "Size", Tuple.of(new Tuple(sizes.toArray())));
      }
      case Device d ->
          reduce(
              d,
              "torch",
              "device",
              d.type() == Device.Type.CPU ? Tuple.of("cpu") : Tuple.of("cuda", d.index()));
      case Complex c -> reduce(c, "builtins", "complex", Tuple.of(c.real(), c.imaginary()));
      case SparseTensor s -> sparse(s);
      case QuantizedTensor q -> quantized(q);
      default -> throw unsupported(value);
    }
  }

  private IllegalArgumentException unsupported(Object value) {
    String hint =
        value.getClass().isArray()
            ? "; make a tensor or a list of it"
            : value instanceof PickledObject o && o.isModule() ? "; save its stateDict()" : "";
    StringBuilder at = new StringBuilder();
    path.descendingIterator().forEachRemaining(k -> at.append('[').append(k).append(']'));
    return new IllegalArgumentException(
        "save: cannot write a "
            + value.getClass().getTypeName()
            + (at.isEmpty() ? "" : " at " + at)
            + ", expected tensors, numbers, text, bytes, null, maps, lists, sets and tuples of them"
            + hint);
  }

  // Containers.

  /** State dicts, maps from text to tensors, become OrderedDict as PyTorch has them. */
  private static boolean isOrdered(Map<?, ?> map) {
    return map instanceof OrderedDict
        || !map.isEmpty()
            && map.entrySet().stream()
                .allMatch(e -> e.getKey() instanceof String && e.getValue() instanceof Tensor);
  }

  private void map(Map<?, ?> map) {
    if (isOrdered(map)) {
      name("collections", "OrderedDict");
      op(')');
      op('R');
    } else {
      op('}');
    }
    remember(map);
    if (!map.isEmpty()) {
      op('(');
      for (Map.Entry<?, ?> e : map.entrySet()) {
        value(key(e.getKey()));
        inside(String.valueOf(e.getKey()), e.getValue());
      }
      op('u');
    }
    if (map instanceof OrderedDict<?, ?> d && !d.attributes().isEmpty()) {
      value(d.attributes());
      op('b');
    }
  }

  private @Nullable Object key(@Nullable Object key) {
    if (key instanceof Map || key instanceof Collection && !(key instanceof Tuple)) {
      throw new IllegalArgumentException(
          "save: a " + key.getClass().getSimpleName() + " as a key, which Python cannot hash");
    }
    return key;
  }

  private void inside(Object step, @Nullable Object value) {
    path.push(step);
    value(value);
    path.pop();
  }

  private void list(Object identity, Collection<?> list) {
    op(']');
    remember(identity);
    if (!list.isEmpty()) {
      op('(');
      elements(list);
      op('e');
    }
  }

  private void elements(Collection<?> elements) {
    int i = 0;
    for (Iterator<?> it = elements.iterator(); it.hasNext(); i++) {
      inside(i, it.next());
    }
  }

  private void tuple(@Nullable Object identity, List<?> tuple) {
    switch (tuple.size()) {
      case 0 -> op(')');
      case 1, 2, 3 -> {
        elements(tuple);
        op(0x84 + tuple.size());
      }
      default -> {
        op('(');
        elements(tuple);
        op('t');
      }
    }
    if (identity != null && !tuple.isEmpty()) {
      remember(identity);
    }
  }

  private void set(Set<?> set) {
    List<@Nullable Object> elements = new ArrayList<>();
    set.forEach(e -> elements.add(key(e)));
    String type = set instanceof FrozenSet ? "frozenset" : "set";
    reduce(set, "builtins", type, Tuple.of(elements));
  }

  /** {@code module.name(*args)}, remembered as {@code identity}. */
  private void reduce(Object identity, String module, String name, Tuple args) {
    name(module, name);
    tuple(null, args);
    op('R');
    remember(identity);
  }

  // Tensors.

  private void tensor(Tensor t) {
    StridedArray a = TensorState.array(t);
    name("torch._utils", "_rebuild_tensor_v2");
    op('(');
    geometry(a, StorageType.className(a.dtype()));
    op(TensorState.requiresGrad(t) ? 0x88 : 0x89);
    noHooks();
    op('t');
    op('R');
    remember(t);
  }

  private void noHooks() {
    name("collections", "OrderedDict");
    op(')');
    op('R');
  }

  private void geometry(StridedArray a, String storageClass) {
    Storage storage = a.storage();
    if (!storage.device().equals(Device.CPU)) {
      throw new DeviceException(
          "save: a tensor is on " + storage.device() + "; move it with to(device(\"cpu\"))");
    }
    Stored stored = keys.get(storage);
    if (stored == null) {
      stored = new Stored(storages.size(), a.dtype());
      keys.put(storage, stored);
      storages.add(storage);
    } else if (stored.dtype != a.dtype()) {
      throw new IllegalArgumentException(
          "save: two tensors see one storage as "
              + stored.dtype
              + " and as "
              + a.dtype()
              + ", which PyTorch cannot read; clone() one of them");
    }
    op('(');
    text("storage");
    name("torch", storageClass);
    text(Integer.toString(stored.key));
    text("cpu");
    integer(storage.byteSize() / a.dtype().byteSize());
    op('t');
    op('Q');
    integer(a.layout().offset());
    integers(a.shape().toArray());
    integers(a.layout().strides());
  }

  private void integers(long[] values) {
    List<Object> boxed = new ArrayList<>(values.length);
    for (long v : values) {
      boxed.add(v);
    }
    tuple(null, boxed);
  }

  private void sparse(SparseTensor s) {
    List<@Nullable Object> data = new ArrayList<>(s.indices());
    data.add(s.values());
    data.add(s.shape());
    name(
        "torch._utils",
        s.layout().equals("sparse_csr") ? "_rebuild_sparse_csr_tensor" : "_rebuild_sparse_tensor");
    name("torch.serialization", "_get_layout");
    tuple(null, Tuple.of("torch." + s.layout()));
    op('R');
    tuple(null, data);
    op(0x86);
    op('R');
    remember(s);
  }

  private void quantized(QuantizedTensor q) {
    name("torch._utils", "_rebuild_qtensor");
    op('(');
    String storageClass =
        switch (q.dtype()) {
          case "qint8" -> "QInt8Storage";
          case "quint8" -> "QUInt8Storage";
          default -> "QInt32Storage";
        };
    geometry(TensorState.array(q.values()), storageClass);
    op('(');
    name("torch", q.scheme());
    if (q.axis() < 0) {
      real(q.scale(0));
      integer((long) q.zeroPoint(0));
    } else {
      value(q.scales());
      value(q.zeroPoints());
      integer(q.axis());
    }
    op('t');
    op(0x89);
    noHooks();
    op('t');
    op('R');
    remember(q);
  }

  // Scalars.

  private void op(int code) {
    out.write(code);
  }

  private void little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> 8 * i));
    }
  }

  private void integer(long n) {
    if (n >= 0 && n < 256) {
      op('K');
      op((int) n);
    } else if (n >= 0 && n < 65536) {
      op('M');
      little(n, 2);
    } else if (n == (int) n) {
      op('J');
      little(n, 4);
    } else {
      big(BigInteger.valueOf(n));
    }
  }

  private void big(BigInteger n) {
    byte[] bigEndian = n.toByteArray();
    if (bigEndian.length < 256) {
      op(0x8a);
      op(bigEndian.length);
    } else {
      op(0x8b);
      little(bigEndian.length, 4);
    }
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      op(bigEndian[i]);
    }
  }

  private void real(double x) {
    op('G');
    little(Long.reverseBytes(Double.doubleToRawLongBits(x)), 8);
  }

  private void text(String s) {
    Integer known = texts.get(s);
    if (known != null) {
      recall(known);
      return;
    }
    byte[] utf8 = PickleText.utf8(s);
    op('X');
    little(utf8.length, 4);
    out.writeBytes(utf8);
    texts.put(s, put());
  }

  private void bytes(byte[] b) {
    name("_codecs", "encode");
    byte[] utf8 = PickleText.utf8(new String(b, StandardCharsets.ISO_8859_1));
    op('X');
    little(utf8.length, 4);
    out.writeBytes(utf8);
    text("latin1");
    op(0x86);
    op('R');
    remember(b);
  }

  private void name(String module, String name) {
    String key = module + "\n" + name + "\n";
    Integer known = texts.get(key);
    if (known != null) {
      recall(known);
      return;
    }
    op('c');
    out.writeBytes(key.getBytes(StandardCharsets.UTF_8));
    texts.put(key, put());
  }

  // The memo.

  private void remember(Object identity) {
    memo.put(identity, put());
  }

  private int put() {
    int index = memoized++;
    if (index < 256) {
      op('q');
      op(index);
    } else {
      op('r');
      little(index, 4);
    }
    return index;
  }

  private void recall(int index) {
    if (index < 256) {
      op('h');
      op(index);
    } else {
      op('j');
      little(index, 4);
    }
  }
}
