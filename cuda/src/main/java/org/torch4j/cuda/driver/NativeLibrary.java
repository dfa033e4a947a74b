package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * The functions of one shared library. A function that is not there, or all of them when there is
 * no library, become handles that throw a sentence when called: so a class of bindings can always
 * be initialised, and an old driver fails only where it lacks something.
 */
final class NativeLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle MISSING = missingHandle();

  private final String what;
  private final @Nullable SymbolLookup symbols;
  private final String origin;
  private final Map<String, String> signatures = new ConcurrentSkipListMap<>();

  private NativeLibrary(String what, @Nullable SymbolLookup symbols, String origin) {
    this.what = what;
    this.symbols = symbols;
    this.origin = origin;
  }

  static NativeLibrary of(String what, SymbolLookup symbols, String path) {
    return new NativeLibrary(what, symbols, path);
  }

  /** One that is not there: every function throws {@code sentence}. */
  static NativeLibrary absent(String what, String sentence) {
    return new NativeLibrary(what, null, sentence);
  }

  boolean isPresent() {
    return symbols != null;
  }

  /** The file, or the sentence that says why there is none. */
  String origin() {
    return origin;
  }

  boolean has(String name) {
    return symbols != null && symbols.find(name).isPresent();
  }

  /** What {@link #function} was asked for so far: name to signature. */
  Map<String, String> signatures() {
    return signatures;
  }

  /**
   * Binds a function.
   *
   * @param signature the result and then the parameters, a letter each: {@code I} int, {@code J}
   *     long, size_t, handle or address, {@code A} host address given as a segment, {@code F}
   *     float, {@code D} double, {@code V} void
   */
  MethodHandle function(String name, String signature) {
    signatures.put(name, signature);
    FunctionDescriptor descriptor = descriptor(signature);
    if (symbols != null) {
      var symbol = symbols.find(name);
      if (symbol.isPresent()) {
        return LINKER.downcallHandle(symbol.get(), descriptor);
      }
    }
    String sentence =
        symbols == null ? origin : what + " (" + origin + ") has no " + name + ": update it";
    MethodType type = descriptor.toMethodType();
    MethodHandle thrower = MISSING.bindTo(sentence);
    return MethodHandles.dropArguments(
        thrower.asType(MethodType.methodType(type.returnType())), 0, type.parameterList());
  }

  static FunctionDescriptor descriptor(String signature) {
    MemoryLayout[] parameters =
        signature.substring(1).chars().mapToObj(c -> layout((char) c)).toArray(MemoryLayout[]::new);
    return signature.charAt(0) == 'V'
        ? FunctionDescriptor.ofVoid(parameters)
        : FunctionDescriptor.of(layout(signature.charAt(0)), parameters);
  }

  private static MemoryLayout layout(char letter) {
    return switch (letter) {
      case 'I' -> JAVA_INT;
      case 'J' -> JAVA_LONG;
      case 'A' -> ADDRESS;
      case 'F' -> JAVA_FLOAT;
      case 'D' -> JAVA_DOUBLE;
      default -> throw new IllegalArgumentException("signature letter " + letter);
    };
  }

  @SuppressWarnings("UnusedMethod") // Called through MISSING.
  private static Object missing(String sentence) {
    throw new DeviceException(sentence);
  }

  private static MethodHandle missingHandle() {
    try {
      return MethodHandles.lookup()
          .findStatic(
              NativeLibrary.class, "missing", MethodType.methodType(Object.class, String.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
