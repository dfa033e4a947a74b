package org.torch4j.io;

/** What numpy's own functions in a pickle mean: arrays, scalars and their types. */
final class NumpyCalls {
  private NumpyCalls() {}

  /** The value of {@code f(*args)}; refused if {@code f} is not one of those known. */
  static Object call(String f, Tuple args, PickleCalls calls) {
    return switch (f) {
      case "numpy.core.multiarray._reconstruct" -> new NumpyArray();
      case "numpy.dtype" -> type(args, calls);
      case "numpy.core.multiarray.scalar" -> scalar(args, calls);
      case "numpy.core.numeric._frombuffer" -> fromBuffer(args, calls);
      default -> throw calls.refused(f);
    };
  }

  private static Object type(Tuple args, PickleCalls calls) {
    if (args.isEmpty() || !(args.get(0) instanceof String text) || text.isEmpty()) {
      throw calls.damaged("a numpy dtype");
    }
    String name = "<>|=".indexOf(text.charAt(0)) >= 0 ? text.substring(1) : text;
    if (name.matches("[?]|[a-zA-Z][0-9]{0,6}")) {
      char kind = name.charAt(0);
      int size = name.length() > 1 ? Integer.parseInt(name.substring(1)) : 0;
      return kind == '?' ? new NumpyArray.Type('b', 1) : new NumpyArray.Type(kind, size);
    }
    throw calls.damaged("a numpy dtype " + PickleText.shown(text));
  }

  private static Object scalar(Tuple args, PickleCalls calls) {
    if (args.size() == 2 && args.get(0) instanceof NumpyArray.Type t) {
      if (args.get(1) instanceof byte[] bytes) {
        calls.charge(2L * bytes.length);
        return t.scalar(bytes, calls);
      }
      return new PickledObject("numpy." + t, new Tuple(new Object[] {args.get(1)}));
    }
    throw calls.damaged("a numpy scalar");
  }

  private static Object fromBuffer(Tuple args, PickleCalls calls) {
    if (args.size() == 4
        && args.get(0) instanceof byte[] bytes
        && args.get(1) instanceof NumpyArray.Type t
        && args.get(3) instanceof String order) {
      NumpyArray a = new NumpyArray();
      a.set(args.get(2), t, order.equals("F"), bytes, calls);
      return a;
    }
    throw calls.damaged("a numpy array");
  }
}
