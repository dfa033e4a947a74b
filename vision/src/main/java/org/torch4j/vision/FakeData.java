package org.torch4j.vision;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.Dataset;
import org.torch4j.data.Example;

/**
 * Random images and classes, the same at each call, {@code torchvision.datasets.FakeData}; to try a
 * program without data.
 */
public final class FakeData implements Dataset<Example> {
  private final Options options;

  /**
   * Options of {@link FakeData}.
   *
   * @param size how many, 1000 by default
   * @param imageSize shape of an image, [3, 224, 224] by default
   * @param numClasses how many classes, 10 by default
   * @param transform what to do to each image; null for nothing
   * @param randomOffset added to the index, which is the seed of a sample
   */
  public record Options(
      long size,
      List<Long> imageSize,
      long numClasses,
      @Nullable UnaryOperator<Tensor> transform,
      long randomOffset) {
    /** How many. */
    public Options size(long value) {
      return new Options(value, imageSize, numClasses, transform, randomOffset);
    }

    /** Shape of an image. */
    public Options imageSize(long... sizes) {
      List<Long> list = java.util.Arrays.stream(sizes).boxed().toList();
      return new Options(size, list, numClasses, transform, randomOffset);
    }

    /** How many classes. */
    public Options numClasses(long value) {
      return new Options(size, imageSize, value, transform, randomOffset);
    }

    /** What to do to each image. */
    public Options transform(@Nullable UnaryOperator<Tensor> value) {
      return new Options(size, imageSize, numClasses, value, randomOffset);
    }

    /** What is added to the index, which is the seed of a sample. */
    public Options randomOffset(long value) {
      return new Options(size, imageSize, numClasses, transform, value);
    }
  }

  /** The defaults: 1000 images of shape [3, 224, 224] in 10 classes. */
  public static Options options() {
    return new Options(1000, List.of(3L, 224L, 224L), 10, null, 0);
  }

  /** With the default options. */
  public FakeData() {
    this(options());
  }

  /** With these options. */
  public FakeData(Options options) {
    this.options = options;
  }

  @Override
  public Example get(long index) {
    if (index < 0 || index >= options.size) {
      throw new IndexOutOfBoundsException(
          "FakeData: index " + index + " is out of range for " + options.size + " samples");
    }
    Generator generator = new Generator().manualSeed(index + options.randomOffset);
    long[] shape = options.imageSize.stream().mapToLong(Long::longValue).toArray();
    Tensor image = Torch.empty(shape).normal_(0, 1, generator);
    Tensor target =
        Torch.empty(org.torch4j.type.Shape.of(1), org.torch4j.type.DType.INT64)
            .random_(0, options.numClasses, generator)
            .squeeze(0);
    UnaryOperator<Tensor> transform = options.transform;
    return new Example(transform == null ? image : transform.apply(image), target);
  }

  @Override
  public long size() {
    return options.size;
  }
}
