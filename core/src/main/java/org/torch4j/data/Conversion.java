package org.torch4j.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;

/** Makes tensors of the arrays in a sample, see {@link Data#defaultConvert}. */
final class Conversion {
  private Conversion() {}

  static @Nullable Object of(@Nullable Object data) {
    return switch (data) {
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(item -> all.add(of(item)));
        yield all;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> all.put(key, of(value)));
        yield all;
      }
      case Record record when RecordShape.of(record.getClass()).size() > 0 -> record(record);
      case null -> null;
      default -> Collation.isNumeric(data.getClass()) ? Torch.tensor(data) : data;
    };
  }

  private static Object record(Record record) {
    RecordShape shape = RecordShape.of(record.getClass());
    Object[] values = new Object[shape.size()];
    boolean changed = false;
    for (int c = 0; c < values.length; c++) {
      Object before = shape.value(record, c);
      Object after = of(before);
      changed |= after != before;
      if (after != null) {
        shape.check(c, after);
        values[c] = after;
      }
    }
    return changed ? shape.create(values) : record;
  }
}
