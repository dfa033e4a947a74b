package org.torch4j.cuda.driver;

import java.util.concurrent.ConcurrentHashMap;

/** One compiled source on one device, with its kernels. */
public final class KernelModule {
  private final CudaDevice device;
  private final String title;
  private final long module;
  private final ConcurrentHashMap<String, Kernel> kernels = new ConcurrentHashMap<>();

  KernelModule(CudaDevice device, String title, long module) {
    this.device = device;
    this.title = title;
    this.module = module;
  }

  /** The name that the source was given. */
  public String title() {
    return title;
  }

  /** The kernel of this name, declared {@code extern "C" __global__}. */
  public Kernel kernel(String name) {
    return kernels.computeIfAbsent(
        name,
        n -> {
          device.makeCurrent();
          return new Kernel(device, n, DriverCode.function(module, n));
        });
  }
}
