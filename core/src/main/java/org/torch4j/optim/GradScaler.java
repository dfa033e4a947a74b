package org.torch4j.optim;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.FusedUpdate;
import org.torch4j.type.DType;

/**
 * Scales losses so that small gradients do not vanish in float16, {@code torch.amp.GradScaler}; a
 * step whose gradients overflowed is left out and the scale becomes smaller, otherwise it grows now
 * and then.
 *
 * <pre>{@code
 * var scaler = new GradScaler();
 * for (Example batch : loader) {
 *   optimizer.zeroGrad();
 *   Tensor loss;
 *   try (var _ = Torch.autocast(DType.FLOAT16)) {
 *     loss = F.crossEntropy(model.apply(batch.input()), batch.target());
 *   }
 *   scaler.scale(loss).backward();
 *   scaler.step(optimizer);
 *   scaler.update();
 * }
 * }</pre>
 *
 * <p>bfloat16 has float32's range and needs no scaler.
 */
public class GradScaler {
  private static final FusedUpdate UNSCALE =
      new FusedUpdate(
          "amp_unscale",
          List.of("grad"),
          List.of("1 / scale"),
          u -> u.set("grad", u.mul(u.array("grad"), u.number("1 / scale"))));

  private double scale;
  private double growthFactor;
  private double backoffFactor;
  private long growthInterval;
  private long growthTracker;
  private final boolean enabled;
  private final Map<Optimizer, Progress> progress = new IdentityHashMap<>();

  /**
   * What {@link GradScaler} may be told.
   *
   * @param initScale the first scale, 65536 by default
   * @param growthFactor how much the scale grows, above 1, 2 by default
   * @param backoffFactor how much it shrinks when gradients overflowed, below 1, 0.5 by default
   * @param growthInterval steps without overflow after which it grows, 2000 by default
   * @param enabled whether it does anything at all, true by default
   */
  public record Options(
      double initScale,
      double growthFactor,
      double backoffFactor,
      int growthInterval,
      boolean enabled) {
    static final Options DEFAULT = new Options(65536, 2, 0.5, 2000, true);

    /** The first scale. */
    public Options initScale(double value) {
      return new Options(value, growthFactor, backoffFactor, growthInterval, enabled);
    }

    /** How much the scale grows, above 1. */
    public Options growthFactor(double value) {
      return new Options(initScale, value, backoffFactor, growthInterval, enabled);
    }

    /** How much the scale shrinks, below 1. */
    public Options backoffFactor(double value) {
      return new Options(initScale, growthFactor, value, growthInterval, enabled);
    }

    /** Steps without overflow after which the scale grows. */
    public Options growthInterval(int value) {
      return new Options(initScale, growthFactor, backoffFactor, value, enabled);
    }

    /** Whether it does anything at all. */
    public Options enabled(boolean on) {
      return new Options(initScale, growthFactor, backoffFactor, growthInterval, on);
    }
  }

  /** What was done with an optimizer since the last update. */
  private static final class Progress {
    boolean unscaled;
    boolean stepped;
    boolean overflowed;
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  /** With the defaults. */
  public GradScaler() {
    this(options());
  }

  /**
   * With these options.
   *
   * @throws IllegalArgumentException if a factor is on the wrong side of 1
   */
  public GradScaler(Options options) {
    Checks.require(
        options.growthFactor > 1, "The growth factor must be > 1.0, got ", options.growthFactor);
    Checks.require(
        options.backoffFactor < 1, "The backoff factor must be < 1.0, got ", options.backoffFactor);
    this.scale = (float) options.initScale;
    this.growthFactor = options.growthFactor;
    this.backoffFactor = options.backoffFactor;
    this.growthInterval = options.growthInterval;
    this.enabled = options.enabled;
  }

  /** A loss, or any other output, times the scale. */
  public Tensor scale(Tensor output) {
    return enabled ? output.mul(scale) : output;
  }

  /** Several outputs times the scale. */
  public List<Tensor> scale(List<Tensor> outputs) {
    return outputs.stream().map(this::scale).toList();
  }

  /**
   * Divides the gradients of an optimizer's parameters by the scale, to look at them or clip them
   * before {@link #step}.
   *
   * @throws IllegalStateException if it was done since the last {@link #update}, or after the step
   * @throws IllegalArgumentException if a gradient is float16: its parameter should be float32
   */
  public void unscale_(Optimizer optimizer) {
    if (!enabled) {
      return;
    }
    Progress p = progress.computeIfAbsent(optimizer, _ -> new Progress());
    if (p.unscaled) {
      throw new IllegalStateException(
          "unscale_() has already been called on this optimizer since the last update().");
    }
    if (p.stepped) {
      throw new IllegalStateException("unscale_() is being called after step().");
    }
    unscale(optimizer, p, false);
  }

  private void unscale(Optimizer optimizer, Progress p, boolean allowHalf) {
    List<Tensor> largest = new ArrayList<>();
    FusedUpdate.Launch launch = UNSCALE.launch();
    GradMode.with(
        false,
        () -> {
          for (ParamGroup group : optimizer.paramGroups()) {
            for (Tensor param : group.params()) {
              Tensor g = Optimizer.gradient(param);
              if (g != null) {
                Checks.require(
                    allowHalf || g.dtype() != DType.FLOAT16,
                    "Attempting to unscale FP16 gradients, parameter ",
                    param.shape());
                if (g.numel() > 0) {
                  largest.add(g.abs().max().toFloat());
                  launch.add(List.of(1 / scale), g.detach());
                }
              }
            }
          }
          p.overflowed =
              !largest.isEmpty() && !Double.isFinite(Torch.stack(largest, 0).max().item());
          launch.run();
          return this;
        });
    p.unscaled = true;
  }

  /**
   * Unscales the gradients, if {@link #unscale_} was not called, and makes the optimizer's step
   * unless they overflowed.
   *
   * @return whether the step was made
   * @throws IllegalStateException if it was made since the last {@link #update}
   */
  public boolean step(Optimizer optimizer) {
    if (!enabled) {
      optimizer.step();
      return true;
    }
    Progress p = progress.computeIfAbsent(optimizer, _ -> new Progress());
    if (p.stepped) {
      throw new IllegalStateException("step() has already been called since the last update().");
    }
    if (!p.unscaled) {
      unscale(optimizer, p, true);
    }
    p.stepped = true;
    if (p.overflowed) {
      return false;
    }
    optimizer.step();
    return true;
  }

  /**
   * Adapts the scale, at the end of each iteration.
   *
   * @throws IllegalStateException if no gradients were looked at since the last time
   */
  public void update() {
    if (!enabled) {
      return;
    }
    if (progress.isEmpty()) {
      throw new IllegalStateException("No inf checks were recorded prior to update.");
    }
    if (progress.values().stream().anyMatch(p -> p.overflowed)) {
      scale = (float) (scale * backoffFactor);
      growthTracker = 0;
    } else if (++growthTracker == growthInterval) {
      float grown = (float) (scale * growthFactor);
      scale = Float.isFinite(grown) ? grown : scale;
      growthTracker = 0;
    }
    progress.clear();
  }

  /** Sets the scale, at the end of an iteration. */
  public void update(double newScale) {
    if (enabled) {
      scale = (float) newScale;
      progress.clear();
    }
  }

  /** The present scale; 1 if it is not enabled. */
  public double getScale() {
    return enabled ? scale : 1;
  }

  /** How much the scale grows. */
  public double getGrowthFactor() {
    return growthFactor;
  }

  /** How much the scale shrinks. */
  public double getBackoffFactor() {
    return backoffFactor;
  }

  /** Steps without overflow after which the scale grows. */
  public long getGrowthInterval() {
    return growthInterval;
  }

  /** Whether it does anything at all. */
  public boolean isEnabled() {
    return enabled;
  }

  /** The state in PyTorch's structure; empty if it is not enabled. */
  public Map<String, Object> stateDict() {
    Map<String, Object> state = new LinkedHashMap<>();
    if (enabled) {
      state.put("scale", scale);
      state.put("growth_factor", growthFactor);
      state.put("backoff_factor", backoffFactor);
      state.put("growth_interval", growthInterval);
      state.put("_growth_tracker", growthTracker);
    }
    return state;
  }

  /**
   * Takes over a state of {@link #stateDict} or of PyTorch.
   *
   * @throws IllegalArgumentException if it is empty, from a scaler that was not enabled, or a
   *     number is missing
   */
  public void loadStateDict(Map<String, ?> state) {
    if (!enabled) {
      return;
    }
    if (state.isEmpty()) {
      throw new IllegalArgumentException(
          "The source state dict is empty, possibly because it was saved from a disabled instance"
              + " of GradScaler.");
    }
    double newScale = number(state, "scale");
    double newGrowth = number(state, "growth_factor");
    double newBackoff = number(state, "backoff_factor");
    long newInterval = (long) number(state, "growth_interval");
    growthTracker = (long) number(state, "_growth_tracker");
    scale = newScale;
    growthFactor = newGrowth;
    backoffFactor = newBackoff;
    growthInterval = newInterval;
  }

  private static double number(Map<String, ?> state, String name) {
    return switch (state.get(name)) {
      case Number n -> n.doubleValue();
      case Tensor t -> t.item();
      case null, default ->
          throw new IllegalArgumentException(
              "GradScaler state: '" + name + "' is no number but " + state.get(name));
    };
  }
}
