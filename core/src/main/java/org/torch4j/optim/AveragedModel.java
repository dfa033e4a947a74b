package org.torch4j.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.nn.Buffer;
import org.torch4j.nn.Module;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.ShapeException;

/**
 * The running average of a model's weights, {@code torch.optim.swa_utils.AveragedModel}: the plain
 * average of all (stochastic weight averaging, Izmailov et al., 2018) or one that forgets
 * exponentially.
 *
 * <pre>{@code
 * var averaged = new AveragedModel(model, Net::new, AveragedModel.options().avgFn(ema(0.999)));
 * for (Example batch : loader) {
 *   ...
 *   optimizer.step();
 *   averaged.updateParameters(model);
 * }
 * Tensor scores = averaged.apply(input);
 * }</pre>
 *
 * <p>Its state has the keys of the model behind {@code module.}, and {@code n_averaged}.
 */
public class AveragedModel extends Module {
  private static final FusedUpdate AVERAGE =
      new FusedUpdate(
          "average",
          List.of("averaged", "current"),
          List.of("share"),
          u -> {
            var old = u.array("averaged");
            var change = u.sub(u.array("current"), old);
            u.set("averaged", u.addScaled(old, change, u.number("share")));
          });

  private final transient Options options;

  /** How many models were averaged, int64. */
  public final Buffer nAveraged = new Buffer(Torch.tensor(0L));

  /** The averaged model. */
  public final Module module;

  /** How an average goes on. */
  @FunctionalInterface
  public interface AveragingFunction {
    /**
     * The new average.
     *
     * @param averaged the average so far
     * @param current the parameter of the model
     * @param numAveraged how many models are in the average
     */
    Tensor average(Tensor averaged, Tensor current, long numAveraged);
  }

  /** The average that keeps {@code decay} of itself. */
  private record Ema(double decay) implements AveragingFunction {
    @Override
    public Tensor average(Tensor averaged, Tensor current, long numAveraged) {
      return averaged.mul(decay).add(current.mul(1 - decay));
    }
  }

  /**
   * What {@link AveragedModel} may be told.
   *
   * @param avgFn how an average goes on, null for the plain average
   * @param useBuffers whether buffers are averaged as well, false by default
   */
  public record Options(@Nullable AveragingFunction avgFn, boolean useBuffers) {
    static final Options DEFAULT = new Options(null, false);

    /** How an average goes on, null for the plain average. */
    public Options avgFn(@Nullable AveragingFunction value) {
      return new Options(value, useBuffers);
    }

    /** Whether buffers are averaged as well. */
    public Options useBuffers(boolean on) {
      return new Options(avgFn, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /**
   * The average that keeps {@code decay} of itself at each update, {@code get_ema_avg_fn}.
   *
   * @throws IllegalArgumentException if decay is not from 0 to 1
   */
  public static AveragingFunction ema(double decay) {
    Checks.fraction("decay value", decay);
    return new Ema(decay);
  }

  /** The plain average of {@code model}. */
  public AveragedModel(Module model, Supplier<? extends Module> copy) {
    this(model, copy, options());
  }

  /**
   * An average of {@code model}.
   *
   * @param copy makes a second model of the same structure, which Java cannot copy by itself; its
   *     weights become those of the model
   * @throws ShapeException if the second model is not of the same structure
   */
  public AveragedModel(Module model, Supplier<? extends Module> copy, Options options) {
    this.options = options;
    this.module = copy.get();
    module.loadStateDict(model.stateDict());
    module.train(model.isTraining());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return switch (inputs.length) {
      case 1 -> module.apply(inputs[0]);
      case 2 -> module.apply(inputs[0], inputs[1]);
      default -> module.apply(inputs);
    };
  }

  @Override
  public Tensor forward(Tensor input) {
    return module.apply(input);
  }

  @Override
  public Tensor forward(Tensor first, Tensor second) {
    return module.apply(first, second);
  }

  /** Takes the present weights of {@code model} into the average; the first ones are copied. */
  public void updateParameters(Module model) {
    List<Tensor> averaged = averagedOf(module);
    List<Tensor> current = averagedOf(model);
    if (averaged.size() != current.size()) {
      throw new ShapeException(
          "updateParameters: expected a model of %d tensors, got one of %d"
              .formatted(averaged.size(), current.size()));
    }
    GradMode.with(
        false,
        () -> {
          update(averaged, current, nAveraged.itemLong());
          return nAveraged.add_(1);
        });
  }

  private List<Tensor> averagedOf(Module m) {
    List<Tensor> all = new ArrayList<>(m.parameters());
    if (options.useBuffers) {
      all.addAll(m.buffers());
    }
    return all;
  }

  private void update(List<Tensor> averaged, List<Tensor> current, long n) {
    FusedUpdate.Launch launch = AVERAGE.launch();
    AveragingFunction function = options.avgFn;
    double share = function instanceof Ema ema ? 1 - ema.decay : 1.0 / (n + 1);
    for (int i = 0; i < averaged.size(); i++) {
      Tensor old = averaged.get(i);
      Tensor now = current.get(i).detach().to(old.device());
      boolean fused = function == null || function instanceof Ema;
      if (n == 0) {
        old.copy_(now);
      } else if (fused && old.dtype().isFloatingPoint()) {
        if (!old.shape().equals(now.shape())) {
          throw new ShapeException(
              "updateParameters: expected a tensor of shape %s, got %s"
                  .formatted(old.shape(), now.shape()));
        }
        launch.add(List.of(share), old, now);
      } else if (function == null) {
        old.copy_(old.add(now.sub(old).div(n + 1)));
      } else {
        old.copy_(function.average(old.detach(), now, n));
      }
    }
    launch.run();
  }
}
