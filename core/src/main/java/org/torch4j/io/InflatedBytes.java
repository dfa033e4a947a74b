package org.torch4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The content of a deflated record, for readers that go forward. */
final class InflatedBytes implements Positioned {
  private static final int BLOCK = 16 << 10;

  private final ByteSource packed;
  private final Inflater inflater = new Inflater(true);
  private long at;
  private boolean ended;

  InflatedBytes(ByteSource packed) {
    this.packed = packed;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position < at) {
      throw new IOException("a compressed record is read backwards");
    }
    while (at < position && !ended) {
      ByteBuffer passed = ByteBuffer.allocate((int) Math.min(BLOCK, position - at));
      if (inflate(passed) < 0) {
        return -1;
      }
    }
    return inflate(target);
  }

  @Override
  public boolean isForwardOnly() {
    return true;
  }

  /** Inflates some bytes; -1 at the end. */
  private int inflate(ByteBuffer target) throws IOException {
    try {
      while (!ended) {
        int n = inflater.inflate(target);
        if (n > 0) {
          at += n;
          return n;
        }
        if (inflater.finished() || inflater.needsDictionary()) {
          break;
        }
        if (inflater.needsInput()) {
          long more = Math.min(BLOCK, packed.remaining());
          if (more == 0) {
            break;
          }
          inflater.setInput(packed.bytes(more));
        }
      }
    } catch (DataFormatException e) {
      throw new IOException("a compressed record is damaged", e);
    }
    if (!ended) {
      ended = true;
      inflater.end();
    }
    return -1;
  }
}
