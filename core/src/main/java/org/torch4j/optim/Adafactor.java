package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.DTypeException;

/**
 * Adafactor, {@code torch.optim.Adafactor} (Shazeer and Stern, 2018) as PyTorch has it since 2.5:
 * of the average squares of a matrix only the means of its rows and columns are kept, so that it
 * needs hardly more memory than the parameters: {@code new Adafactor(model.parameters())}.
 */
public class Adafactor extends Optimizer {
  private static final List<String> ARRAYS = List.of("param", "grad", "update", "variance", "row");

  /** From gradients to updates that are not yet clipped. */
  private static final FusedUpdate SCALE =
      new FusedUpdate("adafactor", ARRAYS, List.of("share", "least", "shrink"), Adafactor::scale);

  /** The updates times a number for each parameter, which is an array of one element repeated. */
  private static final FusedUpdate MOVE =
      new FusedUpdate(
          "adafactor_move",
          List.of("param", "update", "factor"),
          List.of(),
          u -> u.set("param", u.addScaled(u.array("param"), u.array("update"), u.array("factor"))));

  private static void scale(FusedUpdate.Body u) {
    Expr g = u.array("grad");
    if (u.is("maximize")) {
      g = g.neg();
    }
    Expr variance = u.array("variance");
    if (u.is("matrix")) {
      variance = u.mul(u.array("row"), variance);
    } else {
      Expr change = u.sub(u.mul(g, g), variance);
      variance = u.set("variance", u.addScaled(variance, change, u.number("share")));
    }
    if (u.is("decay")) {
      u.set("param", u.mul(u.array("param"), u.number("shrink")));
    }
    u.set("update", u.mul(u.rounded(variance.max(u.number("least")).rsqrt()), g));
  }

  /**
   * What {@link Adafactor} may be told.
   *
   * @param lr the learning rate, 1e-2 by default
   * @param beta2Decay the power of the count of steps by which averages of squares become longer,
   *     -0.8 by default
   * @param eps1 the least root of an average of squares, null for the least difference from 1 that
   *     the dtype knows
   * @param eps2 the least root mean square of a parameter, to which steps are relative, 1e-3 by
   *     default
   * @param d the greatest root mean square of an update, 1 by default
   * @param weightDecay the share of the parameter, times lr, that each step takes away, 0 by
   *     default
   * @param maximize whether to climb, false by default
   */
  public record Options(
      double lr,
      double beta2Decay,
      @Nullable Double eps1,
      double eps2,
      double d,
      double weightDecay,
      boolean maximize) {
    static final Options DEFAULT = new Options(1e-2, -0.8, null, 1e-3, 1.0, 0.0, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    /** The power of the count of steps by which averages of squares become longer. */
    public Options beta2Decay(double value) {
      return new Options(lr, value, eps1, eps2, d, weightDecay, maximize);
    }

    /** The least root of an average of squares, or null, and the least one of a parameter. */
    public Options eps(@Nullable Double first, double second) {
      return new Options(lr, beta2Decay, first, second, d, weightDecay, maximize);
    }

    /** The greatest root mean square of an update. */
    public Options d(double value) {
      return new Options(lr, beta2Decay, eps1, eps2, value, weightDecay, maximize);
    }

    /** The share of the parameter, times lr, that each step takes away. */
    public Options weightDecay(double value) {
      return new Options(lr, beta2Decay, eps1, eps2, d, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean value) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, value);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.require(lr >= 0, "Learning rate should be >= 0 but is: ", lr);
      Checks.require(beta2Decay <= 0, "beta2_decay should be <= 0 but is: ", beta2Decay);
      Checks.require(eps1 == null || eps1 >= 0, "epsilon1 should be >= 0 but is: ", eps1);
      Checks.require(eps2 >= 0, "epsilon2 should be >= 0 but is: ", eps2);
      Checks.require(d >= 1, "Clipping threshold d should be >= 1 but is: ", d);
      Checks.require(weightDecay >= 0, "weight_decay should be >= 0 but is: ", weightDecay);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("beta2_decay", beta2Decay);
      map.put("eps", Arrays.asList(eps1, eps2));
      map.put("d", d);
      map.put("weight_decay", weightDecay);
      map.put("foreach", null);
      map.put("maximize", maximize);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-2. */
  public Adafactor(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public Adafactor(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public Adafactor(List<ParamGroup> groups, Options options) {
    super(groups, options.defaults());
  }

  @Override
  protected Set<String> savedAsTensors() {
    return Set.of(STEP);
  }

  @Override
  protected Set<String> notShapedAsParameters() {
    return Set.of("row_var", "col_var");
  }

  /** A parameter with what its update will be, and how far it goes at most. */
  private record Pending(Tensor param, Tensor update, Tensor reach) {}

  @Override
  protected void update(ParamGroup group) {
    double lr = group.lr();
    double decay = group.number("weight_decay");
    String maximize = group.flag("maximize") ? "maximize" : "";
    String shrink = decay == 0 ? "" : "decay";
    FusedUpdate.Launch vectors = SCALE.launch(maximize, shrink);
    FusedUpdate.Launch matrices = SCALE.launch(maximize, shrink, "matrix");
    List<Pending> all = new ArrayList<>();
    for (Tensor p : group.params()) {
      Tensor g = gradient(p);
      if (g == null) {
        continue;
      }
      if (p.dtype().isComplex()) {
        throw new DTypeException(
            "Adafactor: complex parameters are not supported, got " + p.dtype());
      }
      double step = countReal(p);
      double share = Math.pow(step, group.number("beta2_decay"));
      double eps1 = eps1(group, p);
      List<Double> numbers = List.of(share, eps1 * eps1, 1 - lr * decay);
      double reach = Math.min(lr, 1 / Math.sqrt(step));
      Tensor rms = p.norm(2).div(Math.sqrt(p.numel()));
      Tensor update = Torch.emptyLike(g);
      if (p.dim() > 1) {
        Tensor squares = g.square();
        Tensor rows = average(p, "row_var", squares.mean(-1, true), share);
        Tensor columns = average(p, "col_var", squares.mean(-2, true), share);
        Tensor row = rows.div(rows.mean(-2, true).clampMin(eps1));
        matrices.add(numbers, p, g, update, columns.expandAs(p), row.expandAs(p));
      } else {
        vectors.add(numbers, p, g, update, zeros(p, "variance"), null);
      }
      all.add(new Pending(p, update, rms.clampMin(group.number("eps", 1)).mul(-reach)));
    }
    vectors.run();
    matrices.run();
    move(all, group.number("d"));
  }

  private static void move(List<Pending> all, double d) {
    FusedUpdate.Launch launch = MOVE.launch();
    for (Pending one : all) {
      Tensor p = one.param;
      Tensor excess = one.update.norm(2).div(Math.sqrt(p.numel()) * d).clampMin(1);
      launch.add(List.of(), p, one.update, one.reach.div(excess).expandAs(p));
    }
    launch.run();
  }

  private Tensor average(Tensor p, String name, Tensor now, double share) {
    Tensor kept = stateTensor(p, name, () -> Torch.zerosLike(now));
    return kept.add_(now.sub(kept), share);
  }

  private static double eps1(ParamGroup group, Tensor p) {
    if (group.get("eps") instanceof List<?> l && !l.isEmpty() && l.get(0) == null) {
      return switch (p.dtype()) {
        case FLOAT64 -> 0x1p-52;
        case FLOAT16 -> 0x1p-10;
        case BFLOAT16 -> 0x1p-7;
        default -> 0x1p-23;
      };
    }
    return group.number("eps", 0);
  }
}
