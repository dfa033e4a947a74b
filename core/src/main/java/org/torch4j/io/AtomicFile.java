package org.torch4j.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file whole or not at all: into a temporary file of the same folder, forced to the disk,
 * then renamed over the old one.
 */
final class AtomicFile {
  private static final String SUFFIX = ".tmp";

  /** Names tried for a file of one's own; where locks do not exist the last one is taken. */
  private static final int ATTEMPTS = 3;

  /** Those of this process, whose locks would end if it opened and closed them once more. */
  private static final Set<Path> LIVE = ConcurrentHashMap.newKeySet();

  private AtomicFile() {}

  /** What puts the content into the temporary file. */
  interface Content {
    void writeTo(FileOutput out) throws IOException;
  }

  /**
   * Writes {@code content} to {@code path}; on any failure, an interrupt of the thread included,
   * the old file stays as it was.
   */
  static void write(Path path, LongConsumer progress, Content content) {
    @Nullable Path temporary = null;
    try {
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new CheckpointException("save: " + path + " is a directory");
      }
      removeAbandoned(target);
      for (int attempt = 1; ; attempt++) {
        temporary = temporaryFor(target);
        LIVE.add(temporary);
        try (FileChannel channel = create(temporary)) {
          // Until it was locked another process could take it for abandoned and remove it.
          boolean own = lock(channel) != null && Files.exists(temporary);
          if (own || attempt == ATTEMPTS) {
            try (FileOutput out = new FileOutput(channel, progress)) {
              content.writeTo(out);
              out.flush();
            }
            channel.force(true);
            // While it is locked, for the same reason.
            move(temporary, target);
            break;
          }
        }
        remove(temporary);
      }
      LIVE.remove(temporary);
      temporary = null;
      forceFolder(target);
    } catch (ClosedByInterruptException e) {
      throw new CheckpointException(
          "save: interrupted; " + path + " is as it was before the call", e);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          "save: no such folder: " + path.toAbsolutePath().getParent(), e);
    } catch (IOException e) {
      throw new CheckpointException("save: cannot write " + path + ": " + reason(e), e);
    } finally {
      remove(temporary);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Path temporaryFor(Path target) {
    String random = Long.toString(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, 36);
    return target.resolveSibling(prefix(target) + random + SUFFIX);
  }

  private static String prefix(Path target) {
    String name = String.valueOf(target.getFileName());
    return "." + (name.length() > 100 ? name.substring(0, 100) : name) + ".";
  }

  /**
   * Removes temporary files of {@code target} whose writer was killed: the lock that a living one
   * holds ends with its process.
   */
  private static void removeAbandoned(Path target) {
    Path folder = target.getParent();
    String prefix = prefix(target);
    if (folder == null) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = String.valueOf(file.getFileName());
              return name.startsWith(prefix)
                  && name.endsWith(SUFFIX)
                  && name.substring(prefix.length()).matches("[0-9a-z]+\\.tmp");
            })) {
      for (Path file : files) {
        if (!LIVE.contains(file)) {
          removeIfAbandoned(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A folder that cannot be listed: what lies about in it stays.
    }
  }

  private static void removeIfAbandoned(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (lock(channel) != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is somebody else's, or gone already.
    }
  }

  /** A lock on the file; null where another one holds it or the file system has none. */
  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (IOException | OverlappingFileLockException e) {
      return null;
    }
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
      LIVE.remove(temporary);
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
