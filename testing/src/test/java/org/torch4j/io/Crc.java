package org.torch4j.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Mends the checksums of a damaged archive, so that the damage reaches the reader behind them. */
final class Crc {
  private Crc() {}

  static byte[] mend(byte[] zip) {
    ByteBuffer b = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 <= zip.length; at++) {
      if (b.getInt(at) == 0x02014b50) {
        int local = b.getInt(at + 42);
        int size = b.getInt(at + 24);
        if (local >= 0 && local <= zip.length - 30) {
          int start =
              local + 30 + (b.getShort(local + 26) & 0xffff) + (b.getShort(local + 28) & 0xffff);
          if (size >= 0 && start <= zip.length && size <= zip.length - start) {
            CRC32 crc = new CRC32();
            crc.update(zip, start, size);
            b.putInt(at + 16, (int) crc.getValue());
          }
        }
      }
    }
    return zip;
  }
}
