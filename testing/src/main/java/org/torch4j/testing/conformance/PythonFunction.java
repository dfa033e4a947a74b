package org.torch4j.testing.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that Python calls. */
@FunctionalInterface
interface PythonFunction {
  @Nullable Object call(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs);
}
