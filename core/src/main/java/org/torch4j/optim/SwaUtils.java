package org.torch4j.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.nn.BatchNorm;
import org.torch4j.nn.Module;

/** The functions of {@code torch.optim.swa_utils}. */
public final class SwaUtils {
  private SwaUtils() {}

  /**
   * Computes the running statistics of a model's batch normalisations anew from one pass over the
   * data, {@code update_bn}: those of averaged weights are no average of the models' statistics.
   *
   * @param loader batches that are tensors, or lists whose first element is the input
   * @throws IllegalArgumentException if a batch is neither
   */
  public static void updateBn(Iterable<?> loader, Module model) {
    updateBn(loader, SwaUtils::input, model);
  }

  /**
   * The same with batches of any kind: {@code updateBn(loader, Example::input, model)}.
   *
   * @param input what the model takes of a batch
   */
  public static <B> void updateBn(
      Iterable<? extends B> loader, Function<? super B, Tensor> input, Module model) {
    List<BatchNorm> norms = new ArrayList<>();
    for (Module m : model.modules()) {
      if (m instanceof BatchNorm norm) {
        norms.add(norm);
      }
    }
    if (norms.isEmpty()) {
      return;
    }
    List<@Nullable Double> momenta = new ArrayList<>();
    boolean training = model.isTraining();
    GradMode.with(
        false,
        () -> {
          for (BatchNorm norm : norms) {
            momenta.add(norm.momentum());
            norm.resetRunningStats();
            norm.setMomentum(null);
          }
          try {
            model.train();
            loader.forEach(batch -> model.apply(input.apply(batch)));
          } finally {
            for (int i = 0; i < norms.size(); i++) {
              norms.get(i).setMomentum(momenta.get(i));
            }
            model.train(training);
          }
          return model;
        });
  }

  private static Tensor input(@Nullable Object batch) {
    Object first = batch instanceof List<?> list && !list.isEmpty() ? list.get(0) : batch;
    if (first instanceof Tensor t) {
      return t;
    }
    throw new IllegalArgumentException(
        "updateBn: expected batches of tensors or lists that begin with one, got "
            + (batch == null ? "null" : batch.getClass().getSimpleName())
            + "; say what the input is by updateBn(loader, input, model)");
  }
}
