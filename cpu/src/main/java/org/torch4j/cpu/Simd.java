package org.torch4j.cpu;

/**
 * Whether the Vector API can be used, and how wide it is. This class loads without the module;
 * {@link VectorCodegen} and what it makes are touched only where it is there.
 */
final class Simd {
  private static final boolean AVAILABLE =
      !Boolean.getBoolean("torch4j.noSimd")
          && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  static {
    if (!AVAILABLE && !Boolean.getBoolean("torch4j.noSimd")) {
      System.getLogger("org.torch4j.cpu")
          .log(
              System.Logger.Level.WARNING,
              "kernels run without SIMD; start java with --add-modules jdk.incubator.vector");
    }
  }

  private Simd() {}

  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** One line for people. */
  static String description() {
    if (AVAILABLE) {
      return VectorTypes.bits() + "-bit (Vector API)";
    }
    return Boolean.getBoolean("torch4j.noSimd")
        ? "off (-Dtorch4j.noSimd=true)"
        : "off: start java with --add-modules jdk.incubator.vector";
  }
}
