package org.torch4j.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.expr.Expr;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/**
 * A step of an optimizer, written once as expressions over named arrays and numbers and run over
 * all parameters by one launch per dtype. Nothing is recorded; parameters and state are written in
 * place.
 *
 * <pre>{@code
 * new FusedUpdate("descent", List.of("param", "grad"), List.of("lr"), u ->
 *     u.set("param", u.addScaled(u.array("param"), u.array("grad"), u.number("lr").neg())));
 * }</pre>
 *
 * <p>Backends compile the expressions as they do those of pointwise ops, one kernel for all of them
 * together. In half types each operation of a {@link Body} rounds, as PyTorch's chains of ops do.
 */
public final class FusedUpdate {
  private final String name;
  private final List<String> arrays;
  private final List<String> numbers;
  private final Consumer<Body> rule;
  private final Map<Variant, Compiled> programs = new ConcurrentHashMap<>();

  /**
   * An update.
   *
   * @param arrays what it reads and writes of each parameter, the parameter itself first
   * @param numbers what is the same for all elements of a parameter
   * @param rule writes the new values of arrays; what flags say is known to it
   */
  public FusedUpdate(String name, List<String> arrays, List<String> numbers, Consumer<Body> rule) {
    this.name = name;
    this.arrays = List.copyOf(arrays);
    this.numbers = List.copyOf(numbers);
    this.rule = rule;
  }

  /** A run of the update with these flags set; the others are off. Empty ones say nothing. */
  public Launch launch(String... flags) {
    return new Launch(
        Arrays.stream(flags).filter(f -> !f.isEmpty()).collect(Collectors.toUnmodifiableSet()));
  }

  private record Variant(Set<String> flags, DType dtype) {}

  private record Compiled(PointwiseProgram program, int[] inputs, int[] outputs, int[] numbers) {}

  private Compiled compiled(Variant variant) {
    return programs.computeIfAbsent(variant, v -> new Body(v).compile());
  }

  /** The arithmetic in which a rule is written; each operation is one op of PyTorch's. */
  public final class Body {
    private final Variant variant;
    private final Expr[] values = new Expr[arrays.size()];
    private final boolean[] written = new boolean[arrays.size()];
    private final List<Integer> read = new ArrayList<>();

    private Body(Variant variant) {
      this.variant = variant;
      Arrays.setAll(values, Expr::input);
    }

    private static int find(List<String> names, String name) {
      int i = names.indexOf(name);
      if (i < 0) {
        throw new IllegalArgumentException("no '" + name + "' among " + names);
      }
      return i;
    }

    /** Whether a flag is set. */
    public boolean is(String flag) {
      return variant.flags.contains(flag);
    }

    /** The present value of an array. */
    public Expr array(String array) {
      return values[find(arrays, array)];
    }

    /** A number. */
    public Expr number(String number) {
      // The kernel gets only the numbers that this variant reads.
      Integer i = find(numbers, number);
      if (!read.contains(i)) {
        read.add(i);
      }
      return Expr.scalar(read.indexOf(i));
    }

    /** Gives an array a new value, which it returns. */
    public Expr set(String array, Expr value) {
      int i = find(arrays, array);
      values[i] = value;
      written[i] = true;
      return value;
    }

    /** The value as the dtype holds it, for steps that PyTorch makes by an op of their own. */
    public Expr rounded(Expr value) {
      return variant.dtype == DType.FLOAT16 || variant.dtype == DType.BFLOAT16
          ? value.cast(variant.dtype)
          : value;
    }

    /** {@code a + b}. */
    public Expr add(Expr a, Expr b) {
      return rounded(a.add(b));
    }

    /** {@code a - b}. */
    public Expr sub(Expr a, Expr b) {
      return rounded(a.sub(b));
    }

    /** {@code a * b}. */
    public Expr mul(Expr a, Expr b) {
      return rounded(a.mul(b));
    }

    /** {@code a / b}. */
    public Expr div(Expr a, Expr b) {
      return rounded(a.div(b));
    }

    /** The square root. */
    public Expr sqrt(Expr a) {
      return rounded(a.sqrt());
    }

    /** {@code a + alpha * b}. */
    public Expr addScaled(Expr a, Expr b, Expr alpha) {
      return rounded(a.add(b.mul(alpha)));
    }

    /** {@code a + value * x * y}. */
    public Expr addcmul(Expr a, Expr x, Expr y, Expr value) {
      return rounded(a.add(value.mul(x).mul(y)));
    }

    /** {@code a + value * x / y}. */
    public Expr addcdiv(Expr a, Expr x, Expr y, Expr value) {
      return rounded(a.add(value.mul(x).div(y)));
    }

    private Compiled compile() {
      rule.accept(this);
      List<Expr> bodies = new ArrayList<>();
      int[] outputs = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        if (written[i]) {
          outputs[bodies.size()] = i;
          bodies.add(values[i]);
        }
      }
      int[] inputs = new int[values.length];
      List<Expr> renumbered = new ArrayList<>();
      int used = 0;
      for (int i = 0; i < values.length; i++) {
        int input = i;
        boolean reads = bodies.stream().anyMatch(b -> b.usesInput(input));
        renumbered.add(Expr.input(reads ? used : i));
        if (reads) {
          inputs[used++] = i;
        }
      }
      List<Expr> own = bodies.stream().map(b -> b.withInputs(renumbered)).toList();
      return new Compiled(
          new PointwiseProgram(name, own, ComputeType.of(variant.dtype)),
          Arrays.copyOf(inputs, used),
          Arrays.copyOf(outputs, own.size()),
          read.stream().mapToInt(i -> i).toArray());
    }
  }

  private record Batch(Device device, DType dtype, List<Double> numbers) {}

  /** Parameters on their way into one call; those alike in dtype and numbers go together. */
  public final class Launch {
    private final Set<String> flags;
    private final Map<Batch, List<@Nullable Tensor[]>> batches = new LinkedHashMap<>();

    private Launch(Set<String> flags) {
      this.flags = flags;
    }

    /**
     * Adds a parameter.
     *
     * @param numbers in the order of the update's; only these tell launches of a dtype apart
     * @param tensors in the order of the update's arrays; null for those that the flags leave out
     */
    public void add(List<Double> numbers, @Nullable Tensor... tensors) {
      Tensor param = Objects.requireNonNull(tensors[0]);
      DType dtype = param.dtype();
      @Nullable Tensor[] own = tensors;
      if (dtype.isComplex()) {
        // Real and imaginary parts go as if they were parameters of their own.
        own = new Tensor[tensors.length];
        for (int i = 0; i < own.length; i++) {
          Tensor t = tensors[i];
          own[i] = t == null ? null : Torch.viewAsReal(t);
        }
        dtype = Objects.requireNonNull(own[0]).dtype();
      } else if (!dtype.isFloatingPoint()) {
        throw new DTypeException(name + " step: expected floating parameters, got " + dtype);
      }
      if (param.numel() > 0) {
        batches
            .computeIfAbsent(new Batch(param.device(), dtype, numbers), _ -> new ArrayList<>())
            .add(own);
      }
    }

    /** Updates what was added. */
    public void run() {
      batches.forEach(this::run);
      batches.clear();
    }

    private void run(Batch batch, List<@Nullable Tensor[]> items) {
      Compiled c = compiled(new Variant(flags, batch.dtype));
      StridedArray[][] outputs = new StridedArray[items.size()][];
      StridedArray[][] inputs = new StridedArray[items.size()][];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = arrays(items.get(i), c.outputs);
        inputs[i] = arrays(items.get(i), c.inputs);
      }
      Scalar[] scalars =
          Arrays.stream(c.numbers)
              .mapToObj(i -> Scalar.of(batch.numbers.get(i)))
              .toArray(Scalar[]::new);
      Backends.of(batch.device).pointwiseEach(c.program, outputs, inputs, scalars);
      for (@Nullable Tensor[] item : items) {
        for (int written : c.outputs) {
          TensorState.storage(Objects.requireNonNull(item[written])).bumpVersion();
        }
      }
    }

    private StridedArray[] arrays(@Nullable Tensor[] item, int[] which) {
      StridedArray[] all = new StridedArray[which.length];
      for (int k = 0; k < all.length; k++) {
        Tensor t = item[which[k]];
        if (t == null) {
          throw new IllegalStateException(name + " step: no " + arrays.get(which[k]) + " given");
        }
        all[k] = TensorState.array(t);
      }
      return all;
    }
  }
}
