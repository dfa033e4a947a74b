package org.torch4j.io;

/** A checkpoint that asks for more than data. */
final class RefusedException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  private final String name;

  RefusedException(ByteSource in, String name) {
    super(
        in.file()
            + " refers to "
            + PickleText.shown(name)
            + ", which is not data; the file was not executed");
    this.name = PickleText.shown(name);
  }

  /** What the file named. */
  String name() {
    return name;
  }
}
