package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

class OneDnnTest {
  /** A program for a JVM of its own: says which library it found and multiplies once. */
  static final class Probe {
    private Probe() {}

    /** Prints the description and whether a product is right. */
    public static void main(String[] args) {
      Random random = new Random(1);
      StridedArray a = Samples.random(DType.FLOAT32, random, 70, 90);
      StridedArray b = Samples.random(DType.FLOAT32, random, 90, 80);
      StridedArray c = Samples.out(DType.FLOAT32, 70, 80);
      Samples.run("mm", Samples.outs(c), a, b);
      double sum = 0;
      for (long p = 0; p < 90; p++) {
        sum += Samples.at(a, 69, p) * Samples.at(b, p, 79);
      }
      boolean right = Math.abs(sum - Samples.at(c, 69, 79)) < 1e-2;
      System.out.println((OneDnn.library() != null) + " " + right + " " + OneDnn.describe());
      System.out.println(Lanes.CURRENT.getClass().getSimpleName());
    }
  }

  private static String probe(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(classPath());
    command.add(Probe.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), text);
    return text;
  }

  /** Where the classes come from, whichever way this JVM found them; and the native jar. */
  private static String classPath() throws Exception {
    List<String> roots = new ArrayList<>();
    for (Class<?> c :
        List.of(Probe.class, OneDnn.class, StridedArray.class, Test.class, Assumptions.class)) {
      String file = c.getName().substring(c.getPackageName().length() + 1) + ".class";
      roots.add(root(c.getResource(file).toString(), c.getName().replace('.', '/') + ".class"));
    }
    OneDnnLibrary.Place place = OneDnnLibrary.find();
    if (place != null && place.origin().startsWith("jar:")) {
      roots.add(root(place.origin(), ""));
    }
    return String.join(File.pathSeparator, roots);
  }

  private static String root(String url, String entry) {
    if (url.startsWith("jar:")) {
      return Path.of(URI.create(url.substring(4, url.indexOf("!/")))).toString();
    }
    return Path.of(URI.create(url.substring(0, url.length() - entry.length()))).toString();
  }

  @Test
  void switchedOff_javaServes() throws Exception {
    String text = probe("-Dtorch4j.onednn=off");
    assertTrue(text.contains("false true switched off by torch4j.onednn"), text);
  }

  @Test
  void wrongPath_isExplained_andJavaServes() throws Exception {
    String text = probe("-Dtorch4j.onednn=/nowhere/libdnnl.so");
    assertTrue(text.contains("false true not found"), text);
    assertTrue(text.contains("org.bytedeco:dnnl"), text);
  }

  @Test
  void withoutTheVectorModule_plainLoopsServe() throws Exception {
    String text = probe("-Dtorch4j.onednn=off");
    assertTrue(text.contains("ScalarLanes"), text);
    String vector = probe("-Dtorch4j.onednn=off", "--add-modules=jdk.incubator.vector");
    assertTrue(vector.contains("VectorLanes"), vector);
    assertTrue(vector.contains("false true"), vector);
  }

  @Test
  void jar_isUnpackedOnce(@TempDir Path cache) throws Exception {
    Assumptions.assumeTrue(OneDnn.describe().contains("jar:"), OneDnn.describe());
    String text = probe("-Dtorch4j.cache=" + cache);
    assertTrue(text.contains("true true oneDNN 3."), text);
    List<Path> files;
    try (var walk = Files.walk(cache)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    assertEquals(2, files.size(), files.toString());
    Path library =
        files.stream().filter(f -> f.toString().contains("dnnl.")).findFirst().orElseThrow();
    var time = Files.getLastModifiedTime(library);
    assertTrue(probe("-Dtorch4j.cache=" + cache).contains("true true"), "second start");
    assertEquals(time, Files.getLastModifiedTime(library));
    // A file cut short is replaced.
    Files.write(library, new byte[10]);
    assertTrue(probe("-Dtorch4j.cache=" + cache).contains("true true"), "after damage");
    assertFalse(Files.size(library) == 10);
    // The file itself may be named.
    assertTrue(probe("-Dtorch4j.onednn=" + library).contains("true true oneDNN"), "by path");
  }

  @Test
  void wrongArguments_areExceptions() {
    OneDnn library = OneDnn.library();
    Assumptions.assumeTrue(library != null, OneDnn.describe());
    assertNotNull(library);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> library.sgemm(false, false, 4, 4, 4, 1, 64, 1, 64, 4, 0, 64, 4));
    assertTrue(e.getMessage().contains("dnnl_sgemm: invalid arguments"), e.getMessage());
  }

  @Test
  void manyCallersAtOnce_shareThePrimitives() throws Exception {
    Assumptions.assumeTrue(OneDnn.library() != null, OneDnn.describe());
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<double[]>> results = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        results.add(
            pool.submit(
                () -> {
                  double[] last = {};
                  for (int round = 0; round < 20; round++) {
                    Random random = new Random(round % 4);
                    StridedArray x = Samples.random(DType.FLOAT32, random, 3, 5, 12, 12);
                    StridedArray w = Samples.random(DType.FLOAT32, random, 8, 5, 3, 3);
                    long n = 10;
                    StridedArray y = Samples.out(DType.FLOAT32, 3, 8, n, n);
                    long[] one = {1, 1};
                    Samples.run(
                        "convolution", Samples.outs(y), x, w, null, one, new long[2], one, 1L);
                    last = Samples.values(y);
                  }
                  return last;
                }));
      }
      double[] first = results.get(0).get();
      for (Future<double[]> result : results) {
        org.junit.jupiter.api.Assertions.assertArrayEquals(first, result.get());
      }
    }
  }
}
