package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.torch4j.cpu.Samples.at;
import static org.torch4j.cpu.Samples.outs;
import static org.torch4j.cpu.Samples.random;
import static org.torch4j.cpu.Samples.run;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class OptimizerKernelsTest {
  private static final long[][] SIZES = {{}, {3, 4}, {5000}, {0}};

  private static StridedArray[] draw(DType dtype, Random random, boolean positive) {
    StridedArray[] list = new StridedArray[SIZES.length];
    for (int k = 0; k < list.length; k++) {
      list[k] = random(dtype, random, SIZES[k]);
      if (positive) {
        StridedArray a = list[k];
        Samples.fill(a, i -> 0.125 + Math.abs(at(a, i)));
      }
    }
    return list;
  }

  private static double[][] copy(StridedArray[] list) {
    double[][] out = new double[list.length][];
    for (int k = 0; k < out.length; k++) {
      out[k] = Samples.values(list[k]);
    }
    return out;
  }

  private static void assertList(double[][] expected, StridedArray[] actual, String what) {
    for (int k = 0; k < actual.length; k++) {
      double[] want = expected[k];
      double[] got = Samples.values(actual[k]);
      double unit =
          switch (actual[k].dtype()) {
            case FLOAT64 -> 1e-13;
            case FLOAT32 -> 1e-6;
            case FLOAT16 -> 4e-3;
            default -> 4e-2;
          };
      for (int i = 0; i < want.length; i++) {
        assertEquals(want[i], got[i], unit * Math.max(1, Math.abs(want[i])), what);
      }
    }
  }

  @Test
  void sgd_followsTheFormula() {
    Random random = new Random(1);
    for (DType dtype : Samples.FLOATING) {
      for (int flags = 0; flags < 16; flags++) {
        boolean nesterov = (flags & 1) != 0;
        boolean maximize = (flags & 2) != 0;
        boolean first = (flags & 4) != 0;
        boolean withMomentum = (flags & 8) != 0;
        double momentum = withMomentum ? 0.9 : 0;
        double dampening = nesterov ? 0 : 0.25;
        double decay = maximize ? 0.1 : 0;
        StridedArray[] p = draw(dtype, random, false);
        StridedArray[] g = draw(dtype, random, false);
        StridedArray[] b = withMomentum ? draw(dtype, random, false) : new StridedArray[0];
        double[][] x = copy(p);
        double[][] grads = copy(g);
        double[][] buffers = copy(b);
        for (int k = 0; k < p.length; k++) {
          for (int i = 0; i < x[k].length; i++) {
            double d = (maximize ? -1 : 1) * grads[k][i] + decay * x[k][i];
            if (withMomentum) {
              double buffer = first ? d : momentum * buffers[k][i] + (1 - dampening) * d;
              buffers[k][i] = buffer;
              d = nesterov ? d + momentum * buffer : buffer;
            }
            x[k][i] -= 0.01 * d;
          }
        }
        run("sgd", outs(), p, g, b, 0.01, momentum, dampening, decay, nesterov, maximize, first);
        assertList(x, p, "sgd " + dtype + " " + flags);
        assertList(buffers, b, "buffers");
        assertList(grads, g, "gradients stay");
      }
    }
  }

  @Test
  void adam_followsTheFormula() {
    Random random = new Random(2);
    for (DType dtype : Samples.FLOATING) {
      for (int flags = 0; flags < 8; flags++) {
        boolean decoupled = (flags & 1) != 0;
        boolean amsgrad = (flags & 2) != 0;
        boolean maximize = (flags & 4) != 0;
        double decay = decoupled || maximize ? 0.1 : 0;
        StridedArray[] p = draw(dtype, random, false);
        StridedArray[] g = draw(dtype, random, false);
        StridedArray[] m = draw(dtype, random, false);
        StridedArray[] v = draw(dtype, random, true);
        StridedArray[] top = amsgrad ? draw(dtype, random, true) : new StridedArray[0];
        double[][] x = copy(p);
        double[][] grads = copy(g);
        double[][] ms = copy(m);
        double[][] vs = copy(v);
        double[][] tops = copy(top);
        double c1 = 1 - Math.pow(0.9, 3);
        double c2 = 1 - Math.pow(0.99, 3);
        for (int k = 0; k < p.length; k++) {
          for (int i = 0; i < x[k].length; i++) {
            double d = (maximize ? -1 : 1) * grads[k][i];
            if (decoupled) {
              x[k][i] *= 1 - 0.01 * decay;
            } else {
              d += decay * x[k][i];
            }
            ms[k][i] = 0.9 * ms[k][i] + 0.1 * d;
            vs[k][i] = 0.99 * vs[k][i] + 0.01 * d * d;
            double largest = vs[k][i];
            if (amsgrad) {
              tops[k][i] = Math.max(tops[k][i], largest);
              largest = tops[k][i];
            }
            x[k][i] -= 0.01 / c1 * ms[k][i] / (Math.sqrt(largest) / Math.sqrt(c2) + 1e-3);
          }
        }
        run(
            "adam", outs(), p, g, m, v, top, 3.0, 0.01, 0.9, 0.99, 1e-3, decay, decoupled, amsgrad,
            maximize);
        assertList(x, p, "adam " + dtype + " " + flags);
        assertList(ms, m, "averages");
        assertList(vs, v, "squares");
        assertList(tops, top, "maxima");
        assertList(grads, g, "gradients stay");
      }
    }
  }
}
