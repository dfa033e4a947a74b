package org.torch4j.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file whole or not at all: into a temporary file of the same folder, forced to the disk,
 * then renamed over the old one.
 */
final class AtomicFile {
  private AtomicFile() {}

  /** What puts the content into the temporary file. */
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes {@code content} to {@code path}; on any failure the old file stays as it was. */
  static void write(Path path, Content content) {
    @Nullable Path temporary = null;
    try {
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new CheckpointException("save: " + path + " is a directory");
      }
      temporary = temporaryFor(target);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(temporary, target);
      temporary = null;
      forceFolder(target);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          "save: no such folder: " + path.toAbsolutePath().getParent(), e);
    } catch (IOException e) {
      throw new CheckpointException("save: cannot write " + path + ": " + reason(e), e);
    } finally {
      remove(temporary);
    }
  }

  private static Path temporaryFor(Path target) {
    String random = Long.toString(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, 36);
    String name = String.valueOf(target.getFileName());
    String head = name.length() > 100 ? name.substring(0, 100) : name;
    return target.resolveSibling("." + head + "." + random + ".tmp");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the rename itself durable, where the system lets folders be opened. */
  private static void forceFolder(Path target) {
    Path folder = target.getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows has no such thing; the content itself is on the disk already.
    }
  }

  private static void remove(@Nullable Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        System.getLogger(AtomicFile.class.getName())
            .log(System.Logger.Level.WARNING, "could not remove {0}: {1}", temporary, e);
      }
    }
  }

  /** The short reason that a failure of the file system carries. */
  static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
