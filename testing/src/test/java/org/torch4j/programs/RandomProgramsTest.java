package org.torch4j.programs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;

/**
 * Thousands of random programs of 5 to 20 ops: every value against plain loops, and the gradient of
 * all leaves along a random direction against dual numbers.
 *
 * <p>A failure names the seed; {@code -Dtorch4j.programs.seed=N -Dtorch4j.programs.count=1} repeats
 * it.
 */
class RandomProgramsTest {
  private static final long SEED = Long.getLong("torch4j.programs.seed", 1);
  private static final int COUNT = Integer.getInteger("torch4j.programs.count", 3000);

  private int compared;
  private int refused;

  @Test
  void valuesAndGradientsAreThePlainOnes() {
    for (long seed = SEED; seed < SEED + COUNT; seed++) {
      RandomProgram program = new RandomProgram(seed);
      try {
        program.run();
        gradients(program, new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "program of seed "
                + seed
                + " (-Dtorch4j.programs.seed="
                + seed
                + " -Dtorch4j.programs.count=1):\n"
                + program
                + e,
            e);
      }
    }
    if (COUNT >= 1000) {
      assertTrue(compared > COUNT / 2, "gradients compared: " + compared);
      assertTrue(refused < COUNT / 5, "programs that changed what backward needs: " + refused);
    }
  }

  /** The loss weighs every floating tensor at random, so that no gradient is left out. */
  private void gradients(RandomProgram program, Random random) {
    Tensor loss = null;
    double slope = 0;
    double size = 0;
    double tolerance = 1e-9;
    for (Pair pair : program.live()) {
      Plain p = pair.plain();
      if (!p.dtype.isFloatingPoint()) {
        continue;
      }
      double weight = random.nextDouble() + 0.1;
      Tensor term = pair.tensor().to(DType.FLOAT64).mul(weight).sum();
      loss = loss == null ? term : loss.add(term);
      for (int i = 0; i < p.numel(); i++) {
        slope += weight * p.slope(i);
        size += Math.abs(weight * p.slope(i));
      }
      tolerance = Math.max(tolerance, 10 * Agreement.tolerance(p.dtype));
    }
    List<Tensor> leaves = new ArrayList<>();
    List<Plain> directions = new ArrayList<>();
    for (Pair leaf : program.leaves()) {
      if (leaf.leaf()) {
        leaves.add(leaf.tensor());
        directions.add(leaf.plain());
      }
    }
    if (loss == null || !loss.requiresGrad() || !Double.isFinite(slope)) {
      return;
    }
    List<Tensor> grads;
    try {
      grads = Torch.gradAllowUnused(List.of(loss), leaves, null, false, false);
    } catch (AutogradException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("in-place"), e.getMessage());
      refused++;
      return;
    }
    double found = 0;
    for (int k = 0; k < grads.size(); k++) {
      Tensor g = grads.get(k);
      if (g != null) {
        double[] values = g.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          found += values[i] * directions.get(k).slope(i);
          size += Math.abs(values[i] * directions.get(k).slope(i));
        }
      }
    }
    compared++;
    if (!(Math.abs(found - slope) <= tolerance * (1 + size))) {
      throw new AssertionError(
          "the gradient along the direction is "
              + found
              + ", not "
              + slope
              + " (size "
              + size
              + ")");
    }
  }
}
