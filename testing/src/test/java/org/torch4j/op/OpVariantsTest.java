package org.torch4j.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.LinalgException;
import org.torch4j.type.Shape;

/**
 * The samples of all ops on other tensors: without elements, without dimensions, in other layouts
 * twice differentiated; and in place against out of place.
 */
class OpVariantsTest {
  /** In place, the result replaces what these read again. */
  private static boolean isDraw(String op) {
    return Set.of("dropout", "alpha_dropout", "feature_dropout", "bernoulli", "rrelu")
        .contains(base(op));
  }

  private static String base(String op) {
    return op.contains(".") ? op.substring(0, op.indexOf('.')) : op;
  }

  private static boolean isPointwise(OpSample s) {
    return Ops.overloads(base(s.op())).stream()
        .anyMatch(o -> o instanceof PointwiseOp && o.schema().fullName().equals(s.op()));
  }

  private static Tensor like(Tensor t, long... sizes) {
    Tensor fresh = Torch.zeros(Shape.of(sizes), t.dtype());
    return t.requiresGrad() ? fresh.requiresGrad_() : fresh;
  }

  private static Tensor first(Object result) {
    return result instanceof List<?> l ? (Tensor) l.get(0) : (Tensor) result;
  }

  /** Without elements along the dimensions of one size: computed with gradients, or refused. */
  @Test
  void tensorsWithoutElements() {
    List<String> wrong = new ArrayList<>();
    int worked = 0;
    for (OpSample s : OpGradTest.samples()) {
      Set<Long> sizes = new TreeSet<>();
      for (Tensor t : s.tensors()) {
        t.shape().forEach(sizes::add);
      }
      for (long size : sizes) {
        OpSample empty = s.with(t -> emptied(t, size));
        worked += run(empty, isPointwise(s), wrong) ? 1 : 0;
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(worked > 700, "calls that worked: " + worked);
  }

  private static Tensor emptied(Tensor t, long size) {
    long[] sizes = t.shape().toArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == size ? 0 : sizes[i];
    }
    return like(t, sizes);
  }

  @Test
  void tensorsWithoutDimensions() {
    List<String> wrong = new ArrayList<>();
    int worked = 0;
    for (OpSample s : OpGradTest.samples()) {
      if (Arrays.stream(s.tensors()).anyMatch(t -> t.numel() == 0)) {
        continue;
      }
      OpSample scalar = s.with(OpVariantsTest::one);
      worked += run(scalar, isPointwise(s), wrong) ? 1 : 0;
    }
    assertEquals(List.of(), wrong);
    assertTrue(worked > 400, "calls that worked: " + worked);
  }

  private static Tensor one(Tensor t) {
    Tensor x = t.detach().reshape(-1).get(0).clone();
    return t.requiresGrad() ? x.requiresGrad_() : x;
  }

  /** Forward and twice backward; whether it worked. Pointwise ops refuse no shape. */
  private static boolean run(OpSample s, boolean must, List<String> wrong) {
    try {
      Tensor[] inputs = s.tensors();
      boolean elements = false;
      for (Tensor t : inputs) {
        elements |= t.numel() > 0 && t.requiresGrad();
      }
      if (must && elements) {
        GradCheck.gradcheck(s::call, inputs);
      }
      Object result = s.call(inputs);
      Tensor y = result instanceof List<?> l && l.isEmpty() ? null : first(result);
      if (y != null && y.requiresGrad()) {
        backward(y, inputs);
      }
      return true;
    } catch (AutogradException | LinalgException | IndexOutOfBoundsException e) {
      boolean plain = e.getClass() == ArrayIndexOutOfBoundsException.class;
      if (must || plain) {
        wrong.add(s + ": " + e);
      }
    } catch (IllegalArgumentException e) {
      boolean fits = Arrays.stream(s.tensors()).map(Tensor::shape).distinct().count() == 1;
      if (must && fits) {
        wrong.add(s + ": " + e);
      }
    } catch (RuntimeException | AssertionError e) {
      wrong.add(s + ": " + e);
    }
    return false;
  }

  private static void backward(Tensor y, Tensor[] inputs) {
    List<Tensor> wanted = new ArrayList<>();
    for (Tensor t : inputs) {
      if (t.requiresGrad()) {
        wanted.add(t);
      }
    }
    Tensor loss = (y.isComplex() ? y.abs() : y).sum();
    List<Tensor> first = Torch.gradAllowUnused(List.of(loss), wanted, null, true, true);
    for (int i = 0; i < first.size(); i++) {
      Tensor g = first.get(i);
      if (g != null) {
        assertEquals(wanted.get(i).shape(), g.shape(), "shape of the gradient");
        assertEquals(wanted.get(i).dtype(), g.dtype(), "dtype of the gradient");
        if (g.requiresGrad()) {
          Torch.gradAllowUnused(
              List.of((g.isComplex() ? g.abs() : g).sum()), wanted, null, true, false);
        }
      }
    }
  }

  /** What works out of place with a result like its first argument works in place alike. */
  @Test
  void inPlaceIsAsOutOfPlace() {
    List<String> wrong = new ArrayList<>();
    Set<String> compared = new TreeSet<>();
    for (OpSample s : OpGradTest.samples()) {
      boolean other =
          Ops.overloads(base(s.op())).stream()
              .anyMatch(o -> o instanceof ViewOp || o instanceof ReductionOp);
      if (s.op().startsWith("_")
          || base(s.op()).endsWith("_")
          || other
          || isDraw(s.op())
          || s.args().isEmpty()
          || !(s.args().get(0) instanceof Tensor)) {
        continue;
      }
      try {
        if (compare(s)) {
          compared.add(s.op());
        }
      } catch (RuntimeException | AssertionError e) {
        wrong.add(s + ": " + e);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(compared.size() > 150, "ops compared: " + compared.size());
  }

  private static boolean compare(OpSample s) {
    Tensor[] inputs = s.tensors();
    Object result = s.call(inputs);
    if (!(result instanceof Tensor y)
        || !y.shape().equals(inputs[0].shape())
        || y.dtype() != inputs[0].dtype()
        || TensorState.storage(y) == TensorState.storage(inputs[0])
        || s.op().equals("copy")
        || s.op().equals("fill")) {
      return false;
    }
    String base = base(s.op());
    OpSample inPlace =
        new OpSample(base + "_" + s.op().substring(base.length()), s.args(), s.kwargs());
    if (Ops.overloads(base).stream().anyMatch(o -> o.schema().returnsView())) {
      // Where PyTorch's op may copy, a copy that came about is refused.
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> inPlace.call(inputs));
      assertTrue(e.getMessage().contains("is no view of"), e.getMessage());
      return false;
    }
    Tensor z = (Tensor) inPlace.call(inputs);
    assertTrue(z.equal(y) || z.allclose(y, 1e-12, 1e-12), "values in place: " + z + " not " + y);
    assertEquals(y.requiresGrad(), z.requiresGrad(), "requiresGrad");
    if (y.requiresGrad()) {
      Tensor weight = OpSample.random(new Random(5), -1, 1, y.shape().toArray()).detach();
      List<Tensor> wanted = new ArrayList<>();
      for (Tensor t : inputs) {
        if (t.requiresGrad() && t.dtype() == DType.FLOAT64) {
          wanted.add(t);
        }
      }
      List<Tensor> a = Torch.gradAllowUnused(List.of(y), wanted, List.of(weight), false, false);
      List<Tensor> b = Torch.gradAllowUnused(List.of(z), wanted, List.of(weight), false, false);
      for (int i = 0; i < a.size(); i++) {
        Tensor g = a.get(i) == null ? Torch.zerosLike(wanted.get(i)) : a.get(i);
        Tensor h = b.get(i) == null ? Torch.zerosLike(wanted.get(i)) : b.get(i);
        assertTrue(h.equal(g) || h.allclose(g, 1e-10, 1e-10), "gradient " + i + " in place");
      }
    }
    return true;
  }
}
