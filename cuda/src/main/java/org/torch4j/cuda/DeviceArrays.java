package org.torch4j.cuda;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.cuda.driver.CachingAllocator;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.expr.Expr;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/** Memory for arrays on devices, and copies within a device. */
final class DeviceArrays {
  private static final Scalar[] NO_SCALARS = {};
  private static final Map<ComputeType, PointwiseProgram> IDENTITY =
      new EnumMap<>(ComputeType.class);

  private static final PointwiseProgram MOVE =
      new PointwiseProgram("move", List.of(Expr.input(0)), ComputeType.INT);

  static {
    for (ComputeType type : ComputeType.values()) {
      IDENTITY.put(type, new PointwiseProgram("copy", List.of(Expr.input(0)), type));
    }
  }

  private DeviceArrays() {}

  /** Memory of a device, which returns when its storage is released or found dead. */
  static Storage allocate(Device device, long bytes) {
    CachingAllocator allocator = CudaDevice.of(device.index()).allocator();
    return Storage.onDevice(device, bytes, storage -> allocator.allocate(storage, bytes));
  }

  /** Copies elements between arrays of one shape and dtype. */
  static void copy(StridedArray to, StridedArray from) {
    long n = to.numel();
    if (n == 0) {
      return;
    }
    if (to.isContiguous() && from.isContiguous()) {
      CudaDevice device = Launches.device(to);
      device
          .transfers()
          .copy(
              Launches.address(to),
              Launches.address(from),
              n * to.dtype().byteSize(),
              device.currentStream());
      to.storage().fence();
      from.storage().fence();
      return;
    }
    PointwiseKernels.move(MOVE, to, from);
  }

  /** Copies elements between arrays of one dtype, from each to its own, in one launch if it can. */
  static void copyEach(StridedArray[][] to, StridedArray[][] from) {
    ComputeType compute = ComputeType.of(to[0][0].dtype());
    PointwiseKernels.runEach(
        java.util.Objects.requireNonNull(IDENTITY.get(compute)), to, from, NO_SCALARS);
  }

  /** Copies elements between arrays of one shape, converting to the target's dtype. */
  static void convert(StridedArray to, StridedArray from) {
    if (to.dtype() == from.dtype()) {
      copy(to, from);
      return;
    }
    if (to.dtype().isComplex() || from.dtype().isComplex()) {
      convert(
          to.dtype().isComplex() ? to.part(0) : to, from.dtype().isComplex() ? from.part(0) : from);
      if (to.dtype().isComplex() && from.dtype().isComplex()) {
        convert(to.part(1), from.part(1));
      } else if (to.dtype().isComplex()) {
        fillReal(to.part(1), 0);
      }
      return;
    }
    identity(ComputeType.of(from.dtype()), to, from);
  }

  private static void identity(ComputeType compute, StridedArray to, StridedArray from) {
    PointwiseKernels.run(
        java.util.Objects.requireNonNull(IDENTITY.get(compute)),
        new StridedArray[] {to},
        new StridedArray[] {from},
        NO_SCALARS);
  }

  private static final PointwiseProgram FILL =
      new PointwiseProgram("fill", List.of(Expr.scalar(0)), ComputeType.DOUBLE);

  private static void fillReal(StridedArray to, double value) {
    PointwiseKernels.run(
        FILL, new StridedArray[] {to}, new StridedArray[0], new Scalar[] {Scalar.of(value)});
  }

  /** Writes zeros over a row-major array. */
  static void zero(StridedArray a) {
    long bytes = a.numel() * a.dtype().byteSize();
    CudaDevice device = Launches.device(a);
    device.transfers().fill(Launches.address(a), 1, 0, bytes, device.currentStream());
    a.storage().fence();
  }
}
