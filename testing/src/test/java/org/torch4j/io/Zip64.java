package org.torch4j.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rewrites the directory of a small archive the way archives beyond 4 GiB have it. */
final class Zip64 {
  private Zip64() {}

  static byte[] widen(byte[] zip) {
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22;
    int count = in.getShort(end + 10);
    int at = in.getInt(end + 16);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(zip, 0, at);
    int start = at;
    for (int i = 0; i < count; i++) {
      int name = in.getShort(at + 28);
      ByteBuffer b = ByteBuffer.allocate(46 + name + 28).order(ByteOrder.LITTLE_ENDIAN);
      b.put(zip, at, 20).putInt(-1).putInt(-1).putShort((short) name).putShort((short) 28);
      b.put(zip, at + 32, 10).putInt(-1).put(zip, at + 46, name);
      b.putShort((short) 1).putShort((short) 24);
      b.putLong(in.getInt(at + 24)).putLong(in.getInt(at + 20)).putLong(in.getInt(at + 42));
      out.writeBytes(b.array());
      at += 46 + name + in.getShort(at + 30) + in.getShort(at + 32);
    }
    long size = (long) out.size() - start;
    ByteBuffer b = ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0);
    b.putLong(count).putLong(count).putLong(size).putLong(start);
    b.putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1);
    b.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    b.putInt(-1).putInt(-1).putShort((short) 0);
    out.writeBytes(b.array());
    return out.toByteArray();
  }
}
