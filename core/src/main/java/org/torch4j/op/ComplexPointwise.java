package org.torch4j.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.torch4j.backend.Backend;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.ComplexForm;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * Calls of a pointwise op with complex numbers, run as real programs over the parts: real and
 * imaginary parts are arrays of their own that step over each other.
 */
final class ComplexPointwise {
  private static final Expr ZERO = Expr.constant(0);

  private final Schema schema;
  private final ComplexForm form;
  private final Map<Key, Program> programs = new ConcurrentHashMap<>();

  /** What a program depends on; bit i stands for input or number i. */
  private record Key(int inputs, int scalars, boolean complexResult, DType compute) {}

  /**
   * A real program.
   *
   * @param joint whether it is run once over all parts, and not once over pairs of parts
   */
  private record Program(PointwiseProgram program, boolean joint) {}

  ComplexPointwise(Schema schema, ComplexForm form) {
    this.schema = schema;
    this.form = form;
  }

  ComplexForm form() {
    return form;
  }

  /**
   * Computes the op.
   *
   * @param common the dtype in which the operands meet
   * @param in the operands, broadcast to the shape of {@code out}
   */
  void compute(
      Backend backend, StridedArray out, DType common, StridedArray[] in, Scalar[] scalars) {
    boolean[] inputs = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      inputs[i] = in[i].dtype().isComplex();
    }
    boolean[] numbers = new boolean[scalars.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = scalars[i].isComplex();
    }
    boolean complexResult = out.dtype().isComplex();
    Key key = new Key(bits(inputs), bits(numbers), complexResult, common);
    Program p = programs.get(key);
    if (p == null) {
      p = program(inputs, numbers, complexResult, common);
      programs.put(key, p);
    }
    if (p.joint) {
      StridedArray[] joined = new StridedArray[in.length];
      Arrays.setAll(joined, i -> inputs[i] ? both(in[i]) : twice(in[i]));
      backend.pointwise(p.program, new StridedArray[] {both(out)}, joined, parts(scalars));
      return;
    }
    StridedArray[] outs =
        complexResult ? new StridedArray[] {out.part(0), out.part(1)} : new StridedArray[] {out};
    backend.pointwise(p.program, outs, parts(in), parts(scalars));
  }

  private Program program(
      boolean[] inputs, boolean[] scalars, boolean complexResult, DType common) {
    String what = schema.name() + ": " + common;
    List<Expr> parts = form.parts(inputs, scalars, what);
    ComputeType compute = form.wantsDouble() ? ComputeType.DOUBLE : ComputeType.of(common.toReal());
    Expr joint = complexResult ? ComplexForm.common(parts, inputs) : null;
    if (joint != null) {
      return new Program(new PointwiseProgram(schema.fullName(), List.of(joint), compute), true);
    }
    // A real tensor that receives complex numbers keeps the real parts.
    List<Expr> bodies =
        !complexResult
            ? List.of(parts.get(0))
            : parts.size() == 2 ? parts : List.of(parts.get(0), ZERO);
    return new Program(new PointwiseProgram(schema.fullName(), bodies, compute), false);
  }

  private static int bits(boolean[] flags) {
    int bits = 0;
    for (int i = 0; i < flags.length; i++) {
      bits |= flags[i] ? 1 << i : 0;
    }
    return bits;
  }

  private static StridedArray[] parts(StridedArray[] in) {
    List<StridedArray> parts = new ArrayList<>();
    for (StridedArray a : in) {
      if (a.dtype().isComplex()) {
        parts.add(a.part(0));
        parts.add(a.part(1));
      } else {
        parts.add(a);
      }
    }
    return parts.toArray(new StridedArray[0]);
  }

  private static Scalar[] parts(Scalar[] scalars) {
    List<Scalar> parts = new ArrayList<>();
    for (Scalar s : scalars) {
      if (s.isComplex()) {
        parts.add(Scalar.of(s.doubleValue()));
        parts.add(Scalar.of(s.imaginary()));
      } else {
        parts.add(s);
      }
    }
    return parts.toArray(new Scalar[0]);
  }

  /** All parts of a complex array, with a last dimension of 2. */
  static StridedArray both(StridedArray a) {
    return withLast(a.part(0), 1);
  }

  /** A real array with each element seen twice in a last dimension. */
  private static StridedArray twice(StridedArray a) {
    return withLast(a, 0);
  }

  private static StridedArray withLast(StridedArray a, long stride) {
    Layout l = a.layout();
    int n = l.dim();
    long[] sizes = Arrays.copyOf(l.shape().toArray(), n + 1);
    long[] strides = Arrays.copyOf(l.strides(), n + 1);
    sizes[n] = 2;
    strides[n] = stride;
    return a.with(Layout.of(Shape.of(sizes), strides, l.offset()));
  }
}
