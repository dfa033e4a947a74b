package org.torch4j.io;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Components;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Layout;
import org.torch4j.type.Shape;

/**
 * Writes Java values as the pickle of a PyTorch checkpoint, protocol 2, with the names that {@code
 * torch.load(weights_only=True)} allows. Tensors refer to their storages by number; the caller
 * writes those next to the pickle.
 */
final class PickleWriter {
  private static final int MAX_DEPTH = 900;

  private record Stored(int key, DType dtype) {}

  private final PickleOutput out = new PickleOutput();
  private final IdentityHashMap<Storage, Stored> keys = new IdentityHashMap<>();
  private final List<Storage> storages = new ArrayList<>();
  private final ArrayDeque<Object> path = new ArrayDeque<>();

  /** The storages in the order of their numbers. */
  List<Storage> storages() {
    return storages;
  }

  /** The pickle of {@code value}. */
  byte[] write(@Nullable Object value) {
    out.op(0x80);
    out.op(2);
    value(value);
    out.op('.');
    return out.toByteArray();
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.op('N');
      case Boolean b -> out.op(b ? 0x88 : 0x89);
      case Long n -> out.integer(n);
      case Integer n -> out.integer(n);
      case Short n -> out.integer(n);
      case Byte n -> out.integer(n);
      case BigInteger n -> out.big(n);
      case Double x -> out.real(x);
      case Float x -> out.real(x);
      case String s -> out.text(s);
      case DType d -> out.name("torch", d.torchName());
      default -> {
        if (!out.recalled(value)) {
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
      case Tensor t when TensorState.isSparse(t) -> sparse(t);
      case Tensor t -> tensor(t);
      case Map<?, ?> m -> map(m);
      case Tuple t -> tuple(t, t);
      case Set<?> s -> set(s);
      case Collection<?> c -> list(c, c);
      case byte[] b -> out.bytes(b);
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
      out.name("collections", "OrderedDict");
      out.op(')');
      out.op('R');
    } else {
      out.op('}');
    }
    out.remember(map);
    if (!map.isEmpty()) {
      out.op('(');
      for (Map.Entry<?, ?> e : map.entrySet()) {
        value(key(e.getKey()));
        inside(String.valueOf(e.getKey()), e.getValue());
      }
      out.op('u');
    }
    if (map instanceof OrderedDict<?, ?> d && !d.attributes().isEmpty()) {
      value(d.attributes());
      out.op('b');
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
    out.op(']');
    out.remember(identity);
    if (!list.isEmpty()) {
      out.op('(');
      elements(list);
      out.op('e');
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
      case 0 -> out.op(')');
      case 1, 2, 3 -> {
        elements(tuple);
        out.op(0x84 + tuple.size());
      }
      default -> {
        out.op('(');
        elements(tuple);
        out.op('t');
      }
    }
    if (identity != null && !tuple.isEmpty()) {
      out.remember(identity);
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
    out.name(module, name);
    tuple(null, args);
    out.op('R');
    out.remember(identity);
  }

  // Tensors.

  private void tensor(Tensor t) {
    StridedArray a = TensorState.array(t);
    String storage = StorageType.className(a.dtype());
    boolean untyped = storage.equals(StorageType.UNTYPED);
    out.name("torch._utils", untyped ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
    out.op('(');
    geometry(a, storage);
    out.op(TensorState.requiresGrad(t) ? 0x88 : 0x89);
    noHooks();
    if (untyped) {
      value(a.dtype());
    }
    out.op('t');
    out.op('R');
    out.remember(t);
  }

  private void noHooks() {
    out.name("collections", "OrderedDict");
    out.op(')');
    out.op('R');
  }

  private void geometry(StridedArray a, String storageClass) {
    Storage storage = a.storage();
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
    out.op('(');
    out.text("storage");
    boolean untyped = storageClass.equals(StorageType.UNTYPED);
    out.name(untyped ? "torch.storage" : "torch", storageClass);
    out.text(Integer.toString(stored.key));
    out.text("cpu");
    out.integer(storage.byteSize() / (untyped ? 1 : a.dtype().byteSize()));
    out.op('t');
    out.op('Q');
    out.integer(a.layout().offset());
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

  /** PyTorch writes no history of sparse tensors, not even whether they require a gradient. */
  private void sparse(Tensor s) {
    Components c = TensorState.components(s, "save");
    List<@Nullable Object> data = new ArrayList<>(c.places());
    data.add(c.values().detach());
    data.add(s.shape());
    out.name(
        "torch._utils",
        c.layout() == Layout.SPARSE_CSR ? "_rebuild_sparse_csr_tensor" : "_rebuild_sparse_tensor");
    out.name("torch.serialization", "_get_layout");
    tuple(null, Tuple.of("torch." + c.layout()));
    out.op('R');
    tuple(null, data);
    out.op(0x86);
    out.op('R');
    out.remember(s);
  }

  private void quantized(QuantizedTensor q) {
    out.name("torch._utils", "_rebuild_qtensor");
    out.op('(');
    String storageClass =
        switch (q.dtype()) {
          case "qint8" -> "QInt8Storage";
          case "quint8" -> "QUInt8Storage";
          default -> "QInt32Storage";
        };
    geometry(TensorState.array(q.values()), storageClass);
    out.op('(');
    out.name("torch", q.scheme());
    if (q.axis() < 0) {
      out.real(q.scale(0));
      out.integer((long) q.zeroPoint(0));
    } else {
      value(q.scales());
      value(q.zeroPoints());
      out.integer(q.axis());
    }
    out.op('t');
    out.op(0x89);
    noHooks();
    out.op('t');
    out.op('R');
    out.remember(q);
  }
}
