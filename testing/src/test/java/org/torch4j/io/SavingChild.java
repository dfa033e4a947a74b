package org.torch4j.io;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** A process of its own that saves one file after the other under the same name, until killed. */
final class SavingChild {
  private SavingChild() {}

  /** Arguments: the file, how many floats it holds, how many times it is saved. */
  public static void main(String[] args) {
    long numel = Long.parseLong(args[1]);
    for (long version = 1; version <= Long.parseLong(args[2]); version++) {
      Checkpoints.save(value(version, numel), Path.of(args[0]));
      System.out.println(version);
    }
  }

  /** The version, and a tensor full of it. */
  static Map<String, Object> value(long version, long numel) {
    StridedArray a = StridedArray.allocate(DType.FLOAT32, Shape.of(numel));
    Tensor t = new Tensor(a);
    for (long i = 0; i < numel; i++) {
      Elements.setFloat(a, i, version);
    }
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("version", version);
    value.put("tensor", t);
    return value;
  }
}
