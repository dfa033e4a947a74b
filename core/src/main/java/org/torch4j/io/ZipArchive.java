package org.torch4j.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of a zip archive: stored as PyTorch writes them, or deflated as numpy may; with ZIP64
 * where sizes ask for it. Every record must lie inside the file and apart from all others.
 */
final class ZipArchive {
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int MAX_TAIL = 22 + 0xffff;
  private static final long MAX32 = 0xffff_ffffL;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** So much may come out of compressed records beside 32 times the file's own size. */
  private static final long FREE_EXPANSION = 96L << 20;

  /**
   * One record.
   *
   * @param name its path in the archive
   * @param start where its content begins in the file
   * @param size how many bytes its content has
   * @param packed how many bytes it takes in the file
   * @param deflated whether it is compressed
   * @param crc the CRC-32 of its content
   */
  record Entry(String name, long start, long size, long packed, boolean deflated, int crc) {
    Entry at(long place) {
      return new Entry(name, place, size, packed, deflated, crc);
    }
  }

  private final ByteSource in;
  private final long length;
  private long expansion;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipArchive(ByteSource in, long length) {
    this.in = in;
    this.length = length;
    this.expansion = FREE_EXPANSION + 32 * length;
  }

  /** Reads the directory of the archive that is the whole of {@code in}. */
  static ZipArchive open(ByteSource in) {
    ZipArchive zip = new ZipArchive(in, in.remaining());
    zip.readDirectory();
    return zip;
  }

  /** The records by name. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** The record {@code name}, or null. */
  @Nullable Entry entry(String name) {
    return entries.get(name);
  }

  /** The content of {@code entry}, not yet checked. */
  ByteSource content(Entry entry) {
    ByteSource packed = in.range(entry.start, entry.start + entry.packed);
    return entry.deflated ? in.of(new InflatedBytes(packed), entry.size) : packed;
  }

  /** The content of {@code entry} after its checksum was found right. */
  ByteSource checkedContent(Entry entry) {
    check(entry, content(entry).checksum());
    return content(entry);
  }

  /** Fails unless {@code crc} is the checksum of {@code entry}. */
  void check(Entry entry, int crc) {
    if (crc != entry.crc) {
      throw in.fail(
          "is damaged: the content of " + PickleText.shown(entry.name) + " fails its checksum");
    }
  }

  private ByteBuffer tail() {
    byte[] tail =
        in.range(length - Math.min(length, MAX_TAIL), length).bytes(Math.min(length, MAX_TAIL));
    return ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readDirectory() {
    ByteBuffer tail = tail();
    int at = tail.limit() - 22;
    while (at >= 0
        && (tail.getInt(at) != END
            || at + 22 + (tail.getShort(at + 20) & 0xffff) != tail.limit())) {
      at--;
    }
    if (at < 0) {
      throw in.fail("is truncated: the zip archive has no directory at its end");
    }
    long count = tail.getShort(at + 10) & 0xffff;
    long size = tail.getInt(at + 12) & MAX32;
    long start = tail.getInt(at + 16) & MAX32;
    long end = length - tail.limit() + at;
    if (count == 0xffff || size == MAX32 || start == MAX32) {
      if (at >= 20 && tail.getInt(at - 20) == LOCATOR64) {
        long where = tail.getLong(at - 12);
        ByteSource zip64 = range(where, end);
        if (where > end - 56 || zip64.i32() != END64) {
          throw in.fail("is damaged: its ZIP64 directory is not where the file says");
        }
        zip64.skip(28);
        count = zip64.i64();
        size = zip64.i64();
        start = zip64.i64();
        end = where;
      }
    }
    if (start < 0
        || size < 0
        || start > end
        || size > end - start
        || count < 0
        || count > size / 46) {
      throw in.fail("is damaged: its zip directory reaches outside the file");
    }
    List<Long> headers = readEntries(range(start, start + size), count);
    locate(headers, start);
  }

  private ByteSource range(long from, long to) {
    if (from < 0 || from > to) {
      throw in.fail("is damaged: its zip directory reaches outside the file");
    }
    return in.range(from, to);
  }

  private List<Long> readEntries(ByteSource directory, long count) {
    List<Long> headers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      if (directory.i32() != CENTRAL) {
        throw in.fail("is damaged: record " + i + " of its zip directory");
      }
      directory.skip(4);
      int flags = directory.u16();
      int method = directory.u16();
      directory.skip(4);
      int crc = directory.i32();
      long packed = directory.u32();
      long size = directory.u32();
      int nameLength = directory.u16();
      int extraLength = directory.u16();
      int commentLength = directory.u16();
      directory.skip(8);
      long header = directory.u32();
      String name = new String(directory.bytes(nameLength), StandardCharsets.UTF_8);
      long[] wide = {size, packed, header};
      wide(directory.bytes(extraLength), wide);
      directory.skip(commentLength);
      add(name, flags, method, wide, crc);
      headers.add(wide[2]);
    }
    return headers;
  }

  /** Replaces those of size, packed size and header offset that the ZIP64 extra field carries. */
  private void wide(byte[] extra, long[] values) {
    ByteBuffer b = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
    while (b.remaining() >= 4) {
      int id = b.getShort() & 0xffff;
      int length = Math.min(b.getShort() & 0xffff, b.remaining());
      ByteBuffer field = b.slice(b.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      b.position(b.position() + length);
      for (int i = 0; id == 1 && i < 3; i++) {
        if (values[i] == MAX32 && field.remaining() >= 8) {
          values[i] = field.getLong();
        }
      }
    }
  }

  private void add(String name, int flags, int method, long[] wide, int crc) {
    String shown = PickleText.shown(name);
    if ((flags & 1) != 0) {
      throw in.fail("cannot be read: " + shown + " is encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw in.fail(
          "cannot be read: " + shown + " is compressed by method " + method + ", expected deflate");
    }
    if (wide[0] < 0 || wide[1] < 0 || wide[1] > length || method == STORED && wide[0] != wide[1]) {
      throw in.fail("is damaged: " + shown + " claims " + wide[1] + " of " + length + " bytes");
    }
    if (method == DEFLATED) {
      expansion -= Math.min(wide[0], Long.MAX_VALUE / 4);
      if (expansion < 0) {
        throw in.fail("would grow far beyond its own size when it is read");
      }
    }
    Entry entry = new Entry(name, -1, wide[0], wide[1], method == DEFLATED, crc);
    if (entries.put(name, entry) != null) {
      throw in.fail("is damaged: it has two records named " + shown);
    }
  }

  /** Finds where contents begin and makes sure that they do not share bytes. */
  private void locate(List<Long> headers, long directory) {
    List<Entry> all = new ArrayList<>();
    int i = 0;
    for (Entry e : entries.values()) {
      long header = headers.get(i++);
      if (header < 0 || header > directory - 30) {
        throw in.fail("is damaged: " + PickleText.shown(e.name) + " lies outside the file");
      }
      all.add(e.at(header));
    }
    all.sort(Comparator.comparingLong(Entry::start));
    for (int k = 0; k < all.size(); k++) {
      Entry e = all.get(k);
      long limit = k + 1 < all.size() ? all.get(k + 1).start : directory;
      if (limit - e.start < 30) {
        throw in.fail("is damaged: its records overlap");
      }
      ByteSource local = in.range(e.start, e.start + 30);
      if (local.i32() != LOCAL) {
        throw in.fail("is damaged: no record begins where " + PickleText.shown(e.name) + " should");
      }
      local.skip(22);
      long start = e.start + 30 + local.u16() + local.u16();
      if (start > limit || e.packed > limit - start) {
        throw in.fail("is damaged: " + PickleText.shown(e.name) + " reaches outside its place");
      }
      entries.put(e.name, e.at(start));
    }
  }
}
