package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;

class DownloadTest {
  @TempDir private Path folder;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private byte[] content = new byte[0];
  private int breakAfter = Integer.MAX_VALUE;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    content = new byte[300_000];
    new Random(1).nextBytes(content);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    int to = Math.min(content.length, from + breakAfter);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, to - from);
    exchange.getResponseBody().flush();
    exchange.close(); // too early if the content is not all there
  }

  private String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  private String digest() throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
        .substring(0, 8);
  }

  @Test
  void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
    breakAfter = 120_000;
    Path file = folder.resolve("sub").resolve("net-" + digest() + ".pth");
    List<Long> seen = new ArrayList<>();
    Download.of(url(file.getFileName().toString())).fetch(file, (done, _) -> seen.add(done));
    assertArrayEquals(content, Files.readAllBytes(file));
    assertTrue(ranges.size() > 1 && ranges.get(1).startsWith("bytes="), ranges.toString());
    assertEquals(content.length, seen.getLast());
    assertFalse(Files.exists(file.resolveSibling(file.getFileName() + ".partial")));
    ranges.clear();
    Download.of(url(file.getFileName().toString())).fetch(file, DownloadProgress.silent());
    assertEquals(List.of(), ranges, "a whole file is not downloaded again");
  }

  @Test
  void aCorruptFileIsNeverUsed() throws Exception {
    Path file = folder.resolve("net-" + digest() + ".pth");
    Files.write(file, Arrays.copyOf(content, 1000));
    Download.of(url(file.getFileName().toString())).fetch(file, DownloadProgress.silent());
    assertArrayEquals(content, Files.readAllBytes(file));

    Path wrong = folder.resolve("net-00000000.pth");
    String message =
        assertThrows(
                UncheckedIOException.class,
                () -> Download.of(url("net-00000000.pth")).fetch(wrong, DownloadProgress.silent()))
            .getMessage();
    assertTrue(message.contains("SHA-256 that begins with 00000000"), message);
    assertFalse(Files.exists(wrong));
    assertFalse(Files.exists(folder.resolve("net-00000000.pth.partial")));
  }

  @Test
  void withoutANetworkItSaysWhichFileToPutWhere() {
    server.stop(0);
    Path file = folder.resolve("net-12345678.pth");
    String message =
        assertThrows(
                UncheckedIOException.class,
                () -> Download.of(url("net-12345678.pth")).fetch(file, DownloadProgress.silent()))
            .getMessage();
    assertTrue(
        message.endsWith(
            "put the file there by hand, as " + file + " with a SHA-256 that begins with 12345678"),
        message);
  }

  @Test
  void stateDictsAreFoundInTheCacheFolder() throws Exception {
    Path cache = Files.createDirectories(folder.resolve("checkpoints"));
    Torch.save(Map.of("w", Torch.ones(2)), folder.resolve("w.pth"));
    content = Files.readAllBytes(folder.resolve("w.pth"));
    String name = "tiny-" + digest() + ".pth";
    Files.write(cache.resolve(name), content);
    Hub.setDir(folder);
    try {
      Map<String, Tensor> state = Hub.loadStateDictFromUrl(url(name));
      assertEquals(2, state.get("w").sum().item());
      assertEquals(List.of(), ranges);
    } finally {
      Hub.setDir(null);
    }
  }
}
