package org.torch4j.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * L-BFGS, {@code torch.optim.LBFGS} (Liu and Nocedal, 1989): goes along a direction that the
 * curvature seen in former steps suggests. Every step computes the loss several times, so it takes
 * a closure; all parameters are in one group:
 *
 * <pre>{@code
 * var opt = new LBFGS(model.parameters(), LBFGS.options().lineSearchFn("strong_wolfe"));
 * opt.step(() -> {
 *   opt.zeroGrad();
 *   Tensor loss = F.mseLoss(model.apply(x), y);
 *   loss.backward();
 *   return loss;
 * });
 * }</pre>
 */
public class LBFGS extends Optimizer {
  private static final FusedUpdate MOVE =
      new FusedUpdate(
          "lbfgs",
          List.of("param", "direction"),
          List.of("t"),
          u -> u.set("param", u.addScaled(u.array("param"), u.array("direction"), u.number("t"))));

  /**
   * What {@link LBFGS} may be told.
   *
   * @param lr the length of a step, 1 by default
   * @param maxIter the greatest number of iterations of one step, 20 by default
   * @param maxEval the greatest number of losses computed in one step, null for 1.25 times maxIter
   * @param toleranceGrad the greatest gradient that counts as a minimum, 1e-7 by default
   * @param toleranceChange the least change that is worth going on, 1e-9 by default
   * @param historySize how many former steps are remembered, 100 by default
   * @param lineSearchFn {@code "strong_wolfe"} or null for steps of fixed length
   */
  public record Options(
      double lr,
      int maxIter,
      @Nullable Integer maxEval,
      double toleranceGrad,
      double toleranceChange,
      int historySize,
      @Nullable String lineSearchFn) {
    static final Options DEFAULT = new Options(1, 20, null, 1e-7, 1e-9, 100, null);

    /** The length of a step. */
    public Options lr(double value) {
      return new Options(
          value, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearchFn);
    }

    /** The greatest number of iterations of one step. */
    public Options maxIter(int value) {
      return new Options(
          lr, value, maxEval, toleranceGrad, toleranceChange, historySize, lineSearchFn);
    }

    /** The greatest number of losses computed in one step, null for 1.25 times maxIter. */
    public Options maxEval(@Nullable Integer value) {
      return new Options(
          lr, maxIter, value, toleranceGrad, toleranceChange, historySize, lineSearchFn);
    }

    /** The greatest gradient that counts as a minimum. */
    public Options toleranceGrad(double value) {
      return new Options(lr, maxIter, maxEval, value, toleranceChange, historySize, lineSearchFn);
    }

    /** The least change that is worth going on. */
    public Options toleranceChange(double value) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, value, historySize, lineSearchFn);
    }

    /** How many former steps are remembered. */
    public Options historySize(int value) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, value, lineSearchFn);
    }

    /** {@code "strong_wolfe"} or null for steps of fixed length. */
    public Options lineSearchFn(@Nullable String value) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, value);
    }

    private Map<String, @Nullable Object> defaults() {
      if (lineSearchFn != null && !lineSearchFn.equals("strong_wolfe")) {
        throw new IllegalArgumentException(
            "LBFGS: lineSearchFn must be 'strong_wolfe' or null, got '" + lineSearchFn + "'");
      }
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", Checks.integerIfWhole(lr));
      map.put("max_iter", (long) maxIter);
      map.put("max_eval", maxEval == null ? maxIter * 5L / 4 : (long) maxEval);
      map.put("tolerance_grad", toleranceGrad);
      map.put("tolerance_change", toleranceChange);
      map.put("history_size", (long) historySize);
      map.put("line_search_fn", lineSearchFn);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults. */
  public LBFGS(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters. */
  public LBFGS(Iterable<? extends Tensor> params, Options options) {
    super(single(params), options.defaults());
  }

  /**
   * Needs a closure.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public void step() {
    throw new IllegalArgumentException(
        "LBFGS: a step computes the loss several times, call step(closure)");
  }

  /**
   * Up to {@code maxIter} iterations; {@code closure} computes the loss and its gradients for the
   * parameters as they are. Returns the first loss.
   *
   * @throws IllegalArgumentException if there is more than one parameter group
   */
  @Override
  public Tensor step(Supplier<Tensor> closure) {
    if (paramGroups().size() != 1) {
      throw new IllegalArgumentException("LBFGS doesn't support parameter groups");
    }
    countStep();
    return GradMode.with(false, () -> new Run(paramGroups().get(0), closure).minimize());
  }

  @Override
  protected void update(ParamGroup group) {
    step();
  }

  @Override
  protected Set<String> notShapedAsParameters() {
    return Set.of("d", "prev_flat_grad");
  }

  /** Numbers among tensors are tensors of one element in PyTorch's files. */
  @Override
  protected Map<String, @Nullable Object> packState(Map<String, @Nullable Object> own) {
    Map<String, @Nullable Object> packed = super.packState(own);
    if (own.get("d") instanceof Tensor d) {
      packed.computeIfPresent("H_diag", (_, h) -> tensor(h, d));
      packed.computeIfPresent(
          "ro", (_, list) -> ((List<?>) list).stream().map(r -> tensor(r, d)).toList());
    }
    return packed;
  }

  private static Tensor tensor(Object number, Tensor like) {
    return Torch.full(Shape.SCALAR, number, kept(like)).to(like.device());
  }

  /** The type of numbers in the state; half types would lose too much of them. */
  private static DType kept(Tensor direction) {
    return direction.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  @Override
  protected Map<String, @Nullable Object> unpackState(Map<String, @Nullable Object> saved) {
    for (String number : List.of("t", "H_diag", "prev_loss")) {
      saved.computeIfPresent(number, (_, v) -> number(v));
    }
    saved.computeIfPresent(
        "ro", (_, l) -> new ArrayList<>(((List<?>) l).stream().map(LBFGS::number).toList()));
    for (String tensors : List.of("old_dirs", "old_stps")) {
      saved.computeIfPresent(
          tensors,
          (_, l) ->
              new ArrayList<>(((List<?>) l).stream().map(t -> ((Tensor) t).clone()).toList()));
    }
    saved.remove("al"); // scratch of PyTorch's
    return saved;
  }

  private static Double number(@Nullable Object value) {
    return switch (value) {
      case Tensor t -> t.item();
      case Number n -> n.doubleValue();
      case null, default ->
          throw new IllegalArgumentException("LBFGS state: expected a number, got " + value);
    };
  }

  /** One step. */
  private final class Run {
    private final ParamGroup group;
    private final Supplier<Tensor> closure;
    private final Map<String, @Nullable Object> state;
    private final List<Tensor> oldDirs;
    private final List<Tensor> oldSteps;
    private final List<Double> ro;
    private double scale;
    private double t;

    @SuppressWarnings("unchecked") // lists that this class or unpackState has made
    Run(ParamGroup group, Supplier<Tensor> closure) {
      this.group = group;
      this.closure = closure;
      this.state = state(group.params().get(0));
      state.putIfAbsent("func_evals", 0L);
      state.putIfAbsent("n_iter", 0L);
      this.oldDirs = new ArrayList<>((List<Tensor>) state.getOrDefault("old_dirs", List.of()));
      this.oldSteps = new ArrayList<>((List<Tensor>) state.getOrDefault("old_stps", List.of()));
      this.ro = new ArrayList<>((List<Double>) state.getOrDefault("ro", List.of()));
      this.scale = state.get("H_diag") instanceof Number h ? h.doubleValue() : 1;
      this.t = state.get("t") instanceof Number n ? n.doubleValue() : 0;
    }

    Tensor minimize() {
      Tensor first = GradMode.with(true, closure);
      double loss = first.item();
      double evaluations = 1;
      add("func_evals", 1);
      Tensor gradient = flatGradient();
      if (greatest(gradient) <= group.number("tolerance_grad")) {
        return first;
      }
      Tensor d = state.get("d") instanceof Tensor x ? x : gradient;
      Tensor before = state.get("prev_flat_grad") instanceof Tensor x ? x : gradient;
      double lossBefore = state.get("prev_loss") instanceof Number n ? n.doubleValue() : loss;
      double maxIter = group.number("max_iter");
      double tolerance = group.number("tolerance_change");
      for (int i = 1; i <= maxIter; i++) {
        boolean young = add("n_iter", 1) == 1;
        d = young ? start(gradient) : direction(d, gradient, before);
        before = gradient;
        lossBefore = loss;
        double lr = group.lr();
        t = young ? Math.min(1, 1 / gradient.abs().sum().item()) * lr : lr;
        double slope = gradient.dot(d).item();
        if (slope > -tolerance) {
          break;
        }
        int tried = 0;
        if (group.get("line_search_fn") != null) {
          StrongWolfe.Point start = new StrongWolfe.Point(0, loss, gradient, slope);
          StrongWolfe search = search(d, start);
          StrongWolfe.Point end = search.find(t, greatest(d), tolerance);
          t = end.t();
          loss = end.loss();
          gradient = end.gradient();
          tried = search.evaluations();
          move(d, t);
        } else {
          move(d, t);
          if (i != maxIter) {
            loss = GradMode.with(true, closure).item();
            gradient = flatGradient();
            tried = 1;
          }
        }
        evaluations += tried;
        add("func_evals", tried);
        if (evaluations >= group.number("max_eval")
            || greatest(gradient) <= group.number("tolerance_grad")
            || greatest(d.mul(t)) <= tolerance
            || Math.abs(loss - lossBefore) < tolerance) {
          break;
        }
      }
      keep(d, before, lossBefore);
      return first;
    }

    private long add(String count, long more) {
      long sum = (state.get(count) instanceof Number n ? n.longValue() : 0) + more;
      state.put(count, sum);
      return sum;
    }

    private void keep(Tensor d, Tensor gradient, double loss) {
      state.put("d", d);
      state.put("t", t);
      state.put("old_dirs", oldDirs);
      state.put("old_stps", oldSteps);
      state.put("ro", ro);
      state.put("H_diag", scale);
      state.put("prev_flat_grad", gradient);
      state.put("prev_loss", loss);
    }

    private Tensor start(Tensor gradient) {
      oldDirs.clear();
      oldSteps.clear();
      ro.clear();
      scale = 1;
      return gradient.neg();
    }

    /** The inverse Hessian that the remembered steps suggest, times the negative gradient. */
    private Tensor direction(Tensor last, Tensor gradient, Tensor before) {
      Tensor y = gradient.sub(before);
      Tensor s = last.mul(t);
      double ys = y.dot(s).item();
      if (ys > 1e-10) {
        if (oldDirs.size() == group.number("history_size")) {
          oldDirs.remove(0);
          oldSteps.remove(0);
          ro.remove(0);
        }
        oldDirs.add(y);
        oldSteps.add(s);
        ro.add(rounded(1 / ys, y));
        scale = rounded(ys / y.dot(y).item(), y);
      }
      int n = oldDirs.size();
      double[] al = new double[n];
      Tensor q = gradient.neg();
      for (int i = n - 1; i >= 0; i--) {
        al[i] = oldSteps.get(i).dot(q).item() * ro.get(i);
        q.add_(oldDirs.get(i), -al[i]);
      }
      Tensor r = q.mul(scale);
      for (int i = 0; i < n; i++) {
        double be = oldDirs.get(i).dot(r).item() * ro.get(i);
        r.add_(oldSteps.get(i), al[i] - be);
      }
      return r;
    }

    private StrongWolfe search(Tensor d, StrongWolfe.Point start) {
      List<Tensor> origin = group.params().stream().map(Tensor::clone).toList();
      return new StrongWolfe(
          step -> {
            move(d, step);
            double loss = GradMode.with(true, closure).item();
            Tensor gradient = flatGradient();
            for (int i = 0; i < origin.size(); i++) {
              group.params().get(i).copy_(origin.get(i));
            }
            return new StrongWolfe.Point(step, loss, gradient, gradient.dot(d).item());
          },
          start);
    }

    private Tensor flatGradient() {
      List<Tensor> all = new ArrayList<>();
      for (Tensor p : group.params()) {
        Tensor g = gradient(p);
        all.add((g == null ? Torch.zerosLike(p) : g).detach().reshape(-1));
      }
      return Torch.cat(all, 0);
    }

    private void move(Tensor d, double length) {
      FusedUpdate.Launch launch = MOVE.launch();
      long at = 0;
      for (Tensor p : group.params()) {
        Tensor part = d.narrow(0, at, p.numel()).view(p.shape().toArray());
        launch.add(List.of(length), p, part);
        at += p.numel();
      }
      launch.run();
    }
  }

  /** As it is saved, so that a loaded state goes on in the same way. */
  private static double rounded(double value, Tensor like) {
    return kept(like) == DType.FLOAT64 ? value : (float) value;
  }

  private static double greatest(Tensor t) {
    return t.abs().max().item();
  }
}
