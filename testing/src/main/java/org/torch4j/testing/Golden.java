package org.torch4j.testing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tagged value of a golden file. Values without a tag are plain Java ones: {@code Long} or {@code
 * BigInteger} for ints, {@code Double} (non-finite ones too), {@code Boolean}, {@code String},
 * {@code List}, null for None.
 */
public sealed interface Golden {
  /**
   * A tensor of the file; one name used twice is one tensor passed twice.
   *
   * @param name its name
   */
  record TensorName(String name) implements Golden {}

  /**
   * A tuple, named or not.
   *
   * @param items its values
   */
  record Tuple(List<@Nullable Object> items) implements Golden {}

  /**
   * A {@code torch.Size}.
   *
   * @param sizes the sizes
   */
  record Size(List<Long> sizes) implements Golden {}

  /**
   * A Python slice.
   *
   * @param start the first index, or null
   * @param stop the index after the last one, or null
   * @param step the distance, or null
   */
  record Slice(@Nullable Long start, @Nullable Long stop, @Nullable Long step) implements Golden {}

  /** The index {@code ...}. */
  record Ellipsis() implements Golden {}

  /**
   * A complex number.
   *
   * @param real the real part
   * @param imaginary the imaginary part
   */
  record Complex(double real, double imaginary) implements Golden {}

  /**
   * A {@code torch.dtype}.
   *
   * @param name PyTorch's name
   */
  record DTypeName(String name) implements Golden {}

  /**
   * A {@code torch.device}.
   *
   * @param name such as {@code cpu}
   */
  record DeviceName(String name) implements Golden {}

  /**
   * A {@code torch.memory_format}.
   *
   * @param name such as {@code channels_last}
   */
  record MemoryFormat(String name) implements Golden {}

  /**
   * A {@code torch.layout}.
   *
   * @param name such as {@code strided}
   */
  record LayoutName(String name) implements Golden {}

  /**
   * A Python dict, in order.
   *
   * @param entries its entries
   */
  record Dict(List<Entry> entries) implements Golden {}

  /**
   * An entry of a dict.
   *
   * @param key the key
   * @param value the value
   */
  record Entry(@Nullable Object key, @Nullable Object value) {}

  /**
   * A sparse tensor of coordinates.
   *
   * @param indices int64 of dimensions and entries
   * @param values the values of the entries
   * @param size its sizes
   * @param coalesced whether indices are sorted and unique
   * @param dtype PyTorch's name of the element type
   */
  record SparseCoo(
      TensorName indices, TensorName values, List<Long> size, boolean coalesced, String dtype)
      implements Golden {}

  /**
   * A sparse matrix of compressed rows.
   *
   * @param crowIndices where each row starts
   * @param colIndices the column of each entry
   * @param values the values of the entries
   * @param size its sizes
   * @param dtype PyTorch's name of the element type
   */
  record SparseCsr(
      TensorName crowIndices,
      TensorName colIndices,
      TensorName values,
      List<Long> size,
      String dtype)
      implements Golden {}

  /**
   * A public function.
   *
   * @param path its dotted path
   */
  record Callable(String path) implements Golden {}

  /**
   * A module to construct.
   *
   * @param className its dotted path
   * @param args positional arguments
   * @param kwargs named arguments
   */
  record ModuleSpec(
      String className, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs)
      implements Golden {}

  /**
   * A tensor whose values are random or undefined.
   *
   * @param dtype PyTorch's name of the element type
   * @param shape the sizes
   */
  record ShapeOnly(String dtype, List<Long> shape) implements Golden {}
}
