package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import org.torch4j.storage.Storage;
import org.torch4j.type.DType;

/**
 * Moves the bytes of a file into storages, when the places of all are known: in blocks that threads
 * share, since one thread alone spends most of its time on copying and on checksums.
 */
final class StorageFill {
  /** Whole huge pages, so that two threads do not meet in one. */
  private static final long BLOCK = 4L << 20;

  /** The bits that no byte of 8 truth values has. */
  private static final long NOT_TRUTH = 0xfefe_fefe_fefe_fefeL;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final class Fill {
    final Storage storage;
    final DType dtype;
    final ByteSource in;
    final ByteOrder order;
    final IntConsumer check;
    final int[] crcs;

    Fill(Storage storage, DType dtype, ByteSource in, ByteOrder order, IntConsumer check) {
      this.storage = storage;
      this.dtype = dtype;
      this.in = in;
      this.order = order;
      this.check = check;
      long blocks = in.isForwardOnly() ? 1 : (storage.byteSize() + BLOCK - 1) / BLOCK;
      this.crcs = new int[Math.toIntExact(blocks)];
    }

    long begin(int block) {
      return block * BLOCK;
    }

    long end(int block) {
      return block == crcs.length - 1 ? storage.byteSize() : begin(block + 1);
    }

    void read(int block) {
      MemorySegment bytes = storage.segment().asSlice(begin(block), end(block) - begin(block));
      ByteSource from =
          in.isForwardOnly()
              ? in
              : in.range(in.position() + begin(block), in.position() + end(block));
      CRC32 crc = new CRC32();
      from.read(bytes, crc);
      adjust(bytes, dtype, order);
      storage.fence();
      crcs[block] = (int) crc.getValue();
    }

    void check() {
      int crc = 0;
      for (int block = 0; block < crcs.length; block++) {
        crc = Crc32.joined(crc, crcs[block], end(block) - begin(block));
      }
      check.accept(crc);
    }
  }

  private final List<Fill> fills = new ArrayList<>();
  private final List<Runnable> actions = new ArrayList<>();

  /** Fills {@code storage} from the next bytes of {@code in}, which are passed over. */
  void add(Storage storage, DType dtype, ByteSource in, ByteOrder order) {
    add(storage, dtype, in, order, crc -> {});
  }

  /**
   * The same; {@code check} gets the CRC-32 of the bytes as they stand in the file. Numbers are
   * turned to the machine's byte order, truth values become 0 or 1.
   */
  void add(Storage storage, DType dtype, ByteSource in, ByteOrder order, IntConsumer check) {
    long bytes = storage.byteSize();
    in.require(bytes);
    if (in.isForwardOnly()) {
      fills.add(new Fill(storage, dtype, in, order, check));
    } else {
      long start = in.position();
      fills.add(new Fill(storage, dtype, in.range(start, start + bytes), order, check));
      in.skip(bytes);
    }
  }

  /** What is done when all storages are filled. */
  void whenFilled(Runnable action) {
    actions.add(action);
  }

  /**
   * Fills all storages.
   *
   * @throws CheckpointException of the first that fails, in the order in which they were added
   */
  void run() {
    List<Runnable> blocks = new ArrayList<>();
    long bytes = 0;
    for (Fill fill : fills) {
      for (int block = 0; block < fill.crcs.length; block++) {
        int b = block;
        blocks.add(() -> fill.read(b));
      }
      bytes += fill.storage.byteSize();
    }
    SharedWork.run(blocks, bytes / (2 * BLOCK));
    fills.forEach(Fill::check);
    fills.clear();
    actions.forEach(Runnable::run);
    actions.clear();
  }

  /** Turns numbers of {@code order} to the machine's order, and truth values to 0 or 1. */
  static void adjust(MemorySegment bytes, DType dtype, ByteOrder order) {
    int size = dtype.isComplex() ? dtype.byteSize() / 2 : dtype.byteSize();
    if (size > 1 && order != ByteOrder.nativeOrder()) {
      swap(bytes, size);
    }
    if (dtype == DType.BOOL) {
      normalize(bytes);
    }
  }

  private static void swap(MemorySegment bytes, int size) {
    for (long at = 0; at + size <= bytes.byteSize(); at += size) {
      switch (size) {
        case 2 -> bytes.set(SHORT, at, Short.reverseBytes(bytes.get(SHORT, at)));
        case 4 -> bytes.set(INT, at, Integer.reverseBytes(bytes.get(INT, at)));
        default -> bytes.set(LONG, at, Long.reverseBytes(bytes.get(LONG, at)));
      }
    }
  }

  private static void normalize(MemorySegment bytes) {
    long at = 0;
    for (; at + 8 <= bytes.byteSize(); at += 8) {
      if ((bytes.get(LONG, at) & NOT_TRUTH) != 0) {
        normalize(bytes, at, at + 8);
      }
    }
    normalize(bytes, at, bytes.byteSize());
  }

  private static void normalize(MemorySegment bytes, long from, long to) {
    for (long at = from; at < to; at++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, at);
      if (b != 0 && b != 1) {
        bytes.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
      }
    }
  }
}
