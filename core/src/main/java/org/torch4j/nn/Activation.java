package org.torch4j.nn;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.op.Op;
import org.torch4j.type.Scalar;

/**
 * What the functions of single elements share that may write into their input: an op, its settings
 * and the text of both.
 */
public abstract class Activation extends Module {
  private final Op op;
  private final boolean inplace;
  private final String text;
  private final Scalar[] settings;

  Activation(Op op, boolean inplace, String text, double... settings) {
    this.op = op;
    this.inplace = inplace;
    this.text = text;
    this.settings = Arrays.stream(settings).mapToObj(Scalar::of).toArray(Scalar[]::new);
  }

  @Override
  public Tensor forward(Tensor input) {
    Object[] args = new Object[1 + settings.length];
    args[0] = input;
    System.arraycopy(settings, 0, args, 1, settings.length);
    return inplace ? op.callInPlace(args) : op.call(args);
  }

  @Override
  public String extraRepr() {
    return !inplace ? text : text.isEmpty() ? "inplace=True" : text + ", inplace=True";
  }
}
