package org.torch4j.cuda.driver;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentNetwork.Cell;
import org.torch4j.backend.RecurrentSpace;
import org.torch4j.type.DType;

/**
 * Recurrent networks on one device by cuDNN: all layers, directions and steps in a call. The
 * descriptors of the last few hundred networks and batches are kept. Calls of one device go one
 * after the other: the library's handle carries the stream.
 */
public final class Rnn {
  private static final System.Logger LOG = System.getLogger("org.torch4j.cuda");

  /** Batches of sequences of different lengths seldom come again. */
  private static final int KEPT = 256;

  private static final int LEAST_REFUSAL = 1000;
  private static final int EXECUTION_FAILED = 5000;

  /**
   * Where the arrays of a forward pass are; of a state that is zero, or not an LSTM's, 0.
   *
   * @param x input
   * @param y output
   * @param h0 first hidden state
   * @param c0 first cell
   * @param h last hidden state
   * @param c last cell
   */
  public record Forward(long x, long y, long h0, long c0, long h, long c) {}

  /**
   * Where the arrays of a backward pass are.
   *
   * @param forward those of the forward pass; its last states are not read
   * @param dy gradient of the output
   * @param dh of the last hidden state, 0 for zeros
   * @param dc of the last cell, 0 for zeros
   * @param dx takes that of the input
   * @param dh0 takes that of the first hidden state
   * @param dc0 takes that of the first cell
   * @param dw takes that of the weights; 0 if it is not wanted
   */
  public record Backward(
      Forward forward, long dy, long dh, long dc, long dx, long dh0, long dc0, long dw) {}

  private record Key(RecurrentNetwork network, boolean tf32) {}

  /** What is known of a network: the plan, unless every algorithm was refused. */
  private static final class Known {
    final Set<Integer> refused = new HashSet<>();
    @Nullable RnnPlan plan;

    void forget() {
      if (plan != null) {
        plan.close();
        plan = null;
      }
    }
  }

  private final CudaDevice device;
  private final Set<String> told = new HashSet<>();
  private final Map<Key, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
          if (size() > KEPT) {
            eldest.getValue().forget();
            return true;
          }
          return false;
        }
      };
  private long handle;
  private long dropout;

  Rnn(CudaDevice device) {
    this.device = device;
  }

  /** Whether cuDNN is there with its recurrent networks. */
  public static boolean isAvailable() {
    return CudnnRnn.isPresent();
  }

  /** The memory that a network needs; null if the library refuses it. */
  public synchronized @Nullable RecurrentSpace space(RecurrentNetwork network, boolean tf32) {
    RnnPlan plan = plan(new Key(network, tf32));
    return plan == null ? null : plan.space();
  }

  /**
   * Puts a forward pass into a stream.
   *
   * @param weights all weights, as the space says
   * @param reserve for the backward pass; 0 without gradients
   */
  public synchronized void forward(
      RecurrentNetwork network,
      boolean tf32,
      long weights,
      long reserve,
      Forward arrays,
      CudaStream stream) {
    run(
        new Key(network, tf32),
        stream,
        "forward",
        (plan, work) ->
            CudnnRnn.forward(
                handle,
                plan.descriptors(),
                arrays,
                plan.spaces(weights, work, reserve),
                network.training() ? CudnnRnn.TRAINING : CudnnRnn.INFERENCE));
  }

  /** Puts a backward pass into a stream; it spoils what forward left in {@code reserve}. */
  public synchronized void backward(
      RecurrentNetwork network,
      boolean tf32,
      long weights,
      long reserve,
      Backward arrays,
      CudaStream stream) {
    run(
        new Key(network, tf32),
        stream,
        "backward",
        (plan, work) -> {
          CudnnRnn.Spaces spaces = plan.spaces(weights, work, reserve);
          CudnnRnn.backwardData(handle, plan.descriptors(), arrays, spaces);
          if (arrays.dw != 0) {
            device.transfers().fill(arrays.dw, 1, 0, plan.weightBytes(), stream);
            CudnnRnn.backwardWeights(handle, plan.descriptors(), arrays, spaces);
          }
        });
  }

  /** Calls into the library. */
  private interface Body {
    void run(RnnPlan plan, long work);
  }

  private void run(Key key, CudaStream stream, String what, Body body) {
    RnnPlan plan = plan(key);
    if (plan == null) {
      throw new CudaException(
          ConvolutionPlan.NOT_SUPPORTED,
          "cuDNN " + Convolution.version() + " does not run " + key.network);
    }
    try (DeviceMemory work = device.allocator().allocate(plan.workBytes(), stream)) {
      Cudnn.setStream(handle, stream.handle());
      KernelTimes.of(
          stream,
          "cuDNN " + what + " of " + key.network,
          () -> {
            body.run(plan, work.address());
            return 0;
          });
    } catch (CudaException e) {
      if (isRefusal(e)) {
        refuse(key, plan.algorithm(), e);
      }
      throw e;
    }
  }

  private static boolean isRefusal(CudaException e) {
    return e.code() >= LEAST_REFUSAL && e.code() < EXECUTION_FAILED;
  }

  private void refuse(Key key, int algorithm, CudaException e) {
    Known entry = known.computeIfAbsent(key, _ -> new Known());
    entry.refused.add(algorithm);
    entry.forget();
    if (told.size() < KEPT && told.add(key.network.alone() + " by " + algorithm)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "cuDNN refuses {0} by algorithm {1}, another way is taken: {2}",
          key.network,
          algorithm,
          e.getMessage());
    }
  }

  private @Nullable RnnPlan plan(Key key) {
    Known entry = known.computeIfAbsent(key, _ -> new Known());
    if (entry.plan != null || !RnnPlan.hasType(key.network)) {
      return entry.plan;
    }
    device.makeCurrent();
    DeviceProperties p = device.properties();
    for (int algorithm : algorithms(key.network, p.major(), p.minor(), p.multiprocessors())) {
      if (!entry.refused.contains(algorithm)) {
        try {
          open();
          entry.plan =
              new RnnPlan(
                  device,
                  handle,
                  dropout,
                  key.network,
                  algorithm,
                  key.tf32,
                  device.currentStream());
          return entry.plan;
        } catch (CudaException e) {
          if (!isRefusal(e)) {
            throw e;
          }
          refuse(key, algorithm, e);
        }
      }
    }
    return null;
  }

  private void open() {
    if (handle == 0) {
      handle = Cudnn.create();
    }
    if (dropout == 0) {
      dropout = CudnnRnn.noDropout(handle);
    }
  }

  /** What to try in turn; the limits of the persistent ones are those that PyTorch measured. */
  static int[] algorithms(RecurrentNetwork n, int major, int minor, int processors) {
    boolean plain = n.projection() == 0 && n.isEven() && n.dtype() != DType.FLOAT64;
    boolean single = n.cell() == Cell.RNN_TANH || n.cell() == Cell.RNN_RELU;
    int most = n.training() ? (single ? 256 : 128) : single ? 384 : 192;
    if (plain && n.hidden() <= most) {
      return new int[] {CudnnRnn.PERSIST_STATIC_SMALL_H, CudnnRnn.STANDARD};
    }
    boolean chip = major >= 8 && minor != 6 && processors >= 98;
    return plain && chip && n.dtype() == DType.FLOAT16 && persists(n, single)
        ? new int[] {CudnnRnn.PERSIST_STATIC, CudnnRnn.STANDARD}
        : new int[] {CudnnRnn.STANDARD};
  }

  private static boolean persists(RecurrentNetwork n, boolean single) {
    boolean sizes = n.hidden() <= 1024 && n.hidden() % 128 == 0 && n.input() % 128 == 0;
    boolean one = n.layers() == 1 && n.directions() == 1;
    int batch = n.sequences();
    boolean cell = n.cell() == Cell.LSTM || single && (batch < 96 || n.hidden() < 896);
    return sizes && one && cell && batch % 8 == 0 && batch <= 128;
  }
}
