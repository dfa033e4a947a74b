package org.torch4j.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * The header of a safetensors file: where each tensor stands. Tensors must cover the rest of the
 * file without gaps and overlaps.
 */
final class SafetensorsHeader {
  private static final long MAX_LENGTH = 100_000_000;

  private record Place(StoredArray array, long begin, long end) {}

  private final ByteSource in;
  private final long data;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(ByteSource in, long data) {
    this.in = in;
    this.data = data;
  }

  /** Reads and checks the header of {@code file}. */
  static SafetensorsHeader of(FileContent file) {
    ByteSource in = file.source();
    if (in.remaining() < 8) {
      throw in.fail("is truncated: a safetensors file has at least 8 bytes");
    }
    long length = in.i64();
    if (length < 0 || length > Math.min(MAX_LENGTH, in.remaining())) {
      throw in.fail("is damaged: a safetensors header of " + length + " bytes is announced");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.bytes(length))).toString();
    } catch (CharacterCodingException e) {
      throw in.fail("is damaged: its header is not UTF-8");
    }
    SafetensorsHeader header = new SafetensorsHeader(in, in.position());
    if (!(Json.parse(text, in) instanceof Map<?, ?> entries)) {
      throw in.fail("is damaged: its header is not a JSON object");
    }
    entries.forEach((name, entry) -> header.add(String.valueOf(name), entry));
    header.checkCover();
    return header;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private CheckpointException damaged(String name, String what) {
    return in.fail("is damaged: tensor " + PickleText.shown(name) + " " + what);
  }

  private void add(String name, @Nullable Object entry) {
    if (!(entry instanceof Map<?, ?> map)) {
      throw damaged(name, "is not described");
    }
    if (name.equals("__metadata__")) {
      map.forEach((k, v) -> metadata.put(String.valueOf(k), String.valueOf(v)));
      return;
    }
    if (!(map.get("dtype") instanceof String type)) {
      throw damaged(name, "has no dtype");
    }
    ForeignType foreign = ForeignType.ofSafetensors(type);
    DType dtype = foreign == null ? dtype(type) : foreign.dtype();
    if (dtype == null) {
      throw in.fail(
          "holds "
              + PickleText.shown(name)
              + " of dtype "
              + PickleText.shown(type)
              + ", which is not supported");
    }
    long[] offsets = integers(map.get("data_offsets"), name);
    if (offsets.length != 2) {
      throw damaged(name, "has no data_offsets");
    }
    int size = foreign == null ? dtype.byteSize() : foreign.byteSize();
    Shape shape = StoredArray.shape(integers(map.get("shape"), name), size, in);
    StoredArray array = new StoredArray(shape, dtype, foreign, ByteOrder.LITTLE_ENDIAN, false);
    long end = offsets[1];
    if (offsets[0] < 0 || end < offsets[0] || end > in.remaining()) {
      throw damaged(name, "from " + offsets[0] + " to " + end + " lies outside the file");
    }
    if (end - offsets[0] != array.byteSize()) {
      throw damaged(
          name,
          "has " + (end - offsets[0]) + " bytes, expected " + array.byteSize() + " for " + shape);
    }
    places.put(name, new Place(array, offsets[0], end));
  }

  private long[] integers(@Nullable Object value, String name) {
    if (!(value instanceof List<?> list)) {
      throw damaged(name, "has no shape or data_offsets");
    }
    long[] out = new long[list.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(list.get(i) instanceof Long n)) {
        throw damaged(name, "has a size that is no integer");
      }
      out[i] = n;
    }
    return out;
  }

  private void checkCover() {
    List<Map.Entry<String, Place>> order = new ArrayList<>(places.entrySet());
    order.sort(
        Comparator.<Map.Entry<String, Place>>comparingLong(e -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long at = 0;
    for (Map.Entry<String, Place> e : order) {
      if (e.getValue().begin() != at) {
        throw damaged(e.getKey(), "begins at byte " + e.getValue().begin() + ", expected " + at);
      }
      at = e.getValue().end();
    }
    if (at != in.remaining()) {
      throw in.fail(
          "is damaged: its tensors take " + at + " bytes, and " + in.remaining() + " are there");
    }
  }

  /** The tensors by name. */
  Map<String, Tensor> tensors(FileContent file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StorageFill fill = new StorageFill();
    places.forEach(
        (name, place) -> {
          ByteSource from = in.range(data + place.begin(), data + place.end());
          tensors.put(name, place.array().read(from, file, fill));
        });
    fill.run();
    return tensors;
  }

  private static @Nullable DType dtype(String name) {
    return switch (name) {
      case "BOOL" -> DType.BOOL;
      case "U8" -> DType.UINT8;
      case "I8" -> DType.INT8;
      case "I16" -> DType.INT16;
      case "I32" -> DType.INT32;
      case "I64" -> DType.INT64;
      case "F16" -> DType.FLOAT16;
      case "BF16" -> DType.BFLOAT16;
      case "F32" -> DType.FLOAT32;
      case "F64" -> DType.FLOAT64;
      case "C64" -> DType.COMPLEX64;
      default -> null;
    };
  }

  /** The format's name for {@code dtype}; {@code tensor} is named where there is none. */
  static String name(DType dtype, String tensor) {
    return switch (dtype) {
      case BOOL -> "BOOL";
      case UINT8 -> "U8";
      case INT8 -> "I8";
      case INT16 -> "I16";
      case INT32 -> "I32";
      case INT64 -> "I64";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case COMPLEX64 -> "C64";
      case COMPLEX32, COMPLEX128 ->
          throw new DTypeException(
              "saveFile: safetensors has no "
                  + dtype
                  + ", and "
                  + tensor
                  + " is of that dtype; save its viewAsReal()");
    };
  }
}
