package org.torch4j.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file at an address that is known by its digest.
 *
 * @param url where it is
 * @param algorithm of the digest
 * @param digest what the digest in hexadecimal begins with, null if that is not known
 */
record Download(String url, String algorithm, @Nullable String digest) {
  /** How PyTorch names its files: {@code resnet18-f37072fd.pth}. */
  private static final Pattern HASH = Pattern.compile("-([a-f0-9]{8,64})\\.");

  private static final int ATTEMPTS = 3;
  private static final int PIECE = 1 << 16;

  /** A file whose name may tell its SHA-256. */
  static Download of(String url) {
    Matcher m = HASH.matcher(url.substring(url.lastIndexOf('/') + 1));
    return new Download(url, "SHA-256", m.find() ? m.group(1) : null);
  }

  /** The file, downloaded if it is not there or not what it should be. */
  Path fetch(Path file, DownloadProgress progress) {
    if (Files.isRegularFile(file) && isRight(file)) {
      return file;
    }
    boolean corrupt = Files.isRegularFile(file);
    Path part = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      attempt(part, progress);
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UncheckedIOException(
          "%s%s could not be downloaded (%s): put the file there by hand, as %s"
                  .formatted(
                      corrupt ? file + " is not what it should be (" + expected() + "), and " : "",
                      url,
                      reason,
                      file)
              + (digest == null ? "" : " with " + expected()),
          e);
    }
    if (!isRight(part)) {
      delete(part);
      String message =
          "%s was downloaded, but is not what it should be (%s); it was not kept"
              .formatted(url, expected());
      throw new UncheckedIOException(message, new IOException(message));
    }
    try {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private String expected() {
    return digest == null ? "anything" : "a " + algorithm + " that begins with " + digest;
  }

  /** A connection that breaks is tried again, from where it broke. */
  private void attempt(Path part, DownloadProgress progress) throws IOException {
    for (int i = 1; ; i++) {
      try {
        receive(part, progress);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (BrokenOff e) {
        if (i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void receive(Path part, DownloadProgress progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    request.timeout(Duration.ofSeconds(60)); // until the answer begins
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      int status = response.statusCode();
      if (status == 416) { // nothing is left to send: all was there
        response.body().close();
        return;
      }
      if (status != 200 && status != 206) {
        response.body().close();
        throw new IOException("the server answered with status " + status);
      }
      store(response, part, status == 206 ? have : 0, progress);
    }
  }

  private static void store(
      HttpResponse<InputStream> response, Path part, long from, DownloadProgress progress)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? -1 : from + length;
    long done = from;
    StandardOpenOption how =
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (InputStream in = response.body();
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] piece = new byte[PIECE];
      for (int n = read(in, piece); n >= 0; n = read(in, piece)) {
        out.write(piece, 0, n);
        done += n;
        progress.at(done, total);
      }
    }
    if (total >= 0 && done < total) {
      throw new BrokenOff("broken off after %d of %d bytes".formatted(done, total), null);
    }
  }

  private static int read(InputStream in, byte[] piece) throws BrokenOff {
    try {
      return in.read(piece);
    } catch (IOException e) {
      throw new BrokenOff(String.valueOf(e.getMessage()), e);
    }
  }

  /** The connection broke; what came before is kept. */
  private static final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOff(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private boolean isRight(Path file) {
    if (digest == null) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest d = MessageDigest.getInstance(algorithm);
      byte[] piece = new byte[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        d.update(piece, 0, n);
      }
      return HexFormat.of().formatHex(d.digest()).startsWith(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }
}
