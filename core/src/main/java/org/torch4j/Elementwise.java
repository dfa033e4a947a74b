package org.torch4j;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Functions of the caller, applied to each element: slow, for what no op can say. */
final class Elementwise {
  private Elementwise() {}

  /** Writes {@code function} of this element and those of the others into {@code self}. */
  static Tensor map(Tensor self, List<Tensor> others, ToDoubleFunction<double[]> function) {
    if (self.requiresGrad()) {
      throw new AutogradException(
          "apply_: a tensor that requires grad cannot be changed by a Java function; detach() it");
    }
    if (self.isComplex()) {
      throw new DTypeException("apply_: not defined for complex numbers, got " + self.dtype());
    }
    double[] result = self.toDoubleArray();
    double[][] given = new double[others.size()][];
    for (int j = 0; j < given.length; j++) {
      given[j] = others.get(j).expand(self.shape().toArray()).toDoubleArray();
    }
    double[] arguments = new double[1 + given.length];
    for (int i = 0; i < result.length; i++) {
      arguments[0] = result[i];
      for (int j = 0; j < given.length; j++) {
        arguments[j + 1] = given[j][i];
      }
      result[i] = function.applyAsDouble(arguments);
    }
    Tensor values = Torch.fromArray(result, self.shape(), DType.FLOAT64);
    return GradMode.with(false, () -> self.copy_(values));
  }
}
