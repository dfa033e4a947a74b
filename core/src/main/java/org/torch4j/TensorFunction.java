package org.torch4j;

/** A function of several tensors, for {@link Func}: {@code in -> in[0].mul(in[1]).sum()}. */
@FunctionalInterface
public interface TensorFunction {
  /** The result for these tensors. */
  Tensor apply(Tensor... inputs);
}
