package org.torch4j.autograd;

import java.util.function.Supplier;

/**
 * The switches of autograd on the current thread: whether graphs are recorded, inference mode, and
 * anomaly detection. Each change returns a guard that puts the former value back.
 */
public final class GradMode {
  private static final ThreadLocal<GradMode> CURRENT = ThreadLocal.withInitial(GradMode::new);

  private boolean enabled = true;
  private boolean inference;
  private boolean anomaly;
  private boolean retaining;

  private GradMode() {}

  /** Puts the former mode back when closed. */
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether ops record graphs on this thread. */
  public static boolean isEnabled() {
    return CURRENT.get().enabled;
  }

  /** Whether new tensors are inference tensors on this thread. */
  public static boolean isInference() {
    return CURRENT.get().inference;
  }

  /** Whether anomaly detection is on for this thread. */
  public static boolean isAnomaly() {
    return CURRENT.get().anomaly;
  }

  /**
   * Whether a backward pass is under way on this thread after which the graph stays for another.
   */
  public static boolean isRetaining() {
    return CURRENT.get().retaining;
  }

  /** Says whether the graph of the backward pass that starts here stays for another. */
  static Guard retaining(boolean on) {
    GradMode mode = CURRENT.get();
    boolean before = mode.retaining;
    mode.retaining = on;
    return () -> mode.retaining = before;
  }

  /** Switches recording on or off. */
  public static Guard enable(boolean on) {
    GradMode mode = CURRENT.get();
    boolean before = mode.enabled;
    mode.enabled = on;
    return () -> mode.enabled = before;
  }

  /** Switches inference mode, which also stops recording. */
  public static Guard inference(boolean on) {
    GradMode mode = CURRENT.get();
    boolean beforeInference = mode.inference;
    boolean beforeEnabled = mode.enabled;
    mode.inference = on;
    mode.enabled = !on;
    return () -> {
      mode.inference = beforeInference;
      mode.enabled = beforeEnabled;
    };
  }

  /** Switches anomaly detection: nodes remember where forward made them, NaN gradients raise. */
  public static Guard anomaly(boolean on) {
    GradMode mode = CURRENT.get();
    boolean before = mode.anomaly;
    mode.anomaly = on;
    return () -> mode.anomaly = before;
  }

  /** The result of {@code body} with recording on or off. */
  public static <T> T with(boolean recording, Supplier<T> body) {
    GradMode mode = CURRENT.get();
    boolean before = mode.enabled;
    mode.enabled = recording;
    try {
      return body.get();
    } finally {
      mode.enabled = before;
    }
  }
}
