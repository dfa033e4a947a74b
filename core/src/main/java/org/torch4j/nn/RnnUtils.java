package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Sequences of different lengths, {@code torch.nn.utils.rnn}: padded to a batch, packed without
 * padding, and back. Gradients go through all of it.
 *
 * <pre>{@code
 * PackedSequence packed = RnnUtils.packPaddedSequence(x, lengths, true, false);
 * LSTM.PackedOutput result = lstm.applyWithState(packed);
 * Tensor output = RnnUtils.padPackedSequence(result.output(), true).sequences();
 * }</pre>
 */
public final class RnnUtils {
  private RnnUtils() {}

  /**
   * Sequences of one length again.
   *
   * @param sequences {@code [T, B, *]} or {@code [B, T, *]}
   * @param lengths how long each was, int64
   */
  public record Padded(Tensor sequences, Tensor lengths) {}

  /** Packs {@code [T, B, *]}, whose sequences must come longest first. */
  public static PackedSequence packPaddedSequence(Tensor input, long... lengths) {
    return packPaddedSequence(input, Torch.tensor(lengths), false, true);
  }

  /** Packs {@code [T, B, *]}, whose sequences must come longest first. */
  public static PackedSequence packPaddedSequence(Tensor input, Tensor lengths) {
    return packPaddedSequence(input, lengths, false, true);
  }

  /**
   * Packs a padded batch.
   *
   * @param input {@code [T, B, *]}, or {@code [B, T, *]} with {@code batchFirst}
   * @param lengths how long each sequence is, integers {@code [B]}, at least 1
   * @param batchFirst which of the two
   * @param enforceSorted whether sequences must come longest first; if not they are sorted here
   */
  public static PackedSequence packPaddedSequence(
      Tensor input, Tensor lengths, boolean batchFirst, boolean enforceSorted) {
    if (input.dim() < 2) {
      throw new ShapeException(
          "pack_padded_sequence: expected at least 2 dimensions, got shape " + input.shape());
    }
    long batch = input.size(batchFirst ? 0 : 1);
    long time = input.size(batchFirst ? 1 : 0);
    long[] given = lengths.toLongArray();
    if (given.length != batch) {
      throw new ShapeException(
          "pack_padded_sequence: expected one length for each of "
              + batch
              + " sequences, got "
              + given.length);
    }
    int[] order = order(given, enforceSorted);
    long[] sorted = Arrays.stream(order).mapToLong(i -> given[i]).toArray();
    checkLengths(sorted, time);
    long[] batchSizes = batchSizes(sorted);
    long[] rows = rows(batchSizes, order, batchFirst ? time : 1, batchFirst ? 1 : batch);
    long[] flat = input.shape().toArray();
    flat[1] = batch * time;
    Tensor data =
        input
            .reshape(Arrays.copyOfRange(flat, 1, flat.length))
            .indexSelect(0, indices(rows, input.device()));
    if (enforceSorted) {
      return new PackedSequence(data, Torch.tensor(batchSizes), null, null);
    }
    long[] sortedIndices = Arrays.stream(order).asLongStream().toArray();
    long[] unsorted = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      unsorted[order[i]] = i;
    }
    return new PackedSequence(
        data,
        Torch.tensor(batchSizes),
        indices(sortedIndices, input.device()),
        indices(unsorted, input.device()));
  }

  /** The places of the sequences, longest first; equal lengths keep their order. */
  private static int[] order(long[] lengths, boolean enforceSorted) {
    IntStream places = IntStream.range(0, lengths.length);
    return enforceSorted
        ? places.toArray()
        : places
            .boxed()
            .sorted((a, b) -> Long.compare(lengths[b], lengths[a]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static void checkLengths(long[] lengths, long time) {
    if (lengths.length == 0) {
      throw new ShapeException("pack_padded_sequence: cannot pack an empty batch");
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] <= 0) {
        throw new IllegalArgumentException(
            "pack_padded_sequence: length of all samples has to be greater than 0, got "
                + Arrays.toString(lengths));
      }
      if (i > 0 && lengths[i] > lengths[i - 1]) {
        throw new IllegalArgumentException(
            "pack_padded_sequence: `lengths` must be sorted in decreasing order when"
                + " `enforce_sorted` is true, got "
                + Arrays.toString(lengths)
                + "; pass enforceSorted = false to have the sequences sorted");
      }
    }
    if (lengths[0] > time) {
      throw new ShapeException(
          "pack_padded_sequence: length "
              + lengths[0]
              + " is greater than the "
              + time
              + " steps of the input");
    }
  }

  /** How many sequences have each step. */
  private static long[] batchSizes(long[] sortedLengths) {
    long[] sizes = new long[Math.toIntExact(sortedLengths[0])];
    for (long length : sortedLengths) {
      for (int t = 0; t < length; t++) {
        sizes[t]++;
      }
    }
    return sizes;
  }

  /** How long each of the packed sequences is. */
  private static long[] lengths(long[] batchSizes) {
    long[] lengths = new long[Math.toIntExact(batchSizes[0])];
    for (long size : batchSizes) {
      for (int i = 0; i < size; i++) {
        lengths[i]++;
      }
    }
    return lengths;
  }

  /** For each packed step, where it stands in a flattened padded batch. */
  private static long[] rows(long[] batchSizes, int[] order, long perSequence, long perStep) {
    long[] rows = new long[Math.toIntExact(Arrays.stream(batchSizes).sum())];
    int at = 0;
    for (int t = 0; t < batchSizes.length; t++) {
      for (int i = 0; i < batchSizes[t]; i++) {
        rows[at++] = order[i] * perSequence + t * perStep;
      }
    }
    return rows;
  }

  private static Tensor indices(long[] values, Device device) {
    Tensor t = Torch.tensor(values);
    return device.equals(Device.CPU) ? t : t.to(device);
  }

  /** The sequences as {@code [T, B, *]}, zeros behind their ends. */
  public static Padded padPackedSequence(PackedSequence sequence) {
    return padPackedSequence(sequence, false);
  }

  /** The sequences as {@code [T, B, *]} or {@code [B, T, *]}, zeros behind their ends. */
  public static Padded padPackedSequence(PackedSequence sequence, boolean batchFirst) {
    return padPackedSequence(sequence, batchFirst, 0, null);
  }

  /**
   * The sequences as a padded batch, in the order in which they were packed.
   *
   * @param batchFirst whether as {@code [B, T, *]} and not {@code [T, B, *]}
   * @param paddingValue what stands behind their ends
   * @param totalLength how many steps there shall be, at least those of the longest; null for as
   *     many
   */
  public static Padded padPackedSequence(
      PackedSequence sequence,
      boolean batchFirst,
      double paddingValue,
      @Nullable Long totalLength) {
    long[] batchSizes = sequence.batchSizes().toLongArray();
    long time = totalLength == null ? batchSizes.length : totalLength;
    if (time < batchSizes.length) {
      throw new IllegalArgumentException(
          "pad_packed_sequence: expected total_length to be at least the length of the longest"
              + " sequence in input, but got total_length="
              + time
              + " and max sequence length being "
              + batchSizes.length);
    }
    int[] order = order(sequence, Math.toIntExact(batchSizes[0]));
    long batch = batchSizes[0];
    long[] rows = rows(batchSizes, order, batchFirst ? time : 1, batchFirst ? 1 : batch);
    long[] sorted = lengths(batchSizes);
    long[] lengths = new long[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      lengths[order[i]] = sorted[i];
    }
    return new Padded(
        spread(sequence.data(), rows, batchFirst ? batch : time, paddingValue, batch * time),
        Torch.tensor(lengths));
  }

  private static int[] order(PackedSequence sequence, int batch) {
    Tensor sorted = sequence.sortedIndices();
    return sorted == null ? IntStream.range(0, batch).toArray() : sorted.toIntArray();
  }

  /** Puts each row of the data at its place among {@code places} that are viewed as a batch. */
  private static Tensor spread(Tensor data, long[] rows, long first, double padding, long places) {
    long[] flat = data.shape().toArray();
    flat[0] = places;
    Tensor all =
        Torch.zeros(Shape.of(flat), data.dtype(), data.device())
            .fill_(padding)
            .indexCopy(0, indices(rows, data.device()), data);
    long[] sizes = new long[flat.length + 1];
    sizes[0] = first;
    sizes[1] = first == 0 ? 0 : places / first;
    System.arraycopy(flat, 1, sizes, 2, flat.length - 1);
    return all.view(sizes);
  }

  /** Sequences {@code [L, *]} as one {@code [T, B, *]}, zeros behind their ends. */
  public static Tensor padSequence(List<? extends Tensor> sequences) {
    return padSequence(sequences, false, 0);
  }

  /** Sequences {@code [L, *]} as {@code [T, B, *]} or {@code [B, T, *]}. */
  public static Tensor padSequence(List<? extends Tensor> sequences, boolean batchFirst) {
    return padSequence(sequences, batchFirst, 0);
  }

  /**
   * Sequences {@code [L, *]} as one batch.
   *
   * @param batchFirst whether as {@code [B, T, *]} and not {@code [T, B, *]}
   * @param paddingValue what stands behind their ends
   */
  public static Tensor padSequence(
      List<? extends Tensor> sequences, boolean batchFirst, double paddingValue) {
    long[] lengths = sequenceLengths("pad_sequence", sequences);
    long time = Arrays.stream(lengths).max().getAsLong();
    long batch = lengths.length;
    long[] rows = new long[Math.toIntExact(Arrays.stream(lengths).sum())];
    int at = 0;
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        rows[at++] = batchFirst ? b * time + t : t * batch + b;
      }
    }
    return spread(
        Torch.cat(sequences, 0), rows, batchFirst ? batch : time, paddingValue, batch * time);
  }

  private static long[] sequenceLengths(String op, List<? extends Tensor> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException(op + ": received an empty list of sequences");
    }
    for (Tensor s : sequences) {
      if (s.dim() == 0) {
        throw new ShapeException(op + ": a sequence needs at least 1 dimension, got a scalar");
      }
    }
    return sequences.stream().mapToLong(s -> s.size(0)).toArray();
  }

  /** The sequences of a padded {@code [T, B, *]}, each of its length. */
  public static List<Tensor> unpadSequence(Tensor paddedSequences, Tensor lengths) {
    return unpadSequence(paddedSequences, lengths, false);
  }

  /** The sequences of a padded {@code [T, B, *]} or {@code [B, T, *]}, each of its length. */
  public static List<Tensor> unpadSequence(
      Tensor paddedSequences, Tensor lengths, boolean batchFirst) {
    List<Tensor> all = new ArrayList<>();
    Tensor[] each = paddedSequences.unbind(batchFirst ? 0 : 1).toArray(Tensor[]::new);
    long[] sizes = lengths.toLongArray();
    if (sizes.length != each.length) {
      throw new ShapeException(
          "unpad_sequence: expected one length for each of "
              + each.length
              + " sequences, got "
              + sizes.length);
    }
    for (int i = 0; i < each.length; i++) {
      all.add(each[i].narrow(0, 0, sizes[i]));
    }
    return all;
  }

  /** Packs sequences {@code [L, *]}, which must come longest first. */
  public static PackedSequence packSequence(List<? extends Tensor> sequences) {
    return packSequence(sequences, true);
  }

  /** Packs sequences {@code [L, *]}; if they need not come longest first they are sorted here. */
  public static PackedSequence packSequence(
      List<? extends Tensor> sequences, boolean enforceSorted) {
    Tensor lengths = Torch.tensor(sequenceLengths("pack_sequence", sequences));
    return packPaddedSequence(padSequence(sequences, true), lengths, true, enforceSorted);
  }

  /** The packed sequences, each by itself, in the order in which they were packed. */
  public static List<Tensor> unpackSequence(PackedSequence packedSequences) {
    long[] batchSizes = packedSequences.batchSizes().toLongArray();
    int[] order = order(packedSequences, Math.toIntExact(batchSizes[0]));
    long[] sorted = lengths(batchSizes);
    long[] lengths = new long[sorted.length];
    int[] place = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      lengths[order[i]] = sorted[i];
      place[order[i]] = i;
    }
    long[] rows = new long[Math.toIntExact(Arrays.stream(batchSizes).sum())];
    int at = 0;
    for (int b = 0; b < lengths.length; b++) {
      long row = place[b];
      for (int t = 0; t < lengths[b]; t++) {
        rows[at++] = row;
        row += batchSizes[t];
      }
    }
    Tensor data = packedSequences.data();
    Tensor[] pieces = Pieces.of(data.indexSelect(0, indices(rows, data.device())), 0, lengths);
    return List.of(pieces);
  }

  /** The places of a permutation's elements, {@code invert_permutation}; null for null. */
  public static @Nullable Tensor invertPermutation(@Nullable Tensor permutation) {
    return permutation == null
        ? null
        : Torch.zeros(permutation.shape(), DType.INT64, permutation.device())
            .scatter_(
                0,
                permutation,
                Torch.arange(permutation.numel()).to(DType.INT64).to(permutation.device()));
  }
}
