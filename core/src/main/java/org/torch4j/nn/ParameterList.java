package org.torch4j.nn;

import java.util.Iterator;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Parameters in a list, {@code torch.nn.ParameterList}, named {@code 0}, {@code 1}, ... */
public class ParameterList extends Module implements Iterable<Parameter> {
  /** These; tensors that are no parameters become parameters. */
  public ParameterList(Tensor... values) {
    this(List.of(values));
  }

  /** These; tensors that are no parameters become parameters. */
  public ParameterList(Iterable<? extends Tensor> values) {
    extend(values);
  }

  /** How many there are. */
  public final int size() {
    return registry().parameters().size();
  }

  /** The parameter at a place; negative counts from the end. */
  public final Parameter get(int index) {
    return ModuleTree.member(
        this, Integer.toString(Containers.place(index, size())), "parameter", Registry::parameters);
  }

  /** Replaces the parameter at a place. */
  public final void set(int index, Tensor value) {
    registerParameter(Integer.toString(Containers.place(index, size())), parameter(value));
  }

  /** Adds one at the end. */
  public final ParameterList append(Tensor value) {
    registerParameter(Integer.toString(size()), parameter(value));
    return this;
  }

  /** Adds several at the end. */
  public final ParameterList extend(Iterable<? extends Tensor> values) {
    values.forEach(this::append);
    return this;
  }

  static Parameter parameter(Tensor value) {
    return value instanceof Parameter p ? p : new Parameter(value);
  }

  /** The parameters in order. */
  @Override
  public final Iterator<Parameter> iterator() {
    return List.copyOf(registry().parameters().values()).iterator();
  }

  @Override
  public String extraRepr() {
    StringBuilder s = new StringBuilder();
    int i = 0;
    for (Parameter p : this) {
      s.append(i == 0 ? "" : "\n")
          .append("  (")
          .append(i++)
          .append("): ")
          .append(text(p, p.dtype().toString()));
    }
    return s.toString();
  }

  /** A parameter in a line, its type under the name that the container gives it. */
  static String text(Parameter p, String type) {
    String size =
        String.join(
            "x", ConvOptions.list(p.shape().toArray()).stream().map(String::valueOf).toList());
    boolean gpu = p.device().type() == Device.Type.CUDA;
    return "Parameter containing: [torch."
        + type
        + " of size "
        + size
        + (gpu ? " (GPU " + p.device().index() + ")" : "")
        + "]";
  }

  /** The name of a tensor type as before dtypes existed, which dictionaries print still. */
  static String typeName(DType dtype) {
    String known =
        switch (dtype.toString()) {
          case "float32" -> "Float";
          case "float64" -> "Double";
          case "float16" -> "Half";
          case "bfloat16" -> "BFloat16";
          case "uint8" -> "Byte";
          case "int8" -> "Char";
          case "int16" -> "Short";
          case "int32" -> "Int";
          case "int64" -> "Long";
          case "bool" -> "Bool";
          case "complex64" -> "ComplexFloat";
          case "complex128" -> "ComplexDouble";
          default -> dtype.toString();
        };
    return known + "Tensor";
  }
}
