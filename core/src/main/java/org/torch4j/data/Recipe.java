package org.torch4j.data;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * How samples become a batch.
 *
 * @param <S> a sample
 * @param <B> a batch
 */
abstract class Recipe<S, B> {
  /**
   * The batch.
   *
   * @param samples at least one sample
   * @param indices their places in the data set, null for streams
   */
  abstract B batch(List<S> samples, long @Nullable [] indices);

  /** Whether a batch that {@link BatchDataset#getBatch} made will do. */
  boolean takesWhole() {
    return false;
  }

  /** What {@link BatchDataset#getBatch} made, as a batch. */
  B whole(S made) {
    throw new IllegalStateException("DataLoader: this collation takes single samples");
  }

  /** Default collation to batches of the samples' own type. */
  static <T> Recipe<T, T> preserving() {
    return new Recipe<>() {
      @Override
      @SuppressWarnings("unchecked") // alike() has compared the kinds; leaves are not checkable
      T batch(List<T> samples, long @Nullable [] indices) {
        Object batch = new Collation(indices).batch(samples);
        T first = samples.get(0);
        if (!alike(first, batch)) {
          String made = batch instanceof Tensor ? "Tensor" : "List";
          throw new IllegalArgumentException(
              "samples are %s, their batch is a %s: make the loader by DataLoader.of(dataset,"
                      .formatted(first.getClass().getSimpleName(), made)
                  + " %s.class, options) or give it a collate function".formatted(made));
        }
        return (T) batch;
      }

      @Override
      boolean takesWhole() {
        return true;
      }

      @Override
      T whole(T made) {
        return made;
      }
    };
  }

  private static boolean alike(Object sample, Object batch) {
    return switch (sample) {
      case Tensor _ -> batch instanceof Tensor;
      case List<?> _ -> batch instanceof List<?>;
      case Map<?, ?> _ -> batch instanceof Map<?, ?>;
      default -> sample.getClass() == batch.getClass();
    };
  }

  /** Default collation to batches of a given type. */
  static <S, B> Recipe<S, B> typed(Class<B> type) {
    return new Recipe<>() {
      @Override
      B batch(List<S> samples, long @Nullable [] indices) {
        return cast(new Collation(indices).batch(samples));
      }

      @Override
      boolean takesWhole() {
        return true;
      }

      @Override
      B whole(S made) {
        return cast(made);
      }

      private B cast(@Nullable Object batch) {
        if (batch == null || !type.isInstance(batch)) {
          throw new IllegalArgumentException(
              "the batch is a %s, the loader was made for %s"
                  .formatted(
                      batch == null ? "null" : batch.getClass().getSimpleName(),
                      type.getSimpleName()));
        }
        return type.cast(batch);
      }
    };
  }

  /** The user's function. */
  static <S, B> Recipe<S, B> custom(Function<? super List<S>, ? extends B> collate) {
    return new Recipe<>() {
      @Override
      B batch(List<S> samples, long @Nullable [] indices) {
        return collate.apply(samples);
      }
    };
  }

  /** No batching: the only sample itself. */
  static <T> Recipe<T, T> single() {
    return new Recipe<>() {
      @Override
      T batch(List<T> samples, long @Nullable [] indices) {
        return samples.get(0);
      }
    };
  }
}
