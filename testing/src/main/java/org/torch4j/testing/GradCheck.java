package org.torch4j.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Compares gradients with finite differences, {@code torch.autograd.gradcheck}.
 *
 * <pre>{@code
 * Tensor x = Torch.randn(Shape.of(3, 2), Torch.float64).requiresGrad_(true);
 * GradCheck.gradcheck(in -> in[0].tanh().mul(in[0]), x);
 * GradCheck.gradgradcheck(in -> in[0].tanh().mul(in[0]), x);
 * }</pre>
 *
 * <p>Inputs that require gradients must be float64 and must not overlap themselves in memory; they
 * may have any strides, and are changed and put back while the check runs. The function must be
 * smooth at the inputs and give the same result each time.
 */
public final class GradCheck {
  /**
   * How the check is done.
   *
   * @param eps the step of the finite differences
   * @param atol the absolute part of the tolerance, {@code |a - n| <= atol + rtol * |n|}
   * @param rtol its relative part
   * @param stridedGradients whether gradients of outputs come with their dimensions reversed in
   *     memory, so that rules which rely on contiguous gradients are found out
   */
  public record Options(double eps, double atol, double rtol, boolean stridedGradients) {
    /** With another step. */
    public Options withEps(double value) {
      return new Options(value, atol, rtol, stridedGradients);
    }

    /** With another tolerance. */
    public Options withTolerance(double newAtol, double newRtol) {
      return new Options(eps, newAtol, newRtol, stridedGradients);
    }

    /** With gradients in reversed order in memory, or not. */
    public Options withStridedGradients(boolean on) {
      return new Options(eps, atol, rtol, on);
    }
  }

  private static final Options DEFAULTS = new Options(1e-6, 1e-5, 1e-3, false);

  private GradCheck() {}

  /** PyTorch's: a step of 1e-6, tolerances 1e-5 and 1e-3. */
  public static Options options() {
    return DEFAULTS;
  }

  /** {@link #gradcheck(Function, Options, Tensor...)} with PyTorch's options. */
  public static void gradcheck(Function<Tensor[], ?> fn, Tensor... inputs) {
    gradcheck(fn, DEFAULTS, inputs);
  }

  /**
   * Checks the first derivatives of {@code fn}.
   *
   * @param fn gives a tensor, an array or a list of tensors
   * @param inputs what {@code fn} is called with; the derivatives by those that require gradients
   *     are checked
   * @throws AssertionError that names input, output, elements and both values where they differ
   * @throws IllegalArgumentException if no input requires gradients, or one is not float64
   */
  public static void gradcheck(Function<Tensor[], ?> fn, Options options, Tensor... inputs) {
    checkInputs(inputs);
    Tensor[] outputs = outputs(fn, inputs);
    // All analytical ones first: finite differences change the inputs that the graph saved.
    double[][][][] analytical = new double[inputs.length][outputs.length][][];
    for (int i = 0; i < inputs.length; i++) {
      for (int o = 0; o < outputs.length && inputs[i].requiresGrad(); o++) {
        analytical[i][o] = analytical(outputs[o], inputs[i], options);
      }
    }
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].requiresGrad()) {
        double[][][] numerical = numerical(fn, options, inputs, i, outputs);
        for (int o = 0; o < outputs.length; o++) {
          Place place = new Place(i, inputs[i].shape(), o, outputs[o].shape());
          compare(numerical[o], analytical[i][o], options, place);
        }
      }
    }
  }

  /** {@link #gradgradcheck(Function, Options, Tensor...)} with PyTorch's options. */
  public static void gradgradcheck(Function<Tensor[], ?> fn, Tensor... inputs) {
    gradgradcheck(fn, DEFAULTS, inputs);
  }

  /**
   * Checks the second derivatives of {@code fn}: those of its gradients, by the inputs and by the
   * gradients of the outputs.
   *
   * @param fn gives a tensor, an array or a list of tensors
   * @param inputs what {@code fn} is called with
   * @throws AssertionError that names input, output, elements and both values where they differ;
   *     inputs after those given are the gradients of the outputs
   */
  public static void gradgradcheck(Function<Tensor[], ?> fn, Options options, Tensor... inputs) {
    checkInputs(inputs);
    Random random = new Random(1);
    List<Tensor> all = new ArrayList<>(Arrays.asList(inputs));
    for (Tensor output : outputs(fn, inputs)) {
      if (output.requiresGrad()) {
        double[] values = new double[(int) output.numel()];
        Arrays.setAll(values, k -> random.nextDouble() * 2 - 1);
        all.add(placed(values, output.shape(), options).requiresGrad_(true));
      }
    }
    if (all.size() == inputs.length) {
      return;
    }
    Function<Tensor[], Tensor[]> gradients = in -> gradients(fn, in, inputs.length);
    gradcheck(gradients, options, all.toArray(new Tensor[0]));
  }

  /** The gradients of the first {@code n} tensors as functions of all. */
  private static Tensor[] gradients(Function<Tensor[], ?> fn, Tensor[] in, int n) {
    // Finite differences call this without recording, but it must record to have gradients.
    return GradMode.with(
        true,
        () -> {
          Tensor[] inputs = Arrays.copyOf(in, n);
          List<Tensor> outputs =
              Arrays.stream(outputs(fn, inputs)).filter(t -> t.requiresGrad()).toList();
          List<Tensor> wanted = Arrays.stream(inputs).filter(t -> t.requiresGrad()).toList();
          List<Tensor> starts = Arrays.asList(in).subList(n, in.length);
          List<@Nullable Tensor> found = Torch.gradAllowUnused(outputs, wanted, starts, true, true);
          List<Tensor> result = new ArrayList<>();
          for (int i = 0; i < wanted.size(); i++) {
            Tensor g = found.get(i);
            result.add(g == null ? Torch.zerosLike(wanted.get(i)) : g);
          }
          return result.toArray(new Tensor[0]);
        });
  }

  private static void checkInputs(Tensor[] inputs) {
    boolean any = false;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].requiresGrad()) {
        any = true;
        if (inputs[i].dtype() != DType.FLOAT64) {
          throw new IllegalArgumentException(
              "gradcheck: input "
                  + i
                  + " must be float64, finite differences of "
                  + inputs[i].dtype()
                  + " say nothing");
        }
      }
    }
    if (!any) {
      throw new IllegalArgumentException("gradcheck: at least one input must require gradients");
    }
  }

  /** Complex outputs are checked as their parts. */
  private static Tensor[] outputs(Function<Tensor[], ?> fn, Tensor[] inputs) {
    Tensor[] all = listed(fn.apply(inputs.clone())).clone();
    Arrays.setAll(all, i -> all[i].isComplex() ? all[i].viewAsReal() : all[i]);
    return all;
  }

  private static Tensor[] listed(Object result) {
    return switch (result) {
      case Tensor t -> new Tensor[] {t};
      case Tensor[] list -> list;
      case List<?> list -> list.stream().map(Tensor.class::cast).toArray(Tensor[]::new);
      case null, default ->
          throw new IllegalArgumentException(
              "gradcheck: the function must return a tensor, an array or a list of tensors, got "
                  + result);
    };
  }

  private static boolean differentiable(Tensor t) {
    return t.dtype().isFloatingPoint();
  }

  /** By output, element of the input, element of the output; empty for integer outputs. */
  private static double[][][] numerical(
      Function<Tensor[], ?> fn, Options options, Tensor[] inputs, int input, Tensor[] outputs) {
    int n = (int) inputs[input].numel();
    double[][][] jacobians = new double[outputs.length][][];
    for (int o = 0; o < outputs.length; o++) {
      jacobians[o] = new double[differentiable(outputs[o]) ? n : 0][];
    }
    Supplier<Tensor[]> run = () -> GradMode.with(false, () -> outputs(fn, inputs));
    for (int k = 0; k < n; k++) {
      Tensor element = element(inputs[input], k);
      double value = element.item();
      element.fill_(value + options.eps());
      double[][] above = values(run.get());
      element.fill_(value - options.eps());
      double[][] below = values(run.get());
      element.fill_(value);
      for (int o = 0; o < outputs.length; o++) {
        if (differentiable(outputs[o])) {
          double[] column = new double[above[o].length];
          for (int j = 0; j < column.length; j++) {
            column[j] = (above[o][j] - below[o][j]) / (2 * options.eps());
          }
          jacobians[o][k] = column;
        }
      }
    }
    return jacobians;
  }

  private static double[][] values(Tensor[] outputs) {
    return Arrays.stream(outputs)
        .map(t -> differentiable(t) ? t.toDoubleArray() : new double[0])
        .toArray(double[][]::new);
  }

  /** Element {@code k}, in row-major order, as a tensor that shares the memory. */
  private static Tensor element(Tensor t, int k) {
    Tensor part = t.detach();
    for (long i : indices(t.shape(), k)) {
      part = part.select(0, i);
    }
    return part;
  }

  private static long[] indices(Shape shape, int k) {
    long[] index = new long[shape.dim()];
    long left = k;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = left % shape.get(d);
      left /= shape.get(d);
    }
    return index;
  }

  /** By element of the input, element of the output. */
  private static double[][] analytical(Tensor output, Tensor input, Options options) {
    int n = (int) input.numel();
    int m = (int) output.numel();
    double[][] jacobian = new double[n][m];
    if (!output.requiresGrad() || !differentiable(output)) {
      return jacobian;
    }
    for (int j = 0; j < m; j++) {
      double[] one = new double[m];
      one[j] = 1;
      Tensor start = placed(one, output.shape(), options);
      Tensor g =
          Torch.gradAllowUnused(List.of(output), List.of(input), List.of(start), true, false)
              .get(0);
      if (g != null) {
        if (!g.shape().equals(input.shape()) || g.dtype() != input.dtype()) {
          throw new AssertionError(
              "gradcheck: the gradient of an input of "
                  + input.dtype()
                  + " "
                  + input.shape()
                  + " is "
                  + g.dtype()
                  + " "
                  + g.shape());
        }
        double[] row = g.toDoubleArray();
        for (int k = 0; k < n; k++) {
          jacobian[k][j] = row[k];
        }
      }
    }
    return jacobian;
  }

  /** A tensor of these row-major values, in memory as the options say. */
  private static Tensor placed(double[] values, Shape shape, Options options) {
    Tensor t = Torch.tensor(values).reshape(shape.toArray());
    if (!options.stridedGradients() || shape.dim() < 1) {
      return t;
    }
    // Every second element of a larger tensor whose dimensions are stored in reverse.
    long[] reversed = new long[shape.dim() + 1];
    int[] order = new int[shape.dim()];
    for (int i = 0; i < shape.dim(); i++) {
      reversed[i] = shape.get(shape.dim() - 1 - i);
      order[i] = shape.dim() - 1 - i;
    }
    reversed[shape.dim()] = 2;
    Tensor room = Torch.zeros(Shape.of(reversed), DType.FLOAT64);
    Tensor spread = room.select(shape.dim(), 1).permute(order);
    return spread.copy_(t).detach();
  }

  private record Place(int input, Shape inputShape, int output, Shape outputShape) {}

  private static void compare(
      double[][] numerical, double[][] analytical, Options options, Place place) {
    for (int k = 0; k < numerical.length; k++) {
      for (int j = 0; j < numerical[k].length; j++) {
        double n = numerical[k][j];
        double a = analytical[k][j];
        if (!(Math.abs(a - n) <= options.atol() + options.rtol() * Math.abs(n))) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "gradcheck: output %d %s by input %d %s: analytical %.8g, numerical %.8g",
                  place.output(),
                  element(place.outputShape(), "element", j),
                  place.input(),
                  element(place.inputShape(), "element", k),
                  a,
                  n));
        }
      }
    }
  }

  private static String element(Shape shape, String word, int k) {
    return word + " " + Arrays.toString(indices(shape, k)) + " of shape " + shape;
  }
}
