package org.torch4j.autograd;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;

/**
 * Mixed precision, {@code torch.autocast}: inside a region products and convolutions compute in a
 * half type, what would lose too much stays in float32, and PyTorch's lists say which is which. A
 * region is open on the thread that opened it, until its guard is closed:
 *
 * <pre>{@code
 * try (var _ = Torch.autocast(DType.BFLOAT16)) {
 *   loss = F.crossEntropy(model.apply(x), y);
 * }
 * loss.backward();
 * }</pre>
 *
 * <p>Parameters that are cast are cast once for all uses inside the outermost region. A {@link
 * Function} decides for itself by {@link #with}, as {@code custom_fwd} does.
 */
public final class Autocast {
  private static final ThreadLocal<Autocast> CURRENT = ThreadLocal.withInitial(Autocast::new);

  /** Open regions of all threads: while there is none, ops need not look at their thread. */
  private static final AtomicInteger REGIONS = new AtomicInteger();

  private static final int DEVICES = Device.Type.values().length;

  private final boolean[] enabled = new boolean[DEVICES];
  private final DType[] dtypes = new DType[DEVICES];
  private boolean cacheEnabled = true;
  private int depth;
  private final Map<Tensor, Tensor> cache = new IdentityHashMap<>();

  private Autocast() {
    for (Device.Type device : Device.Type.values()) {
      dtypes[device.ordinal()] = defaultDtype(device);
    }
  }

  /**
   * What a region may be told.
   *
   * @param dtype the half type, null for the device's: bfloat16 on the CPU, float16 on CUDA
   * @param enabled whether the region casts, true by default; false to leave a part of another out
   * @param cacheEnabled whether cast parameters are kept, true by default
   */
  public record Options(@Nullable DType dtype, boolean enabled, boolean cacheEnabled) {
    static final Options DEFAULT = new Options(null, true, true);

    /** The half type, null for the device's own. */
    public Options dtype(@Nullable DType value) {
      return new Options(value, enabled, cacheEnabled);
    }

    /** Whether the region casts. */
    public Options enabled(boolean on) {
      return new Options(dtype, on, cacheEnabled);
    }

    /** Whether cast parameters are kept. */
    public Options cacheEnabled(boolean on) {
      return new Options(dtype, enabled, on);
    }
  }

  /** The defaults. */
  public static Options options() {
    return Options.DEFAULT;
  }

  private static DType defaultDtype(Device.Type device) {
    return device == Device.Type.CPU ? DType.BFLOAT16 : DType.FLOAT16;
  }

  /**
   * Opens a region for one kind of device.
   *
   * @throws DTypeException if the dtype is no half type
   */
  public static GradMode.Guard open(Device.Type device, Options options) {
    DType dtype = options.dtype == null ? defaultDtype(device) : options.dtype;
    if (dtype != DType.BFLOAT16 && dtype != DType.FLOAT16) {
      throw new DTypeException("autocast: dtype must be bfloat16 or float16, got " + dtype);
    }
    return CURRENT.get().enter(device, dtype, options);
  }

  /** Opens a region for all kinds of devices. */
  public static GradMode.Guard open(Options options) {
    GradMode.Guard cpu = open(Device.Type.CPU, options);
    GradMode.Guard cuda = open(Device.Type.CUDA, options);
    return () -> {
      cuda.close();
      cpu.close();
    };
  }

  private GradMode.Guard enter(Device.Type device, DType dtype, Options options) {
    int d = device.ordinal();
    boolean enabledBefore = enabled[d];
    DType dtypeBefore = dtypes[d];
    boolean cacheBefore = cacheEnabled;
    enabled[d] = options.enabled;
    dtypes[d] = dtype;
    cacheEnabled = options.cacheEnabled;
    depth++;
    REGIONS.incrementAndGet();
    return new GradMode.Guard() {
      private boolean closed;

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          enabled[d] = enabledBefore;
          dtypes[d] = dtypeBefore;
          cacheEnabled = cacheBefore;
          REGIONS.decrementAndGet();
          if (--depth == 0) {
            cache.clear();
          }
        }
      }
    };
  }

  /** Whether ops on this kind of device cast on this thread, {@code is_autocast_enabled}. */
  public static boolean isEnabled(Device.Type device) {
    return REGIONS.get() > 0 && CURRENT.get().enabled[device.ordinal()];
  }

  /** Whether any op on any thread may cast; quick to ask. */
  public static boolean isPossible() {
    return REGIONS.get() > 0;
  }

  /** The half type of this kind of device on this thread, {@code get_autocast_dtype}. */
  public static DType dtype(Device.Type device) {
    return CURRENT.get().dtypes[device.ordinal()];
  }

  /** Forgets the cast parameters of this thread's region, {@code clear_autocast_cache}. */
  public static void clearCache() {
    CURRENT.get().cache.clear();
  }

  /** The result of {@code body} with casting on or off on all kinds of devices. */
  public static <T> T with(boolean casting, Supplier<T> body) {
    if (!isPossible() && !casting) {
      return body.get();
    }
    Autocast mode = CURRENT.get();
    boolean[] before = mode.enabled.clone();
    Arrays.fill(mode.enabled, casting);
    REGIONS.incrementAndGet();
    mode.depth++;
    try {
      return body.get();
    } finally {
      System.arraycopy(before, 0, mode.enabled, 0, before.length);
      REGIONS.decrementAndGet();
      if (--mode.depth == 0) {
        mode.cache.clear();
      }
    }
  }

  /**
   * The tensor in {@code to}; a float32 parameter in the region's half type is cast once and kept.
   * Recorded, so that gradients come back in the tensor's own type.
   */
  public static Tensor cast(Tensor t, DType to) {
    if (t.dtype() == to) {
      return t;
    }
    Autocast mode = CURRENT.get();
    boolean keeps =
        mode.cacheEnabled
            && mode.depth > 0
            && to == mode.dtypes[t.device().type().ordinal()]
            && t.dtype() == DType.FLOAT32
            && t.requiresGrad()
            && t.isLeaf()
            && TensorState.base(t) == null;
    if (!keeps) {
      return t.to(to);
    }
    Tensor kept = mode.cache.get(t);
    // A copy that was made without recording leads no gradient back.
    if (kept == null || GradMode.isEnabled() && !kept.requiresGrad()) {
      kept = t.to(to);
      mode.cache.put(t, kept);
    }
    return kept;
  }
}
