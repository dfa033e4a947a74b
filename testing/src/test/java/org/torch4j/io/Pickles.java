package org.torch4j.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Hand-made pickles and archives, also such as PyTorch would never write. */
final class Pickles {
  private Pickles() {}

  /** Bytes of a pickle: text as it stands in ISO-8859-1. */
  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Writes an archive with the pickle and one-byte-per-character storages. */
  static Path zip(Path folder, String pickle, String... storages) {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put("archive/data.pkl", bytes(pickle));
    for (int i = 0; i < storages.length; i++) {
      records.put("archive/data/" + i, bytes(storages[i]));
    }
    records.put("archive/version", bytes("3\n"));
    return zip(folder, records);
  }

  static Path zip(Path folder, Map<String, byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> e : records.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey());
        CRC32 crc = new CRC32();
        crc.update(e.getValue());
        entry.setCrc(crc.getValue());
        entry.setSize(e.getValue().length);
        zip.putNextEntry(entry);
        zip.write(e.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file(folder, out.toByteArray());
  }

  static Path file(Path folder, byte[] content) {
    try {
      return Files.write(folder.resolve("made.pth"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tensor over storage 0: float32, given numel, offset, sizes and strides (small numbers). */
  static String tensor(int numel, int offset, String sizes, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
        + "X\u0001\0\0\0000X\u0003\0\0\0cpuK"
        + (char) numel
        + "tQK"
        + (char) offset
        + sizes
        + strides
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }

  /** A tuple of one small number. */
  static String one(int n) {
    return "K" + (char) n + "\u0085";
  }
}
