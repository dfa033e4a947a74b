package org.torch4j.testing.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * The counterparts of PyTorch's public functions, methods and classes, found by their names: the
 * ATen op, else the static method of the class that stands for the Python module (for nn.functional
 * the other way round), else the method of Tensor.
 */
final class Functions {
  private static final String[] PACKAGES = {
    "org.torch4j", "org.torch4j.nn", "org.torch4j.data", "org.torch4j.optim"
  };
  private static final Set<String> COMMUTATIVE =
      Set.of("add", "mul", "bitwise_and", "bitwise_or", "bitwise_xor");
  private static final Map<String, Signature> SIGNATURES = signatures();

  private static Map<String, Signature> signatures() {
    try (InputStream in = Functions.class.getResourceAsStream("python-signatures.txt")) {
      return PythonParser.signatures(
          new BufferedReader(
                  new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))
              .lines()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class of this full name, or null. */
  static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException | NoClassDefFoundError _) {
      return null;
    }
  }

  static @Nullable Signature signature(String path) {
    return SIGNATURES.get(path);
  }

  /** The path of a function that is written without its module. */
  String path(String name) {
    return SIGNATURES.containsKey("torch.nn.functional." + name)
        ? "torch.nn.functional." + name
        : "torch." + name;
  }

  /** Calls a function, a method (whose receiver comes first) or a class. */
  @Nullable Object call(
      String path, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    return call(path, List.of(), args, kwargs);
  }

  /** Calls a function whose ATen op may also have one of the other names. */
  @Nullable Object call(
      String path,
      List<String> atenNames,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs) {
    int dot = path.lastIndexOf('.');
    String module = dot < 0 ? "" : path.substring(0, dot);
    String name = path.substring(dot + 1);
    if (module.equals("torch.Tensor")) {
      return onReceiver(name, args, kwargs);
    }
    int aten = path.indexOf("aten::");
    if (aten >= 0) {
      String op = path.substring(aten + "aten::".length());
      return AtenCalls.call(op, Arguments.of(op, null, args, kwargs));
    }
    if (Character.isUpperCase(name.charAt(0))) {
      return construct(path, args, kwargs);
    }
    Arguments arguments = Arguments.of(name, SIGNATURES.get(path), args, kwargs);
    if (Boolean.TRUE.equals(arguments.named().get("as_tuple"))) { // PyTorch has an op of that name
      return AtenCalls.call(name + "_numpy", arguments.without("as_tuple"));
    }
    Attempts attempts = new Attempts(path);
    Set<String> names = new LinkedHashSet<>();
    names.add(Names.aten(path));
    atenNames.forEach(n -> names.add(Names.aten(n)));
    Class<?> owner = functionClass(module);
    // The names of nn.functional are Python functions, which need not be the ops of that name.
    boolean python = module.equals("torch.nn.functional") && !name.startsWith("_");
    if (!python) {
      aten(attempts, names, arguments);
    }
    if (owner != null) {
      inJava(name, arguments, (m, a) -> statically(attempts, owner, m, a));
    }
    if (python) {
      aten(attempts, names, arguments);
    }
    Arguments rest = module.equals("torch") ? arguments.afterReceiver() : null;
    if (rest != null && arguments.first() instanceof Tensor self) { // torch.f(x) is x.f()
      inJava(name, rest, (m, a) -> virtually(attempts, self, m, a));
    }
    return attempts.result();
  }

  private static void aten(Attempts attempts, Set<String> names, Arguments arguments) {
    for (String n : names) {
      if (AtenCalls.exists(n)) {
        attempts.run(() -> AtenCalls.call(n, arguments));
      }
    }
  }

  /** Calls by one of the names of a Java method. */
  private interface Route {
    void run(String method, Arguments arguments);
  }

  private static void inJava(String name, Arguments arguments, Route route) {
    String flag = arguments.returnFlag();
    Arguments gathered = arguments.gathered();
    for (String m : Names.methods(name)) {
      if (flag != null) {
        route.run(
            m + "With" + Names.capitalized(Names.camel(flag.substring("return_".length()))),
            arguments.without(flag));
      }
      route.run(m, arguments);
      if (gathered != null) {
        route.run(m, gathered);
      }
    }
  }

  private static void statically(
      Attempts attempts, Class<?> owner, String method, Arguments arguments) {
    if (JavaCalls.exists(owner, method, true)) {
      attempts.run(() -> JavaCalls.callStatic(owner, method, arguments));
    }
  }

  private static void virtually(
      Attempts attempts, Tensor self, String method, Arguments arguments) {
    if (JavaCalls.exists(Tensor.class, method, false)) {
      attempts.run(() -> JavaCalls.callMethod(self, method, arguments));
    }
  }

  private static @Nullable Class<?> functionClass(String module) {
    return find(PACKAGES, Names.functionClass(module));
  }

  private static @Nullable Class<?> find(String[] packages, String name) {
    for (String p : packages) {
      Class<?> found = find(p + "." + name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Makes an object of a class by its Python path. */
  Object construct(String path, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    return JavaCalls.construct(
        classOf(path),
        Arguments.of(
            path.substring(path.lastIndexOf('.') + 1), SIGNATURES.get(path), args, kwargs));
  }

  /** The class behind a Python path; a {@link CallMismatch} if there is none. */
  static Class<?> classOf(String path) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    String[] packages =
        switch (path.substring(0, Math.max(0, path.lastIndexOf('.')))) {
          case "torch" -> new String[] {"org.torch4j"};
          case "torch.nn" -> new String[] {"org.torch4j.nn"};
          case "torch.optim" -> new String[] {"org.torch4j.optim"};
          case "torch.utils.data" -> new String[] {"org.torch4j.data"};
          default -> new String[0];
        };
    Class<?> found = find(packages, name);
    if (found == null) {
      throw CallMismatch.missing("class", path);
    }
    return found;
  }

  private @Nullable Object onReceiver(
      String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    if (!args.isEmpty() && args.get(0) instanceof Tensor self) {
      return method(self, name, args.subList(1, args.size()), kwargs);
    }
    if (Names.isDunder(name)) {
      throw CallMismatch.unfit(name + ": needs a tensor, got " + args, true);
    }
    String op = name;
    if (!AtenCalls.exists(op)) {
      throw CallMismatch.missing("op", name);
    }
    return AtenCalls.call(op, Arguments.of(op, null, args, kwargs));
  }

  /** Calls a method of a tensor. */
  @Nullable Object method(
      Tensor self, String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
    if (Names.isDunder(name)) {
      return dunder(self, name, args);
    }
    Arguments rest = Arguments.of(name, null, args, kwargs);
    List<@Nullable Object> all = new ArrayList<>();
    all.add(self);
    all.addAll(args);
    Arguments whole = Arguments.of(name, null, all, kwargs);
    Attempts attempts = new Attempts(name);
    aten(attempts, Set.of(name), whole);
    inJava(name, rest, (m, a) -> virtually(attempts, self, m, a));
    inJava(name, whole, (m, a) -> statically(attempts, Torch.class, m, a));
    return attempts.result();
  }

  private @Nullable Object dunder(Tensor self, String name, List<@Nullable Object> args) {
    if (name.equals("__getitem__") && args.size() == 1) {
      return item(self, args.get(0));
    }
    String op = Names.operator(name);
    if (op.isEmpty()) {
      throw CallMismatch.missing("operator", name);
    }
    if (args.isEmpty()) {
      return method(self, op, List.of(), Map.of());
    }
    if (!Names.isReflected(name)) {
      return operator(op, self, args.get(0));
    }
    // Python's reflected power makes a new tensor of the base, which cuts its gradient off.
    boolean constant = op.equals("pow") && args.get(0) instanceof Tensor;
    return operator(op, constant ? ((Tensor) args.get(0)).detach() : args.get(0), self);
  }

  /** {@code left op right}; one of them is a tensor. */
  @Nullable Object operator(String op, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Tensor t) {
      return method(t, op, args(right), Map.of());
    }
    if (!(right instanceof Tensor t)) {
      return AtenCalls.call(op, Arguments.of(op, null, args(left, right), Map.of()));
    }
    try {
      return AtenCalls.call(op, Arguments.of(op, null, args(left, right), Map.of()));
    } catch (CallMismatch e) {
      if (COMMUTATIVE.contains(op)) {
        return method(t, op, args(left), Map.of());
      }
      if (op.equals("div") || op.equals("true_divide")) { // PyTorch's own definition
        return operator("mul", method(t, "reciprocal", List.of(), Map.of()), left);
      }
      if (op.equals("sub")) {
        return method(t, "rsub", args(left), Map.of());
      }
      throw e;
    }
  }

  private static List<@Nullable Object> args(@Nullable Object... values) {
    return java.util.Arrays.asList(values);
  }

  /** {@code self[index]} as Python reads it. */
  Tensor item(Tensor self, @Nullable Object index) {
    return self.get(Indices.of(index));
  }

  /** Tries one counterpart after the other until one takes the arguments. */
  private static final class Attempts {
    private final String name;
    private final List<CallMismatch> mismatches = new ArrayList<>();
    private boolean done;
    private @Nullable Object result;

    Attempts(String name) {
      this.name = name;
    }

    void run(Supplier<@Nullable Object> call) {
      if (!done) {
        try {
          result = call.get();
          done = true;
        } catch (CallMismatch e) {
          mismatches.add(e);
        }
      }
    }

    @Nullable Object result() {
      if (done) {
        return result;
      }
      if (mismatches.isEmpty()) {
        throw CallMismatch.missing("op", name.replaceFirst("^torch\\.", ""));
      }
      throw mismatches.stream().filter(CallMismatch::refused).findFirst().orElse(mismatches.get(0));
    }
  }
}
