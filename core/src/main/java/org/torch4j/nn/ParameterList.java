package org.torch4j.nn;

import java.util.Iterator;
import java.util.List;
import org.torch4j.Tensor;
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

  private static Parameter parameter(Tensor value) {
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
      String size =
          String.join(
              "x", ConvOptions.list(p.shape().toArray()).stream().map(String::valueOf).toList());
      s.append(i == 0 ? "" : "\n")
          .append("  (")
          .append(i++)
          .append("): Parameter containing: [torch.")
          .append(p.dtype())
          .append(" of size ")
          .append(size)
          .append(p.device().type() == Device.Type.CUDA ? " (GPU " + p.device().index() + ")" : "")
          .append(']');
    }
    return s.toString();
  }
}
