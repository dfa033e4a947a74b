package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The generator that users hold. */
class GeneratorTest {
  @Test
  void startsAsPyTorchsDoes() {
    Generator g = new Generator();
    assertEquals(Device.CPU, g.device());
    assertEquals(67280421310721L, g.initialSeed());
    assertSame(g, g.manualSeed(42));
    assertEquals(42, g.initialSeed());
    assertEquals("Generator(device=cpu, seed=42)", g.toString());
  }

  @Test
  void stateIsATensorThatBringsTheStreamBack() {
    Generator g = new Generator().manualSeed(3);
    g.engine().normal();
    Tensor state = g.state();
    assertEquals(DType.UINT8, state.dtype());
    assertEquals(Shape.of(RandomEngine.STATE_BYTES), state.shape());
    double next = g.engine().normal();
    double after = g.engine().uniformDouble();
    assertSame(g, g.setState(state));
    assertEquals(next, g.engine().normal());
    assertEquals(after, g.engine().uniformDouble());
    Generator other = new Generator();
    other.setState(state);
    assertEquals(next, other.engine().normal());
    assertArrayEquals(state.toByteArray(), g.setState(state).engine().state());
  }

  @Test
  void seedTakesOneFromTheSystem() {
    Generator g = new Generator();
    long seed = g.seed();
    assertEquals(seed, g.initialSeed());
    assertEquals(new RandomEngine(seed).random(), g.engine().random());
  }

  @Test
  void refusesTensorsThatAreNoState() {
    Generator g = new Generator();
    assertThrows(DTypeException.class, () -> g.setState(array(DType.INT8, 5056)));
    assertThrows(ShapeException.class, () -> g.setState(array(DType.UINT8, 1, 5056)));
    assertThrows(IllegalArgumentException.class, () -> g.setState(array(DType.UINT8, 17)));
  }

  private static Tensor array(DType dtype, long... shape) {
    return new Tensor(StridedArray.allocate(dtype, Shape.of(shape)));
  }
}
