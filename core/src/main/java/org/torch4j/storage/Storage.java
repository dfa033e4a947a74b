package org.torch4j.storage;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.ShapeException;

/**
 * The memory behind one or several tensors.
 *
 * <p>Small ones are Java arrays, so that the collector is their allocator; larger ones are blocks
 * of the pooled {@link NativeMemory}, which return when the engine or a {@link Region} releases
 * them, or else when the collector finds the storage unreachable. Nobody has to close anything.
 *
 * <p>A heap storage holds the primitive array of its dtype: float[] for float32, double[], long[],
 * int[], short[] for int16, float16 and bfloat16, byte[] for int8, uint8 and bool; complex numbers
 * are pairs in a float[] or double[].
 */
public final class Storage {
  /** Up to this many bytes live on the Java heap. */
  public static final long HEAP_LIMIT = Long.getLong("torch4j.storage.heapLimit", 8192);

  private final Device device;
  private final long byteSize;
  private volatile @Nullable Object array;
  private volatile @Nullable MemorySegment segment;
  private long deviceAddress;
  private @Nullable Object keepAlive;
  private @Nullable MemoryBlock block;
  private volatile boolean released;
  private int version;
  private int holders;
  private boolean kept;
  private boolean recyclable;

  private Storage(Device device, long byteSize) {
    this.device = device;
    this.byteSize = byteSize;
  }

  /** Fresh memory on the CPU for {@code numel} elements; its content is undefined. */
  public static Storage allocate(DType dtype, long numel) {
    long bytes = byteSize(dtype, numel);
    Storage storage = new Storage(Device.CPU, bytes);
    if (bytes <= HEAP_LIMIT) {
      storage.array = newArray(dtype, (int) numel);
    } else {
      storage.moveTo(NativeMemory.allocate(storage, bytes));
    }
    Region.register(storage);
    return storage;
  }

  /** How many bytes {@code numel} elements take, if any memory can hold them. */
  public static long byteSize(DType dtype, long numel) {
    if (numel > Long.MAX_VALUE / (2L * dtype.byteSize())) {
      throw new ShapeException(
          "storage: " + numel + " elements of " + dtype + " are more than any memory holds");
    }
    return numel * dtype.byteSize();
  }

  /**
   * Memory on a device that only its backend reads and writes.
   *
   * @param allocator makes the block, which must return when the storage dies at the latest
   */
  public static Storage onDevice(
      Device device, long byteSize, Function<Storage, MemoryBlock> allocator) {
    Storage storage = new Storage(device, byteSize);
    MemoryBlock block = allocator.apply(storage);
    storage.block = block;
    storage.deviceAddress = block.address();
    Region.register(storage);
    return storage;
  }

  /** A storage over a Java array of the dtype's primitive type, shared and not copied. */
  public static Storage ofArray(Object array, long byteSize) {
    Storage storage = new Storage(Device.CPU, byteSize);
    storage.array = array;
    return storage;
  }

  /** A storage over foreign memory that {@code owner} keeps valid, for example a mapped file. */
  public static Storage ofSegment(MemorySegment segment, Object owner) {
    Storage storage = new Storage(Device.CPU, segment.byteSize());
    storage.segment = segment;
    storage.keepAlive = owner;
    return storage;
  }

  private static Object newArray(DType dtype, int n) {
    return switch (dtype) {
      case BOOL, UINT8, INT8 -> new byte[n];
      case INT16, FLOAT16, BFLOAT16 -> new short[n];
      case COMPLEX32 -> new short[2 * n];
      case INT32 -> new int[n];
      case INT64 -> new long[n];
      case FLOAT32 -> new float[n];
      case FLOAT64 -> new double[n];
      case COMPLEX64 -> new float[2 * n];
      case COMPLEX128 -> new double[2 * n];
    };
  }

  private void moveTo(NativeMemory.Block target) {
    block = target;
    segment = target.segment().asSlice(0, byteSize);
  }

  /** The device whose memory this is. */
  public Device device() {
    return device;
  }

  /** Its size in bytes. */
  public long byteSize() {
    return byteSize;
  }

  /** The Java array of a heap storage, or null for native memory. */
  public @Nullable Object array() {
    checkOpen();
    return array;
  }

  /** Whether the elements are in a Java array. */
  public boolean isHeap() {
    return array != null;
  }

  /**
   * Address of native memory or on the device; 0 for a heap storage. The caller keeps this storage
   * reachable.
   */
  public long address() {
    checkOpen();
    MemorySegment s = segment;
    return s == null ? deviceAddress : s.address();
  }

  /** Whether the host reads and writes it; else only the backend of its device does. */
  public boolean isHost() {
    return device.type() == Device.Type.CPU;
  }

  /**
   * The bytes as a segment, heap or native.
   *
   * @throws DeviceException if they are on a device
   */
  public MemorySegment segment() {
    checkOpen();
    MemorySegment s = segment;
    if (s != null) {
      return s;
    }
    return switch (array) {
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case null, default ->
          throw isHost()
              ? new IllegalStateException("storage without memory")
              : new DeviceException(
                  "the elements are on "
                      + device
                      + ", where the host cannot read them; cpu() first");
    };
  }

  /**
   * Moves a heap storage into native memory, for all who share it; needed before its bytes are seen
   * as another dtype. Does nothing for native memory.
   */
  public synchronized void moveToNative() {
    if (array != null) {
      MemorySegment from = segment();
      moveTo(NativeMemory.allocate(this, Math.max(1, byteSize)));
      segment().copyFrom(from);
      array = null;
    }
  }

  /** Counts changes of the content; in-place operations add one (autograd compares). */
  public int version() {
    return version;
  }

  /** Notes that the content changed. */
  public void bumpVersion() {
    version++;
  }

  /** Notes one more holder inside the autograd engine; see {@link #dropHolder}. */
  public void addHolder() {
    holders++;
  }

  /** Notes one holder less and tells how many are left. */
  public int dropHolder() {
    return --holders;
  }

  /** Holders inside the autograd engine. */
  public int holders() {
    return holders;
  }

  /** Says that the memory outlives every {@link Region} and is never recycled by the engine. */
  public void keep() {
    kept = true;
  }

  /** Whether {@link #keep} was called. */
  public boolean isKept() {
    return kept;
  }

  /** Says that only the autograd engine knows this memory, so that it may {@link #release} it. */
  public void markRecyclable() {
    recyclable = true;
  }

  /** Whether only the autograd engine knows this memory. */
  public boolean isRecyclable() {
    return recyclable && !kept;
  }

  /**
   * Gives the memory back before the collector would. Only for owners who know that no one else
   * looks at it; a later look raises an exception.
   */
  public synchronized void release() {
    if (!released) {
      released = true;
      array = null;
      segment = null;
      keepAlive = null;
      MemoryBlock b = block;
      block = null;
      if (b != null) {
        b.free();
      }
    }
  }

  /** Whether {@link #release} was called. */
  public boolean isReleased() {
    return released;
  }

  /** Keeps the memory valid up to this call, for kernels that work on addresses. */
  public void fence() {
    Reference.reachabilityFence(keepAlive);
    Reference.reachabilityFence(this);
  }

  private void checkOpen() {
    if (released) {
      throw new IllegalStateException(
          "the tensor's memory was released: its Scope was closed; Scope.keep lets a tensor outlive"
              + " its scope");
    }
  }
}
