package org.torch4j.cuda.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Free blocks of one stream and one of the two kinds, small and large; neighbours are joined. */
final class BlockPool {
  /** Sizes up to this are cut from small segments. */
  static final long SMALL = 1 << 20;

  /** Everything is rounded to this. */
  static final long UNIT = 512;

  private static final long SMALL_SEGMENT = 2 << 20;
  private static final long LARGE_SEGMENT = 20 << 20;
  private static final long SHARES_SEGMENT = 10 << 20;
  private static final long LARGE_UNIT = 2 << 20;

  private final boolean small;
  private final TreeSet<Block> blocks = new TreeSet<>();

  BlockPool(boolean small) {
    this.small = small;
  }

  static long round(long bytes) {
    return (bytes + UNIT - 1) & -UNIT;
  }

  /** Size of the segment that a block of this size is cut from. */
  static long segmentSize(long size) {
    if (size <= SMALL) {
      return SMALL_SEGMENT;
    }
    return size < SHARES_SEGMENT ? LARGE_SEGMENT : (size + LARGE_UNIT - 1) & -LARGE_UNIT;
  }

  /** The smallest free block of at least this size, cut to fit; null if there is none. */
  @Nullable Block take(Block wanted) {
    Block found = blocks.ceiling(wanted);
    if (found == null) {
      return null;
    }
    blocks.remove(found);
    return fit(found, wanted.size);
  }

  /** Cuts a block that is not in the pool to size and keeps the rest. */
  Block fit(Block block, long size) {
    long rest = block.size - size;
    if (small ? rest >= UNIT : rest > SMALL) {
      Block behind = block.split(size);
      behind.free = true;
      blocks.add(behind);
    }
    block.free = false;
    return block;
  }

  void give(Block block) {
    Block joined = block;
    Block before = block.before;
    if (before != null && before.free) {
      blocks.remove(before);
      before.join(block);
      joined = before;
    }
    Block after = joined.after;
    if (after != null && after.free) {
      blocks.remove(after);
      joined.join(after);
    }
    joined.free = true;
    blocks.add(joined);
  }

  /** Takes out the blocks that are whole segments. */
  List<Block> wholeSegments() {
    var whole = new ArrayList<Block>();
    blocks.removeIf(
        block -> {
          if (block.isWholeSegment()) {
            whole.add(block);
            return true;
          }
          return false;
        });
    return whole;
  }

  /** Takes in all blocks of another pool of this kind. */
  void takeAll(BlockPool other) {
    blocks.addAll(other.blocks);
    other.blocks.clear();
  }

  /** Size of the largest free block. */
  long largest() {
    return blocks.isEmpty() ? 0 : blocks.last().size;
  }
}
