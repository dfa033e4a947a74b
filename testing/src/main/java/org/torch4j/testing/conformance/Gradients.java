package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.Golden;
import org.torch4j.testing.GoldenGrad;
import org.torch4j.testing.Tolerance;

/** Vector-Jacobian products of a case. */
final class Gradients {
  private Gradients() {}

  /** Compares the gradients of {@code inputs} with those that the case gives. */
  static void check(
      Comparison comparison,
      List<Comparison.Leaf> leaves,
      List<@Nullable Golden> cotangents,
      List<GoldenGrad> expected,
      List<Tensor> inputs,
      GoldenArguments arguments,
      @Nullable Tolerance tolerance) {
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < cotangents.size(); i++) {
      if (cotangents.get(i) instanceof Golden.TensorName c) {
        if (i >= leaves.size()) {
          throw new CaseFailure("gradient: there is no output " + i);
        }
        Tensor output = leaves.get(i).actual();
        if (!output.requiresGrad()) {
          throw new CaseFailure("gradient: " + leaves.get(i).at() + " records none");
        }
        outputs.add(differentiated(output, comparison.mode(i)));
        weights.add(arguments.plain(c.name()));
      }
    }
    List<@Nullable Tensor> grads = Torch.gradAllowUnused(outputs, inputs, weights, false, false);
    for (int i = 0; i < expected.size(); i++) {
      check(expected.get(i), grads.get(i), arguments, tolerance);
    }
  }

  /** What the cotangent multiplies: the output, or its size where signs are free. */
  private static Tensor differentiated(Tensor output, String mode) {
    boolean size = mode.startsWith("abs") || mode.equals("eigenvectors");
    return size
        ? (Tensor)
            java.util.Objects.requireNonNull(
                new Functions().method(output, "abs", List.of(), Map.of()))
        : output;
  }

  private static void check(
      GoldenGrad expected,
      @Nullable Tensor actual,
      GoldenArguments arguments,
      @Nullable Tolerance tolerance) {
    String what = "gradient of " + expected.wrt().replaceFirst("^.*\\.", "");
    if (expected.grad() == null) {
      if (actual != null) {
        throw new CaseFailure(what + ": there is one, where PyTorch finds the input unused");
      }
      return;
    }
    if (actual == null) {
      throw new CaseFailure(what + ": there is none");
    }
    Tolerance allowed = tolerance == null ? Tolerance.EXACT : tolerance;
    if (expected.grad() instanceof Golden.TensorName t) {
      SparseValues.requireStrided(actual, what);
      Values.check(TensorBytes.read(actual), arguments.golden(t.name()), allowed, what);
    } else {
      SparseValues.check(arguments, expected.grad(), actual, allowed, what);
    }
  }
}
