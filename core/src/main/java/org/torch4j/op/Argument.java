package org.torch4j.op;

import org.jspecify.annotations.Nullable;

/**
 * One argument of a schema.
 *
 * @param name its name, snake_case as in ATen
 * @param type what it accepts
 * @param optional whether None is accepted
 * @param list whether it is a list of {@code type}
 * @param optionalItems whether None is accepted inside the list
 * @param listSize the length that a single number stretches to, 0 if none
 * @param keywordOnly whether it stands behind {@code *}
 * @param written whether the op writes into it, {@code Tensor(a!)}
 * @param hasDefault whether it may be left out
 * @param defaultValue its value in normal form when left out
 */
public record Argument(
    String name,
    Type type,
    boolean optional,
    boolean list,
    boolean optionalItems,
    int listSize,
    boolean keywordOnly,
    boolean written,
    boolean hasDefault,
    @Nullable Object defaultValue) {

  /**
   * The types of schema arguments with the Java class of their normal form: Tensor, Scalar, Long,
   * Double, Boolean, String, DType, Device, MemoryFormat, Generator; lists are Tensor[], long[],
   * double[], boolean[], Scalar[].
   */
  public enum Type {
    /** A tensor. */
    TENSOR("Tensor"),
    /** A number that keeps its category. */
    SCALAR("Scalar"),
    /** A 64-bit integer. */
    INT("int"),
    /** A double. */
    FLOAT("float"),
    /** A truth value. */
    BOOL("bool"),
    /** Text. */
    STRING("str"),
    /** An element type. */
    DTYPE("ScalarType"),
    /** A device. */
    DEVICE("Device"),
    /** An order of elements in memory. */
    MEMORY_FORMAT("MemoryFormat"),
    /** A random generator. */
    GENERATOR("Generator");

    private final String schemaName;

    Type(String schemaName) {
      this.schemaName = schemaName;
    }

    static Type of(String text, String schema) {
      for (Type t : values()) {
        if (t.schemaName.equals(text)) {
          return t;
        }
      }
      throw new IllegalArgumentException("schema '" + schema + "': unknown type '" + text + "'");
    }

    @Override
    public String toString() {
      return schemaName;
    }
  }

  /** Whether values are tensors or lists of them. */
  public boolean isTensor() {
    return type == Type.TENSOR;
  }

  /** The type as the schema writes it: {@code int[2]?}. */
  public String typeText() {
    return type
        + (written ? "(a!)" : "")
        + (list ? "[" + (listSize > 0 ? listSize : "") + "]" : "")
        + (optional ? "?" : "");
  }
}
