package org.torch4j.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes kernels of one device from CUDA C: through NVRTC to machine code of its own architecture,
 * kept in memory and on disk. Sources include nothing; the prelude ({@code prelude.cuh}) stands in
 * front of each.
 */
public final class KernelCompiler {
  private static final String PRELUDE = resource("prelude.cuh");

  private final CudaDevice device;
  private final CubinCache cache;
  private final ConcurrentHashMap<String, KernelModule> modules = new ConcurrentHashMap<>();
  private final AtomicLong compiled = new AtomicLong();
  private final AtomicLong fromDisk = new AtomicLong();

  KernelCompiler(CudaDevice device) {
    this.device = device;
    cache = new CubinCache(CubinCache.folder());
  }

  /** What a source sees before its own first line. */
  public static String prelude() {
    return PRELUDE;
  }

  /** The whole text that the compiler gets for a source; errors count the source's own lines. */
  public static String withPrelude(String title, String source) {
    return PRELUDE + "\n#line 1 \"" + title + ".cu\"\n" + source;
  }

  /** Version of NVRTC, {@code 13.1}. */
  public static String version() {
    return Nvrtc.version();
  }

  /**
   * The compiled source, made at the first call.
   *
   * @param title its name in messages, without an ending
   * @param source CUDA C whose kernels are {@code extern "C" __global__ void}
   * @throws CudaException with the compiler's log and lines of the source if it has errors
   */
  public KernelModule module(String title, String source) {
    return modules.computeIfAbsent(source, s -> make(title, s));
  }

  /** The kernel of this name in a source of one kernel, titled like it. */
  public Kernel kernel(String name, String source) {
    return module(name, source).kernel(name);
  }

  /** Sources that went through the compiler since the start. */
  public long compiled() {
    return compiled.get();
  }

  /** Sources that were found on disk since the start. */
  public long fromDisk() {
    return fromDisk.get();
  }

  /** Where machine code is kept. */
  public Path folder() {
    return cache.root();
  }

  private KernelModule make(String title, String source) {
    device.makeCurrent();
    String text = withPrelude(title, source);
    DeviceProperties properties = device.properties();
    int[] known = Nvrtc.architectures();
    int own = properties.major() * 10 + properties.minor();
    // A device newer than the compiler: the driver makes the rest of the way from PTX.
    int newest = known[known.length - 1];
    boolean ptx = own > newest;
    List<String> options = new ArrayList<>(List.of("--std=c++17"));
    options.add("--gpu-architecture=" + (ptx ? "compute_" + newest : properties.architecture()));
    String key = CubinCache.key(text, options, Nvrtc.version());
    show(title + "-" + key.substring(0, 8) + ".cu", text);
    byte[] kept = cache.read(key);
    if (kept != null) {
      try {
        KernelModule module = new KernelModule(device, title, DriverCode.load(kept));
        fromDisk.incrementAndGet();
        return module;
      } catch (CudaException e) {
        if (!unusable(e.code())) {
          throw e;
        }
        cache.remove(key);
      }
    }
    byte[] image = Nvrtc.compile(title + ".cu", text, options, ptx);
    compiled.incrementAndGet();
    KernelModule module = new KernelModule(device, title, load(image));
    cache.write(key, image);
    return module;
  }

  /** Writes what is compiled into the folder {@code T4J_KERNEL_SOURCES}, for people and tools. */
  private static void show(String file, String text) {
    String folder = Settings.value("kernel.sources");
    if (!folder.isEmpty()) {
      try {
        Files.createDirectories(Path.of(folder));
        Files.writeString(Path.of(folder, file), text);
      } catch (IOException e) {
        throw new UncheckedIOException("T4J_KERNEL_SOURCES=" + folder, e);
      }
    }
  }

  private static long load(byte[] image) {
    try {
      return DriverCode.load(image);
    } catch (CudaException e) {
      if (!unusable(e.code())) {
        throw e;
      }
      throw new CudaException(
          e.code(),
          e.getMessage()
              + "; NVRTC "
              + Nvrtc.version()
              + " may be newer than the driver "
              + Driver.version() / 1000
              + "."
              + Driver.version() % 1000 / 10
              + ": update the driver, or take an NVRTC of its version");
    }
  }

  /** Results of loading that mean: the image is not what this driver can run. */
  private static boolean unusable(int code) {
    return code == 200 || code == 209 || code == 218 || code == 222 || code == 300;
  }

  private static String resource(String name) {
    try (InputStream in = KernelCompiler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + " beside KernelCompiler");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
