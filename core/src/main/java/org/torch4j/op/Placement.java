package org.torch4j.op;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.backend.Accelerator;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/**
 * Which device a new tensor is made on, and copies between devices: the one place where memory that
 * the host cannot read is filled and looked at.
 *
 * <p>Ops written in other ops make constants and counters on the way; inside them, and in rules of
 * gradients, new tensors are on the device of the op's tensors.
 */
public final class Placement {
  private static final ScopedValue<Device> CURRENT = ScopedValue.newInstance();

  /** Whether any device but the CPU was ever used, so that those who use none pay nothing. */
  private static volatile boolean used;

  private Placement() {}

  /** Whether any device but the CPU was ever used. */
  static boolean isUsed() {
    return used;
  }

  /** The device of new tensors for which none is said. */
  public static Device current() {
    return used && CURRENT.isBound() ? CURRENT.get() : Device.CPU;
  }

  /** The result of {@code body}, inside which new tensors are on {@code device}. */
  public static <T extends @Nullable Object> T on(Device device, Supplier<T> body) {
    if (device.equals(current())) {
      return body.get();
    }
    used = true;
    return ScopedValue.where(CURRENT, device).call(body::get);
  }

  /** {@link #on} the device of the tensors among {@code args}, if they are not on the CPU. */
  static <T extends @Nullable Object> T beside(@Nullable Object[] args, Supplier<T> body) {
    for (Object arg : args) {
      if (arg instanceof Tensor t && !isCpu(t.device())) {
        return on(t.device(), body);
      }
      if (arg instanceof Tensor[] list) {
        for (Tensor t : list) {
          if (t != null && !isCpu(t.device())) {
            return on(t.device(), body);
          }
        }
      }
    }
    return body.get();
  }

  private static boolean isCpu(Device device) {
    return device.type() == Device.Type.CPU;
  }

  /** Fresh uninitialised elements, row-major. */
  public static StridedArray allocate(Device device, DType dtype, Shape shape) {
    if (isCpu(device)) {
      return StridedArray.allocate(dtype, shape);
    }
    used = true;
    long bytes = Storage.byteSize(dtype, shape.numel());
    return new StridedArray(
        accelerator(device).allocate(device, bytes), dtype, Layout.contiguous(shape));
  }

  private static Accelerator accelerator(Device device) {
    Accelerator accelerator = Backends.of(device).accelerator();
    if (accelerator == null) {
      throw new IllegalStateException("the backend of " + device + " has no memory of its own");
    }
    return accelerator;
  }

  /** The elements of {@code t} where the host can read them: its own array, or a copy. */
  public static StridedArray host(Tensor t) {
    StridedArray a = TensorState.array(t);
    return a.storage().isHost() ? a : download(t);
  }

  /** The elements of {@code t} on {@code device}, row-major; the tensor itself is elsewhere. */
  static StridedArray copied(Tensor t, Device device) {
    if (isCpu(device)) {
      return download(t);
    }
    StridedArray from = rows(t);
    StridedArray to = allocate(device, from.dtype(), from.shape());
    long size = from.dtype().byteSize();
    long bytes = from.numel() * size;
    if (bytes > 0) {
      Accelerator there = accelerator(device);
      if (from.storage().isHost()) {
        long at = from.layout().offset() * size;
        there.upload(to.storage(), 0, from.storage().segment().asSlice(at, bytes));
      } else {
        there.copy(to.storage(), 0, from.storage(), from.layout().offset() * size, bytes);
      }
      from.storage().fence();
    }
    return to;
  }

  private static StridedArray download(Tensor t) {
    StridedArray from = rows(t);
    StridedArray to = StridedArray.allocate(from.dtype(), from.shape());
    long size = from.dtype().byteSize();
    if (from.numel() > 0 && from.storage().isHost()) {
      long at = from.layout().offset() * size;
      MemorySegment.copy(
          from.storage().segment(), at, to.storage().segment(), 0, from.numel() * size);
      from.storage().fence();
    } else if (from.numel() > 0) {
      accelerator(t.device())
          .download(
              to.storage().segment().asSlice(0, from.numel() * size),
              from.storage(),
              from.layout().offset() * size);
      from.storage().fence();
    }
    return to;
  }

  private static StridedArray rows(Tensor t) {
    return TensorState.array(GradMode.with(false, t::contiguous));
  }

  /** All bytes of a storage where the host can read them: itself, or a copy. */
  public static Storage host(Storage storage) {
    if (storage.isHost()) {
      return storage;
    }
    Storage copy = Storage.allocate(DType.UINT8, storage.byteSize());
    if (storage.byteSize() > 0) {
      accelerator(storage.device()).download(copy.segment(), storage, 0);
      storage.fence();
    }
    return copy;
  }

  /** Copies the first {@code bytes} of a storage to another one of the same device. */
  public static void copy(Storage to, Storage from, long bytes) {
    if (to.isHost()) {
      MemorySegment.copy(from.segment(), 0, to.segment(), 0, bytes);
    } else if (bytes > 0) {
      accelerator(to.device()).copy(to, 0, from, 0, bytes);
    }
    from.fence();
    to.fence();
  }
}
