package org.torch4j.fuzz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Fft;
import org.torch4j.Linalg;
import org.torch4j.Ops;
import org.torch4j.Special;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.DistanceFunction;
import org.torch4j.nn.F;
import org.torch4j.op.Argument;
import org.torch4j.op.Op;
import org.torch4j.op.SampleCalls;
import org.torch4j.op.Schema;
import org.torch4j.type.Complex;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** All that can be called: every op by its schema, every public function and method. */
final class FuzzTargets {
  private static final List<Class<?>> FUNCTIONS =
      List.of(Torch.class, F.class, Linalg.class, Fft.class, Special.class);

  /** What changes the state of the process or the thread, or reads and writes files. */
  private static final Set<String> OTHER =
      Set.of(
          "save",
          "load",
          "loadStateDict",
          "fromFile",
          "setPrintoptions",
          "setNumThreads",
          "setDefaultDtype",
          "setGradEnabled",
          "setDetectAnomaly",
          "setAnomalyEnabled",
          "autocast",
          "noGrad",
          "enableGrad",
          "inferenceMode",
          "detectAnomaly",
          "wait",
          "notify",
          "notifyAll");

  private final List<Op> ops = new ArrayList<>();
  private final List<Method> methods = new ArrayList<>();

  FuzzTargets() {
    Ops.names().forEach(n -> ops.addAll(Ops.overloads(n)));
    for (Class<?> c : FUNCTIONS) {
      add(c, true);
    }
    add(Tensor.class, false);
    methods.sort(Comparator.comparing(Method::toString));
  }

  private void add(Class<?> owner, boolean statics) {
    for (Method m : owner.getMethods()) {
      if (Modifier.isStatic(m.getModifiers()) == statics
          && !m.isBridge()
          && m.getDeclaringClass() != Object.class
          && !OTHER.contains(m.getName())) {
        m.setAccessible(true); // the methods stand in classes that are not public
        methods.add(m);
      }
    }
  }

  int size() {
    return ops.size() + methods.size();
  }

  /** The call that a seed stands for. */
  FuzzCall call(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
    FuzzValues values = new FuzzValues(random);
    if (values.chance(0.4)) {
      return sample(values);
    }
    int target = random.nextInt(size());
    return target < ops.size()
        ? op(ops.get(target), values)
        : method(methods.get(target - ops.size()), values);
  }

  // ---- calls that work, but for one or two arguments

  private static FuzzCall sample(FuzzValues values) {
    SampleCalls.Call call =
        SampleCalls.get(
            values.below(SampleCalls.size()),
            t ->
                values.chance(0.85) ? t : values.chance(0.5) ? values.changed(t) : values.tensor());
    List<@Nullable Object> args = new ArrayList<>(call.args());
    for (int i = 0; i < args.size(); i++) {
      if (!(args.get(i) instanceof Tensor) && values.chance(0.3)) {
        args.set(i, other(args.get(i), values));
      }
    }
    List<@Nullable Object> shown = new ArrayList<>(args);
    shown.add(call.kwargs());
    return new FuzzCall(
        "Ops.call " + call.op(), shown, () -> Ops.call(call.op(), args, call.kwargs()));
  }

  private static @Nullable Object other(@Nullable Object value, FuzzValues values) {
    return switch (value) {
      case Boolean _ -> values.chance(0.5);
      case Double _ -> values.real();
      case Number _ -> values.chance(0.3) ? values.integer() : (Object) values.positive();
      case String _ -> values.text();
      case long[] l -> values.chance(0.5) ? values.integers() : values.nearby(l);
      case null -> null;
      default -> value;
    };
  }

  // ---- ops

  private static FuzzCall op(Op op, FuzzValues values) {
    Schema s = op.schema();
    List<@Nullable Object> args = new ArrayList<>();
    Map<String, @Nullable Object> named = new HashMap<>();
    for (int i = 0; i < s.size(); i++) {
      Argument a = s.argument(i);
      boolean skip = a.hasDefault() && values.chance(a.optional() ? 0.6 : 0.4);
      if (skip) {
        continue;
      }
      Object value = values.chance(0.02) ? values.text() : argument(a, values);
      if (a.keywordOnly() || args.size() < i || values.chance(0.1)) {
        named.put(a.name(), value);
      } else {
        args.add(value);
      }
    }
    String suffix = s.overload().isEmpty() ? "" : "." + s.overload();
    boolean inPlace = !s.name().endsWith("_") && values.chance(0.1);
    if (!inPlace && values.chance(0.05)) {
      named.put("out", values.chance(0.8) ? values.tensor() : values.tensors());
    }
    String name = s.name() + (inPlace ? "_" : "") + suffix;
    List<@Nullable Object> shown = new ArrayList<>(args);
    shown.add(named);
    return new FuzzCall("Ops.call " + name, shown, () -> Ops.call(name, args, named));
  }

  private static @Nullable Object argument(Argument a, FuzzValues values) {
    if (values.chance(a.optional() ? 0.3 : 0.01)) {
      return null;
    }
    boolean index = a.name().startsWith("ind") || a.name().equals("target");
    if (a.list()) {
      return switch (a.type()) {
        case TENSOR -> index ? Collections.singletonList(values.indices()) : values.tensors();
        case INT -> values.integers();
        case FLOAT -> values.reals();
        case BOOL -> List.of(values.chance(0.5), values.chance(0.5), values.chance(0.5));
        default -> List.of(values.number());
      };
    }
    return switch (a.type()) {
      case TENSOR -> index && values.chance(0.8) ? values.indices() : values.tensor();
      case SCALAR -> values.number();
      case INT -> a.name().equals("dim") ? values.integer() : values.positive();
      case FLOAT -> values.real();
      case BOOL -> values.chance(0.5);
      case STRING -> values.text();
      case DTYPE -> values.dtype();
      case DEVICE -> values.device();
      case MEMORY_FORMAT -> values.memoryFormat();
      case GENERATOR -> values.generator();
    };
  }

  // ---- methods

  private static FuzzCall method(Method m, FuzzValues values) {
    Tensor self = Modifier.isStatic(m.getModifiers()) ? null : values.tensor();
    Type[] types = m.getGenericParameterTypes();
    @Nullable Object[] args = new Object[types.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = value(types[i], m.getParameters()[i].getName(), values);
    }
    List<@Nullable Object> shown = new ArrayList<>();
    if (self != null) {
      shown.add(self);
    }
    shown.addAll(Arrays.asList(args));
    String name = m.getDeclaringClass().getSimpleName() + "." + m.getName();
    return new FuzzCall(name, shown, () -> invoke(m, self, args));
  }

  private static @Nullable Object invoke(Method m, @Nullable Object self, @Nullable Object[] args)
      throws Exception {
    try {
      return m.invoke(self, args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw (Error) e.getCause();
    }
  }

  private static @Nullable Object value(Type type, String name, FuzzValues values) {
    if (type instanceof ParameterizedType p) {
      return parameterized(p, values);
    }
    Class<?> c = (Class<?>) type;
    if (!c.isPrimitive() && values.chance(0.015)) {
      return null;
    }
    if (c == Tensor.class) {
      boolean index = name.startsWith("ind") || name.equals("target");
      return index && values.chance(0.8) ? values.indices() : values.tensor();
    }
    if (c.isRecord() && !List.of(Complex.class, Device.class).contains(c)) {
      return options(c, values);
    }
    return plain(c, values);
  }

  private static @Nullable Object parameterized(ParameterizedType p, FuzzValues values) {
    if (p.getRawType() != List.class) {
      return null; // functions
    }
    String of = p.getActualTypeArguments()[0].getTypeName();
    if (of.contains("Tensor")) {
      return values.tensors();
    }
    if (of.contains("List")) {
      return List.of(Arrays.stream(values.integers()).boxed().toList());
    }
    return Arrays.stream(values.integers()).boxed().toList();
  }

  private static @Nullable Object plain(Class<?> c, FuzzValues values) {
    return switch (c.getSimpleName()) {
      case "long", "Long" -> values.integer();
      case "int", "Integer" -> values.chance(0.02) ? Integer.MIN_VALUE : (int) values.integer();
      case "double", "Double" -> values.real();
      case "boolean", "Boolean" -> values.chance(0.5);
      case "Number" -> values.number();
      case "String" -> values.text();
      case "Complex" -> new Complex(values.real(), values.real());
      case "DType" -> values.dtype();
      case "Device" -> values.device();
      case "Shape" -> values.shape();
      case "MemoryFormat" -> values.memoryFormat();
      case "Generator" -> values.generator();
      case "Object" -> object(values);
      case "Object[]" -> new Object[] {object(values), object(values)};
      case "Tensor[]" -> values.tensors().toArray(new Tensor[0]);
      case "Shape[]" -> new Shape[] {Shape.of(values.below(3)), Shape.of(2, values.below(3))};
      case "long[]" -> values.integers();
      case "int[]" -> Arrays.stream(values.integers()).mapToInt(x -> (int) x).toArray();
      case "double[]" -> values.reals();
      case "float[]" -> new float[] {(float) values.real()};
      case "DoubleUnaryOperator" -> (DoubleUnaryOperator) Math::abs;
      case "DoubleBinaryOperator" -> (DoubleBinaryOperator) Math::max;
      case "ByteBuffer" -> ByteBuffer.allocate(values.below(40));
      case "DistanceFunction" -> (DistanceFunction) (a, b) -> a.sub(b).abs();
      case "boolean[]" -> new boolean[] {values.chance(0.5)};
      default -> throw new AssertionError("no values of " + c);
    };
  }

  private static @Nullable Object object(FuzzValues values) {
    return switch (values.below(6)) {
      case 0 -> values.tensor();
      case 1 -> values.number();
      case 2 -> values.text();
      case 3 -> values.integers();
      case 4 -> null;
      default -> values.chance(0.5);
    };
  }

  /** An options record with any components; its own checks may refuse them. */
  private static Object options(Class<?> c, FuzzValues values) {
    try {
      var constructor = c.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      @Nullable Object[] args = new Object[constructor.getParameterCount()];
      for (int i = 0; i < args.length; i++) {
        Type type = constructor.getGenericParameterTypes()[i];
        args[i] = value(type, c.getRecordComponents()[i].getName(), values);
      }
      return constructor.newInstance(args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw new Refused(refused);
      }
      throw new AssertionError(c.toString(), e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(c.toString(), e);
    }
  }

  /** An options record that raised when it was made. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(RuntimeException cause) {
      super(cause);
    }
  }
}
