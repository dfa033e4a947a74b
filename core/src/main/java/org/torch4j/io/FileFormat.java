package org.torch4j.io;

/** The kinds of files that are read here, told apart by their first bytes. */
enum FileFormat {
  ZIP("zip archive"),
  LEGACY("PyTorch checkpoint, the format before 1.6"),
  TAR("PyTorch checkpoint, the tar format before 0.2"),
  SAFETENSORS("safetensors file"),
  SHARDS("index of safetensors files"),
  NPY("numpy array (npy)");

  private static final int SMALLEST = 10;
  private static final String EXPECTED =
      "expected a zip archive, a PyTorch legacy pickle, safetensors or npy";

  private final String description;

  FileFormat(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  /** The format of {@code file}, or the exception that it has none. */
  static FileFormat of(FileContent file) {
    ByteSource in = file.source();
    if (in.remaining() == 0) {
      throw in.fail("is empty, " + EXPECTED);
    }
    if (in.remaining() >= SMALLEST) {
      ByteSource head = file.source();
      long length = head.i64();
      if (length >= 2 && length <= head.remaining() && head.u8() == '{') {
        return SAFETENSORS;
      }
    }
    if (TarCheckpoint.begins(file.source())) {
      return TAR;
    }
    int first = in.u8();
    int second = in.remaining() > 0 ? in.u8() : -1;
    if (first == 0x80) {
      return LEGACY;
    }
    if (first == 0x93 && second == 'N') {
      return NPY;
    }
    if (first == 'P' && second == 'K') {
      return ZIP;
    }
    if (first == '{') {
      return SHARDS;
    }
    throw in.fail("is not a checkpoint: it begins with byte " + first + ", " + EXPECTED);
  }
}
