package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.torch4j.Tensor;

/** The index of a model in several safetensors files: which file holds which tensor. */
final class ShardIndex {
  private static final long MAX_LENGTH = 100_000_000;

  private ShardIndex() {}

  /** All tensors of the index at {@code path}, in its order. */
  static Map<String, Tensor> read(ByteSource in, Path path, LoadOptions options) {
    if (in.remaining() > MAX_LENGTH) {
      throw in.fail("is " + in.remaining() + " bytes of JSON, more than any index");
    }
    String text = new String(in.bytes(in.remaining()), StandardCharsets.UTF_8);
    if (!(Json.parse(text, in) instanceof Map<?, ?> root)
        || !(root.get("weight_map") instanceof Map<?, ?> places)) {
      throw in.fail("is not a checkpoint: JSON without a weight_map, expected a safetensors index");
    }
    Map<String, Map<String, Tensor>> files = new HashMap<>();
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Map.Entry<?, ?> e : places.entrySet()) {
      String name = String.valueOf(e.getKey());
      if (!(e.getValue() instanceof String file) || !isPlain(file)) {
        throw in.fail(
            "is damaged: " + PickleText.shown(name) + " is not in a file of the same folder");
      }
      Map<String, Tensor> shard = files.get(file);
      if (shard == null) {
        shard = shard(path.resolveSibling(file), options);
        files.put(file, shard);
      }
      Tensor t = shard.get(name);
      if (t == null) {
        throw in.fail(
            "is damaged: " + PickleText.shown(file) + " does not hold " + PickleText.shown(name));
      }
      all.put(name, t);
    }
    return all;
  }

  private static Map<String, Tensor> shard(Path path, LoadOptions options) {
    return FileContent.read(path, options, file -> SafetensorsHeader.of(file).tensors(file));
  }

  /** Whether it names a file without a way to any other folder. */
  private static boolean isPlain(String file) {
    return file.endsWith(".safetensors")
        && file.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')
        && !file.startsWith(".");
  }

  /** Writes the index of {@code files}, file names by tensor. */
  static void write(Map<String, String> files, long totalBytes, Path path) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", Map.of("total_size", totalBytes));
    root.put("weight_map", files);
    byte[] json = Json.write(root).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(path, bytes -> {}, out -> out.write(MemorySegment.ofArray(json)));
  }
}
