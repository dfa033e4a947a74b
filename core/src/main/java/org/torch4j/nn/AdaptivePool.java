package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the poolings share that have as many windows as the output has elements. */
public abstract class AdaptivePool extends Module {
  final List<@Nullable Long> outputSize;

  AdaptivePool(List<@Nullable Long> outputSize) {
    this.outputSize = Collections.unmodifiableList(new ArrayList<>(outputSize));
  }

  static List<@Nullable Long> sizes(long[] outputSize) {
    return new ArrayList<>(ConvOptions.list(outputSize));
  }

  @Override
  public String extraRepr() {
    return "output_size=" + PythonText.scalarOrTuple(outputSize);
  }
}
