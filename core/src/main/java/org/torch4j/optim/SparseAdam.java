package org.torch4j.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.LayoutException;

/**
 * Adam for sparse gradients, {@code torch.optim.SparseAdam}: moments and parameters change only
 * where the gradient has entries, as those of an {@link org.torch4j.nn.Embedding} with {@code
 * sparse(true)} do.
 */
public class SparseAdam extends Optimizer {
  private static final String STEP = "step";
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";

  /**
   * What {@link SparseAdam} may be told.
   *
   * @param lr the learning rate, 1e-3 by default
   * @param beta1 how much of the mean of gradients is kept, 0.9 by default
   * @param beta2 how much of the mean of squares is kept, 0.999 by default
   * @param eps what is added to the divisor, 1e-8 by default
   * @param maximize whether to climb, false by default
   */
  public record Options(double lr, double beta1, double beta2, double eps, boolean maximize) {
    static final Options DEFAULT = new Options(1e-3, 0.9, 0.999, 1e-8, false);

    /** The learning rate. */
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, maximize);
    }

    /** How much of the means of gradients and of squares is kept. */
    public Options betas(double first, double second) {
      return new Options(lr, first, second, eps, maximize);
    }

    /** What is added to the divisor. */
    public Options eps(double value) {
      return new Options(lr, beta1, beta2, value, maximize);
    }

    /** Whether to climb. */
    public Options maximize(boolean on) {
      return new Options(lr, beta1, beta2, eps, on);
    }

    private Map<String, @Nullable Object> defaults() {
      Checks.aboveZero("learning rate", lr);
      Checks.aboveZero("epsilon value", eps);
      Checks.beta(0, beta1);
      Checks.beta(1, beta2);
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("lr", lr);
      map.put("betas", List.of(beta1, beta2));
      map.put("eps", eps);
      map.put("maximize", maximize);
      return map;
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** Over these parameters with the defaults, learning rate 1e-3. */
  public SparseAdam(Iterable<? extends Tensor> params) {
    this(params, options());
  }

  /** Over these parameters, which must be strided. */
  public SparseAdam(Iterable<? extends Tensor> params, Options options) {
    this(single(params), options);
  }

  /** Over groups of parameters, whose missing options are {@code options}. */
  public SparseAdam(List<ParamGroup> groups, Options options) {
    super(checked(groups), options.defaults());
  }

  private static List<ParamGroup> checked(List<ParamGroup> groups) {
    for (ParamGroup group : groups) {
      for (Tensor p : group.params()) {
        if (p.isSparse()) {
          throw new LayoutException(
              "SparseAdam: parameters must be strided, got " + p.layout() + " " + p.shape());
        }
      }
    }
    return groups;
  }

  @Override
  protected void update(ParamGroup group) {
    for (Tensor p : group.params()) {
      Tensor gradient = gradient(p);
      if (gradient != null && !gradient.isSparse()) {
        throw new LayoutException(
            "SparseAdam: strided gradients are for Adam, got one of shape " + gradient.shape());
      }
      if (gradient != null) {
        Tensor down = group.flag("maximize") ? gradient.neg() : gradient;
        step(p, down.coalesce(), group);
      }
    }
  }

  private void step(Tensor p, Tensor gradient, ParamGroup group) {
    Map<String, @Nullable Object> state = state(p);
    long step = (state.get(STEP) instanceof Number n ? n.longValue() : 0) + 1;
    state.put(STEP, step);
    if (gradient._nnz() == 0) {
      return;
    }
    double beta1 = group.number("betas", 0);
    double beta2 = group.number("betas", 1);
    Tensor g = gradient._values();
    Tensor mean = moved(moment(state, MEAN, p), gradient, g, beta1);
    Tensor square = moved(moment(state, SQUARE, p), gradient, g.pow(2), beta2);
    double scale = Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
    Tensor change = mean.div(square.sqrt().add(group.number("eps")));
    p.add_(at(gradient, change), -group.lr() * scale);
  }

  /** Moves a moment towards {@code target} where the gradient has entries; its values there. */
  private static Tensor moved(Tensor moment, Tensor gradient, Tensor target, double beta) {
    Tensor old = moment.sparseMask(gradient)._values();
    Tensor change = target.sub(old).mul(1 - beta);
    moment.add_(at(gradient, change));
    return old.add(change);
  }

  /** Other values at the places of a gradient. */
  private static Tensor at(Tensor gradient, Tensor values) {
    return Torch.sparseCooTensor(gradient._indices(), values, gradient.shape());
  }

  private static Tensor moment(Map<String, @Nullable Object> state, String name, Tensor p) {
    if (state.get(name) instanceof Tensor t) {
      return t;
    }
    Tensor zeros = Torch.zerosLike(p).detach();
    state.put(name, zeros);
    return zeros;
  }
}
