package org.torch4j.io;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A checkpoint file that cannot be read or written: missing, damaged, refused because it holds more
 * than data, or a disk that fails. The message is one sentence that names the file.
 */
public class CheckpointException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  /** An error with its full sentence. */
  public CheckpointException(String message) {
    super(message, new IOException(message));
  }

  /** An error with its full sentence and the failure of the file system that caused it. */
  public CheckpointException(String message, IOException cause) {
    super(message, cause);
  }
}
