package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.cuda.fakes.Fakes;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DeviceException;

/** Where libraries are looked for, and what is said when one is not there. */
@OnFakes
final class DiscoveryTest {
  @TempDir private Path folder;

  private static Libraries.Search search(
      Libraries.Kind kind, String cudaPath, String libraryPath, Map<String, String> environment) {
    return Libraries.search(kind, "", SearchPath.of(kind, cudaPath, libraryPath, environment::get));
  }

  private Path put(String at, String library) throws IOException {
    Path target = folder.resolve(at).resolve(library);
    Files.createDirectories(target.getParent());
    Files.copy(Fakes.folder().resolve("libcublasLt.so.13"), target);
    return target;
  }

  @Test
  void placesAreTriedInOrder() throws IOException {
    Path first = put("first", "libcublasLt.so.12");
    Path second = put("second", "libcublasLt.so.13");
    Path venv = put("venv/lib/python3.11/site-packages/nvidia/cu13/lib", "libcublasLt.so.13");
    String both = first.getParent() + File.pathSeparator + second.getParent();
    assertEquals(
        first.toString(), search(Libraries.Kind.CUBLASLT, both, "", Map.of()).library().origin());
    assertEquals(
        second.toString(),
        search(Libraries.Kind.CUBLASLT, "", second.getParent().toString(), Map.of())
            .library()
            .origin());
    Libraries.Search found =
        search(
            Libraries.Kind.CUBLASLT,
            folder.resolve("nothing").toString(),
            "",
            Map.of("VIRTUAL_ENV", folder.resolve("venv").toString()));
    // Where the machine has the library elsewhere, it is found before the Python environment.
    if (found.library().origin().contains("site-packages")) {
      assertEquals(venv.toString(), found.library().origin());
    }
    assertEquals(
        new Libraries.Attempt(folder.resolve("nothing").toString(), "no such folder"),
        found.attempts().get(0));
  }

  @Test
  void oneThatIsNotThereIsToldWithAllThatWasTried() {
    Libraries.Search search =
        search(Libraries.Kind.CUDNN, folder.toString(), "", Map.of("CUDA_HOME", "/no/cuda"));
    if (!search.library().isPresent()) {
      String sentence = search.library().origin();
      assertTrue(sentence.startsWith("no cuDNN found; tried " + folder + " (no libcudnn.so.9), "));
      assertTrue(sentence.contains("libcudnn.so.9 (not known to the system's loader)"), sentence);
      assertTrue(sentence.contains("/no/cuda/lib64 (no such folder)"), sentence);
      DeviceException error =
          assertThrows(
              DeviceException.class,
              () -> {
                int ignored =
                    (int) search.library().function("cudnnSetStream", "IJJ").invokeExact(0L, 0L);
              });
      assertEquals(sentence, error.getMessage());
    }
  }

  @Test
  void anOverrideIsTheOnlyPlace() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("folder.so"));
    for (Path named : List.of(broken, folder.resolve("absent.so"))) {
      Libraries.Search search = Libraries.search(Libraries.Kind.NVRTC, named.toString(), List.of());
      assertFalse(search.library().isPresent());
      assertTrue(
          search
              .library()
              .origin()
              .startsWith(
                  "no NVRTC found (named by -Dtorch4j.libnvrtc or T4J_LIBNVRTC); tried " + named),
          search.library().origin());
    }
  }

  @Test
  void aFunctionThatTheLibraryLacksIsToldWhenCalled() {
    var missing = Driver.LIBRARY.function("cuNotThere_v9", "IJ");
    DeviceException error =
        assertThrows(
            DeviceException.class,
            () -> {
              int ignored = (int) missing.invokeExact(1L);
            });
    assertEquals(
        "CUDA driver ("
            + System.getProperty("torch4j.libcuda")
            + ") has no cuNotThere_v9: update it",
        error.getMessage());
  }

  @Test
  void propertiesOfTheDevice() {
    assertEquals(1, CudaDevice.count());
    DeviceProperties properties = CudaDevice.of(0).properties();
    assertEquals("Fake GPU 0", properties.name());
    assertEquals("sm_90", properties.architecture());
    assertEquals(4, properties.multiprocessors());
    assertEquals(
        "cuda:3: the devices are 0 to 0",
        assertThrows(DeviceException.class, () -> CudaDevice.of(3)).getMessage());
    assertEquals(13000, CudaDevice.driverVersion());
    assertEquals("13.999", KernelCompiler.version());
  }

  /** A program of its own: what a library is stays for the life of a program. */
  public static final class Report {
    private Report() {}

    /** Prints why there is no device, or what the devices say. */
    public static void main(String[] args) {
      System.out.println("reason: " + CudaDevice.reasonAbsent());
      System.out.println("count: " + CudaDevice.count());
      try {
        System.out.println("device: " + CudaDevice.of(args.length == 0 ? 0 : 1));
      } catch (DeviceException e) {
        System.out.println("device: " + e.getMessage());
      }
      if (args.length > 0) {
        try (DeviceMemory a = CudaDevice.of(0).allocator().allocate(4);
            DeviceMemory b = CudaDevice.of(1).allocator().allocate(4)) {
          CudaDevice second = CudaDevice.of(1);
          CudaDevice.of(0)
              .transfers()
              .fill(a.address(), 4, 77, 1, CudaDevice.of(0).defaultStream());
          CudaDevice.of(0).synchronize();
          second
              .transfers()
              .fromPeer(b.address(), CudaDevice.of(0), a.address(), 4, second.defaultStream());
          System.out.println(
              "peer: "
                  + second.canAccess(CudaDevice.of(0))
                  + " "
                  + second.transfers().bits(b.address(), 4, second.defaultStream()));
        }
      }
    }
  }

  private static List<String> report(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Report.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("T4J_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void withoutADriverTheReasonSaysWhatWasTried() throws Exception {
    List<String> lines = report(Map.of("T4J_LIBCUDA", "/nowhere/libcuda.so.1"));
    String sentence =
        "no CUDA driver found (named by -Dtorch4j.libcuda or T4J_LIBCUDA); tried"
            + " /nowhere/libcuda.so.1 (no such file)";
    assertEquals(List.of("reason: " + sentence, "count: 0", "device: cuda:0: " + sentence), lines);
  }

  @Test
  void withoutADeviceTheReasonSaysSo() throws Exception {
    List<String> lines =
        report(
            Map.of(
                "T4J_LIBCUDA",
                Fakes.folder().resolve("libcuda.so.1").toString(),
                "FAKECUDA_DEVICES",
                "0"));
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "reason: the CUDA driver is there and sees no device: cuInit():"
                    + " CUDA_ERROR_NO_DEVICE (100), no CUDA-capable device is detected"),
        lines::toString);
    assertEquals("count: 0", lines.get(1));
  }

  @Test
  void twoDevices() throws Exception {
    List<String> lines =
        report(
            Map.of(
                "T4J_LIBCUDA",
                Fakes.folder().resolve("libcuda.so.1").toString(),
                "FAKECUDA_DEVICES",
                "2"),
            "both");
    assertEquals(List.of("reason: null", "count: 2", "device: cuda:1", "peer: true 77"), lines);
  }
}
