package org.torch4j.storage;

/** A piece of memory that an allocator lends to one {@link Storage}. */
public interface MemoryBlock {
  /** Where it starts, in the addresses of its device. */
  long address();

  /**
   * Gives it back. Work that was handed to the device before may still use it, work that is handed
   * to it later may not; a second call does nothing.
   */
  void free();
}
