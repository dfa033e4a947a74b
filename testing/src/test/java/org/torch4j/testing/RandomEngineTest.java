package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.torch4j.backend.RandomEngine;

/** The generator itself. */
class RandomEngineTest {
  /** The ten-thousandth output for seed 5489, which the C++ standard fixes for std::mt19937. */
  @Test
  void isTheMersenneTwister() {
    RandomEngine engine = new RandomEngine(5489);
    int last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = engine.random();
    }
    assertEquals(4123659995L, Integer.toUnsignedLong(last));
  }

  @Test
  void fillsLikeSingleDraws() {
    int[] lengths = {1, 623, 1, 624, 625, 7, 1500, 0, 3};
    RandomEngine bulk = new RandomEngine(9);
    RandomEngine single = new RandomEngine(9);
    for (int n : lengths) {
      int[] bits = new int[n];
      float[] floats = new float[n];
      double[] doubles = new double[n];
      bulk.fill(bits, n);
      bulk.fill(floats, n);
      bulk.fill(doubles, n);
      for (int i = 0; i < n; i++) {
        assertEquals(single.random(), bits[i]);
      }
      for (int i = 0; i < n; i++) {
        assertEquals(single.uniformFloat(), floats[i]);
      }
      for (int i = 0; i < n; i++) {
        assertEquals(single.uniformDouble(), doubles[i]);
      }
      assertArrayEquals(single.state(), bulk.state());
    }
  }

  @Test
  void copyGoesOnAloneFromTheSamePlace() {
    RandomEngine engine = new RandomEngine(4);
    engine.normal();
    RandomEngine copy = engine.copy();
    assertArrayEquals(engine.state(), copy.state());
    double expected = copy.normal();
    int next = copy.random();
    assertNotEquals(next, copy.random());
    assertEquals(expected, engine.normal());
    assertEquals(next, engine.random());
  }

  @Test
  void seedingDropsTheWaitingNormal() {
    RandomEngine engine = new RandomEngine(4);
    double first = engine.normal();
    engine.seed(4);
    assertEquals(first, engine.normal());
    engine.seed(4 + (1L << 32));
    assertEquals(first, engine.normal());
    assertEquals(4 + (1L << 32), engine.initialSeed());
  }

  @Test
  void readsTheOlderStateWithTheHalvesOfANormal() {
    RandomEngine engine = new RandomEngine(4);
    engine.normal();
    byte[] old = Arrays.copyOf(engine.state(), 5048);
    ByteBuffer b = ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN);
    b.putDouble(5016, 0.25).putDouble(5024, 99).putDouble(5032, 3).putInt(5040, 1);
    RandomEngine other = new RandomEngine(0);
    other.setState(old);
    assertEquals(3.0, other.normal());
    assertEquals(engine.random(), other.random());
  }

  @Test
  void rejectsWhatIsNoStateAndStaysAsItWas() {
    RandomEngine engine = new RandomEngine(4);
    byte[] before = engine.state();
    assertThrows(IllegalArgumentException.class, () -> engine.setState(new byte[5055]));
    assertThrows(IllegalArgumentException.class, () -> engine.setState(new byte[5056]));
    for (int[] positions : new int[][] {{0, 0}, {625, 0}, {624, 2}, {1, 625}, {1, -1}}) {
      byte[] broken = before.clone();
      ByteBuffer b = ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN);
      b.putInt(8, positions[0]).putLong(16, positions[1]);
      assertThrows(IllegalArgumentException.class, () -> engine.setState(broken));
    }
    assertArrayEquals(before, engine.state());
  }
}
