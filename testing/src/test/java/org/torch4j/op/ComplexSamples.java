package org.torch4j.op;

import static org.torch4j.op.OpSample.of;
import static org.torch4j.op.OpSample.random;

import java.util.List;
import java.util.Random;
import org.torch4j.Tensor;

/**
 * Calls of the ops of complex numbers that take real tensors too; {@code ComplexGradTest} checks
 * what happens to complex ones.
 */
final class ComplexSamples {
  private ComplexSamples() {}

  static List<OpSample> all() {
    Random random = new Random(9);
    Tensor matrix = random(random, -2, 2, 2, 3);
    Tensor row = random(random, -2, 2, 3);
    return List.of(
        of("conj", matrix),
        of("resolve_conj", matrix),
        of("resolve_neg", matrix),
        of("real", matrix),
        new OpSample("complex", List.of(matrix, row), java.util.Map.of()),
        of("polar", matrix, row));
  }
}
