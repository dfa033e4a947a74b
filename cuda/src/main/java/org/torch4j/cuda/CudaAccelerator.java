package org.torch4j.cuda;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.torch4j.backend.Accelerator;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.CudaEvent;
import org.torch4j.cuda.driver.CudaStream;
import org.torch4j.cuda.driver.MemoryStatistics;
import org.torch4j.storage.Storage;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceProperties;

/** Memory, copies and streams of GPUs as the core asks for them. */
final class CudaAccelerator implements Accelerator {
  @Override
  public int deviceCount() {
    return CudaDevice.count();
  }

  @Override
  public DeviceProperties properties(int device) {
    org.torch4j.cuda.driver.DeviceProperties p = CudaDevice.of(device).properties();
    return new DeviceProperties(
        p.name(),
        p.major(),
        p.minor(),
        p.totalMemory(),
        p.multiprocessors(),
        p.threadsPerMultiprocessor());
  }

  @Override
  public Storage allocate(Device device, long bytes) {
    return DeviceArrays.allocate(device, bytes);
  }

  private static CudaDevice device(Storage storage) {
    return CudaDevice.of(storage.device().index());
  }

  @Override
  public void upload(Storage to, long offset, MemorySegment from) {
    CudaDevice device = device(to);
    device
        .transfers()
        .toDevice(from, 0, to.address() + offset, from.byteSize(), device.currentStream());
    to.fence();
  }

  @Override
  public void download(MemorySegment to, Storage from, long offset) {
    CudaDevice device = device(from);
    device
        .transfers()
        .toHost(from.address() + offset, to, 0, to.byteSize(), device.currentStream());
    from.fence();
    DeviceErrors.raise(device);
  }

  @Override
  public void copy(Storage to, long toOffset, Storage from, long fromOffset, long bytes) {
    CudaDevice target = device(to);
    CudaDevice source = device(from);
    if (source == target) {
      target
          .transfers()
          .copy(
              to.address() + toOffset, from.address() + fromOffset, bytes, target.currentStream());
    } else {
      try (CudaEvent ready = source.currentStream().recordEvent()) {
        target.currentStream().waitEvent(ready);
      }
      target
          .transfers()
          .fromPeer(
              to.address() + toOffset,
              source,
              from.address() + fromOffset,
              bytes,
              target.currentStream());
      try (CudaEvent copied = target.currentStream().recordEvent()) {
        source.currentStream().waitEvent(copied);
      }
    }
    to.fence();
    from.fence();
  }

  @Override
  public void synchronize(int device) {
    CudaDevice d = CudaDevice.of(device);
    d.synchronize();
    DeviceErrors.raise(d);
  }

  @Override
  public Map<String, Long> memoryStats(int device) {
    MemoryStatistics s = CudaDevice.of(device).allocator().statistics();
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("allocated_bytes.all.current", s.allocated());
    all.put("allocated_bytes.all.peak", s.peakAllocated());
    all.put("reserved_bytes.all.current", s.reserved());
    all.put("reserved_bytes.all.peak", s.peakReserved());
    all.put("allocation.all.allocated", s.allocations());
    all.put("num_device_alloc", s.mallocs());
    all.put("num_ooms", s.outOfMemory());
    all.put("num_collections", s.collections());
    return all;
  }

  @Override
  public void resetPeakStats(int device) {
    CudaDevice.of(device).allocator().resetPeaks();
  }

  @Override
  public void emptyCache() {
    for (int i = 0; i < CudaDevice.count(); i++) {
      CudaDevice.of(i).allocator().emptyCache();
    }
  }

  @Override
  public long[] memoryInfo(int device) {
    CudaDevice d = CudaDevice.of(device);
    return new long[] {d.freeMemory(), d.properties().totalMemory()};
  }

  @Override
  public boolean allowsTf32(Rounded what) {
    return what == Rounded.PRODUCTS ? CudaSettings.tf32Products() : CudaSettings.tf32Convolutions();
  }

  @Override
  public void allowTf32(Rounded what, boolean allow) {
    if (what == Rounded.PRODUCTS) {
      CudaSettings.allowTf32Products(allow);
    } else {
      CudaSettings.allowTf32Convolutions(allow);
    }
  }

  @Override
  public Object newStream(int device, int priority) {
    return CudaStream.of(CudaDevice.of(device), priority);
  }

  @Override
  public Object currentStream(int device) {
    return CudaDevice.of(device).currentStream();
  }

  @Override
  public void setStream(Object stream) {
    CudaStream s = (CudaStream) stream;
    s.device().setCurrentStream(s);
  }

  @Override
  public void synchronizeStream(Object stream) {
    CudaStream s = (CudaStream) stream;
    s.synchronize();
    DeviceErrors.raise(s.device());
  }

  @Override
  public boolean queryStream(Object stream) {
    return ((CudaStream) stream).query();
  }

  @Override
  public Object newEvent(int device, boolean timing) {
    return timing ? CudaEvent.timed(CudaDevice.of(device)) : CudaEvent.of(CudaDevice.of(device));
  }

  @Override
  public void record(Object event, Object stream) {
    ((CudaEvent) event).record((CudaStream) stream);
  }

  @Override
  public void await(Object event, Object stream) {
    ((CudaStream) stream).waitEvent((CudaEvent) event);
  }

  @Override
  public boolean queryEvent(Object event) {
    return ((CudaEvent) event).query();
  }

  @Override
  public void synchronizeEvent(Object event) {
    ((CudaEvent) event).synchronize();
  }

  @Override
  public double elapsed(Object start, Object end) {
    return ((CudaEvent) start).elapsedTime((CudaEvent) end);
  }
}
