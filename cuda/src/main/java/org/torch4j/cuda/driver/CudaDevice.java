package org.torch4j.cuda.driver;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * One GPU: its primary context, streams, memory, copies and compiler. Everything here may be called
 * from any thread; a thread gets the context at its first call.
 */
public final class CudaDevice {
  private static final class Holder {
    static final @Nullable String ABSENT;
    static final List<CudaDevice> DEVICES;

    static {
      String absent = null;
      int count = 0;
      try {
        Driver.init();
        count = Driver.deviceCount();
        absent = count == 0 ? "the CUDA driver sees no device" : null;
      } catch (DeviceException e) {
        absent = sentence(e);
      }
      ABSENT = absent;
      DEVICES = IntStream.range(0, count).mapToObj(CudaDevice::new).toList();
    }

    private static String sentence(DeviceException e) {
      String message = String.valueOf(e.getMessage());
      if (!(e instanceof CudaException error)) {
        return message;
      }
      return switch (error.code()) {
        case CudaException.NO_DEVICE -> "the CUDA driver is there and sees no device: " + message;
        case 35, 803, 804 ->
            "the CUDA driver does not fit the kernel module or is too old: " + message;
        default -> "the CUDA driver does not start: " + message;
      };
    }
  }

  private final int index;
  private volatile @Nullable State state;

  /** What is made at the first use of a device. */
  private static final class State {
    final int handle;
    final long context;
    final DeviceProperties properties;
    final Lazy<CudaStream> defaultStream;
    final Lazy<CudaStream> copyStream;
    final Lazy<CachingAllocator> allocator;
    final Lazy<Transfers> transfers;
    final Lazy<KernelCompiler> compiler;
    final Lazy<Matmul> matmul;
    final Lazy<Convolution> convolution;
    final Lazy<Rnn> rnn;

    State(CudaDevice device, int handle, long context) {
      this.handle = handle;
      this.context = context;
      properties = DeviceProperties.of(handle);
      defaultStream = new Lazy<>(() -> CudaStream.permanent(device, 0));
      copyStream = new Lazy<>(() -> CudaStream.permanent(device, 0));
      allocator = new Lazy<>(() -> new CachingAllocator(device));
      transfers = new Lazy<>(() -> new Transfers(device));
      compiler = new Lazy<>(() -> new KernelCompiler(device));
      matmul = new Lazy<>(() -> new Matmul(device));
      convolution = new Lazy<>(() -> new Convolution(device));
      rnn = new Lazy<>(() -> new Rnn(device));
    }
  }

  /** Something made at its first use, by one thread. */
  private static final class Lazy<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Lazy(Supplier<T> maker) {
      this.maker = maker;
    }

    T get() {
      T found = made;
      return found != null ? found : make();
    }

    private synchronized T make() {
      T found = made;
      if (found == null) {
        found = maker.get();
        made = found;
      }
      return found;
    }
  }

  private CudaDevice(int index) {
    this.index = index;
  }

  /** Why no GPU can be used, in a sentence; null if one can. Never throws. */
  public static @Nullable String reasonAbsent() {
    return Holder.ABSENT;
  }

  /** Number of devices, 0 without a driver; never throws. */
  public static int count() {
    return Holder.DEVICES.size();
  }

  /**
   * The device with this number.
   *
   * @throws DeviceException if there is none, with the reason
   */
  public static CudaDevice of(int index) {
    if (Holder.ABSENT != null) {
      throw new DeviceException("cuda:" + index + ": " + Holder.ABSENT);
    }
    if (index < 0 || index >= Holder.DEVICES.size()) {
      throw new DeviceException(
          "cuda:" + index + ": the devices are 0 to " + (Holder.DEVICES.size() - 1));
    }
    return Holder.DEVICES.get(index);
  }

  /** Version of the driver: 13010 is 13.1. */
  public static int driverVersion() {
    return Driver.version();
  }

  /** Its number, from 0. */
  public int index() {
    return index;
  }

  /** What it is. */
  public DeviceProperties properties() {
    return state().properties;
  }

  /** Makes its context the calling thread's; every class here does so by itself. */
  public void makeCurrent() {
    makeCurrent(ThreadState.current());
  }

  void makeCurrent(ThreadState thread) {
    // A virtual thread may be on another carrier than at its last call.
    if (thread.context != this || Thread.currentThread().isVirtual()) {
      Driver.setCurrent(state().context);
      thread.context = this;
    }
  }

  /** Waits for all the work of the device, {@code torch.cuda.synchronize}. */
  public void synchronize() {
    makeCurrent();
    Driver.synchronize();
  }

  /** The stream that work goes to unless another was set; it is no legacy default stream. */
  public CudaStream defaultStream() {
    return state().defaultStream.get();
  }

  /** A stream of its own for copies beside the work. */
  public CudaStream copyStream() {
    return state().copyStream.get();
  }

  /** The calling thread's stream, {@code torch.cuda.current_stream}. */
  public CudaStream currentStream() {
    ThreadState thread = ThreadState.current();
    CudaStream stream = index < thread.streams.length ? thread.streams[index] : null;
    return stream == null ? defaultStream() : stream;
  }

  /**
   * Sets the calling thread's stream, {@code torch.cuda.set_stream}.
   *
   * @return the one before
   */
  public CudaStream setCurrentStream(CudaStream stream) {
    if (stream.device() != this) {
      throw new DeviceException(
          "setCurrentStream: a stream of cuda:" + index + ", received one of " + stream.device());
    }
    CudaStream before = currentStream();
    ThreadState thread = ThreadState.current();
    if (index >= thread.streams.length) {
      thread.streams = Arrays.copyOf(thread.streams, index + 1);
    }
    thread.streams[index] = stream;
    return before;
  }

  /** Its memory. */
  public CachingAllocator allocator() {
    return state().allocator.get();
  }

  /** Copies from and to it. */
  public Transfers transfers() {
    return state().transfers.get();
  }

  /** Its kernels. */
  public KernelCompiler compiler() {
    return state().compiler.get();
  }

  /** Its products of matrices. */
  public Matmul matmul() {
    return state().matmul.get();
  }

  /** Its convolutions by cuDNN. */
  public Convolution convolution() {
    return state().convolution.get();
  }

  /** Its recurrent networks by cuDNN. */
  public Rnn rnn() {
    return state().rnn.get();
  }

  /** Whether it can read the memory of another device directly. */
  public boolean canAccess(CudaDevice other) {
    return Driver.canAccessPeer(state().handle, other.state().handle);
  }

  /** Free bytes of the device as the driver tells, other programs' included. */
  public long freeMemory() {
    makeCurrent();
    return DriverMemory.info().free();
  }

  /** Waits for every launch from now on and tells errors with the kernel's name. */
  public static void setLaunchBlocking(boolean blocking) {
    Sticky.blocking = blocking;
  }

  /** Whether every launch is waited for; the environment's {@code T4J_LAUNCH_BLOCKING=1}. */
  public static boolean launchBlocking() {
    return Sticky.blocking;
  }

  long context() {
    return state().context;
  }

  private State state() {
    State found = state;
    return found != null ? found : open();
  }

  private synchronized State open() {
    State found = state;
    if (found == null) {
      int handle = Driver.device(index);
      found = new State(this, handle, Driver.retainPrimaryContext(handle));
      state = found;
    }
    return found;
  }

  @Override
  public String toString() {
    return "cuda:" + index;
  }
}
