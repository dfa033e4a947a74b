package org.torch4j.cuda;

import org.torch4j.storage.StridedArray;

/** In what way arrays are walked. */
final class PointwiseWay {
  static final int FLAT = 0;
  static final int STRIDED = 1;
  static final int TILED = 2;
  static final int EACH = 3;

  /** Dimensions of which a kernel knows the number. */
  static final int FEW = 4;

  /** Bytes that are loaded at a time. */
  static final int WIDE = 16;

  /** Elements that a dimension has at least to go through tiles. */
  private static final int LEAST_TILE = 8;

  private static final int MOST_SHARED = 48 << 10;

  final int[] kinds;
  int kind;
  int dims;
  int vector = 1;
  int flying = 1;
  long tiles;
  boolean small;
  boolean moved;
  boolean many;

  PointwiseWay(int arrays) {
    kinds = new int[arrays];
  }

  void choose(Geometry g, StridedArray[] outputs, StridedArray[] inputs, boolean light) {
    many = g.dims() > FEW;
    int least = WIDE;
    int greatest = 1;
    for (int k = 0; k < kinds.length; k++) {
      boolean uniform = k >= outputs.length && g.isUniform(k);
      long near = g.dims() == 0 ? 1 : g.stride(k, g.dims() - 1);
      kinds[k] =
          uniform
              ? PointwiseSource.UNIFORM
              : near == 1
                  ? PointwiseSource.BESIDE
                  : near == 0 ? PointwiseSource.STILL : PointwiseSource.ANY;
      if (!uniform) {
        int bytes = bytes(array(k, outputs, inputs), moved);
        least = Math.min(least, bytes);
        greatest = Math.max(greatest, bytes);
      }
    }
    int most = Math.clamp(Math.min(WIDE / least, 2 * WIDE / greatest), 1, WIDE);
    most = light ? most : Math.min(most, 4);
    boolean flat = g.isFlat();
    while (most > 1 && !fits(g, outputs, inputs, most, flat)) {
      most /= 2;
    }
    vector = most;
    if (flat && (most > 1 || g.dims() == 0 || greatest == WIDE)) {
      kind = FLAT;
      flying = light ? 2 : 1;
    } else if (most == 1 && crossed(g, outputs, inputs)) {
      kind = TILED;
    } else {
      kind = STRIDED;
      flying = light ? most == 1 ? 4 : 2 : 1;
      dims = many ? 0 : g.dims();
      for (int k = 0; k < kinds.length && most == 1; k++) {
        kinds[k] = kinds[k] == PointwiseSource.UNIFORM ? kinds[k] : PointwiseSource.ANY;
      }
    }
  }

  /** Whether every array can be taken in groups along the last dimension. */
  private boolean fits(
      Geometry g, StridedArray[] outputs, StridedArray[] inputs, int vector, boolean flat) {
    int last = g.dims() - 1;
    if (last < 0 || !flat && g.size(last) % vector != 0) {
      return last < 0;
    }
    for (int k = 0; k < kinds.length; k++) {
      if (kinds[k] == PointwiseSource.ANY) {
        return false;
      }
      if (kinds[k] == PointwiseSource.BESIDE) {
        StridedArray a = array(k, outputs, inputs);
        long bytes = bytes(a, moved);
        long unit = Math.min(WIDE, vector * bytes);
        boolean aligned = Launches.address(a) % unit == 0;
        for (int d = 0; d < last; d++) {
          aligned &= g.stride(k, d) * bytes % unit == 0;
        }
        if (!aligned) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether arrays lie along another dimension than the results, which then is last but one. */
  private boolean crossed(Geometry g, StridedArray[] outputs, StridedArray[] inputs) {
    int last = g.dims() - 1;
    int across = -1;
    int shared = 0;
    for (int k = outputs.length; k < kinds.length; k++) {
      if (kinds[k] != PointwiseSource.ANY) {
        continue;
      }
      for (int d = 0; d < last; d++) {
        if (g.stride(k, d) == 1 && (across < 0 || across == d)) {
          across = d;
          kinds[k] = PointwiseSource.CROSSED;
          int side = PointwiseSource.TILE;
          shared += side * (side + 1) * bytes(array(k, outputs, inputs), moved);
        }
      }
    }
    if (across < 0 || Math.min(g.size(across), g.size(last)) < LEAST_TILE || shared > MOST_SHARED) {
      return false;
    }
    g.moveBeforeLast(across);
    tiles =
        Math.ceilDiv(g.size(last), PointwiseSource.TILE)
            * Math.ceilDiv(g.size(last - 1), PointwiseSource.TILE);
    for (int d = 0; d < last - 1; d++) {
      tiles *= g.size(d);
    }
    return true;
  }

  static StridedArray array(int k, StridedArray[] outputs, StridedArray[] inputs) {
    return k < outputs.length ? outputs[k] : inputs[k - outputs.length];
  }

  static int bytes(StridedArray a, boolean moved) {
    return moved ? a.dtype().byteSize() : a.dtype().toReal().byteSize();
  }
}
