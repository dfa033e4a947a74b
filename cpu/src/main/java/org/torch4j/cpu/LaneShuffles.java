package org.torch4j.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rotations of the lanes by powers of two. Generated code reads them as constants, by the name of
 * the compute type and the distance; distances past the vector's width are not used.
 */
final class LaneShuffles {
  static final VectorShuffle<Integer> INT_1 = rotate(IntVector.SPECIES_PREFERRED, 1);
  static final VectorShuffle<Integer> INT_2 = rotate(IntVector.SPECIES_PREFERRED, 2);
  static final VectorShuffle<Integer> INT_4 = rotate(IntVector.SPECIES_PREFERRED, 4);
  static final VectorShuffle<Integer> INT_8 = rotate(IntVector.SPECIES_PREFERRED, 8);
  static final VectorShuffle<Integer> INT_16 = rotate(IntVector.SPECIES_PREFERRED, 16);
  static final VectorShuffle<Integer> INT_32 = rotate(IntVector.SPECIES_PREFERRED, 32);
  static final VectorShuffle<Float> FLOAT_1 = rotate(FloatVector.SPECIES_PREFERRED, 1);
  static final VectorShuffle<Float> FLOAT_2 = rotate(FloatVector.SPECIES_PREFERRED, 2);
  static final VectorShuffle<Float> FLOAT_4 = rotate(FloatVector.SPECIES_PREFERRED, 4);
  static final VectorShuffle<Float> FLOAT_8 = rotate(FloatVector.SPECIES_PREFERRED, 8);
  static final VectorShuffle<Float> FLOAT_16 = rotate(FloatVector.SPECIES_PREFERRED, 16);
  static final VectorShuffle<Float> FLOAT_32 = rotate(FloatVector.SPECIES_PREFERRED, 32);
  static final VectorShuffle<Long> LONG_1 = rotate(LongVector.SPECIES_PREFERRED, 1);
  static final VectorShuffle<Long> LONG_2 = rotate(LongVector.SPECIES_PREFERRED, 2);
  static final VectorShuffle<Long> LONG_4 = rotate(LongVector.SPECIES_PREFERRED, 4);
  static final VectorShuffle<Long> LONG_8 = rotate(LongVector.SPECIES_PREFERRED, 8);
  static final VectorShuffle<Long> LONG_16 = rotate(LongVector.SPECIES_PREFERRED, 16);
  static final VectorShuffle<Double> DOUBLE_1 = rotate(DoubleVector.SPECIES_PREFERRED, 1);
  static final VectorShuffle<Double> DOUBLE_2 = rotate(DoubleVector.SPECIES_PREFERRED, 2);
  static final VectorShuffle<Double> DOUBLE_4 = rotate(DoubleVector.SPECIES_PREFERRED, 4);
  static final VectorShuffle<Double> DOUBLE_8 = rotate(DoubleVector.SPECIES_PREFERRED, 8);
  static final VectorShuffle<Double> DOUBLE_16 = rotate(DoubleVector.SPECIES_PREFERRED, 16);

  private LaneShuffles() {}

  private static <E> VectorShuffle<E> rotate(VectorSpecies<E> species, int distance) {
    return VectorShuffle.iota(species, distance % species.length(), 1, true);
  }
}
