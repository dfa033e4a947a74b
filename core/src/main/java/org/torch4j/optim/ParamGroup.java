package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * Parameters that an optimizer treats alike, and their options by PyTorch's names ({@code lr},
 * {@code momentum}, {@code weight_decay}, ...); an entry of {@code optimizer.param_groups}. Options
 * may be changed between steps.
 *
 * <pre>{@code
 * new SGD(
 *     List.of(ParamGroup.of(body.parameters()), ParamGroup.of(head.parameters()).lr(1e-3)),
 *     SGD.options().lr(1e-2));
 * }</pre>
 */
public final class ParamGroup {
  private final List<Tensor> params;
  private final Map<String, @Nullable Object> options = new LinkedHashMap<>();

  private ParamGroup(Iterable<? extends Tensor> params) {
    List<Tensor> list = new ArrayList<>();
    params.forEach(list::add);
    this.params = Collections.unmodifiableList(list);
  }

  /** A group whose options are the optimizer's where {@link #set} does not say otherwise. */
  public static ParamGroup of(Iterable<? extends Tensor> params) {
    return new ParamGroup(params);
  }

  /** The parameters in order. */
  public List<Tensor> params() {
    return params;
  }

  /** The learning rate. */
  public double lr() {
    return number("lr");
  }

  /** Sets the learning rate. */
  public ParamGroup lr(double value) {
    return set("lr", value);
  }

  /** Sets an option by its PyTorch name. */
  public ParamGroup set(String option, @Nullable Object value) {
    options.put(option, value);
    return this;
  }

  /** The value of an option. */
  public @Nullable Object get(String option) {
    if (!options.containsKey(option)) {
      throw new IllegalArgumentException(
          "parameter group has no option '" + option + "', only " + options.keySet());
    }
    return options.get(option);
  }

  /** The value of an option that is a number. */
  public double number(String option) {
    Object value = get(option);
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    if (value instanceof Tensor t) {
      return t.item();
    }
    throw new IllegalArgumentException("option '" + option + "' is no number but " + value);
  }

  /** Part {@code i} of an option that holds several numbers, such as {@code betas}. */
  public double number(String option, int i) {
    if (get(option) instanceof List<?> l && i < l.size() && l.get(i) instanceof Number n) {
      return n.doubleValue();
    }
    throw new IllegalArgumentException(
        "option '" + option + "' has no number at " + i + " but is " + get(option));
  }

  /** The value of an option that is a truth value; absent and None are false. */
  public boolean flag(String option) {
    return options.get(option) instanceof Boolean b && b;
  }

  /** The options by name; changes of the map change the group. */
  public Map<String, @Nullable Object> options() {
    return options;
  }
}
