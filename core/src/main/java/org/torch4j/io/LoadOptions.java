package org.torch4j.io;

/**
 * How a file is read.
 *
 * @param mmap whether large tensors are views over the mapped file instead of copies
 */
public record LoadOptions(boolean mmap) {
  static final LoadOptions DEFAULTS = new LoadOptions(false);

  /**
   * Whether large tensors are views over the mapped file, {@code torch.load(mmap=True)}: a file of
   * any size opens in milliseconds, and only what is used is read. A tensor that is written to gets
   * private copies of the pages it changes; the file never changes. Checksums of mapped contents
   * are not verified, since that would read them.
   *
   * <p>The file must stay as it is while its tensors are in use: it may be deleted or replaced by
   * renaming, as {@link Checkpoints#save} does, but not overwritten in place or cut short.
   * Compressed contents, those in foreign byte order, and the formats before PyTorch 1.6 are copied
   * all the same.
   */
  public static LoadOptions mmap(boolean on) {
    return on ? new LoadOptions(true) : DEFAULTS;
  }
}
