package org.torch4j.io;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/**
 * The names a pickle may use and what each means as data. A name of Python's standard library that
 * is not listed, and a call of any name that is not listed, make the file refused.
 */
final class PickleCalls {
  private static final long FREE_BYTES = 16L << 20;

  private final ByteSource in;
  private final TensorCalls tensors;
  private final Refusals refusals;
  private long budget;

  PickleCalls(ByteSource in, PickleReader.Persistent storages, Refusals refusals) {
    this.in = in;
    this.refusals = refusals;
    this.tensors = new TensorCalls(this, storages);
    this.budget = FREE_BYTES + 8 * in.remaining();
  }

  /** The file that is read. */
  ByteSource source() {
    return in;
  }

  /** The exception for a name that is more than data. */
  RefusedException refused(String name) {
    return new RefusedException(in, name);
  }

  CheckpointException damaged(String what) {
    return in.fail("is damaged: " + what + " before byte " + in.position());
  }

  /** Accounts for memory that grows faster than the file's own bytes. */
  void charge(long bytes) {
    budget -= Math.min(bytes, Long.MAX_VALUE / 2);
    if (budget < 0) {
      throw in.fail("would grow far beyond its own size when it is read");
    }
  }

  // Names.

  /** What {@code module.name} stands for; refused if only code could give it a meaning. */
  Object name(String module, String name) {
    String home =
        switch (module) {
          case "__builtin__" -> "builtins";
          case "copy_reg" -> "copyreg";
          default ->
              module.startsWith("numpy._core") ? "numpy.core" + module.substring(11) : module;
        };
    String full = home + "." + name;
    if (home.equals("torch")) {
      for (DType d : DType.values()) {
        if (d.torchName().equals(name)) {
          return d;
        }
      }
    }
    if (StandardLibrary.owns(home) && !StandardLibrary.isData(full)) {
      refusals.add(refused(full));
    }
    return new PickledName(full);
  }

  // Calls.

  /** The value of {@code callee(*args)}, for callees whose meaning is known. */
  @Nullable Object call(@Nullable Object callee, Tuple args) {
    try {
      return known(callee, args);
    } catch (RefusedException e) {
      refusals.add(e);
      return new PickledObject(e.name(), args);
    }
  }

  private @Nullable Object known(@Nullable Object callee, Tuple args) {
    if (!(callee instanceof PickledName name)) {
      throw refused(PickleText.typeName(callee) + " as a function");
    }
    String f = name.name();
    if (StandardLibrary.isDataClass(f)) {
      return new PickledObject(f, args);
    }
    return switch (f) {
      case "collections.OrderedDict" -> fill(new OrderedDict<>(), args);
      case "builtins.dict" -> fill(new LinkedHashMap<>(), args);
      case "collections.Counter" -> fill(new LinkedHashMap<>(), args);
      case "collections.defaultdict" -> new LinkedHashMap<>();
      case "builtins.list", "collections.deque" -> new ArrayList<>(charged(args));
      case "builtins.tuple" -> new Tuple(charged(args).toArray());
      case "builtins.set" -> set(args);
      case "builtins.frozenset" -> frozen(args);
      case "builtins.bytes", "builtins.bytearray" -> bytes(args);
      case "_codecs.encode" -> bytes(args);
      case "builtins.complex" -> complex(args);
      case "builtins.int", "builtins.float", "builtins.bool", "builtins.str" -> single(args, f);
      case "copyreg._reconstructor" -> reconstructed(args);
      case "copyreg.__newobj__" -> create(first(args, f), rest(args));
      case "torch.device" -> device(args);
      default -> {
        if (f.startsWith("numpy.")) {
          yield NumpyCalls.call(f, args, this);
        }
        yield tensors.call(f, args);
      }
    };
  }

  /** An object of the class {@code type} without its state, made by {@code __new__}. */
  Object create(@Nullable Object type, Tuple args) {
    if (!(type instanceof PickledName name)) {
      RefusedException e = refused(PickleText.typeName(type) + " as a class");
      refusals.add(e);
      return new PickledObject(e.name(), args);
    }
    String f = name.name();
    if (StandardLibrary.owns(f) && !StandardLibrary.isDataClass(f)) {
      Object made = call(type, args);
      if (made == null) {
        throw refused(f + " as a class");
      }
      return made;
    }
    return new PickledObject(f, args);
  }

  /** Gives {@code target} its state. */
  void build(@Nullable Object target, @Nullable Object state) {
    switch (target) {
      case PickledObject o -> o.build(state);
      case OrderedDict<?, ?> d when state instanceof Map<?, ?> map ->
          map.forEach(
              (k, v) -> {
                if (k != null) {
                  d.attributes().put(k, v);
                }
              });
      case NumpyArray a -> a.build(state, this);
      case NumpyArray.Type t -> t.build(state, this);
      case Map<?, ?> _, Collection<?> _, Tensor _ when state instanceof Map<?, ?> -> {
        // Attributes that Python code put on a dict, list or tensor: nothing here holds them.
      }
      case null, default ->
          refusals.add(refused("setting the state of " + PickleText.typeName(target)));
    }
  }

  private Object first(Tuple args, String f) {
    Object value = args.isEmpty() ? null : args.get(0);
    if (value == null) {
      throw damaged(f + " without arguments");
    }
    return value;
  }

  private static Tuple rest(Tuple args) {
    return new Tuple(args.subList(1, args.size()).toArray());
  }

  private Object single(Tuple args, String f) {
    Object value = first(args, f);
    if (args.size() == 1
        && (value instanceof Number || value instanceof Boolean || value instanceof String)) {
      return value;
    }
    throw damaged(f + " of a " + PickleText.typeName(value));
  }

  private List<@Nullable Object> charged(Tuple args) {
    if (args.isEmpty()) {
      return List.of();
    }
    if (args.get(0) instanceof Collection<?> c) {
      charge(16L * c.size());
      return new ArrayList<>(c);
    }
    throw damaged("a container made from a " + PickleText.typeName(args.get(0)));
  }

  private Map<Object, Object> fill(Map<Object, Object> map, Tuple args) {
    if (!args.isEmpty() && args.get(0) instanceof Map<?, ?> from) {
      from.forEach((k, v) -> map.put(key(k), v));
      return map;
    }
    for (Object pair : charged(args)) {
      if (!(pair instanceof List<?> l) || l.size() != 2) {
        throw damaged("a map made from something else than pairs");
      }
      map.put(key(l.get(0)), l.get(1));
    }
    return map;
  }

  private LinkedHashSet<@Nullable Object> set(Tuple args) {
    LinkedHashSet<@Nullable Object> set = new LinkedHashSet<>();
    for (Object o : charged(args)) {
      set.add(key(o));
    }
    return set;
  }

  /** Makes a frozen set of {@code args.get(0)}. */
  FrozenSet frozen(Tuple args) {
    long before = budget;
    LinkedHashSet<@Nullable Object> set = set(args);
    return new FrozenSet(set, before - budget);
  }

  private byte[] bytes(Tuple args) {
    if (args.isEmpty()) {
      return new byte[0];
    }
    Object value = args.get(0);
    if (value instanceof byte[] b) {
      charge(b.length);
      return b.clone();
    }
    if (value instanceof String s) {
      charge(s.length());
      if (args.size() == 2 && args.get(1) instanceof String encoding) {
        return encode(s, encoding);
      }
    }
    throw damaged("bytes made from a " + PickleText.typeName(value));
  }

  private byte[] encode(String s, String encoding) {
    if (encoding.equals("utf-8") || encoding.equals("utf8")) {
      return PickleText.utf8(s);
    }
    if (!encoding.equals("latin1") && !encoding.equals("latin-1")) {
      throw damaged("bytes in the encoding " + PickleText.shown(encoding));
    }
    if (s.chars().anyMatch(c -> c > 0xff)) {
      throw damaged("bytes above 255");
    }
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Complex complex(Tuple args) {
    if (args.size() == 2 && args.get(0) instanceof Number re && args.get(1) instanceof Number im) {
      return new Complex(re.doubleValue(), im.doubleValue());
    }
    throw damaged("a complex number");
  }

  private Object device(Tuple args) {
    if (!args.isEmpty() && args.get(0) instanceof String type) {
      String text = args.size() > 1 ? type + ":" + args.get(1) : type;
      try {
        return Device.of(text);
      } catch (DeviceException e) {
        return new PickledName("torch.device." + PickleText.shown(text));
      }
    }
    throw damaged("a device");
  }

  private Object reconstructed(Tuple args) {
    if (args.size() == 3
        && args.get(0) instanceof PickledName type
        && args.get(1) instanceof PickledName(String base)
        && base.equals("builtins.object")) {
      return create(type, new Tuple(new Object[0]));
    }
    throw damaged("an object rebuilt from a base class");
  }

  // Keys and containers.

  /** Checks that {@code value} may be a key or an element of a set, and accounts for its hash. */
  @Nullable Object key(@Nullable Object value) {
    switch (value) {
      case Tuple t -> {
        charge(8 * t.weight());
        checkTuple(t);
      }
      case FrozenSet s -> {
        charge(8 + s.weight());
        for (Object e : s) {
          if (e instanceof FrozenSet) {
            throw damaged("a set of sets as a key");
          }
        }
      }
      case null, default -> simple(value);
    }
    return value;
  }

  private void checkTuple(Tuple t) {
    for (Object e : t) {
      if (e instanceof Tuple inner) {
        checkTuple(inner);
      } else {
        simple(e);
      }
    }
  }

  private void simple(@Nullable Object value) {
    switch (value) {
      case String s -> charge(s.length() / 16);
      case BigInteger i -> charge(i.bitLength() / 8);
      case Shape s -> charge(8L * s.dim());
      case Collection<?> _, Map<?, ?> _ ->
          throw damaged("a " + PickleText.typeName(value) + " as a key");
      case NumpyArray _, NumpyArray.Type _, StoredElements _ -> throw damaged("an array as a key");
      case null, default -> {
        // numbers, names and objects of identity: their hash costs nothing
      }
    }
  }

  /** The list that APPENDS fills, or null if {@code value} is not a kind of list. */
  @SuppressWarnings("unchecked")
  static @Nullable List<Object> elementsOf(@Nullable Object value) {
    return switch (value) {
      case ArrayList<?> l -> (List<Object>) l;
      case PickledObject o -> o.openElements();
      case null, default -> null;
    };
  }

  /** The map that SETITEMS fills, or null if {@code value} is not a kind of map. */
  @SuppressWarnings("unchecked")
  static @Nullable Map<Object, Object> entriesOf(@Nullable Object value) {
    return switch (value) {
      case LinkedHashMap<?, ?> m -> (Map<Object, Object>) m;
      case PickledObject o -> o.openEntries();
      case null, default -> null;
    };
  }

  /** A whole number that fits a long. */
  long integer(@Nullable Object value, String what) {
    if (value instanceof Long l) {
      return l;
    }
    throw damaged(what + " is " + PickleText.typeName(value) + ", expected an integer");
  }

  /** A tuple or list of whole numbers. */
  long[] integers(@Nullable Object value, String what) {
    if (!(value instanceof List<?> list)) {
      throw damaged(what + " is " + PickleText.typeName(value) + ", expected integers");
    }
    charge(8L * list.size());
    long[] out = new long[list.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = integer(list.get(i), what);
    }
    return out;
  }
}
