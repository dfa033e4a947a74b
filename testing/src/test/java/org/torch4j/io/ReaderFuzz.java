package org.torch4j.io;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.torch4j.Tensor;
import org.torch4j.op.Components;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;

/**
 * What a fuzzer runs on every input; {@code FuzzedInputsTest} runs it on the kept ones. Under
 * Jazzer: {@code java -cp jazzer.jar:... com.code_intelligence.jazzer.Jazzer
 * --target_class=org.torch4j.io.ReaderFuzz --instrumentation_includes=org.torch4j.io.** CORPUS}.
 *
 * <p>Any reader may refuse an input with a {@link CheckpointException} of one sentence; anything
 * else that is thrown is a finding.
 */
public final class ReaderFuzz {
  private static final Path NOWHERE = Path.of("/nonexistent/input");
  private static final int MOST_TENSORS = 1000;

  private ReaderFuzz() {}

  /** Reads {@code input} in every way that fits it. */
  public static void fuzzerTestOneInput(byte[] input) {
    FileContent content = FileContent.of(input, "input");
    attempt(() -> read(content, Refusals.fatal()));
    attempt(() -> read(content, Refusals.noted()));
    if (input.length > 4 && input[0] == 'P' && input[1] == 'K') {
      FileContent mended = FileContent.of(Crc.mend(input.clone()), "input");
      attempt(() -> read(mended, Refusals.noted()));
    } else if (input.length > 1 && (input[0] & 0xff) == 0x80) {
      attempt(() -> pickle(input, Refusals.fatal()));
      attempt(() -> pickle(input, Refusals.noted()));
    }
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (CheckpointException e) {
      String said = String.valueOf(e.getMessage());
      if (said.isBlank() || said.contains("\n") || said.length() > 1000) {
        throw new AssertionError("not one sentence: " + said, e);
      }
    }
  }

  private static void read(FileContent content, Refusals refusals) {
    FileFormat format = FileFormat.of(content);
    if (format == FileFormat.SHARDS) {
      var _ = ShardIndex.read(content.source(), NOWHERE, LoadOptions.DEFAULTS);
      return;
    }
    use(Checkpoints.read(content, format, NOWHERE, LoadOptions.DEFAULTS, refusals));
  }

  /** A single pickle, whose storages are all the same few zeros. */
  private static void pickle(byte[] input, Refusals refusals) {
    Tensor zeros = Tensors.floats(new float[16]);
    var storages =
        new PickleReader.Persistent() {
          @Override
          public Object resolve(Object id) {
            return new StoredElements(
                Tensors.storage(zeros),
                new StorageType(org.torch4j.type.DType.FLOAT32, null, false),
                0,
                16);
          }

          @Override
          public void whenFilled(Runnable action) {
            action.run();
          }
        };
    use(new PickleReader(FileContent.of(input, "input").source(), storages, refusals).read());
  }

  /** Touches the first and the last element of all tensors, and asks modules for their state. */
  private static void use(Object value) {
    walk(value, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void walk(Object value, Set<Object> seen) {
    if (seen.size() > MOST_TENSORS) {
      return;
    }
    switch (value) {
      case Tensor t when TensorState.isSparse(t) && seen.add(t) -> {
        Components c = TensorState.components(t, "fuzz");
        walk(c.values(), seen);
        walk(c.places(), seen);
        if (t.numel() < 10_000) {
          var _ = t.toDense();
        }
      }
      case Tensor t when seen.add(t) -> {
        StridedArray a = TensorState.array(t);
        if (a.numel() > 0) {
          var _ = Elements.real(a, 0) + Elements.real(a, a.numel() - 1);
        }
      }
      case Map<?, ?> m when seen.add(m) -> m.values().forEach(v -> walk(v, seen));
      case Collection<?> c when seen.add(c) -> c.forEach(v -> walk(v, seen));
      case QuantizedTensor q when seen.add(q) && q.values().numel() < 10_000 -> {
        var _ = q.dequantize();
      }
      case PickledObject o when seen.add(o) -> {
        if (o.isModule()) {
          o.stateDict().values().forEach(t -> walk(t, seen));
        }
        o.attributes().values().forEach(v -> walk(v, seen));
      }
      case null, default -> {
        // nothing to look into
      }
    }
  }
}
